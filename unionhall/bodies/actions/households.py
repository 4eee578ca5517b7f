"""Standing, households and proxies: what the list of members says beside their names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.mandates.gate import pass_through
from unionhall.mandates.models import Mandate
from unionhall.record.book import action, unrecorded, write
from unionhall.record.models import Opening

from .. import rules
from ..models import Body, Household, Member, Proxy, Standing
from .places import settled_name

LONGEST_PROXY = timedelta(days=92)
LATELY = timedelta(days=30)


@action
def read_list(*, by: Actor, at: datetime) -> None:
    """
    Enter that `by` reads the list of members under the mandate to keep it. One entry for each day and reader is enough
    (`rules.offices.read_today`): the record says who reads, and not whom they looked at.

    Raises a `Refusal` without the mandate.
    """
    mandate = _under_mandate(by, at)

    write("list.read", by=by, at=at, about=rules.assembly(by.hall_id), body=mandate.scope, mandate=mandate.pk)


@action
def say_standing(
    *, by: Actor, member: Member, good: bool, reason: str, since: date, at: datetime
) -> Standing:
    """
    Enter that a member is, or is not, in good standing since a day, with the reason; under the mandate to keep the list.

    Raises a `Refusal` without the mandate, without a reason, for a day to come, and where it would take the vote from more
    than a third of all within 30 days: a mandate must not be able to leave nobody who could recall it.
    """
    mandate = _under_mandate(by, at)
    member = Member.objects.select_related("hall").get(pk=member.pk, hall_id=by.hall_id)
    if member.left_on is not None:
        raise OutOfOrder(_("They are not a member here any more."))
    if not reason.strip():
        raise OutOfOrder(_("Say the reason: the member reads it."))
    if since > rules.today(member, at):
        raise OutOfOrder(_("Standing is said of what is, not of what may come."))

    if not good:
        _must_not_be_too_many(by.hall_id, {member.pk}, _lately_in_households(by.hall_id, at), at)

    fact = Standing.objects.create(
        hall_id=by.hall_id, member=member, good=good, since=since, reason=reason.strip()[:200], said_at=at
    )

    write("standing.said", by=by, at=at, about=member, body=mandate.scope, mandate=mandate.pk, good=good)
    return fact


def _must_not_be_too_many(hall_id: UUID, losing: set[UUID], in_households: set[UUID], at: datetime) -> None:
    """
    Raise `OutOfOrder` where, with those `losing` their own vote now, more than a third (one at least) lost it within 30 days:
    by their standing, or `in_households`.
    """
    lately = Standing.objects.filter(hall_id=hall_id, good=False, said_at__gt=at - LATELY)
    everybody = losing | in_households | set(lately.values_list("member_id", flat=True))
    if len(everybody) > max(1, rules.headcount(hall_id) // 3):
        raise OutOfOrder(
            _(
                "Too many would be without a vote, on one member's word, in a month: bring it before the assembly."
            )
        )


def _lately_in_households(hall_id: UUID, at: datetime, *, besides: UUID | None = None) -> set[UUID]:
    """
    Who shares the one vote of a household settled within 30 days, all but one of each, where the charter gives households
    one vote; what was settled, and when, the record says.
    """
    if not rules.charter(hall_id, at).options.one_household_one_vote:
        return set()
    settled = Opening.objects.filter(hall_id=hall_id, kind="household.settled", at__gt=at - LATELY)
    people = Member.objects.filter(household__in=settled.values("about_id"), left_on=None)
    lines: dict[UUID, list[UUID]] = {}
    for home, one in (
        (people.exclude(household=besides) if besides else people)
        .order_by("joined_on", "pk")
        .values_list("household", "pk")
    ):
        lines.setdefault(home, []).append(one)
    return {one for line in lines.values() for one in line[1:]}


@action
def settle_household(
    *, by: Actor, label: str, members: Sequence[Member], household: Household | None = None, at: datetime
) -> Household:
    """
    Say who shares a household, under the mandate to keep the list; nobody is in two. `household`: one to change.

    Raises a `Refusal` without the mandate, where nobody is left in it, and where a household has one vote and more than a
    third of all would have lost their own within 30 days, as `say_standing` does.
    """
    mandate = _under_mandate(by, at)
    ids = [member.pk for member in members]
    inside = list(
        Member.objects.filter(pk__in=ids, hall_id=by.hall_id, left_on=None).order_by("joined_on", "pk")
    )
    if not inside:
        raise OutOfOrder(_("A household needs somebody in it."))
    before = None if household is None else household.pk
    one_vote = rules.charter(by.hall_id, at).options.one_household_one_vote
    if one_vote and any(before is None or one.household_id != before for one in inside):
        # All but one lose their own vote; those who shared it already lose nothing.
        silent = {one.pk for one in inside[1:]}
        _must_not_be_too_many(by.hall_id, silent, _lately_in_households(by.hall_id, at, besides=before), at)

    if household is None:
        household = Household.objects.create(hall_id=by.hall_id, label=settled_name(label))
    else:
        household = Household.objects.select_for_update().get(pk=household.pk, hall_id=by.hall_id)
        household.label = settled_name(label)
        household.save(update_fields=["label"])
    Member.objects.filter(household=household).exclude(pk__in=ids).update(household=None)
    Member.objects.filter(pk__in=[one.pk for one in inside]).update(household=household)
    if household.speaker_id is not None and household.speaker_id not in ids:
        household.speaker = None
        household.save(update_fields=["speaker"])

    write(
        "household.settled",
        by=by,
        at=at,
        about=household,
        body=mandate.scope,
        mandate=mandate.pk,
        size=len(inside),
    )
    return household


@unrecorded(
    "who casts a household's one vote is the household's own choice; the register of each poll shows it"
)
def choose_speaker(*, by: Actor, speaker: Member, at: datetime) -> Household:
    """Say who casts one's household's vote. Raises `NotAuthorised` for another household's."""
    me = rules.member_of(by)
    if me is None or me.household_id is None or speaker.household_id != me.household_id:
        raise NotAuthorised(_("A household chooses for itself, one of its own."))

    household = Household.objects.select_for_update().get(pk=me.household_id)
    household.speaker = speaker
    household.save(update_fields=["speaker"])
    return household


@action
def give_proxy(*, by: Actor, body: Body, holder: Member, until: datetime, at: datetime) -> Proxy:
    """
    Let another member cast one's vote in `body` until a moment, where the charter allows it.

    Raises a `Refusal` naming the charter's rule where it knows none, and where the holder would cast a third vote.
    """
    giver = rules.member_of(by)
    if giver is None:
        raise NotAuthorised(_("Only members of this hall may do this."))
    rules.may_give_proxy(giver, holder, body, at).enforce()
    if not at < until <= at + LONGEST_PROXY:
        raise OutOfOrder(_("A proxy ends, three months from now at the latest."))

    Proxy.objects.filter(body=body, giver=giver, ended_at=None, until__lte=at).update(ended_at=at)
    proxy = Proxy.objects.create(
        hall_id=by.hall_id, body=body, giver=giver, holder=holder, since=at, until=until
    )

    write(
        "proxy.given",
        by=by,
        at=at,
        about=proxy,
        body=body.pk,
        holder=str(holder.pk),
        until=until.date().isoformat(),
    )
    return proxy


@action
def end_proxy(*, by: Actor, proxy: Proxy, at: datetime) -> Proxy:
    """Take one's vote back, or give back one that one carries. A ballot cast with it stands."""
    proxy = Proxy.objects.select_for_update().get(pk=proxy.pk, hall_id=by.hall_id)
    if by.member_id not in (proxy.giver_id, proxy.holder_id):
        raise NotAuthorised(_("Only the two it is between end a proxy."))
    if proxy.ended_at is not None:
        raise OutOfOrder(_("This proxy has ended already."))

    proxy.ended_at = at
    proxy.save(update_fields=["ended_at"])

    write("proxy.ended", by=by, at=at, about=proxy, body=proxy.body_id, holder=str(proxy.holder_id))
    return proxy


def _under_mandate(by: Actor, at: datetime) -> Mandate:
    return pass_through(by, "bodies.keep_list", rules.assembly(by.hall_id).pk, at)
