"""Writing in the minutes. Several do at once, each lines of their own: nothing that somebody wrote is overwritten."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .. import rules
from ..live import minutes_moved
from ..models import Item, Meeting, MinuteLine
from .presence import as_it_is

LONGEST_LINE = 8000
WRITTEN = "minutes are words; what was decided is in the record by itself, and the assembly approves them"


@unrecorded(WRITTEN)
def write_line(
    *, by: Actor, meeting: Meeting, text: str, item: Item | None = None, at: datetime
) -> MinuteLine:
    """Write some lines in the minutes, under an item of the agenda or none. Raises a `Refusal` for who was not there."""
    meeting = _no_vote_opening(meeting.whole, at)
    rules.may_take_minutes(by, meeting, at).enforce()
    if item is not None and item.meeting_id != meeting.pk:
        raise NotAuthorised(_("That is on another agenda."))
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise OutOfOrder(_("Write something first."))
    if len(text) > LONGEST_LINE:
        raise OutOfOrder(_("Say it in %(most)d characters at most.") % {"most": LONGEST_LINE})
    line = MinuteLine.objects.create(
        hall_id=meeting.hall_id,
        meeting=meeting,
        item=item,
        by_id=by.member_id,
        text=text,
        at=at,
        late=rules.is_over(meeting, at),
    )
    minutes_moved(meeting)
    return line


def _no_vote_opening(meeting: Meeting, at: datetime) -> Meeting:
    """
    The meeting as it is, while no vote on its minutes can open: what is written stands in them before the vote, or is refused.
    While the meeting lasts nobody waits for anybody.
    """
    if rules.is_over(meeting, at):
        list(rules.motions_to_approve(meeting).select_for_update(of=("self",), no_key=True))
    return as_it_is(meeting)


@unrecorded(WRITTEN)
def strike_line(*, by: Actor, line: MinuteLine, at: datetime) -> None:
    """Strike out what one wrote oneself, while the meeting lasts."""
    rules.may_strike_line(by, line, at).enforce()
    MinuteLine.objects.filter(pk=line.pk).delete()
    minutes_moved(line.meeting)
