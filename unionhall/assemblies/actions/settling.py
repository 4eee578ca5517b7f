"""What time brings about: 30 days after a meeting nobody needs to know any more who came to it, and where it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from unionhall.kit.actor import Actor
from unionhall.kit.registries import Due
from unionhall.record import due
from unionhall.record.book import unrecorded

from ..models import Coming, Meeting, Presence, ProceduralMotion

KEPT = timedelta(days=30)


def settle(hall_id: UUID) -> int:
    """Clear away what is due in this room of one hall. Doing it twice does nothing the second time."""
    return due.settle(hall_id, DUE)


def _over(hall: Any, at: Any, _day: Any) -> QuerySet[Meeting]:
    """Meetings of the hall that have been over for so long, and of which something is still kept."""
    someone = Exists(Coming.objects.filter(meeting=OuterRef("pk"))) | Exists(
        Presence.objects.filter(meeting=OuterRef("pk"))
    )
    moved = ProceduralMotion.objects.filter(meeting=OuterRef("pk")).exclude(by=None, seconded_by=None)
    told = ~Q(place="") | ~Q(link="") | ~Q(access="") | ~Q(code="") | someone | Exists(moved)
    return Meeting.objects.filter(told, hall_id=hall, begins_at__lte=at - KEPT)


def _clear(by: Actor, _rows: Any) -> int:
    clear_meetings(by=by)
    return 0


@unrecorded("nothing of it was ever in the record")
def clear_meetings(*, by: Actor, at: datetime) -> None:
    """Erase who meant to come to meetings long over, who came, what they needed and moved, and where it was."""
    over = list(_over(by.hall_id, at, None).values_list("pk", flat=True))
    Coming.objects.filter(meeting__in=over).delete()
    Presence.objects.filter(meeting__in=over).delete()
    ProceduralMotion.objects.filter(meeting__in=over).update(by=None, seconded_by=None)
    Meeting.objects.filter(pk__in=over).update(place="", link="", access="", code="", place_from=None)


DUE = (Due("meetings.over", _over, _clear),)
"""What time brings about in this room."""
