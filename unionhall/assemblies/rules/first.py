"""The first assembly of a body, which it says itself, and the number of its minutes counted from there."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling, first_refusal
from unionhall.decisions.models import Motion
from unionhall.decisions.rules.lifecycle import LIVE
from unionhall.decisions.rules.motions import voter
from unionhall.kit.actor import Actor

from ..models import Meeting
from .minutes import is_over

FIRST = "assembly.first"
"""The effect of a motion that says which meeting was the first assembly."""


def first_assembly(meeting: Meeting) -> Meeting | None:
    """The first assembly of the body of `meeting`, None where it has not said which that was."""
    return Meeting.objects.filter(body_id=meeting.body_id, first_at__isnull=False).first()


def are_numbered(meeting: Meeting) -> bool:
    """Whether any minutes of the body of `meeting` bear a number."""
    return Meeting.objects.filter(body_id=meeting.body_id, number__isnull=False).exists()


def since(first: Meeting) -> QuerySet[Meeting]:
    """The assemblies from the first on, by when they were opened, several sittings as one: what nobody opened was none."""
    held = Meeting.objects.filter(body_id=first.body_id, first=None, opened_at__gte=first.opened_at)
    return held.order_by("opened_at", "pk")


def number_for(meeting: Meeting) -> int | None:
    """
    The number of the minutes of `meeting`: how many assemblies there were from the first to it. None where the body has no first
    one, or it was before that. Whichever minutes are approved earlier, each assembly has its own number, for none is ever
    opened before one that was; should a clock have been put back between two, the next number that is free.
    """
    first = first_assembly(meeting)
    if first is None or first.opened_at is None or meeting.opened_at is None:
        return None
    if meeting.opened_at < first.opened_at:
        return None
    earlier = since(first).filter(opened_at__lt=meeting.opened_at).count()
    taken = set(
        Meeting.objects.filter(body_id=meeting.body_id, number__gt=earlier).values_list("number", flat=True)
    )
    return next(number for number in range(earlier + 1, earlier + len(taken) + 2) if number not in taken)


def motions_for_first(meeting: Meeting) -> QuerySet[Motion]:
    """The motions, not decided, that this meeting was the first assembly; there is one at most."""
    before = Motion.objects.filter(body_id=meeting.body_id, status__in=LIVE)
    return before.filter(effects__kind=FIRST, effects__params__meeting=str(meeting.pk))


def may_be_first(meeting: Meeting, at: datetime) -> Ruling:
    """
    Whether a meeting may be declared the first assembly: it was opened and is over, and no minutes bear a number counted from
    another one. Until then another decision may say otherwise.
    """
    if not is_over(meeting, at):
        return Ruling(OutOfOrder(_("A meeting is declared the first assembly once it is over.")))
    if meeting.first_at is not None:
        return Ruling(OutOfOrder(_("This meeting is the first assembly already.")))
    if are_numbered(meeting):
        return Ruling(
            OutOfOrder(
                _(
                    "Minutes bear numbers that are counted from our first assembly: they are quoted by them, and stay."
                )
            )
        )
    if motions_for_first(meeting).exists():
        return Ruling(OutOfOrder(_("A motion that this was the first assembly is before us already.")))
    return IN_ORDER


def may_put_first(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may put the motion that a meeting was the first assembly: whoever votes in the body that met."""
    return first_refusal(voter(by, meeting.body, at), may_be_first(meeting, at))
