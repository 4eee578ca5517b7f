"""
What has come due: found by one question for all halls of the server, done hall by hall.

The clock asks every second, while people vote. Rooms declare what time brings about in them (`kit.registries.Due`), and
both the question and the doing are made from these declarations and from nothing else: what the question does not find is
not done by anybody, so that no kind can be left out of it and still seem to work. No moment is kept at which something will be
due: a clock that is set, a restart and a row that was changed meanwhile need no care.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from unionhall.core.rulings import Refusal
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Due, dues
from unionhall.kit.rows import Prepared

from .models import Hall

log = logging.getLogger(__name__)

_here = Prepared(lambda: Hall.objects.filter(moved_to=""))


class Question:
    """Where is any of these things due? `kinds`: which; at least one of them in the database."""

    def __init__(self, kinds: Iterable[Due]) -> None:
        self.kinds = tuple(kinds)
        self._found = Prepared(self._halls)

    def halls(self) -> list[UUID]:
        """The halls of this server in which something is due now: a query, and one for each calendar they live by."""
        here, at = _here.all(), clock.now()
        found = {
            hall.pk
            for zone in {hall.time_zone for hall in here}
            for hall in self._found.all(zone=zone, at=at, day=clock.day(at, zone))
        }
        for kind in self.kinds:
            if kind.outside is not None:
                found.update(kind.outside([hall.pk for hall in here]))
        return [hall.pk for hall in here if hall.pk in found]

    def _halls(self, zone: Any, at: Any, day: Any) -> Any:
        there = (
            Q(Exists(kind.rows(OuterRef("pk"), at, day))) for kind in self.kinds if kind.rows is not None
        )
        return Hall.objects.filter(functools.reduce(Q.__or__, there), moved_to="", time_zone=zone)


@functools.cache
def _question() -> Question:
    """The question about everything that any room has declared."""
    return Question(kind for _name, kind in dues.items())


def halls_due() -> list[UUID]:
    """The halls of this server in which something is due now."""
    return _question().halls()


def settle(hall_id: UUID, kinds: Sequence[Due] | None = None) -> int:
    """
    Do in a hall what is due by now: of these `kinds`, or of all there are. Gives how many acts were done. Nothing is done
    twice, and what fell due while the server was down is done as well.
    """
    hall, by = Hall.objects.get(pk=hall_id), Actor.the_clock(hall_id)
    done = 0
    for kind in kinds if kinds is not None else [kind for _name, kind in dues.items()]:
        at = clock.now()
        rows = None if kind.rows is None else kind.rows(hall_id, at, clock.day(at, hall.time_zone))
        found = rows is not None and rows.exists()
        if found or (kind.outside is not None and kind.outside([hall_id])):
            done += kind.do(by, rows)
    return done


def did(act: Callable[..., Any], **given: Any) -> int:
    """Do one thing that is due; gives whether it was done, as 1 or 0. What went wrong is logged, and tried again."""
    try:
        act(**given)
    except Refusal:
        return 0  # somebody else was quicker, or it is not due after all
    except Exception:
        log.exception("something due could not be done")
        return 0
    return 1


def each(act: Callable[..., Any], of: str) -> Callable[[Actor, Any], int]:
    """What a `Due` does: the action `act` on each row, as its parameter `of`."""

    def do(by: Actor, rows: Any) -> int:
        return sum(did(act, by=by, **{of: row}) for row in rows)

    return do
