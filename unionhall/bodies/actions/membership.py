"""A member's own way through the hall, and what a decision may do to it: leave, absence, name, suspension, exclusion."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.kit.rows import Prepared
from unionhall.mandates import actions as mandates
from unionhall.mandates.models import Ending, Mandate
from unionhall.people import actions as people
from unionhall.record import signer
from unionhall.record.book import action, unrecorded, write
from unionhall.record.models import Entry

from .. import rules
from ..models import Alternate, Invite, LettingBackIn, Member, Membership, Proxy, State, Way
from ..rules import doors, names
from .places import agree, persons_name, take_place, take_turn

KEPT_DAYS = 30
"""Calendar days after leaving before a name and all that was personal is erased (record-and-trust 1.4)."""
LONGEST_LEAVE = 366

_erased = Prepared(lambda: Member.objects.filter(erased_on__isnull=False).only("hall"))
"""The ids of all who were erased, and of their halls."""


@action
def leave_hall(*, by: Actor, at: datetime) -> Member:
    """Leave, of one's own accord: every place, mandate and proxy ends, and the key opens nothing here any more."""
    member = _myself(by, at)

    _end_everything(by, member, at, State.LEFT, None)

    write("member.left", by=by, at=at, about=member, body=rules.assembly(by.hall_id).pk)
    return member


@action
def exclude_member(*, by: Actor, member: Member, warrant: Entry, at: datetime) -> Member:
    """Exclude a member on the `warrant` of a decision: the next request of any session of theirs is refused."""
    member = _other(by, member)

    _end_everything(by, member, at, State.EXCLUDED, warrant)

    write("member.excluded", by=by, at=at, about=member, body=rules.assembly(by.hall_id).pk, warrant=warrant)
    return member


@action
def suspend_member(*, by: Actor, member: Member, days: int, warrant: Entry, at: datetime) -> Member:
    """
    Suspend a member for `days` calendar days, on the `warrant` of a decision: they read, and do nothing else.

    Raises `OutOfOrder` where they have left, are suspended already, or the days are none or more than a year.
    """
    member = _other(by, member)
    doors.may_suspend(member, days).enforce()
    body = rules.assembly(by.hall_id)
    place = rules.place_of(member, body)
    day = rules.today(member, at)
    if place is not None and place.state == State.SUSPENDED and not (place.ends_on and place.ends_on <= day):
        raise OutOfOrder(_("They are suspended already."))

    until = day + timedelta(days=days)
    take_place(member, body, day, State.SUSPENDED, ends_on=until, warrant=warrant)
    people.void_proofs(person=member.person)

    write(
        "member.suspended", by=by, at=at, about=member, body=body.pk, warrant=warrant, until=until.isoformat()
    )
    return member


@action
def reinstate_member(*, by: Actor, member: Member, warrant: Entry | None = None, at: datetime) -> Member:
    """End a suspension: on the `warrant` of a decision, or by the clock on its day."""
    member = _other(by, member)
    body = rules.assembly(by.hall_id)
    place = rules.place_of(member, body)
    day = rules.today(member, at)
    if place is None or place.state != State.SUSPENDED:
        raise OutOfOrder(_("They are not suspended."))
    over = place.ends_on is not None and place.ends_on <= day
    if warrant is None and not (by.clock and over):
        raise OutOfOrder(_("A suspension ends on its day, or by a decision."))

    since = place.ends_on if over and place.ends_on else day
    take_place(member, body, since, State.ADMITTED, warrant=warrant or place.warrant)

    write("member.reinstated", by=by, at=at, about=member, body=body.pk, warrant=warrant or place.warrant)
    return member


@unrecorded(
    "why somebody is away may be their health; who was in the register of each poll is on record anyway"
)
def take_leave(*, by: Actor, from_day: date, until_day: date | None, at: datetime) -> Member:
    """
    Take leave of absence from `from_day` to `until_day` (both included), or until one comes back.

    Raises `OutOfOrder` for days in the past, the wrong way round, or more than a year.
    """
    member = _myself(by, at)
    if from_day < rules.today(member, at):
        raise OutOfOrder(_("Leave of absence begins today at the earliest."))
    if until_day is not None and until_day < from_day:
        raise OutOfOrder(_("It ends before it begins."))
    if until_day is not None and (until_day - from_day).days > LONGEST_LEAVE:
        raise OutOfOrder(_("A year at most. Leave the end open if you do not know it."))

    member.on_leave_from, member.on_leave_until = from_day, until_day
    member.save(update_fields=["on_leave_from", "on_leave_until"])
    return member


@unrecorded("coming back is as little an act of the body as going on leave")
def come_back(*, by: Actor, at: datetime) -> Member:
    """End one's leave of absence now."""
    member = _myself(by, at)
    member.on_leave_from = member.on_leave_until = None
    member.save(update_fields=["on_leave_from", "on_leave_until"])
    return member


@unrecorded("names are never in the record, so neither is a change of one")
def change_name(*, by: Actor, name: str, at: datetime) -> Member:
    """
    Take another name in this hall, from now on and everywhere.

    Raises `OutOfOrder` for none or an overlong one, and `NameTaken` for one that another member has.
    """
    take_turn(by.hall_id)  # or two could take the same name at the same moment
    member = _myself(by, at)
    name = persons_name(name)
    names.may_be_called(by.hall_id, name, besides=member.pk).enforce()

    member.name = name
    member.save(update_fields=["name"])
    return member


@unrecorded("how somebody stands to what was agreed on is their own conviction, and no act of the body")
def affirm(*, by: Actor, way: str, reservation: str = "", at: datetime) -> Member:
    """
    A guest affirms what the body stands for, with a reservation or without, and votes from then on.

    Raises `OutOfOrder` for whoever is none, for "not yet", and for a reservation without words.
    """
    member = _myself(by, at)
    if not member.guest or way == Way.NOT_YET:
        raise OutOfOrder(_("Only a guest affirms what was agreed on before they came."))

    text = rules.principles(by.hall_id, at)
    held = {"principles": text} if text else {"charter": rules.charter_row(by.hall_id, at)}
    member.affirmations.filter(**held).delete()
    agree(member, way, reservation, at)
    member.guest = False
    member.save(update_fields=["guest"])
    return member


@unrecorded("whether others find one by name is one's own choice")
def show_in_directory(*, by: Actor, shown: bool, at: datetime) -> Member:
    """Choose whether other members find one's name in the hall's directory."""
    member = _myself(by, at)
    member.in_directory = shown
    member.save(update_fields=["in_directory"])
    return member


@action
def erase_member(*, by: Actor, member: Member, at: datetime) -> Member:
    """Erase what was personal of somebody who left 30 days ago: what the record says of their id stays, and names nobody."""
    member = _other_or_gone(by, member)
    if not by.clock or member.left_on is None or member.erased_on is not None:
        raise OutOfOrder(_("There is nothing to erase."))
    if rules.today(member, at) < member.left_on + timedelta(days=KEPT_DAYS):
        raise OutOfOrder(_("What was personal is kept for 30 days after somebody left."))

    _forget(member, at)

    write("member.erased", by=by, at=at, about=member)
    return member


@action
def erase_again(*, by: Actor, member: Member, at: datetime) -> Member:
    """
    Erase somebody whom a backup from before their erasure brought back: they are out again, and nameless, at once.

    Raises `OutOfOrder` unless the clock does it, of somebody of whom is noted outside the database that they were erased.
    """
    member = _other_or_gone(by, member)
    if not by.clock or member.erased_on is not None or member.pk not in signer.keeper_of(by.hall_id).erased():
        raise OutOfOrder(_("There is nothing to erase."))

    if member.left_on is None:
        _end_everything(by, member, at, State.LEFT, None)
    _forget(member, at)

    write("member.erased", by=by, at=at, about=member)
    return member


def forgotten_otherwise(halls: Collection[UUID]) -> set[UUID]:
    """In which of these halls others are erased than it is noted outside the database. One query for all of them."""
    here: dict[UUID, set[UUID]] = {hall: set() for hall in halls}
    for member in _erased.all():
        if member.hall_id in here:
            here[member.hall_id].add(member.pk)
    return {hall for hall, erased in here.items() if erased != signer.keeper_of(hall).erased()}


def keep_forgotten(hall_id: UUID) -> int:
    """
    See that whoever was erased stays so: noted outside the database, and erased again where a backup brought them back. Gives
    how many were.

    Doing it twice does nothing the second time.
    """
    keeper, here = signer.keeper_of(hall_id), Member.objects.filter(hall_id=hall_id)
    brought_back = list(here.filter(pk__in=keeper.erased(), erased_on=None))
    for member in brought_back:
        erase_again(by=Actor.the_clock(hall_id), member=member)
    keeper.note_erased(here.filter(erased_on__isnull=False).values_list("pk", flat=True))
    return len(brought_back)


def _myself(by: Actor, at: datetime) -> Member:
    member = (
        Member.objects.select_for_update(of=("self",))
        .select_related("hall", "person")
        .filter(pk=by.member_id, hall_id=by.hall_id, left_on=None)
        .first()
    )
    if member is None or by.clock:
        raise NotAuthorised(_("Only members of this hall may do this."))
    return member


def _other_or_gone(by: Actor, member: Member) -> Member:
    found = Member.objects.select_for_update(of=("self",)).select_related("hall", "person")
    return found.get(pk=member.pk, hall_id=by.hall_id)


def _other(by: Actor, member: Member) -> Member:
    member = _other_or_gone(by, member)
    if member.left_on is not None:
        raise OutOfOrder(_("They are not a member here any more."))
    return member


def _forget(member: Member, at: datetime) -> None:
    """Take away what was personal of a member who is out; the id by which the record knows them stays."""
    member.name, member.household, member.in_directory = "", None, False
    member.on_leave_from = member.on_leave_until = None
    member.erased_on = rules.today(member, at)
    member.save()
    for rows in (member.standings, member.declarations, member.affirmations):
        rows.all().delete()
    member.applications.all().delete()


def _end_everything(by: Actor, member: Member, at: datetime, state: State, warrant: Entry | None) -> None:
    """End all that hung on being a member: mandates, a place in line for an office, proxies, places, invites, and the key."""
    day = rules.today(member, at)
    for mandate in Mandate.objects.filter(hall_id=by.hall_id, member=member.pk, ended_at=None):
        mandates.end_mandate(by=by, mandate=mandate, ending=Ending.LEFT, warrant=warrant)
    Alternate.objects.filter(member=member).delete()
    Proxy.objects.filter(Q(giver=member) | Q(holder=member), ended_at=None).update(ended_at=at)
    Invite.objects.filter(inviter=member, used_at=None, withdrawn_at=None).update(withdrawn_at=at, hint="")
    LettingBackIn.objects.filter(member=member, done_at=None, stopped_at=None).update(stopped_at=at)
    for place in Membership.objects.filter(member=member, until=None):
        take_place(member, place.body, day, state, warrant=warrant)
    member.left_on = day
    member.household = None
    member.save(update_fields=["left_on", "household"])
    people.let_go(person=member.person)
