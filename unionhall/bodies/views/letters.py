"""Writing at the public door without asking to join, and answering it inside."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.kit import clock

from .. import actions
from ..actions.settling import ANSWERED_KEPT
from ..door import members_only
from ..forms.joining import LetterForm
from ..models import Application, Organisation
from ..rules import doors, unanswered
from .at_the_door import SHOWN, kept_at_the_door


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str, way: str) -> HttpResponse:
    """Write at the door for something else than to join (`way`). A quiet organisation answers like one that does not exist."""
    organisation = Organisation.objects.select_related("hall").filter(hall__slug=slug, public=True).first()
    if organisation is None or way not in doors.LETTERS:
        raise Http404
    # Who reads it is what the page said when it was written, whatever has become of the mandate by the time it is sent.
    told = request.POST.get("for_holders") == "yes" or doors.somebody_admits(organisation.pk, clock.now())
    form = LetterForm(request.POST or None)
    context = {"form": form, "organisation": organisation, "way": way, "for_holders": told}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if kept_at_the_door(
            request,
            form,
            lambda: actions.write_letter(
                organisation=organisation,
                way=Application.Way(way),
                name=given["name"],
                contact=given["contact"],
                words=given["words"],
                for_holders=told,
            ),
        ):
            return render(request, "bodies/applied.html", context)
    return render(request, "bodies/letter.html", context)


def letters_at_the_door(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """
    Who wrote without asking to join: `letters` that wait, each with whether one may read it and when it goes unanswered,
    and `answered` ones, of those one may read, for as long as they are kept.
    """
    written = Application.objects.filter(hall=request.hall, way__in=doors.LETTERS)
    waiting = written.filter(answer=Application.Answer.OPEN).order_by("made_at")[:SHOWN]
    over = written.filter(answer=Application.Answer.ANSWERED).order_by("-answered_at")[:SHOWN]
    goes = unanswered.kept_until(waiting)
    may = {told: _reads(request, told, at) for told in (True, False)}
    return {
        "letters": [(one, may[one.for_holders], goes[one.pk]) for one in waiting],
        "answered": [
            (one, one.answered_at + ANSWERED_KEPT)
            for one in over
            if one.answered_at is not None and may[one.for_holders]
        ],
    }


def _reads(request: HttpRequest, for_holders: bool, at: datetime) -> bool:
    return bool(doors.may_read_letter(request.actor, Application(for_holders=for_holders), at))


@members_only
@require_POST
def answer_letter(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Say that who wrote at the door without asking to join has their answer."""
    letter = get_object_or_404(Application, pk=pk, hall=request.hall, way__in=doors.LETTERS)
    actions.answer_letter(by=request.actor, application=letter)
    messages.success(
        request,
        _("%(name)s has an answer. What they wrote is kept below for 30 days.") % {"name": letter.name},
    )
    return redirect("bodies:applications", hall=hall)


@members_only
@require_POST
def reopen_letter(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take back that who wrote at the door has their answer."""
    letter = get_object_or_404(Application, pk=pk, hall=request.hall, way__in=doors.LETTERS)
    actions.reopen_letter(by=request.actor, application=letter)
    messages.success(request, _("%(name)s waits for an answer again.") % {"name": letter.name})
    return redirect("bodies:applications", hall=hall)
