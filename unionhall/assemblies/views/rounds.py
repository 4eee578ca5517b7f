"""The round: how work is, each in turn. Notes without a name, counts by kind, and what they come to over the months."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Body
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions.views.finding import done
from unionhall.kit import clock, pictures

from .. import actions, rules
from ..models import Item, ItemKind, Meeting, ReportKind
from .finding import part_in

A_PAGE = 12
"""So many meetings are in one chart: a year of months."""


def _round_in(request: HttpRequest, pk: UUID) -> Item:
    found = part_in(request, Item, pk, "meeting__body__hall__organisation")
    if found.kind != ItemKind.ROUND:
        raise Http404
    return found


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def round_(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """
    A round: send a note without a name, count what is reported, read the notes aloud.

    To a note that was sent the answer is an address, and no line kept in the session: a session's row is its member's, and one
    written in the moment a note came would say whose it is.
    """
    found, by = _round_in(request, pk), request.actor  # type: ignore[attr-defined]
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.send_note(by=by, item=found, text=request.POST.get("text", ""))
        except Refusal as refused:
            refusal = refused
        else:
            return redirect(f"{_address(found)}?in=box")
    context = {
        "item": found,
        "meeting": found.meeting,
        "ruling": rules.may_raise_hand(by, found.meeting, clock.now()),
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
        "sent": "in" in request.GET,
        "counted": rules.counted_in(found),
        "page_title": found.said,
        **_may(request, found),
    }
    return render(request, "assemblies/round.html", context, status=409 if refusal else 200)


def _may(request: HttpRequest, found: Item) -> dict[str, Any]:
    by, at = request.actor, clock.now()  # type: ignore[attr-defined]
    notes: list[tuple[str, str]] = []
    box = rules.box_of(found)
    may_read = rules.may_read_notes(by, found, at)
    if may_read and box is not None:
        notes = rules.to_read(box)
    return {
        "may_send": rules.may_send_note(by, found, at),
        "may_count": rules.may_count_reports(by, found, at),
        "may_open": rules.may_open_box(by, found, at),
        "may_read": may_read,
        "note": notes[0] if notes else None,
        "others": len(notes) - 1,
        "longest": rules.LONGEST_NOTE,
    }


def _address(found: Item) -> str:
    return reverse("assemblies:round", kwargs={"hall": found.meeting.hall.slug, "pk": found.pk})


@members_only
@require_POST
def count(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Count one more report of a kind, or one fewer."""
    found = _round_in(request, pk)
    more, fewer = request.POST.get("more", ""), request.POST.get("fewer", "")
    actions.count_report(by=request.actor, item=found, kind=more or fewer, more=bool(more))  # type: ignore[attr-defined]
    return redirect(f"{_address(found)}#counted")


@members_only
@require_POST
def box(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Open the box, to read aloud what is in it."""
    found = _round_in(request, pk)
    there = len(actions.open_box(by=request.actor, item=found).notes)  # type: ignore[attr-defined]
    if not there:
        return done(request, _("The box is empty."), "assemblies:round", pk)
    said = ngettext(
        "%(many)d note is in it. Read it aloud.", "%(many)d notes are in it. Read them aloud.", there
    )
    return done(request, said % {"many": there}, "assemblies:round", pk)


@members_only
@require_POST
def was_read(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Throw away a note that was read aloud, counted under a kind or under none."""
    found, kind = _round_in(request, pk), request.POST.get("kind", "")
    if kind not in ("none", *ReportKind.values):
        rules.may_read_notes(request.actor, found, clock.now()).enforce()  # type: ignore[attr-defined]
        raise OutOfOrder(_("Choose what it is about."))
    actions.note_was_read(
        by=request.actor,  # type: ignore[attr-defined]
        item=found,
        sign=request.POST.get("sign", ""),
        kind="" if kind == "none" else kind,
    )
    return redirect(f"{_address(found)}#notes")


@members_only
@require_safe
def how_it_is(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """What was reported in a body's rounds over the months: by kind and by meeting, and no name."""
    rows = Body.objects.select_related("hall__organisation")
    found = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    if not bodies.may_read(request.member, found):  # type: ignore[attr-defined]
        raise Http404
    page = Paginator(rules.meetings_counted(found), A_PAGE).get_page(request.GET.get("page"))
    meetings = list(reversed(page.object_list))
    context = {
        "body": found,
        "page": page,
        "page_title": _("How our homes are") if rules.is_of_homes(found) else _("How work is"),
        **charts(found, meetings),
    }
    return render(request, "assemblies/how_it_is.html", context)


def charts(body: Body, meetings: list[Meeting]) -> dict[str, Any]:
    """
    What the page draws of these meetings, the oldest first: `kinds`, each with its columns and its sum, the most reported first;
    `table`, each meeting with its counts in the order of `kinds`.
    """
    told = rules.reports_of(meetings)
    sums = {one: sum(counts.get(one, 0) for counts in told.values()) for one in ReportKind}
    kinds = sorted((one for one in ReportKind if sums[one]), key=lambda one: -sums[one])
    most = max((many for counts in told.values() for many in counts.values()), default=0)
    drawn = [
        {
            "kind": one,
            "sum": sums[one],
            "picture": pictures.columns(
                [told[meeting.pk].get(one, 0) for meeting in meetings],
                most,
                places=A_PAGE if len(meetings) > A_PAGE // 2 else A_PAGE // 2,
                mirrored=get_language_bidi(),
            ),
        }
        for one in kinds
    ]
    table = [(meeting, [told[meeting.pk].get(one, 0) for one in kinds]) for meeting in reversed(meetings)]
    return {
        "kinds": drawn,
        "table": table,
        "first": meetings[0] if meetings else None,
        "meetings": len(meetings),
    }
