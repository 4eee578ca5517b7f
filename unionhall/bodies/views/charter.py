"""The charter: read aloud, its versions and what changed between them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unionhall.bodies.door import members_only
from unionhall.bodies.models import Charter as Row
from unionhall.bodies.rules import charters
from unionhall.bodies.rules.membership import assembly, voters_of
from unionhall.core.charters import Charter, difference, sentences, warnings
from unionhall.core.charters.presets import STARTER, STARTER_SENTENCES
from unionhall.kit import clock

from . import drafts


def is_starter(charter: Charter) -> bool:
    """Whether this is the starter agreement as it was affirmed, which is read in its own five sentences first."""
    same = charter.rules == {} and charter.ordinary == STARTER.charter.ordinary and not charter.articles
    return same and charter.source == STARTER.charter.source


@members_only
@require_safe
def charter(request: HttpRequest, hall: str) -> HttpResponse:
    """The charter in force, with its history, warnings for the members there are, and the way to change it."""
    now = clock.now()
    row = charters.charter_row(request.hall.pk, now)
    current = charters.read(row)
    versions = list(
        Row.objects.filter(hall=request.hall)
        .order_by("-version")
        .only("version", "in_force_from", "language")
    )
    members = voters_of(assembly(request.hall.pk), now).count()
    context = {
        "row": row,
        "charter": current,
        "paragraphs": list(enumerate(sentences(current), start=1)),
        "starter": STARTER_SENTENCES if is_starter(current) else (),
        "versions": versions,
        "coming": [one for one in versions if one.in_force_from > now],
        "warnings": warnings(current, members),
        "members": members,
        "holes": [one for one in charters.holes(current) if not one.startswith("tables-")],
        "draft": drafts.kept(request),
        "page_title": _("Charter"),
    }
    return render(request, "bodies/charter.html", context)


@members_only
@require_safe
def version(request: HttpRequest, hall: str, number: int) -> HttpResponse:
    """One version of the charter, with what it changed against the one before."""
    rows = {
        one.version: one for one in Row.objects.filter(hall=request.hall, version__in=(number, number - 1))
    }
    if number not in rows:
        raise Http404
    row = rows[number]
    read = charters.read(row)
    before = charters.read(rows[number - 1]) if number - 1 in rows else None
    context = {
        "row": row,
        "charter": read,
        "paragraphs": list(enumerate(sentences(read), start=1)),
        "changes": difference(before, read) if before else [],
        "before": before,
        "in_force": charters.charter_row(request.hall.pk, clock.now()).version == number,
        "page_title": _("Charter, version %(number)d") % {"number": number},
    }
    return render(request, "bodies/charter_version.html", context)
