"""The charter: read aloud, its versions and what changed between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unionhall.bodies.door import members_only
from unionhall.bodies.models import Charter as Row
from unionhall.bodies.rules import assembly, charters, voters_of
from unionhall.core.charters import Paragraph, difference, sentences, warnings
from unionhall.core.charters.presets import begun_with
from unionhall.kit import clock
from unionhall.kit.registries import namers
from unionhall.record.models import Opening

from . import drafts


@dataclass(frozen=True)
class Ours:
    """A part of the charter that we changed ourselves: in which version, by which decision (its name and page, or None)."""

    version: int
    decision: tuple[str, str] | None


def _paragraphs(row: Row, versions: Iterable[Row]) -> list[tuple[int, Paragraph, Ours | None]]:
    """A version's paragraphs with their numbers, and where we changed one ourselves, when that was; three queries."""
    earlier = sorted((one for one in versions if one.version <= row.version), key=lambda one: one.version)
    changed = charters.changed_by_us(earlier)
    decisions = _decisions(changed.values())
    told = []
    for mark, one in enumerate(sentences(charters.read(row)), start=1):
        by = changed.get(one.anchor)
        told.append((mark, one, Ours(by.version, decisions.get(by.pk)) if by is not None else None))
    return told


def _decisions(rows: Iterable[Row]) -> dict[UUID, tuple[str, str]]:
    """Version → what the decision that adopted it was about, in words, with its page; those whose words were erased left out."""
    warrants = {row.pk: row.warrant_id for row in rows if row.warrant_id}
    found = {one.entry_id: one for one in Opening.objects.filter(entry__in=set(warrants.values()))}
    about: dict[str, set[UUID]] = {}
    for opening in found.values():
        about.setdefault(opening.about_type, set()).add(opening.about_id)
    names: dict[UUID, tuple[str, str]] = {}
    for label in about.keys() & set(namers):
        names |= namers.get(label)(next(iter(found.values())).hall_id, about[label])
    told = {row: found[entry].about_id for row, entry in warrants.items() if entry in found}
    return {row: names[pk] for row, pk in told.items() if pk in names}


@members_only
@require_safe
def charter(request: HttpRequest, hall: str) -> HttpResponse:
    """The charter in force, with its history, warnings for the members there are, and the way to change it."""
    now = clock.now()
    row = charters.charter_row(request.hall.pk, now)
    current = charters.read(row)
    versions = list(Row.objects.filter(hall=request.hall).order_by("-version"))
    members = voters_of(assembly(request.hall.pk), now).count()
    context = {
        "row": row,
        "charter": current,
        "paragraphs": _paragraphs(row, versions),
        "starter": begun_with(current),
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
    rows = {one.version: one for one in Row.objects.filter(hall=request.hall, version__lte=number)}
    if number not in rows:
        raise Http404
    row = rows[number]
    read = charters.read(row)
    before = charters.read(rows[number - 1]) if number - 1 in rows else None
    context = {
        "row": row,
        "charter": read,
        "paragraphs": _paragraphs(row, rows.values()),
        "starter": begun_with(read) if before is None else (),
        "decision": _decisions([row]).get(row.pk),
        "changes": difference(before, read) if before else [],
        "before": before,
        "in_force": charters.charter_row(request.hall.pk, clock.now()).version == number,
        "page_title": _("Charter, version %(number)d") % {"number": number},
    }
    return render(request, "bodies/charter_version.html", context)
