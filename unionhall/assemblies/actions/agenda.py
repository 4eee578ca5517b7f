"""The agenda, built by the members before the meeting, and by those who are there while it is open."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.models import Motion
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .. import rules
from ..live import floor_moved
from ..models import Item, ItemKind, Meeting
from .calling import locked

LONGEST = 240
"""Minutes one item may be wanted for."""


@unrecorded("what is on the agenda is proposed until the meeting adopts it")
def put_item(
    *,
    by: Actor,
    meeting: Meeting,
    title: str = "",
    kind: str = ItemKind.DISCUSSION,
    text: str = "",
    minutes: int = 0,
    motion: Motion | None = None,
    at: datetime,
) -> Item:
    """Put an item at the end of the agenda. `motion`: one of the body's, which gives it its kind, and a title where none is."""
    whole = locked(meeting.whole)
    meeting = whole if meeting.first_id is None else locked(meeting)
    rules.may_put_item(by, meeting, at).enforce()
    if motion is not None:
        if motion.body_id != meeting.body_id:
            raise OutOfOrder(_("This motion is before another body."))
        if whole.items.filter(motion=motion).exists():
            raise OutOfOrder(_("This motion is on the agenda already."))
        kind = ItemKind.MOTION
    if kind not in ItemKind.values:
        raise OutOfOrder(_("Choose what kind of item it is."))
    if motion is None and not title.strip():
        raise OutOfOrder(_("Say in a few words what it is about."))
    if not 0 <= minutes <= LONGEST:
        raise OutOfOrder(_("An item takes %(most)d minutes at most.") % {"most": LONGEST})

    last = whole.items.aggregate(last=Max("place"))["last"] or 0
    item = Item.objects.create(
        hall_id=meeting.hall_id,
        meeting=whole,
        place=last + 1,
        kind=kind,
        title=" ".join(title.split())[:160],
        text=text.strip()[:4000],
        minutes=minutes,
        motion=motion,
        by_id=by.member_id,
    )
    if meeting.opened_at is not None:
        floor_moved(meeting)
    return item


@unrecorded("what is on the agenda is proposed until the meeting adopts it")
def take_off_item(*, by: Actor, item: Item, at: datetime) -> None:
    """Take an item off the agenda before the meeting."""
    meeting = locked(item.meeting)
    rules.may_take_off_item(by, meeting, item, at).enforce()
    Item.objects.filter(pk=item.pk).delete()
