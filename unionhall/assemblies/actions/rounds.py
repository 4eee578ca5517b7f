"""The round: counting what is reported, by kind and without names; notes without a name, from the box to the reading aloud."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .. import rules
from ..allowance import allowance
from ..live import floor_moved
from ..models import Item, NoteBox, RoundCount

REPORTED = "how work is was said in the room; how many reports of a kind there were is a count, and no act"
NOBODYS = "a note without a name is nobody's: whatever said when it came would say whose it is"


@unrecorded(REPORTED)
def count_report(*, by: Actor, item: Item, kind: str, more: bool = True, at: datetime) -> RoundCount:
    """Count one more report of a kind, or one fewer where somebody pressed by mistake. Where several count, none is lost."""
    item = _as_it_is(item)
    rules.may_count_reports(by, item, at).enforce()
    if kind not in [one for one, _many in rules.counted_in(item)]:
        raise OutOfOrder(_("Choose what it is about."))
    count, _made = RoundCount.objects.get_or_create(item=item, kind=kind, defaults={"hall_id": item.hall_id})
    now = Least(F("many") + 1, rules.MOST_REPORTS) if more else Greatest(F("many") - 1, 0)
    RoundCount.objects.filter(pk=count.pk, **({} if more else {"many__gt": 0})).update(many=now)
    count.refresh_from_db()
    return count


@unrecorded(NOBODYS)
def send_note(*, by: Actor, item: Item, text: str, at: datetime) -> None:
    """
    Put a note without a name into the box of a round. Nothing moves on anybody's page, and no row but the box's is written:
    one beside it, a count of who sent any or a word of thanks in the session, would say whose it is.
    """
    item = _as_it_is(item)
    rules.may_send_note(by, item, at).enforce()
    note = " ".join(text.split())
    if not note:
        raise OutOfOrder(_("Write something first."))
    if len(note) > rules.LONGEST_NOTE:
        raise OutOfOrder(_("Say it in %(most)d characters at most.") % {"most": rules.LONGEST_NOTE})
    box = _locked_box(item)
    if box.shut:
        raise OutOfOrder(_("The notes are being read: no more go into the box."))
    if len(box.notes) >= rules.BOX_HOLDS:
        raise OutOfOrder(_("The box is full: have it read first."))
    box.notes = sorted([*box.notes, note])
    box.save(update_fields=["notes"])
    allowance.used(item.pk, by.member_id)


@unrecorded(NOBODYS)
def open_box(*, by: Actor, item: Item, at: datetime) -> NoteBox:
    """Open the box of a round, to read aloud what is in it. From now on no more go in, so that nobody sees one come."""
    item = _as_it_is(item)
    rules.may_open_box(by, item, at).enforce()
    box = _locked_box(item)
    box.shut = True
    box.save(update_fields=["shut"])
    allowance.forget(item.pk)
    floor_moved(item.meeting)
    return box


@unrecorded(NOBODYS)
def note_was_read(*, by: Actor, item: Item, sign: str, kind: str = "", at: datetime) -> None:
    """Throw away a note that was read aloud, counted under a kind, or under none. `sign`: as `rules.to_read` gives it."""
    item = _as_it_is(item)
    rules.may_read_notes(by, item, at).enforce()
    box = _locked_box(item)
    note = next((one for known, one in rules.to_read(box) if known == sign), None)
    if note is None:
        raise OutOfOrder(_("That note is read already."))
    if kind:
        count_report(by=by, item=item, kind=kind)
    box.notes.remove(note)
    box.save(update_fields=["notes"])


def _as_it_is(item: Item) -> Item:
    return Item.objects.select_related("meeting__body__hall__organisation", "meeting__hall").get(pk=item.pk)


def _locked_box(item: Item) -> NoteBox:
    NoteBox.objects.get_or_create(item=item, defaults={"hall_id": item.hall_id})
    return NoteBox.objects.select_for_update().get(item=item)
