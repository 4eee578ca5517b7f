"""A temperature check: to ask, to answer where one reads it, to count hands, to end it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unionhall.bodies.door import members_only
from unionhall.core.rulings import Refusal
from unionhall.decisions.views.finding import done

from .. import actions
from ..models import Felt, Meeting, Warmth
from .finding import meeting_in, whole


def felt_by(request: HttpRequest, found: Meeting) -> str:
    """What oneself answered, in words; "" where one has not. One query."""
    mine = Felt.objects.filter(check_of__meeting=found, presence__member=request.member)  # type: ignore[attr-defined]
    warmth = mine.values_list("warmth", flat=True).first()
    return str(Warmth(warmth).label) if warmth else ""


@members_only
@require_POST
def ask(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Ask the room, or end what is asked."""
    found, by = meeting_in(request, pk), request.actor  # type: ignore[attr-defined]
    if request.POST.get("end"):
        actions.end_temperature(by=by, meeting=found)
        return done(request, _("The check has ended. Nothing of it is kept."), "assemblies:floor", pk)
    actions.ask_temperature(by=by, meeting=found, words=request.POST.get("words", ""))
    return done(request, _("It is asked on every phone now."), "assemblies:floor", pk)


@members_only
@require_POST
def say(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Answer, on a page of one's own or, for a script that stays on the page, in a line."""
    found, by = meeting_in(request, pk), request.actor  # type: ignore[attr-defined]
    warmth = request.POST.get("warmth", "")
    if not request.POST.get("part"):
        felt = actions.say_temperature(by=by, meeting=found, warmth=warmth)
        said = _("You said: %(what)s. You can change it while it is asked.") % {
            "what": felt.get_warmth_display()
        }
        return done(request, said, "assemblies:floor", pk)
    context: dict[str, Any] = {}
    try:
        context["felt"] = actions.say_temperature(by=by, meeting=found, warmth=warmth).get_warmth_display()
    except Refusal as refused:
        context["refusal"] = refused
    return render(
        request, "assemblies/my_temperature.html", context, status=409 if "refusal" in context else 200
    )


@members_only
@require_POST
def count(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Type how many hands are up of those without a phone."""
    hands = {name: whole(request.POST.get(name) or "0") for name in Warmth.values}
    actions.count_temperature(by=request.actor, meeting=meeting_in(request, pk), **hands)  # type: ignore[attr-defined]
    return done(request, _("Counted with the others."), "assemblies:floor", pk)
