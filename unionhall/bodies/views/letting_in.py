"""Letting somebody back in who lost everything, and a first account for a member who has none yet."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from unionhall.kit import clock

from .. import looking
from ..actions import letting_in as actions
from ..door import members_only, prove_href
from ..models import LettingBackIn
from ..rules import doors
from .members import found_by_name
from .reach import only_here


@members_only
@require_safe
def letting_in(request: HttpRequest, hall: str) -> HttpResponse:
    """Who is being let back in now; find somebody who needs it."""
    at = clock.now()
    typed = request.GET.get("q", "")[:80]
    found = [(one, doors.may_ask_back_in(request.actor, one, at)) for one in found_by_name(request, typed)]
    lettings = [
        (one, doors.may_confirm_back_in(request.actor, one, at), doors.may_stop(request.actor, one, at))
        for one in doors.open_lettings(request.hall.pk, at)
    ]
    context = {"lettings": lettings, "found": found, "q": typed, "page_title": _("Let somebody back in")}
    return render(request, "bodies/letting_in.html", context)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Ask for a member: what will happen is said first."""
    member = looking.with_id(request.member, pk)
    if member is None:
        raise Http404
    if request.method == "POST":
        actions.ask_back_in(by=request.actor, member=member)
        messages.success(request, _("Asked, and in the record. Now a second member has to say so."))
        return redirect("bodies:letting_in", hall=hall)
    context = {
        "member": member,
        "ruling": doors.may_ask_back_in(request.actor, member, clock.now()),
        "prove_href": prove_href(request)
        if member.person.has_account and doors.could_prove_for(request.actor, clock.now())
        else "",
        "page_title": _("Let somebody back in") if member.person.has_account else _("A first account"),
    }
    return render(request, "bodies/ask_back_in.html", context)


@never_cache
@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Say so as the second member; the code is shown once, to be read aloud or copied from this page."""
    at = clock.now()
    letting = get_object_or_404(
        LettingBackIn.objects.select_related("member", "asked_by"), pk=pk, hall=request.hall
    )
    if request.method == "POST":
        confirmed = actions.confirm_back_in(by=request.actor, letting=letting)
        link = settings.PUBLIC_URL + reverse("people:claim")
        context = {
            "letting": confirmed.letting,
            "member": letting.member,
            "code": confirmed.code,
            "link": link,
            "only_here": only_here(),
            "page_title": _("The code"),
        }
        return render(request, "bodies/code.html", context)
    ruling = doors.may_confirm_back_in(request.actor, letting, at)
    begins = doors.works_from(letting, request.actor, at) if ruling else None
    context = {
        "letting": letting,
        "ruling": ruling,
        "begins": begins,
        "at_once": begins == at,
        "prove_href": prove_href(request)
        if begins != at
        and doors.two_holders_act(letting, request.actor, at)
        and doors.could_prove_for(request.actor, at)
        else "",
        "page_title": _("Let somebody back in"),
    }
    return render(request, "bodies/confirm_back_in.html", context)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Stop it: asked once, then done."""
    letting = get_object_or_404(LettingBackIn.objects.select_related("member"), pk=pk, hall=request.hall)
    if request.method != "POST":
        ruling = doors.may_stop(request.actor, letting, clock.now())
        context = {"letting": letting, "ruling": ruling, "page_title": _("Let somebody back in")}
        return render(request, "bodies/stop_back_in.html", context)
    actions.stop_back_in(by=request.actor, letting=letting)
    messages.success(request, _("Stopped. The code opens nothing. It is in the record."))
    return redirect("bodies:letting_in", hall=hall)
