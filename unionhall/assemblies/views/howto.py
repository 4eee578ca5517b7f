"""How to run a meeting: one page on a phone, one sheet on paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from unionhall.bodies.door import members_only
from unionhall.kit import pdf

from ..howto import PARTS


@members_only
@require_safe
def page(request: HttpRequest, hall: str) -> HttpResponse:
    """The page."""
    return render(request, "assemblies/howto.html", {"parts": PARTS, "page_title": _("How to run a meeting")})


@members_only
@require_safe
def printed(request: HttpRequest, hall: str) -> HttpResponse:
    """The sheet, to hang beside the agenda. It says nothing of whose it is."""
    sections = [
        {
            "heading": str(part.heading),
            "lines": [[capfirst(str(word)), str(words)] for word, words in part.lines],
        }
        for part in PARTS
    ]
    content = pdf.guide(title=_("How to run a meeting"), heading=_("How to run a meeting"), sections=sections)
    return pdf.answer(content, "how")
