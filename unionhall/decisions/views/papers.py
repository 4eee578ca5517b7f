"""Files laid beside a motion."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from unionhall.bodies.door import members_only
from unionhall.decisions import actions, rules
from unionhall.decisions.stripping import ENDINGS, LARGEST, TEXT, stripped
from unionhall.kit import clock
from unionhall.kit.typed_text import as_typed

from .finding import done, motion_in, paper_in


@members_only
@require_POST
def lay(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Lay a file beside a motion."""
    motion = motion_in(request, pk)
    given = request.FILES.get("paper")
    if given is None or given.size is None:
        messages.error(request, _("Choose a file first."))
        return redirect("decisions:motion", hall=hall, pk=pk)
    rules.may_lay_paper(request.actor, motion, clock.now()).enforce()  # type: ignore[attr-defined]
    file = stripped(given.read(LARGEST + 1))
    actions.lay_paper(by=request.actor, motion=motion, name=as_typed(given.name or ""), file=file)  # type: ignore[attr-defined]
    words = (
        _("The paper lies beside the motion.")
        if file.kind == TEXT
        else _("The paper lies beside the motion; what it said about its maker is taken out.")
    )
    return done(request, words, "decisions:motion", pk)


@members_only
@require_safe
def paper(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """A paper, always as a file to keep, never shown in the page."""
    found = paper_in(request, pk)
    if found.erased_at is not None:
        raise Http404
    answer = HttpResponse(actions.read_paper(found), content_type=found.kind)
    stem = found.name.rsplit(".", 1)[0] or "paper"
    answer["Content-Disposition"] = content_disposition_header(True, stem + ENDINGS[found.kind])
    return answer


@members_only
@require_POST
def erase(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take one's own paper away for good."""
    found = paper_in(request, pk)
    actions.erase_paper(by=request.actor, paper=found)  # type: ignore[attr-defined]
    return done(request, _("The paper is destroyed."), "decisions:motion", found.motion_id)
