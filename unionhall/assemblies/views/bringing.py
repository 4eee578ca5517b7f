"""Who brings what to a meeting, on its page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unionhall.bodies.door import members_only
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.views.finding import done
from unionhall.kit.actor import Actor

from .. import actions, rules
from ..models import Bringing, Meeting
from .finding import meeting_in, part_in


def brought_to(by: Actor, found: Meeting, at: datetime) -> dict[str, Any]:
    """What a meeting's page shows of who brings what; one query, and those of one rule."""
    return {
        "brought": list(found.bringings.select_related("taken_by")),
        "may_add_thing": rules.may_add_thing(by, found, at),
    }


@members_only
@require_POST
def add(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Add something to the list."""
    actions.add_thing(
        by=request.actor,  # type: ignore[attr-defined]
        meeting=meeting_in(request, pk),
        what=request.POST.get("what", ""),
        mine=request.POST.get("choice") == "mine",
    )
    return done(request, _("It is on the list."), "assemblies:meeting", pk)


@members_only
@require_POST
def change(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take something, give it back, or strike it off."""
    thing, by = part_in(request, Bringing, pk), request.actor  # type: ignore[attr-defined]
    choice = request.POST.get("choice", "")
    if choice == "take":
        actions.take_thing(by=by, thing=thing)
        said = _("You bring it.")
    elif choice == "back":
        actions.give_back_thing(by=by, thing=thing)
        said = _("It is there for others to take.")
    elif choice == "off":
        actions.strike_thing(by=by, thing=thing)
        said = _("It is off the list.")
    else:
        raise OutOfOrder(_("Choose one of these."))
    return done(request, said, "assemblies:meeting", thing.meeting_id)
