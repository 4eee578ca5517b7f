"""The minutes of a meeting: who may write in them, what it decided, and whether they are approved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.log import canonical
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.decisions.models import Motion, Poll, Status
from unionhall.decisions.rules.lifecycle import LIVE
from unionhall.decisions.rules.motions import voter
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Minuted, minutings

from ..models import LASTS, Fate, Item, ItemKind, Meeting, MinuteLine, ProceduralMotion
from .sittings import all_sittings, came_to_any, to_come

APPROVING = "minutes.approve"
"""The effect of a motion that approves a meeting's minutes."""


def is_over(meeting: Meeting, at: datetime) -> bool:
    """
    Whether a meeting that was opened is closed, or its evening is over though nobody closed it; an assembly in several sittings,
    when nothing more can be done at any of them.
    """
    sittings = list(all_sittings(meeting))
    return any(one.opened_at for one in sittings) and not any(to_come(one, at) for one in sittings)


def was_opened(meeting: Meeting) -> bool:
    """Whether a meeting, or any sitting of an assembly, was opened."""
    return meeting.opened_at is not None or all_sittings(meeting).filter(opened_at__isnull=False).exists()


def was_there(member_id: Any, meeting: Meeting) -> bool:
    """Whether a member came to a meeting, to any sitting of it, for as long as that is known."""
    return member_id is not None and came_to_any(meeting).filter(member_id=member_id).exists()


def may_take_minutes(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """
    Whether `by` may write in the minutes: whoever was there, from the opening on, for as long as it is known who was; and
    whoever votes in the body, while a motion to approve them is before it. What is written after the meeting stands apart.
    """
    if not was_opened(meeting):
        return Ruling(OutOfOrder(_("This meeting has not been opened.")))
    before = motion_to_approve(meeting) if is_over(meeting, at) else None
    if by.hall_id != meeting.hall_id or not was_there(by.member_id, meeting):
        if before is None or not voter(by, meeting.body, at):
            return Ruling(NotAuthorised(_("Whoever was there writes in the minutes.")))
    return first_refusal(bodies.may_act(by, at), are_open(meeting, before))


def are_open(meeting: Meeting, before: Motion | None) -> Ruling:
    """Whether anything may be written in the minutes still. `before`: the motion to approve them that is before the body."""
    if meeting.approved_at is not None:
        return Ruling(OutOfOrder(_("These minutes are approved: nothing more is written in them.")))
    if before is not None and before.status == Status.POLLING:
        return Ruling(
            OutOfOrder(
                _("The vote on these minutes is open: until its result they stay as they are voted on.")
            )
        )
    return IN_ORDER


def may_strike_line(by: Actor, line: MinuteLine, at: datetime) -> Ruling:
    """Whether `by` may strike lines out of the minutes: their own, until the meeting is closed; then what was written stands."""
    if line.by_id != by.member_id or by.member_id is None:
        return Ruling(NotAuthorised(_("Whoever wrote it strikes it out.")))
    if is_over(line.meeting, at):
        return Ruling(
            OutOfOrder(
                _("The meeting is closed: what stands in its minutes stays. Write what is to be corrected.")
            )
        )
    return may_take_minutes(by, line.meeting, at)


def decided_at(meeting: Meeting) -> QuerySet[Poll]:
    """
    The results that the body declared while the meeting was open, in the order in which it did; of an assembly in several
    sittings while any of them was, and those that went through them.
    """
    sittings = list(all_sittings(meeting))
    then = Q(through=meeting.whole_id) if len(sittings) > 1 else Q(pk__in=[])
    for one in sittings:
        if one.opened_at is not None:
            ends = one.closed_at or (one.begins_at + LASTS)
            then |= Q(declared_at__gte=one.opened_at, declared_at__lte=ends)
    polls = Poll.objects.filter(then, body_id=meeting.body_id, judges=None, declared_at__isnull=False)
    return polls.order_by("declared_at", "declaration__index")


def went_on_by(meeting: Meeting) -> QuerySet[ProceduralMotion]:
    """The procedural motions that the meeting decided, in the order in which it did."""
    decided = ProceduralMotion.objects.filter(meeting__in=all_sittings(meeting))
    return decided.filter(fate__in=(Fate.CARRIED, Fate.LOST)).order_by("decided_at", "pk")


def minutes_with(poll: Poll, at: datetime) -> Minuted | None:
    """The minutes that a declared result stands in, None where the body declared it at no meeting."""
    assert poll.declared_at is not None
    found = Meeting.objects.filter(pk=poll.through).first() if poll.through is not None else _evening_of(poll)
    if found is None:
        return None
    return Minuted(are_open(found, motion_to_approve(found)), lambda member_id: was_there(member_id, found))


def _evening_of(poll: Poll) -> Meeting | None:
    """The meeting of the body that was open when the result was declared; of several sittings the first one."""
    assert poll.declared_at is not None
    evening = Meeting.objects.filter(
        body_id=poll.body_id,
        begins_at__gt=poll.declared_at - LASTS,
        opened_at__lte=poll.declared_at,
    )
    still = evening.filter(Q(closed_at=None) | Q(closed_at__gte=poll.declared_at))
    found = still.select_related("first").order_by("opened_at").first()
    return found.whole if found is not None else None


minutings.declare("meeting", minutes_with)


def motions_to_approve(meeting: Meeting) -> QuerySet[Motion]:
    """The motions to approve a meeting's minutes that are not decided; there is one at most."""
    before = Motion.objects.filter(body_id=meeting.body_id, status__in=LIVE)
    return before.filter(effects__kind=APPROVING, effects__params__meeting=str(meeting.whole_id))


def motion_to_approve(meeting: Meeting) -> Motion | None:
    """The motion to approve a meeting's minutes that is before the body, None where there is none."""
    return motions_to_approve(meeting).first()


def may_be_approved(meeting: Meeting, at: datetime) -> Ruling:
    """Whether a meeting's minutes may be approved: it is over, they are not yet, and no other motion would do the same."""
    if not is_over(meeting, at):
        return Ruling(OutOfOrder(_("Minutes are approved once their meeting is over.")))
    if meeting.approved_at is not None:
        return Ruling(OutOfOrder(_("These minutes are approved already.")))
    if motions_to_approve(meeting).exists():
        return Ruling(OutOfOrder(_("A motion to approve these minutes is before us already.")))
    return IN_ORDER


def may_put_minutes(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may put the motion that a meeting's minutes are approved: whoever votes in the body that met."""
    return first_refusal(voter(by, meeting.body, at), may_be_approved(meeting, at))


@dataclass(frozen=True)
class Stand:
    """How minutes stand: how many `lines` and `decisions`, and the `digest` (SHA-256 in hex) of both, of dissent too."""

    lines: int
    decisions: int
    digest: str


def stand_of(meeting: Meeting) -> Stand:
    """
    How the minutes stand now. Digested is canonical JSON (RFC 8785): the lines in their order, each with its item's place, 0 for
    none; the decisions, each by its entry in the record, with the words of dissent. Names are not: they can be erased.
    """
    rows = meeting.minute_lines.values_list("item__place", "late", "text")
    lines = [{"item": place or 0, "late": late, "text": text} for place, late, text in rows]
    polls = decided_at(meeting).select_related("declaration").prefetch_related("dissents")
    decisions = [
        {
            "entry": poll.declaration.index if poll.declaration is not None else None,
            "dissent": [one.text for one in sorted(poll.dissents.all(), key=lambda one: (one.at, one.pk))],
        }
        for poll in polls
    ]
    went_on = [
        list(row) for row in went_on_by(meeting).values_list("move", "words", "minutes", "fate", "yes", "no")
    ]
    whole = {
        "v": 1,
        "meeting": str(meeting.pk),
        "lines": lines,
        "decisions": decisions,
        "procedural": went_on,
    }
    return Stand(len(lines), len(decisions), hashlib.sha256(canonical.dumps(whole)).hexdigest())


def last_minutes(meeting: Meeting) -> Meeting | None:
    """The last meeting of the body before this one whose minutes are not approved, None where there is none."""
    earlier = Meeting.objects.filter(
        body_id=meeting.body_id, first=None, begins_at__lt=meeting.whole.begins_at
    )
    opened = Q(opened_at__isnull=False) | Exists(
        Meeting.objects.filter(first=OuterRef("pk"), opened_at__isnull=False)
    )
    return earlier.filter(opened, approved_at=None).order_by("-begins_at").first()


def item_for_minutes(meeting: Meeting, at: datetime) -> Item | None:
    """The item of the body's next meeting, or of the one that is on, under which the last minutes are approved."""
    later = Meeting.objects.ahead(at).filter(
        body_id=meeting.body_id, begins_at__gt=meeting.begins_at, closed_at=None
    )
    later = later.exclude(first=meeting.pk)
    holds = Q(meeting__in=later) | Q(meeting__in=later.values("first"))
    items = Item.objects.filter(holds, kind=ItemKind.MINUTES, motion=None)
    return items.order_by("meeting__begins_at", "place").first()


def approved_through(items: Iterable[Item]) -> dict[Any, Meeting]:
    """Of items for approving minutes that have their motion: the meeting whose minutes those are, by motion."""
    motions = [one.motion for one in items if one.kind == ItemKind.MINUTES and one.motion is not None]
    if not motions:
        return {}
    wanted = {
        str(effect.params.get("meeting", "")): motion.pk
        for motion in Motion.objects.filter(pk__in=[one.pk for one in motions]).prefetch_related("effects")
        for effect in motion.effects.all()
        if effect.kind == APPROVING
    }
    return {wanted[str(one.pk)]: one for one in Meeting.objects.filter(pk__in=list(wanted))}
