"""What we decided: all of a meeting on one page, to print and to paste, in every language of the hall, at its close."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unionhall.bodies.door import members_only
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.rules.choosing import stored_report
from unionhall.decisions.views.finding import brought_up_to_date
from unionhall.decisions.views.word import in_one_line
from unionhall.kit import moments, pdf

from .. import rules
from ..models import Meeting
from .finding import meeting_in
from .minuted import decided


def _opened(request: HttpRequest, pk: UUID) -> Meeting:
    brought_up_to_date(request)
    found = meeting_in(request, pk)
    if not rules.was_opened(found):
        raise OutOfOrder(_("This meeting has not been opened."))
    return found


@members_only
@require_safe
def page(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """What the meeting decided: to read, to paste and to print, in each language."""
    found = _opened(request, pk)
    here = (translation.get_language() or "en").split("-")[0]
    context = {
        "meeting": found,
        "decided": decided(found),
        "here": here,
        "texts": [{"code": code, "text": in_language(found, code)} for code in languages(here)],
        "page_title": _("What we decided"),
    }
    return render(request, "assemblies/decided.html", context)


def languages(here: str) -> list[str]:
    """The languages that a hall's pages are in, the reader's own first."""
    return sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != here)


def in_language(found: Meeting, code: str) -> str:
    """What was decided as plain text, to paste, in one language; motions in it where they are translated. Four queries."""
    with translation.override(code):
        return "\n".join([_heading(found), *_lines(decided(found))])


def _heading(found: Meeting) -> str:
    return _("What we decided: %(body)s, %(when)s") % {
        "body": found.body.name,
        "when": moments.appointed(found.begins_at, found.hall.time_zone),
    }


def _lines(told: list[dict[str, Any]]) -> list[str]:
    """Each decision in one line, with its count."""
    if not told:
        return [_("Nothing was put to the vote.")]
    return [
        " ".join(
            [in_one_line(one["poll"].motion, str(one["title"] or ""), one["poll"]), _counted(one)]
        ).strip()
        for one in told
    ]


def _counted(one: dict[str, Any]) -> str:
    """The count of a vote for and against as a sentence, nothing where there is none."""
    return f"{one['count']}." if one["count"] else ""


@members_only
@require_safe
def printed(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The same on paper. `?language=`: in which, the reader's own where it is none of the hall's."""
    found = _opened(request, pk)
    here = (translation.get_language() or "en").split("-")[0]
    wanted = request.GET.get("language", "")
    with translation.override(wanted if wanted in languages(here) else here):
        told = decided(found)
        content = pdf.paper(
            title=_("What we decided"),
            heading=_("What we decided"),
            lines=[f"{found.body.name} · {moments.appointed(found.begins_at, found.hall.time_zone)}"]
            + ([] if told else [_("Nothing was put to the vote.")]),
            columns=[_("Motion"), _("Result"), _("Count")] if told else [],
            rows=[_row(one) for one in told],
            owner=request.organisation.name,  # type: ignore[attr-defined]
            url=_address(request, found),
        )
    return pdf.answer(content, "decided")


def _row(one: dict[str, Any]) -> list[str]:
    poll = one["poll"]
    report = stored_report(poll)
    result = str(poll.get_outcome_display())
    if report is not None and report.winners:
        result = f"{result}: {', '.join(report.winners)}"
    return [f"{poll.motion.number}. {one['title'] or ''}", result, one["count"]]


def _address(request: HttpRequest, found: Meeting) -> str:
    """Where the meeting is read, without a word in it that says what this is."""
    return request.build_absolute_uri(
        reverse("assemblies:at", kwargs={"hall": found.hall.slug, "pk": found.pk})
    )
