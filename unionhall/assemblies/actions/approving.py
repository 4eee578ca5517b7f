"""Having the minutes of a meeting approved: by a motion of the body that met, like any other."""

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
from ..live import minutes_moved
from ..models import Item, Meeting
from ..rules.minutes import APPROVING
from .calling import locked


@unrecorded(
    "the motion it puts has its own entry; where it stands on an agenda is proposed until the meeting adopts it"
)
def put_minutes(*, by: Actor, meeting: Meeting, at: datetime) -> Motion:
    """
    Put the motion that the minutes of a meeting are approved. It stands under the item for it of the body's next meeting, where
    that has one. Raises a `Refusal` for who has no vote there, before the meeting is over, and where it was put already.
    """
    meeting = meeting.whole
    rules.may_put_minutes(by, meeting, at).enforce()
    params = {"meeting": str(meeting.pk), "digest": rules.stand_of(meeting).digest}
    motion = decisions.put_motion(
        by=by,
        body=meeting.body,
        title=title_of(meeting.hall, meeting.body, APPROVING, params),
        language=(get_language() or "en").split("-")[0],
        effects=[{"kind": APPROVING, "params": params}],
    )
    item = rules.item_for_minutes(meeting, at)
    if item is not None:
        Item.objects.filter(pk=item.pk, motion=None).update(motion=motion)
    minutes_moved(meeting)
    return motion


@action
def approve_minutes(*, by: Actor, warrant: Entry, meeting: Meeting, at: datetime) -> Meeting:
    """Have the minutes of a meeting stand approved as they are, on the `warrant` of the body's decision."""
    meeting = locked(meeting)
    if warrant.hall_id != meeting.hall_id:
        raise NotAuthorised(_("A decision of another hall approves nothing here."))
    rules.may_be_approved(meeting, at).enforce()
    decided = Motion.objects.filter(body_id=meeting.body_id, decision=warrant)
    decision = decided.filter(effects__kind=APPROVING, effects__params__meeting=str(meeting.pk)).first()
    if decision is None:
        raise OutOfOrder(_("Minutes are approved by a decision of the body that met."))
    stand = rules.stand_of(meeting)

    meeting.approved_at, meeting.approved_by = at, decision
    meeting.number = rules.number_for(meeting)
    meeting.save(update_fields=["approved_at", "approved_by", "number"])

    write(
        "minutes.approved",
        by=by,
        at=at,
        about=meeting,
        body=meeting.body_id,
        warrant=warrant,
        lines=stand.lines,
        decisions=stand.decisions,
        digest=stand.digest,
        number=meeting.number,
    )
    minutes_moved(meeting)
    return meeting
