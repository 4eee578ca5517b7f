"""Finding what a page is about in the hall it belongs to."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body
from unionhall.kit import clock

from .. import rules
from ..models import (
    Bringing,
    DateSearch,
    HandUp,
    HeldRole,
    Item,
    Meeting,
    MinuteLine,
    PossibleTime,
    ProceduralMotion,
)

Part = TypeVar("Part", Bringing, HandUp, HeldRole, Item, MinuteLine, ProceduralMotion)


def meeting_in(request: HttpRequest, pk: UUID) -> Meeting:
    """The meeting of this hall with the id `pk`, or 404, also for whom this body's meetings are not."""
    rows = Meeting.objects.select_related("body__hall", "hall", "first")
    found = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    if not bodies.may_read(request.member, found.body):  # type: ignore[attr-defined]
        raise Http404
    return found


def whole(typed: str) -> int:
    """
    A whole number as somebody typed it; -1 for what is none, which every bound refuses in its own words.

    >>> whole(" 12 "), whole("-3"), whole("٣"), whole("")
    (12, -1, -1, -1)
    """
    bare = typed.strip()
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) < 7 else -1


def part_in(request: HttpRequest, model: type[Part], pk: UUID, *more: str) -> Part:
    """What belongs to a meeting of this hall, with the id `pk` and what `more` names beside it, or 404 as for the meeting."""
    rows = model.objects.select_related("meeting__body__hall", "meeting__hall", "meeting__first", *more)
    found = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    if not bodies.may_read(request.member, found.meeting.body):  # type: ignore[attr-defined]
        raise Http404
    return found


def search_in(request: HttpRequest, pk: UUID) -> DateSearch:
    """The search for a date in this hall with the id `pk`, or 404, also for whom it is not, and once it is over."""
    rows = rules.searches(clock.now()).select_related("body__hall", "hall", "meeting", "by")
    found = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    if not bodies.may_read(request.member, found.body):  # type: ignore[attr-defined]
        raise Http404
    return found


def bodies_to_call(request: HttpRequest) -> list[Body]:
    """The bodies of which whoever asks may call a meeting; the assembly first, and always there."""
    at, by = clock.now(), request.actor  # type: ignore[attr-defined]
    assembly = bodies.assembly(request.hall.pk)  # type: ignore[attr-defined]
    others = bodies.bodies_of(request.member)  # type: ignore[attr-defined]
    return [
        assembly,
        *(body for body in others if body.pk != assembly.pk and rules.may_call_meeting(by, body, at)),
    ]


def time_in(request: HttpRequest, key: str) -> PossibleTime | None:
    """The time with the id `key` that somebody proposed and that lies ahead, None where there is none that one may read of."""
    try:
        pk = UUID(key)
    except ValueError:
        return None
    rows = PossibleTime.objects.select_related("search__body")
    found = rows.filter(pk=pk, hall=request.hall, search__in=rules.searches(clock.now())).first()  # type: ignore[attr-defined]
    if found is None or not bodies.may_read(request.member, found.search.body):  # type: ignore[attr-defined]
        return None
    return found
