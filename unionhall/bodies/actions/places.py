"""Taking and leaving a place in a body: the rows behind joining, trial, suspension and leaving. Never called but by actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.record.models import Entry, Head

from .. import rules
from ..models import Affirmation, Body, Member, Membership, State, Way
from ..rules import names

NAME_LENGTH = 80


def take_turn(hall_id: UUID) -> None:
    """
    Lock the hall's head, before anything else of the hall is locked.

    For what is itself on no record and calls an act that is: locks are taken in one order, or two of them could wait
    for each other for ever.
    """
    Head.objects.select_for_update(of=("self",)).get(hall_id=hall_id)


def settled_name(name: str, *, most: int = NAME_LENGTH) -> str:
    """A name as it is kept: one line, no needless spaces. Raises `OutOfOrder` for an empty or an overlong one."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    if not plain:
        raise OutOfOrder(_("A name is needed."))
    if len(plain) > most:
        raise OutOfOrder(_("This name is too long: %(most)d letters at most.") % {"most": most})
    return plain


def persons_name(name: str) -> str:
    """The name by which somebody is called here, as it is kept. Raises `OutOfOrder` where it may pass for another."""
    kept = settled_name(name)
    if any(len(names.alphabets(word)) > 1 for word in kept.split()):
        raise OutOfOrder(
            _("A word of this name mixes letters of two alphabets that look alike: write it in one of them.")
        )
    return kept


def take_place(
    member: Member,
    body: Body,
    day: date,
    state: State = State.ADMITTED,
    *,
    ends_on: date | None = None,
    warrant: Entry | None = None,
) -> Membership:
    """End the member's present place in `body`, if any, and give them one in `state` from `day` on."""
    Membership.objects.filter(member=member, body=body, until=None).update(until=day)
    return Membership.objects.create(
        hall_id=member.hall_id,
        member=member,
        body=body,
        state=state,
        since=day,
        ends_on=ends_on,
        warrant=warrant,
    )


def first_place(
    member: Member, at: datetime, *, warrant: Entry | None = None, admitted: bool = False
) -> Membership:
    """
    The place in the assembly of somebody who joins: on trial for as long as the charter says, else admitted.

    `admitted`: a decision admitted them, and no trial is needed.
    """
    days = rules.charter(member.hall_id, at).options.trial_days
    day, body = rules.today(member, at), rules.assembly(member.hall_id)
    if days and not admitted:
        return take_place(member, body, day, State.TRIAL, ends_on=day + timedelta(days=days), warrant=warrant)
    return take_place(member, body, day, warrant=warrant)


def agree(member: Member, way: str, reservation: str, at: datetime) -> Affirmation:
    """
    How somebody who joins stands to what the body stands for: its principles, or the agreement where it has none yet.

    Raises `OutOfOrder` for a reservation without words, or an answer that is none.
    """
    if way not in Way.values:
        raise OutOfOrder(_("Say whether you affirm it, affirm it with a reservation, or not yet."))
    if way == Way.RESERVES and not reservation.strip():
        raise OutOfOrder(_("Write what your reservation is."))
    text = rules.principles(member.hall_id, at)
    if way == Way.NOT_YET:
        member.guest = True
        member.save(update_fields=["guest"])
    return Affirmation.objects.create(
        hall_id=member.hall_id,
        member=member,
        principles=text,
        charter=None if text else rules.charter_row(member.hall_id, at),
        way=way,
        reservation=reservation.strip() if way == Way.RESERVES else "",
        on=rules.today(member, at),
    )
