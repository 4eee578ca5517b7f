"""The minutes of a meeting: who may write in them, and what it decided."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.rulings import NotAuthorised, OutOfOrder, Ruling
from unionhall.decisions.models import Poll
from unionhall.kit.actor import Actor

from ..models import LASTS, Meeting, MinuteLine


def may_take_minutes(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """
    Whether `by` may write in the minutes: whoever was there, from the opening on, for as long as it is known who was; after the
    close what they write stands apart.
    """
    if meeting.opened_at is None:
        return Ruling(OutOfOrder(_("This meeting has not been opened.")))
    if by.hall_id != meeting.hall_id or not meeting.presences.filter(member_id=by.member_id).exists():
        return Ruling(NotAuthorised(_("Whoever was there writes in the minutes.")))
    return bodies.may_act(by, at)


def may_strike_line(by: Actor, line: MinuteLine, at: datetime) -> Ruling:
    """Whether `by` may strike lines out of the minutes: their own, until the meeting is closed; then what was written stands."""
    if line.by_id != by.member_id or by.member_id is None:
        return Ruling(NotAuthorised(_("Whoever wrote it strikes it out.")))
    if line.meeting.closed_at is not None:
        return Ruling(
            OutOfOrder(
                _("The meeting is closed: what stands in its minutes stays. Write what is to be corrected.")
            )
        )
    return may_take_minutes(by, line.meeting, at)


def decided_at(meeting: Meeting) -> QuerySet[Poll]:
    """The results that the body declared while the meeting was open, in the order in which it did."""
    assert meeting.opened_at is not None
    ends = meeting.closed_at or meeting.begins_at + LASTS
    polls = Poll.objects.filter(body_id=meeting.body_id, judges=None)
    return polls.filter(declared_at__gte=meeting.opened_at, declared_at__lte=ends).order_by("declared_at")
