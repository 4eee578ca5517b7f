"""Having the body say which meeting was its first assembly: by a motion like any other."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions.actions.making import title_of
from unionhall.decisions.models import Motion
from unionhall.kit.actor import Actor
from unionhall.record.book import action, unrecorded, write
from unionhall.record.models import Entry

from .. import rules
from ..models import Meeting
from ..rules.first import FIRST
from .calling import locked


@unrecorded("the motion it puts has its own entry")
def put_first(*, by: Actor, meeting: Meeting, at: datetime) -> Motion:
    """Put the motion that a meeting was the first assembly. Raises a `Refusal` for who has no vote there, or before its end."""
    rules.may_put_first(by, meeting, at).enforce()
    params = {"meeting": str(meeting.pk)}
    return decisions.put_motion(
        by=by,
        body=meeting.body,
        title=title_of(meeting.hall, meeting.body, FIRST, params),
        language=(get_language() or "en").split("-")[0],
        effects=[{"kind": FIRST, "params": params}],
    )


@action
def declare_first(*, by: Actor, warrant: Entry, meeting: Meeting, at: datetime) -> Meeting:
    """
    Have a meeting be the first assembly, on the `warrant` of the body's decision. Minutes that are approved already get the
    numbers they have from there; those approved later get theirs then.
    """
    meeting = locked(meeting)
    if warrant.hall_id != meeting.hall_id:
        raise NotAuthorised(_("A decision of another hall declares nothing here."))
    rules.may_be_first(meeting, at).enforce()
    decided = Motion.objects.filter(body_id=meeting.body_id, decision=warrant)
    decision = decided.filter(effects__kind=FIRST, effects__params__meeting=str(meeting.pk)).first()
    if decision is None:
        raise OutOfOrder(_("The body that met says which meeting was its first assembly."))

    Meeting.objects.filter(body_id=meeting.body_id, first_at__isnull=False).update(
        first_at=None, first_by=None
    )
    meeting.first_at, meeting.first_by = at, decision
    meeting.save(update_fields=["first_at", "first_by"])
    numbered = _number_all(meeting)

    write(
        "assembly.first",
        by=by,
        at=at,
        about=meeting,
        body=meeting.body_id,
        warrant=warrant,
        numbered=numbered,
    )
    return meeting


def _number_all(first: Meeting) -> int:
    """Give the minutes approved so far their numbers; gives how many."""
    approved = []
    for number, meeting in enumerate(rules.since(first), start=1):
        if meeting.approved_at is not None:
            meeting.number = number
            approved.append(meeting)
    Meeting.objects.bulk_update(approved, ["number"])
    return len(approved)
