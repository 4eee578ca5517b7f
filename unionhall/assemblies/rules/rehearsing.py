"""Who may practise a meeting, and when."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.kit.actor import Actor

from ..models import Meeting
from .calling import stands


def may_rehearse(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may practise a meeting: any member whose meeting it is, until it is opened, and nobody within a rehearsal."""
    member = bodies.member_of(by) if by.hall_id == meeting.hall_id else None
    if member is None:
        return Ruling(NotAuthorised(_("Only members of this hall may do this.")))
    ruling = first_refusal(
        bodies.may_read(member, meeting.body),
        bodies.may_act(by, at),
        stands(meeting, at),
        bodies.is_real(meeting.hall),
    )
    if ruling and meeting.opened_at is not None:
        return Ruling(OutOfOrder(_("This meeting was opened: it is practised before, or another time.")))
    return bodies.has_room_for_rehearsal(at) if ruling else ruling


def may_pretend(many: int) -> Ruling:
    """Whether so many pretend members are a rehearsal's."""
    fewest, most = bodies.FEWEST_PRETEND, bodies.MOST_PRETEND
    if fewest <= many <= most:
        return IN_ORDER
    told = {"fewest": fewest, "most": most}
    return Ruling(OutOfOrder(_("From %(fewest)d to %(most)d pretend members.") % told))
