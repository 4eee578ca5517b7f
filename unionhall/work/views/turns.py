"""What is done with one turn."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unionhall.bodies.door import members_only
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.views.finding import done

from .. import actions
from ..models import Turn
from .finding import turn_in


@members_only
@require_POST
def turn(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Done, not done; cannot; who can take it; keep it; take it."""
    found, by, choice = turn_in(request, pk), request.actor, request.POST.get("choice", "")  # type: ignore[attr-defined]
    if choice in ("done", "missed"):
        actions.say_done(by=by, turn=found, done=choice == "done")
        said = _("Noted.")
    elif choice == "cannot":
        given = actions.say_cannot(by=by, turn=found)
        said = (
            _("The turn went to whoever is next.") if given.member_id else _("Nobody else can. Who takes it?")
        )
    elif choice == "offer":
        actions.offer_turn(by=by, turn=found)
        said = _("The list asks who can take it. Until somebody does, it is yours.")
    elif choice == "keep":
        actions.keep_turn(by=by, turn=found)
        said = _("It is yours as it was.")
    elif choice == "take":
        actions.take_turn(by=by, turn=found)
        said = _("It is yours. Thank you.")
    else:
        raise OutOfOrder(_("Choose one of these."))
    return done(request, said, "work:rota", found.rota_id)


@members_only
@require_POST
def swap(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Ask somebody to swap."""
    found = turn_in(request, pk)
    try:
        wanted = Turn.objects.filter(rota=found.rota_id, pk=UUID(request.POST.get("for", ""))).first()
    except ValueError:
        wanted = None
    if wanted is None:
        raise OutOfOrder(_("Choose the turn you would take."))
    actions.ask_swap(by=request.actor, turn=found, for_turn=wanted)  # type: ignore[attr-defined]
    return done(
        request, _("They are asked. Until they say yes, nothing changes."), "work:rota", found.rota_id
    )


@members_only
@require_POST
def answer(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Answer who asks to swap."""
    found, yes = turn_in(request, pk), request.POST.get("choice") == "yes"
    if not yes and request.POST.get("choice") != "no":
        raise OutOfOrder(_("Choose one of these."))
    actions.answer_swap(by=request.actor, turn=found, yes=yes)  # type: ignore[attr-defined]
    said = _("You swapped.") if yes else _("It stays as it was.")
    return done(request, said, "work:rota", found.rota_id)
