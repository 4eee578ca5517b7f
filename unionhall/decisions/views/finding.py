"""Finding what a page is about in the hall it belongs to, and answering after an act."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from unionhall.decisions import actions, rules
from unionhall.decisions.actions.settling import anything_due
from unionhall.decisions.models import Motion, Paper, Poll, Question
from unionhall.kit.rows import Prepared

_poll = Prepared(lambda pk, hall: Poll.objects.select_related("motion__choice").filter(pk=pk, hall_id=hall))


def brought_up_to_date(request: HttpRequest) -> None:
    """Let the clock declare what is due before a page shows it; one query where nothing is."""
    if anything_due(request.hall.pk):  # type: ignore[attr-defined]
        actions.settle(request.hall.pk)  # type: ignore[attr-defined]


def motion_in(request: HttpRequest, pk: UUID) -> Motion:
    """The motion of this hall with the id `pk`, or 404."""
    rows = Motion.objects.select_related(
        "body__hall", "hall", "put_by", "seconded_by", "amends", "calls_in__body", "recalls__holder", "choice"
    ).prefetch_related("effects")
    return get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]


def poll_in(request: HttpRequest, pk: UUID) -> Poll:
    """The poll of this hall with the id `pk`, or 404."""
    rows = Poll.objects.select_related(
        "motion__body__hall", "motion__hall", "motion__amends", "motion__choice", "body__hall", "judges"
    )
    return get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]


def poll_to_cast(request: HttpRequest, pk: UUID) -> Poll | None:
    """The poll of this hall with the id `pk` with what a ballot has to know of it, or None."""
    return _poll.one(pk=pk, hall=request.hall.pk)  # type: ignore[attr-defined]


def question_in(request: HttpRequest, pk: UUID) -> Question:
    """The question of this hall with the id `pk`, or 404, also for whom what stands beside its motion is not."""
    rows = Question.objects.select_related("motion__body")
    found = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    _insist_on_reading(request, found.motion)
    return found


def paper_in(request: HttpRequest, pk: UUID) -> Paper:
    """The paper of this hall with the id `pk`, or 404, also for whom what lies beside its motion is not."""
    rows = Paper.objects.select_related("motion__body")
    found = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    _insist_on_reading(request, found.motion)
    return found


def _insist_on_reading(request: HttpRequest, motion: Motion) -> None:
    if not rules.may_read_beside(request.member, motion):  # type: ignore[attr-defined]
        raise Http404


def done(request: HttpRequest, words: str, to: str, pk: Any, *, well: bool = True) -> HttpResponse:
    """Say in one line what happened and go to the page `to` of `pk`. `well`: whether that was what was wanted."""
    (messages.success if well else messages.warning)(request, words)
    return redirect(to, hall=request.hall.slug, pk=pk)  # type: ignore[attr-defined]
