"""
The sittings of an assembly that meets more than once: a day and a night shift, two buildings. Each is a meeting of its own, with
its place, its hour, its door and its floor; the agenda, the call and the minutes are the first one's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.kit.registries import Sitting, Sittings
from unionhall.kit.registries import sittings as registry

from ..models import LASTS, Meeting, Presence

MOST_FURTHER = 3
"""Sittings beside the first."""
WITHIN = timedelta(days=7)
"""So long after the first the last sitting begins at most: until then what was counted is sealed, and nothing is decided."""


def all_sittings(meeting: Meeting) -> QuerySet[Meeting]:
    """All sittings of the assembly that a meeting is one of, itself among them, in the order of their hours."""
    return several([meeting.first_id or meeting.pk]).order_by("begins_at", "pk")


def several(firsts: Sequence[UUID]) -> QuerySet[Meeting]:
    """The sittings of these assemblies, which are called by the ids of their first ones."""
    return Meeting.objects.filter(Q(pk__in=firsts) | Q(first__in=firsts))


def are_in_order(begins_at: datetime, further: Sequence[tuple[datetime, str]]) -> Ruling:
    """Whether these further sittings (each its hour and its place, "" for the first one's) can follow one that begins then."""
    if len(further) > MOST_FURTHER:
        return Ruling(
            OutOfOrder(_("An assembly has %(most)d sittings at most.") % {"most": MOST_FURTHER + 1})
        )
    for hour, place in further:
        if not begins_at <= hour <= begins_at + WITHIN:
            return Ruling(
                OutOfOrder(
                    _("The first sitting is the earliest, and all of them begin within %(days)d days.")
                    % {"days": WITHIN.days}
                )
            )
        if hour == begins_at and not place.strip():
            return Ruling(OutOfOrder(_("Two sittings at the same hour are at two places: say where.")))
    if len({(hour, place.strip()) for hour, place in further}) < len(further):
        return Ruling(OutOfOrder(_("Two of these sittings are at the same place at the same hour.")))
    return IN_ORDER


def to_come(meeting: Meeting, at: datetime) -> bool:
    """Whether something can still be done at a sitting, now or later."""
    return meeting.called_off_at is None and meeting.closed_at is None and at < meeting.begins_at + LASTS


def others_to_come(meeting: Meeting, at: datetime) -> bool:
    """Whether beside this sitting of an assembly another one is on or to come; False where it has only one."""
    return any(to_come(one, at) for one in all_sittings(meeting).exclude(pk=meeting.pk))


def came_to_any(meeting: Meeting) -> QuerySet[Presence]:
    """Who came to any sitting of an assembly so far."""
    return Presence.objects.filter(meeting__in=all_sittings(meeting))


def sittings_now(body: Body, at: datetime, key: UUID | None = None) -> Sittings | None:
    """The sittings of the assembly whose first one is `key`; without it of the one that `body` holds now, if it has several."""
    firsts = [key] if key is not None else _firsts_on(body, at)
    rows = list(several(firsts).filter(body=body, convened_at__isnull=False).order_by("begins_at", "pk"))
    for first in firsts:
        mine = [one for one in rows if first in (one.pk, one.first_id)]
        if len(mine) > 1:
            return Sittings(
                key=first,
                until=max(one.begins_at for one in mine) + LASTS,
                each=[_sitting(one, at) for one in mine],
            )
    return None


def _firsts_on(body: Body, at: datetime) -> list[UUID]:
    """The assemblies of which a sitting is open now, by their first ones."""
    rows = Meeting.objects.on(at).filter(body=body).order_by("begins_at", "pk").values_list("pk", "first_id")
    return list(dict.fromkeys(first or pk for pk, first in rows))


def _sitting(meeting: Meeting, at: datetime) -> Sitting:
    there = Presence.objects.filter(meeting=meeting, left_at=None).values("member")
    ahead = to_come(meeting, at)
    return Sitting(
        key=meeting.pk,
        begins_at=meeting.begins_at,
        on=ahead and meeting.opened_at is not None,
        to_come=ahead,
        voters=bodies.voters_of(meeting.body, at).filter(pk__in=there).values("pk"),
    )


registry.declare("meeting", sittings_now)
