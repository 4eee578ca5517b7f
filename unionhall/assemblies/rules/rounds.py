"""The round: how work is, each in turn. What is counted of it, and the box for notes without a name."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from unionhall.bodies.models import Body
from unionhall.bodies.models.organisations import Kind
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling, first_refusal
from unionhall.kit.actor import Actor

from ..allowance import MOST_NOTES, allowance
from ..models import Item, ItemKind, Meeting, NoteBox, ReportKind, RoundCount
from .floor import may_keep_stack, may_raise_hand
from .presence import here

LONGEST_NOTE = 400
BOX_HOLDS = 500
FEWEST_PHONES = 3
"""With fewer phones in the room a note would say by itself whose it is, or whose it is not."""
MOST_REPORTS = 9_999

OF_WORK = (
    ReportKind.PAY,
    ReportKind.HOURS,
    ReportKind.LOAD,
    ReportKind.SAFETY,
    ReportKind.BULLYING,
    ReportKind.THREATS,
    ReportKind.OTHER,
)
OF_HOMES = (
    ReportKind.RENT,
    ReportKind.REPAIRS,
    ReportKind.EVICTION,
    ReportKind.PRESSURE,
    ReportKind.SAFETY,
    ReportKind.OTHER,
)
OF_BOTH = (*OF_WORK[:-1], *OF_HOMES[:-2], ReportKind.OTHER)


def kinds_of(body: Body) -> tuple[ReportKind, ...]:
    """The kinds of report that this body counts: of homes in a tenants' union, of both in a network, else of work."""
    return {Kind.TENANTS: OF_HOMES, Kind.NETWORK: OF_BOTH}.get(body.hall.organisation.kind, OF_WORK)  # type: ignore[call-overload, no-any-return]


def is_of_homes(body: Body) -> bool:
    """Whether the round is about where people live."""
    return bool(body.hall.organisation.kind == Kind.TENANTS)


def is_on(item: Item) -> Ruling:
    """Whether an item is a round, and the one that is on."""
    if item.kind != ItemKind.ROUND:
        return Ruling(OutOfOrder(_("This item is no round.")))
    if item.meeting.now_id != item.pk:
        return Ruling(OutOfOrder(_("This round is not on now.")))
    return IN_ORDER


def may_count_reports(by: Actor, item: Item, at: datetime) -> Ruling:
    """Whether `by` may count what is reported in a round: whoever keeps the stack, also when the next item is on already."""
    if item.kind != ItemKind.ROUND:
        return Ruling(OutOfOrder(_("This item is no round.")))
    return may_keep_stack(by, item.meeting, at)


def may_send_note(by: Actor, item: Item, at: datetime) -> Ruling:
    """
    Whether `by` may send a note without a name: whoever is there, while the round is on, at least three phones are in the room,
    and nobody has begun to read.
    """
    if not (ruling := first_refusal(may_raise_hand(by, item.meeting, at), is_on(item))):
        return ruling
    if here(item.meeting).exclude(member__person__key_hash="").count() < FEWEST_PHONES:
        return Ruling(
            OutOfOrder(
                _(
                    "Too few are here with a phone: everybody would know whose note it is. Say it, or write it on a slip."
                )
            )
        )
    box = box_of(item)
    if box is not None and box.shut:
        return Ruling(OutOfOrder(_("The notes are being read: no more go into the box.")))
    if not allowance.is_left(item.pk, by.member_id):
        return Ruling(
            OutOfOrder(_("You have sent %(most)d notes: leave room for the others.") % {"most": MOST_NOTES})
        )
    return IN_ORDER


def may_open_box(by: Actor, item: Item, at: datetime) -> Ruling:
    """Whether `by` may open the box and read what is in it aloud: whoever keeps the stack, while the round is on; once."""
    if not (ruling := first_refusal(may_keep_stack(by, item.meeting, at), is_on(item))):
        return ruling
    box = box_of(item)
    if box is not None and box.shut:
        return Ruling(OutOfOrder(_("The box is open already.")))
    return IN_ORDER


def may_read_notes(by: Actor, item: Item, at: datetime) -> Ruling:
    """Whether `by` may read the notes of a round aloud: whoever keeps the stack, once the box was opened."""
    if not (ruling := may_keep_stack(by, item.meeting, at)):
        return ruling
    box = box_of(item)
    if box is None or not box.shut:
        return Ruling(OutOfOrder(_("The box has not been opened.")))
    return IN_ORDER


def box_of(item: Item) -> NoteBox | None:
    """The box of a round as it is, None where nobody has sent anything and nobody has opened it."""
    return NoteBox.objects.filter(item=item).first()


def sign_of(box: NoteBox, note: str) -> str:
    """What a note is called by while it is read: it hangs on its words and the box, and on nothing else."""
    return hashlib.sha256(box.pk.bytes + note.encode("utf-8", "surrogatepass")).hexdigest()


def to_read(box: NoteBox) -> list[tuple[str, str]]:
    """The notes in the order in which they are read aloud, each after its sign: an order of chance, the same for all who look."""
    return sorted((sign_of(box, note), note) for note in box.notes)


def counted_in(item: Item) -> list[tuple[ReportKind, int]]:
    """How many reports there were of each kind in a round. One query."""
    many = dict(item.round_counts.values_list("kind", "many"))
    kinds = kinds_of(item.meeting.body)
    more = [one for one in ReportKind if one not in kinds and many.get(one)]
    return [(one, many.get(one, 0)) for one in (*kinds, *more)]


def meetings_counted(body: Body) -> QuerySet[Meeting]:
    """The body's meetings in whose rounds reports were counted, the newest first."""
    rows = RoundCount.objects.filter(item__meeting__body=body, many__gt=0).values("item__meeting")
    return Meeting.objects.filter(pk__in=rows).order_by("-begins_at")


def reports_of(meetings: list[Meeting]) -> dict[Any, dict[str, int]]:
    """How many reports of each kind there were, by meeting and kind. One query."""
    rows = RoundCount.objects.filter(item__meeting__in=meetings, many__gt=0)
    told: dict[Any, dict[str, int]] = {one.pk: {} for one in meetings}
    for meeting, kind, many in rows.values_list("item__meeting", "kind").annotate(all=Sum("many")):
        told[meeting][kind] = many
    return told
