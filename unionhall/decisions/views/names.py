"""A roll call: the list of who is on the register, with a button for each answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unionhall.bodies.door import members_only
from unionhall.bodies.rules.names import plain
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions import actions, rules
from unionhall.decisions.forms.polls import WORDS
from unionhall.decisions.live import BUTTONS
from unionhall.decisions.models import Poll, Roll
from unionhall.kit import clock

from .finding import poll_in

SHOWN = 40
"""So many who have not answered are on the page at once, and so many of those who have; others are found by name."""


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Type in what each answers as they are called; to take it back is one press as well."""
    found = poll_in(request, pk)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            line = _line(found, request.POST.get("line", ""))
            actions.type_answer(
                by=request.actor,  # type: ignore[attr-defined]
                poll=found,
                line=line,
                choice=request.POST.get("choice", ""),
            )
        except Refusal as refused:
            refusal = refused
        else:
            return redirect(reverse("decisions:names", kwargs={"hall": hall, "pk": pk}) + "#next")
    may_hear = rules.may_hear_names(request.actor, found, clock.now())  # type: ignore[attr-defined]
    wanted = request.GET.get("name", "").strip()[:80]
    context: dict[str, Any] = {
        "poll": found,
        "words": rules.text_in(found.motion),
        "may_hear": may_hear,
        "refusal": refusal,
        "buttons": BUTTONS,
        "wanted": wanted,
        **(_called(found, wanted) if may_hear else {}),
        "page_title": _("Roll call"),
    }
    return render(request, "decisions/names.html", context, status=409 if refusal else 200)


def _line(found: Poll, chosen: str) -> Roll:
    try:
        line = Roll.objects.filter(poll=found, pk=UUID(chosen)).select_related("member").first()
    except ValueError:
        line = None
    if line is None:
        raise OutOfOrder(_("Choose who was called."))
    return line


def _called(found: Poll, wanted: str) -> dict[str, Any]:
    """Who is to be called, by name, and who has answered, with what; of many the first, and those whose name is asked for."""
    lines = found.rolls.select_related("member", "ballot").order_by("member__name", "pk")
    if wanted:
        fits = [
            pk for pk, name in found.rolls.values_list("pk", "member__name") if plain(wanted) in plain(name)
        ]
        lines = lines.filter(pk__in=fits[: SHOWN * 2])
    answered = lines.filter(voted=True).filter(Q(ballot__isnull=False))
    return {
        "to_call": list(lines.filter(voted=False)[:SHOWN]),
        "answered": [
            (line, str(WORDS.get(line.ballot.choice, "")), line.ballot.called_by_id is not None)
            for line in answered[:SHOWN]
        ],
        "left": found.rolls.filter(voted=False).count(),
        "of": found.rolls.count(),
    }
