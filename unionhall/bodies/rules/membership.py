"""Who is in, in which body, and who votes there. One rule for one member, the same for all of them at once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _

from unionhall.core.charters import Rule
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.rows import Prepared
from unionhall.people import keyring

from ..models import (
    Body,
    BodyKind,
    Declaration,
    Member,
    Membership,
    Remit,
    Standing,
    State,
)
from .charters import charter

IN = (State.TRIAL, State.ADMITTED, State.SUSPENDED)
"""The states in which somebody has a place in a body, whatever they may do with it."""


_in_assembly = Prepared(
    lambda member, hall: Membership.objects.filter(
        member_id=member,
        member__hall_id=hall,
        member__left_on=None,
        until=None,
        body__hall_id=hall,
        body__kind=BodyKind.ASSEMBLY,
    )
)
"""Somebody's present place in the assembly, as long as they have not left."""
_member = Prepared(
    lambda member, hall: Member.objects.select_related("hall").filter(pk=member, hall_id=hall, left_on=None)
)
_place = Prepared(lambda member, body: Membership.objects.filter(member_id=member, body_id=body, until=None))
_place_in_assembly = Prepared(
    lambda member, hall: Membership.objects.filter(
        member_id=member, until=None, body__hall_id=hall, body__kind=BodyKind.ASSEMBLY
    )
)
_newest_standing = Prepared(lambda member: Standing.objects.filter(member_id=member).order_by("-said_at")[:1])
_guest = Prepared(lambda member: Member.objects.filter(pk=member, guest=True).only("hall"))


class StillAGuest(NotAuthorised):
    """They came as a guest, and have not affirmed what was agreed on; the page that says so leads to where they can."""


def actor_of(member: Member, proved_at: datetime | None = None) -> Actor:
    """`member` as the one acting. `proved_at`: when they last proved a second factor, or None."""
    return Actor(member.hall_id, member.person_id, member.pk, proved_at)


def member_of(by: Actor) -> Member | None:
    """The member that `by` is in the hall acted in, or None where they have left it or never were in it."""
    if by.member_id is None:
        return None
    return _member.one(member=by.member_id, hall=by.hall_id)


def halls_of(request: HttpRequest) -> list[Member]:
    """Whoever is signed in as the member they are in each of their halls, by the hall's name. Three queries."""
    persons = [person for _hall, person in keyring.halls(request)]
    found = Member.objects.filter(person_id__in=persons, left_on=None).select_related("hall__organisation")
    return sorted(found, key=lambda member: member.hall.organisation.name.casefold())


def today(member_or_body: Member | Body, at: datetime) -> date:
    """The day of `at` in the hall's own calendar."""
    return clock.day(at, member_or_body.hall.time_zone)


def place_of(member: Member, body: Body) -> Membership | None:
    """The member's present place in a body, or None."""
    return _place.one(member=member.pk, body=body.pk)


def place_in_assembly(member: Member) -> Membership | None:
    """The member's present place in their hall's general assembly, or None."""
    return _place_in_assembly.one(member=member.pk, hall=member.hall_id)


def state_now(place: Membership, day: date, *, admits_by_itself: bool) -> State:
    """
    The state of a place on `day`, computed from time alone.

    A suspension ends on its day; so does a trial, where the charter has no rule of its own for admissions
    (`admits_by_itself`); where it has one, somebody stays on trial until the body has decided.
    """
    state = State(place.state)
    over = place.ends_on is not None and place.ends_on <= day
    if over and (state is State.SUSPENDED or (state is State.TRIAL and admits_by_itself)):
        return State.ADMITTED
    return state


def admits_by_itself(hall_id: UUID, at: datetime) -> bool:
    """Whether a trial ends in admission without a decision: the charter names no rule for admissions."""
    return "admission" not in charter(hall_id, at).rules


def is_member(member: Member, body: Body) -> Ruling:
    """Whether `member` has a place in `body`, suspended or not."""
    place = place_of(member, body)
    if member.left_on is not None or place is None or place.state not in IN:
        return Ruling(NotAuthorised(_("Only members of this body may do this.")))
    return IN_ORDER


def may_read(member: Member, body: Body) -> Ruling:
    """Whether `member` may read what the body's members read: everybody reads the assembly's, its own members a body's."""
    return IN_ORDER if body.kind == BodyKind.ASSEMBLY and member.left_on is None else is_member(member, body)


def bodies_of(member: Member) -> list[Body]:
    """The bodies in which `member` has a place and which have not been dissolved."""
    return list(with_a_place(member.pk).order_by("name"))


def with_a_place(member: Any) -> QuerySet[Body]:
    """The bodies in which the member with the id `member` has a place and which have not been dissolved."""
    places = Membership.objects.filter(member_id=member, until=None, state__in=IN)
    return Body.objects.filter(pk__in=places.values("body_id"), ended_at=None)


def kinds_of(member: Member, at: datetime) -> set[str]:
    """What charters know members by (`core.charters.rules.KINDS_OF_PEOPLE`): on trial, in arrears, and what they declared."""
    declared = Declaration.objects.filter(member=member, says=True).values_list("key", flat=True)
    kinds = {key.removeprefix("barred:") for key in declared}
    place = place_in_assembly(member)
    if (
        place
        and state_now(place, today(member, at), admits_by_itself=admits_by_itself(member.hall_id, at))
        == State.TRIAL
    ):
        kinds.add("on_trial")
    if not in_good_standing(member):
        kinds.add("in_arrears")
    return kinds


def in_good_standing(member: Member) -> bool:
    """Whether the newest fact about the member's standing is a good one; nobody is born in bad standing."""
    newest = _newest_standing.one(member=member.pk)
    return newest is None or newest.good


def is_guest(member: Member) -> bool:
    """Whether the member came in saying "not yet" to what the body stands for, and still does: welcome, without a vote."""
    return _guest.one(member=member.pk) is not None


def is_voter(member: Member, body: Body, at: datetime, rule: Rule | None = None) -> Ruling:
    """
    Whether `member` votes in `body` at the moment `at`, and if not, why not.

    `rule`: the rule the vote is taken under, the ordinary one unless given; it may leave kinds of people out (R9).
    """
    return first_refusal(_has_a_voice(member, body, at), _has_a_vote(member, at, rule))


def _has_a_voice(member: Member, body: Body, at: datetime) -> Ruling:
    """Whether `member` stands in `body` so that they vote in some matters at least."""
    if member.hall_id != body.hall_id or member.left_on is not None:
        return Ruling(NotAuthorised(_("Only members of this body vote here.")))
    day, itself = today(member, at), admits_by_itself(body.hall_id, at)
    places = [place_in_assembly(member)]
    if body.kind != BodyKind.ASSEMBLY:
        places.insert(0, place_of(member, body))
    for place in places:
        state = state_now(place, day, admits_by_itself=itself) if place else None
        if state is State.SUSPENDED:
            return Ruling(NotAuthorised(_("You are suspended, and do not vote until that ends.")))
        if state not in (State.ADMITTED, State.TRIAL):
            return Ruling(NotAuthorised(_("Only members of this body vote here.")))
    if member.is_on_leave(day):
        return Ruling(OutOfOrder(_("You are on leave of absence. Come back early, and you vote again.")))
    if not in_good_standing(member):
        return Ruling(NotAuthorised(_("You are not in good standing: you have a voice, and no vote.")))
    if is_guest(member):
        return Ruling(
            StillAGuest(
                _(
                    "You have not affirmed what we agreed on: until you do, you are a guest, without a vote. "
                    "You can at any time, under “Me in this hall”."
                )
            )
        )
    return IN_ORDER


def _has_a_vote(member: Member, at: datetime, rule: Rule | None) -> Ruling:
    """Whether the rule leaves out nobody of the member's kinds."""
    no_vote = _no_vote(member.hall_id, at, rule)
    if not no_vote:
        return IN_ORDER
    kinds = kinds_of(member, at) & no_vote
    if "on_trial" in kinds:
        return Ruling(NotAuthorised(_("You are on trial, and vote once you are admitted."), rule="ordinary"))
    if kinds:
        return Ruling(
            NotAuthorised(_("The charter gives no vote to what you declared you are."), rule="ordinary")
        )
    return IN_ORDER


def _no_vote(hall_id: UUID, at: datetime, rule: Rule | None) -> set[str]:
    """The kinds of people who do not vote under the rule, and those the charter gives a voice only."""
    now = charter(hall_id, at)
    return {*(rule or now.ordinary).no_vote, *now.independence.voice_only}


def voters_of(body: Body, at: datetime, rule: Rule | None = None) -> QuerySet[Member]:
    """Those for whom `is_voter` rules in order, as one query."""
    day, itself = today(body, at), admits_by_itself(body.hall_id, at)
    no_vote = _no_vote(body.hall_id, at, rule)
    votes = Q(state=State.ADMITTED) | Q(state=State.SUSPENDED, ends_on__lte=day)
    if "on_trial" not in no_vote:
        votes |= Q(state=State.TRIAL)
    elif itself:
        votes |= Q(state=State.TRIAL, ends_on__lte=day)
    places = Membership.objects.filter(member=OuterRef("pk"), until=None).filter(votes)
    newest = Standing.objects.filter(member=OuterRef("pk")).order_by("-said_at").values("good")[:1]
    found = Member.objects.filter(hall_id=body.hall_id, left_on=None, guest=False)
    # A place in the assembly is what makes a member; a place in the body is what gives a vote there.
    if body.kind != BodyKind.ASSEMBLY:
        found = found.filter(Exists(places.filter(body__kind=BodyKind.ASSEMBLY)))
    found = found.filter(Exists(places.filter(body=body)))
    found = found.alias(good=Subquery(newest)).filter(Q(good=None) | Q(good=True))
    found = found.exclude(
        Q(on_leave_from__isnull=False, on_leave_from__lte=day)
        & (Q(on_leave_until=None) | Q(on_leave_until__gte=day))
    )
    if no_vote:
        keys = [*no_vote, *(f"barred:{kind}"[:40] for kind in no_vote)]
        declared = Declaration.objects.filter(member=OuterRef("pk"), says=True, key__in=keys)
        found = found.filter(~Exists(declared))
    return found.order_by("joined_on", "pk")


def voters(body: Body, at: datetime, rule: Rule | None = None) -> list[Member]:
    """Everybody who votes in `body` at the moment `at`, whoever joined first coming first."""
    return list(voters_of(body, at, rule))


def headcount(hall_id: UUID) -> int:
    """How many members a hall has, guests and suspended ones included."""
    return Member.objects.filter(hall_id=hall_id, left_on=None).count()


def may_act(by: Actor, at: datetime) -> Ruling:
    """Whether `by` may use a member's own rights and mandates at all: in the hall, and not suspended."""
    place = _in_assembly.one(member=by.member_id, hall=by.hall_id) if by.member_id is not None else None
    if place is None and member_of(by) is None:
        return Ruling(NotAuthorised(_("Only members of this hall may do this.")))
    if place is not None and _is_suspended(place, at):
        return Ruling(
            NotAuthorised(
                _("You are suspended: until that ends you may read, and do nothing in the hall's name.")
            )
        )
    return IN_ORDER


def _is_suspended(place: Membership, at: datetime) -> bool:
    """Whether a suspension of this place still runs; the hall's calendar is asked only where there is one."""
    if place.state != State.SUSPENDED:
        return False
    return state_now(place, today(place.member, at), admits_by_itself=False) is State.SUSPENDED


def may_decide(body: Body, matter: str, at: datetime) -> Ruling:
    """
    Whether `body` may decide a matter of the charter at the moment `at`.

    The assembly is supreme. Another body decides the ordinary matters of its own purpose, and what the assembly has
    given it in a remit that still runs.
    """
    if body.ended_at is not None or (body.until is not None and body.until <= at):
        return Ruling(OutOfOrder(_("This body has been dissolved.")))
    if body.kind == BodyKind.ASSEMBLY or matter == "ordinary":
        return IN_ORDER
    if Remit.objects.filter(body=body, matter=matter, since__lte=at, until__gt=at, ended_at=None).exists():
        return IN_ORDER
    return Ruling(
        NotAuthorised(
            _("This is for the general assembly to decide: it has not given the matter to this body.")
        )
    )
