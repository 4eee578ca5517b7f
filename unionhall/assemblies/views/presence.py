"""Who is in the room: checking in, keeping the door, opening and closing a meeting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.bodies import looking
from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.rules import doors
from unionhall.bodies.rules.names import told_apart
from unionhall.bodies.rules.without_phone import others_with_a_phone
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions.views.finding import done
from unionhall.kit import clock
from unionhall.kit.live import ticket

from .. import actions, rules
from ..live import in_region, topic_of
from ..models import Meeting
from .finding import meeting_in, whole

KNOW_EACH_OTHER = 12
"""In a body of so few, whoever keeps the door finds everybody's name on the list; in a larger one they type it."""
SHOWN = 60
"""So many of those who are there are listed; beyond that, one types a name."""


def presence_of(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """What a meeting's page shows of who is there, to whoever asks; nothing while the doors are shut."""
    at, by = clock.now(), request.actor  # type: ignore[attr-defined]
    if found.closed_at is not None or not rules.doors_are_open(found, at):
        return {"doors": False, "code": ""}
    am_here = rules.is_here(by, found)
    return {
        "doors": True,
        "am_here": am_here,
        "may_check_in": rules.may_check_in(by, found, at),
        "wants_code": rules.wants_code(found),
        "code": found.code if am_here else "",
        "others_bring_a_phone": am_here and others_with_a_phone(by, found.body, at).exists(),
        "code_link": _link(request, found) if am_here else "",
        "may_keep_door": rules.may_keep_door(by, found, at),
        "may_open_meeting": rules.may_open_meeting(by, found, at),
        "may_close_meeting": rules.may_close_meeting(by, found, at),
        "live": ticket(request.hall.pk, topic_of(found.pk), request.member.person_id),  # type: ignore[attr-defined]
        **in_region(found),
    }


def _link(request: HttpRequest, found: Meeting) -> str:
    where = reverse("assemblies:here", kwargs={"hall": found.hall.slug, "pk": found.pk})
    return request.build_absolute_uri(f"{where}?code={found.code}")


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Check in: the page that the code in the room leads to."""
    found = meeting_in(request, pk)
    refusal: Refusal | None = None
    typed = (request.POST if request.method == "POST" else request.GET).get("code", "")[:40]
    if request.method == "POST":
        try:
            actions.check_in(
                by=request.actor,  # type: ignore[attr-defined]
                meeting=found,
                code=typed,
                online=request.POST.get("way") == "online",
            )
        except Refusal as refused:
            refusal = refused
        else:
            return done(request, _("You are checked in."), "assemblies:meeting", pk)
    elif rules.is_here(request.actor, found):  # type: ignore[attr-defined]
        return redirect("assemblies:meeting", hall=hall, pk=pk)
    context = {
        "meeting": found,
        "refusal": refusal,
        "typed": typed,
        "may_check_in": rules.may_check_in(request.actor, found, clock.now()),  # type: ignore[attr-defined]
        "wants_code": rules.wants_code(found),
        "page_title": _("I am here"),
    }
    return render(request, "assemblies/here.html", context, status=409 if refusal else 200)


@members_only
@require_POST
def gone(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Check out."""
    actions.check_out(by=request.actor, meeting=meeting_in(request, pk))  # type: ignore[attr-defined]
    return done(request, _("You are checked out."), "assemblies:meeting", pk)


@members_only
@require_safe
def door(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Keep the door: who is there, who came without a phone, how many guests."""
    found = meeting_in(request, pk)
    ruling = rules.may_keep_door(request.actor, found, clock.now())  # type: ignore[attr-defined]
    typed = request.GET.get("q", "")[:80]
    context: dict[str, Any] = {"meeting": found, "ruling": ruling, "q": typed, "page_title": _("The door")}
    if ruling:
        context |= _at_the_door(request, found, typed)
    return render(request, "assemblies/door.html", context)


def _at_the_door(request: HttpRequest, found: Meeting, typed: str) -> dict[str, Any]:
    """Who is there, and who may be ticked in: everybody in a small body, whom what was typed finds in a larger one."""
    there = rules.here(found)
    many = there.count()
    of_body = rules.of_the_body(found)
    few = of_body.count() <= KNOW_EACH_OTHER
    away = of_body.exclude(pk__in=there.values("member"))
    missing = list(away.order_by("name")) if few else []
    if typed and not few:
        missing = looking.found_by_name(request.member, typed, among=away)  # type: ignore[attr-defined]
    rows = there.select_related("member", "ticked_by").order_by("member__name")
    if many > SHOWN:
        asked = looking.found_by_name(request.member, typed, among=of_body) if typed else []  # type: ignore[attr-defined]
        rows = rows.filter(member__in=asked)
    shown = list(rows)
    told_apart(found.hall_id, [one.member for one in shown])
    of_all = found.body_id == bodies.assembly(found.hall_id).pk
    return {
        "joining": of_all and doors.may_type_cards(request.actor, clock.now()),  # type: ignore[attr-defined]
        "vouchers": doors.vouchers_for_an_invite(found.hall_id, clock.now()),
        "there": shown,
        "many": many,
        "hidden": many > SHOWN,
        "missing": told_apart(found.hall_id, missing),
        "few": few,
    }


@members_only
@require_POST
def tick(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Tick somebody in or out."""
    found = meeting_in(request, pk)
    by = request.actor  # type: ignore[attr-defined]
    rules.may_keep_door(by, found, clock.now()).enforce()
    member = looking.with_id(request.member, request.POST.get("member", ""))  # type: ignore[attr-defined]
    if member is None:
        raise OutOfOrder(_("Choose who it is."))
    if request.POST.get("tick") == "out":
        actions.tick_out(by=by, meeting=found, member=member)
        said = _("%(name)s is ticked out.")
    else:
        actions.tick_in(by=by, meeting=found, member=member)
        said = _("%(name)s is ticked in.")
    return done(request, said % {"name": member.name}, "assemblies:door", pk)


@members_only
@require_POST
def guests(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Say how many guests are there."""
    counted = actions.count_guests(
        by=request.actor,  # type: ignore[attr-defined]
        meeting=meeting_in(request, pk),
        guests=whole(request.POST.get("guests", "")),
    )
    said = ngettext("%(guests)d guest is there.", "%(guests)d guests are there.", counted.guests)
    return done(request, said % {"guests": counted.guests}, "assemblies:door", pk)


@members_only
@require_POST
def opening(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Open the meeting."""
    actions.open_meeting(by=request.actor, meeting=meeting_in(request, pk))  # type: ignore[attr-defined]
    return done(request, _("The meeting is open."), "assemblies:meeting", pk)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Close the meeting: what that does is said first."""
    found = meeting_in(request, pk)
    if request.method == "POST":
        actions.close_meeting(by=request.actor, meeting=found)  # type: ignore[attr-defined]
        messages.success(request, _("The meeting is closed. It is in the record."))
        return redirect("assemblies:decided", hall=hall, pk=pk)
    context = {
        "meeting": found,
        "turnout": rules.turned_out(found, clock.now()),
        "ruling": rules.may_close_meeting(request.actor, found, clock.now()),  # type: ignore[attr-defined]
        "votes": list(rules.votes_in_the_room(found).select_related("motion")),
        "page_title": _("Close the meeting"),
    }
    return render(request, "assemblies/closing.html", context)
