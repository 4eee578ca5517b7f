"""A temperature check: how warm the room is to something. It binds nobody, and nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder, Ruling
from unionhall.kit.actor import Actor

from ..models import Meeting, TemperatureCheck, Warmth
from .floor import may_keep_stack, may_raise_hand
from .presence import here

SHOWN_FROM = 3
"""From so many answers on it is shown how they are: before, it would say of the first who answers what they feel (R51)."""
MOST_BY_HAND = 9_999


@dataclass(frozen=True)
class Temperature:
    """
    How a check stands. `answers`: how many answered, by phone and by hand. `counts`: (a `Warmth`, how many), in their order;
    empty while too few have answered to show it.
    """

    check: TemperatureCheck
    answers: int
    counts: tuple[tuple[Warmth, int], ...]


def may_ask_temperature(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may ask how warm the room is, count hands for it and end it: whoever votes and is there, as with the stack."""
    return may_keep_stack(by, meeting, at)


def may_say_temperature(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may say how warm they are to what is asked: whoever is there, with a vote or without."""
    ruling = may_raise_hand(by, meeting, at)
    if ruling and temperature_asked(meeting) is None:
        return Ruling(OutOfOrder(_("Nothing is asked now: the check has ended.")))
    return ruling


def temperature_asked(meeting: Meeting) -> TemperatureCheck | None:
    """The check that is on, if one is. One query."""
    return TemperatureCheck.objects.filter(meeting=meeting).first()


def temperature(meeting: Meeting) -> Temperature | None:
    """
    How the check that is on stands, None where none is: as the meeting was read, with its check (`select_related`) or without.
    Two more queries where one is on.
    """
    check: TemperatureCheck | None = getattr(meeting, "temperature", None)
    if check is None:
        return None
    rows = check.answers.filter(presence__left_at=None).order_by().values_list("warmth").annotate(Count("pk"))
    by_phone = dict(rows)
    counts = tuple((one, by_phone.get(one, 0) + int(getattr(check, one.value))) for one in Warmth)
    answers = sum(many for _warmth, many in counts)
    shown = answers >= min(SHOWN_FROM, here(meeting).count())
    return Temperature(check, answers, counts if shown and answers else ())
