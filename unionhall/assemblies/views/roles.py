"""The roles of an evening: who does what, taking one, offering one first to whoever had it least."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.bodies import looking
from unionhall.bodies.door import members_only
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions.views.finding import done
from unionhall.kit import clock

from .. import actions, rules
from ..models import HeldRole, Meeting, Role
from .finding import meeting_in, part_in


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Who does what this evening; taking a role."""
    found = meeting_in(request, pk)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            actions.take_role(by=request.actor, meeting=found, role=request.POST.get("kind", ""))  # type: ignore[attr-defined]
        except Refusal as refused:
            refusal = refused
        else:
            return done(request, _("The role is yours for this meeting."), "assemblies:roles", pk)
    context = {
        "meeting": found,
        "refusal": refusal,
        **_told(request, found),
        "page_title": _("Roles of the evening"),
    }
    return render(request, "assemblies/roles.html", context, status=409 if refusal else 200)


def _told(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """Each role: who has it, whether whoever asks may take it, and to whom it may be offered first."""
    by, at = request.actor, clock.now()  # type: ignore[attr-defined]
    may, may_offer = rules.may_have_roles(by, found, at), rules.may_keep_door(by, found, at)
    held = list(found.roles.select_related("member"))
    told = []
    for role in Role:
        of_it = [one for one in held if one.role == role]
        mine = next((one for one in of_it if one.member_id == by.member_id), None)
        is_free = mine is None or mine.declined_at is not None  # who has it, or was asked, has another button
        told.append(
            {
                "role": role,
                "held": [one for one in of_it if one.taken_at is not None],
                "asked": [one for one in of_it if one.taken_at is None and one.declined_at is None],
                "mine": mine,
                "may_take": rules.is_their_turn(by.member_id, found, role) if may and is_free else None,
                "least": list(rules.had_it_least(found, role).exclude(pk=by.member_id)[: rules.OFFERED_FIRST])
                if may_offer
                else [],
            }
        )
    return {"roles": told, "may": may, "may_offer": may_offer}


@members_only
@require_POST
def offer(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Offer a role to somebody who is there."""
    found = meeting_in(request, pk)
    member = looking.with_id(request.member, request.POST.get("member", ""))  # type: ignore[attr-defined]
    if member is None:
        raise OutOfOrder(_("Choose who it is."))
    actions.offer_role(
        by=request.actor,  # type: ignore[attr-defined]
        meeting=found,
        member=member,
        role=request.POST.get("kind", ""),
    )
    return done(request, _("It is offered to %(name)s.") % {"name": member.name}, "assemblies:roles", pk)


@members_only
@require_POST
def answer(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Say yes or no to a role one was offered."""
    yes = request.POST.get("choice") == "yes"
    held = actions.answer_offer(by=request.actor, held=part_in(request, HeldRole, pk), yes=yes)  # type: ignore[attr-defined]
    said = _("The role is yours for this meeting.") if yes else _("You said no. Nobody asks why.")
    return done(request, said, "assemblies:roles", held.meeting_id)


@members_only
@require_POST
def lay_down(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Lay a role down."""
    held = part_in(request, HeldRole, pk)
    actions.lay_down_role(by=request.actor, held=held)  # type: ignore[attr-defined]
    return done(request, _("The role is free again."), "assemblies:roles", held.meeting_id)
