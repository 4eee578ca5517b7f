"""
What time brings about: after its evening no note is kept; 30 days after a meeting nobody needs to know who came, and where it
was; after 90, who did what.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from unionhall.kit.actor import Actor
from unionhall.kit.registries import Due
from unionhall.record import due
from unionhall.record.book import unrecorded

from ..models import (
    LASTS,
    Bringing,
    Coming,
    DateSearch,
    HeldRole,
    Meeting,
    NoteBox,
    Presence,
    ProceduralMotion,
    TemperatureCheck,
)

KEPT = timedelta(days=30)
ROLES_KEPT = timedelta(days=90)
"""Three meetings of a body that meets each month: enough to offer a role to whoever had it least."""


def settle(hall_id: UUID) -> int:
    """Clear away what is due in this room of one hall. Doing it twice does nothing the second time."""
    return due.settle(hall_id, DUE)


def _over(hall: Any, at: Any, _day: Any) -> QuerySet[Meeting]:
    """Meetings of the hall that have been over for so long, and of which something is still kept."""
    someone = Exists(Coming.objects.filter(meeting=OuterRef("pk"))) | Exists(
        Presence.objects.filter(meeting=OuterRef("pk"))
    )
    brought = Exists(Bringing.objects.filter(meeting=OuterRef("pk")))
    moved = ProceduralMotion.objects.filter(meeting=OuterRef("pk")).exclude(by=None, seconded_by=None)
    told = ~Q(place="") | ~Q(link="") | ~Q(access="") | ~Q(code="") | someone | brought | Exists(moved)
    return Meeting.objects.filter(told, hall_id=hall, begins_at__lte=at - KEPT)


def _long_over(hall: Any, at: Any, _day: Any) -> QuerySet[HeldRole]:
    """Roles at meetings of the hall so long ago that nobody counts them any more."""
    return HeldRole.objects.filter(hall_id=hall, meeting__begins_at__lte=at - ROLES_KEPT)


def _unread(hall: Any, at: Any, _day: Any) -> QuerySet[NoteBox]:
    """Boxes of notes of meetings of the hall whose evening is over, though nobody closed them."""
    return NoteBox.objects.filter(hall_id=hall, item__meeting__begins_at__lte=at - LASTS)


def _throw_away(by: Actor, _rows: Any) -> int:
    throw_notes_away(by=by)
    return 0


@unrecorded("notes without a name were never in the record")
def throw_notes_away(*, by: Actor, at: datetime) -> None:
    """Throw away notes that nobody read by the end of their evening."""
    _unread(by.hall_id, at, None).delete()


def _left_on(hall: Any, at: Any, _day: Any) -> QuerySet[TemperatureCheck]:
    """Temperature checks of meetings of the hall whose evening is over, though nobody closed them."""
    return TemperatureCheck.objects.filter(hall_id=hall, meeting__begins_at__lte=at - LASTS)


def _end_checks(by: Actor, _rows: Any) -> int:
    forget_checks(by=by)
    return 0


@unrecorded("how a room felt was never in the record")
def forget_checks(*, by: Actor, at: datetime) -> None:
    """Erase temperature checks that nobody ended by the end of their evening, with every answer."""
    _left_on(by.hall_id, at, None).delete()


def _forget(by: Actor, _rows: Any) -> int:
    forget_roles(by=by)
    return 0


@unrecorded("roles were never in the record")
def forget_roles(*, by: Actor, at: datetime) -> None:
    """Erase who had which role at meetings long over."""
    _long_over(by.hall_id, at, None).delete()


def _ended(hall: Any, at: Any, _day: Any) -> QuerySet[DateSearch]:
    """Searches for a date that are over."""
    return DateSearch.objects.filter(hall_id=hall, ends_at__lte=at)


def _end(by: Actor, _rows: Any) -> int:
    end_searches(by=by)
    return 0


@unrecorded("when somebody could come was never in the record")
def end_searches(*, by: Actor, at: datetime) -> None:
    """Erase searches for a date that are over, with every answer."""
    _ended(by.hall_id, at, None).delete()


def _clear(by: Actor, _rows: Any) -> int:
    clear_meetings(by=by)
    return 0


@unrecorded("nothing of it was ever in the record")
def clear_meetings(*, by: Actor, at: datetime) -> None:
    """Erase who meant to come to meetings long over, who came, what they needed and moved, and where it was."""
    over = list(_over(by.hall_id, at, None).values_list("pk", flat=True))
    Coming.objects.filter(meeting__in=over).delete()
    Presence.objects.filter(meeting__in=over).delete()
    Bringing.objects.filter(meeting__in=over).delete()
    ProceduralMotion.objects.filter(meeting__in=over).update(by=None, seconded_by=None)
    Meeting.objects.filter(pk__in=over).update(place="", link="", access="", code="", place_from=None)


DUE = (
    Due("meetings.over", _over, _clear),
    Due("roles.over", _long_over, _forget),
    Due("notes.unread", _unread, _throw_away),
    Due("temperatures.left", _left_on, _end_checks),
    Due("dates.over", _ended, _end),
)
"""What time brings about in this room."""
