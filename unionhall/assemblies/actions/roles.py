"""Taking a role for an evening, offering one, and laying it down: without ceremony, and without power."""

from __future__ import annotations

from datetime import datetime

from unionhall.bodies.models import Member
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .. import rules
from ..live import floor_moved
from ..models import HeldRole, Meeting
from .presence import as_it_is

NO_POWER = "a role is a task of one evening and gives no power; who had it is forgotten after 90 days"


@unrecorded(NO_POWER)
def take_role(*, by: Actor, meeting: Meeting, role: str, at: datetime) -> HeldRole:
    """Take a role oneself; whoever was asked before, and whatever they said then, may."""
    meeting = as_it_is(meeting)
    rules.may_take_role(by, meeting, role, at).enforce()
    held, _made = HeldRole.objects.update_or_create(
        meeting=meeting,
        role=role,
        member_id=by.member_id,
        defaults={"hall_id": meeting.hall_id, "taken_at": at, "declined_at": None},
    )
    floor_moved(meeting)
    return held


@unrecorded(NO_POWER)
def offer_role(*, by: Actor, meeting: Meeting, member: Member, role: str, at: datetime) -> HeldRole:
    """Offer a role to somebody who is there; they say yes or no. To oneself: take it."""
    if member.pk == by.member_id:
        return take_role(by=by, meeting=meeting, role=role)
    meeting = as_it_is(meeting)
    rules.may_offer_role(by, meeting, member, role, at).enforce()
    return HeldRole.objects.create(hall_id=meeting.hall_id, meeting=meeting, role=role, member=member)


@unrecorded(NO_POWER)
def answer_offer(*, by: Actor, held: HeldRole, yes: bool, at: datetime) -> HeldRole:
    """Say yes or no to a role one was offered. No reason is asked for."""
    held = (
        HeldRole.objects.select_for_update(of=("self",)).select_related("meeting__body__hall").get(pk=held.pk)
    )
    rules.may_answer_offer(by, held, at).enforce()
    held.taken_at, held.declined_at = (at, None) if yes else (None, at)
    held.save(update_fields=["taken_at", "declined_at"])
    floor_moved(held.meeting)
    return held


@unrecorded(NO_POWER)
def lay_down_role(*, by: Actor, held: HeldRole, at: datetime) -> None:
    """Lay a role down, one's own; or end another's, for who keeps the door."""
    rules.may_lay_down(by, held, at).enforce()
    HeldRole.objects.filter(pk=held.pk).delete()
    floor_moved(held.meeting)
