"""Finding what a page is about in the hall it belongs to."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from unionhall.bodies import rules as bodies

from ..models import HandUp, HeldRole, Item, Meeting, MinuteLine, ProceduralMotion

Part = TypeVar("Part", HandUp, HeldRole, Item, MinuteLine, ProceduralMotion)


def meeting_in(request: HttpRequest, pk: UUID) -> Meeting:
    """The meeting of this hall with the id `pk`, or 404, also for whom this body's meetings are not."""
    rows = Meeting.objects.select_related("body__hall", "hall")
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
    rows = model.objects.select_related("meeting__body__hall", "meeting__hall", *more)
    found = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    if not bodies.may_read(request.member, found.meeting.body):  # type: ignore[attr-defined]
        raise Http404
    return found
