"""Practising a meeting: beginning it, what it is, and throwing it away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unionhall.bodies import actions as bodies
from unionhall.bodies import rules as joining
from unionhall.bodies.door import members_only
from unionhall.core.rulings import Refusal
from unionhall.kit import clock
from unionhall.people import entering, keyring

from .. import actions, rules
from ..forms import PractiseForm
from ..models import Meeting
from .finding import meeting_in

pages = require_http_methods(["GET", "HEAD", "POST"])


@members_only
@pages
def practise(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Begin a rehearsal of a meeting; whoever does is in it at once, with the account they are signed in with."""
    found, by = meeting_in(request, pk), request.actor  # type: ignore[attr-defined]
    form = PractiseForm(request.POST or None)
    holder = keyring.holder_signed_in(request)
    if request.method == "POST" and holder is not None and form.is_valid():
        try:
            made = actions.rehearse(by=by, meeting=found, holder=holder, **form.rehearsal())
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            entering.settle(request, holder, made.account)
            return redirect("assemblies:meeting", hall=made.meeting.hall.slug, pk=made.meeting.pk)
    context = {
        "meeting": found,
        "form": form,
        "ruling": rules.may_rehearse(by, found, clock.now()),
        "hours": int(joining.REHEARSAL_LASTS.total_seconds() // 3600),
        "page_title": _("Practise this meeting"),
    }
    return render(request, "assemblies/practise.html", context, status=422 if form.errors else 200)


@members_only
@pages
def rehearsal(request: HttpRequest, hall: str) -> HttpResponse:
    """What a rehearsal is, and its end: in a hall in which things count there is nothing here."""
    here, by = request.hall, request.actor  # type: ignore[attr-defined]
    if here.rehearsal_until is None:
        raise Http404
    if request.method == "POST":
        bodies.end_rehearsal(by=by)
        messages.success(request, _("The rehearsal is over. Nothing of it is left."))
        return redirect("/")
    context = {
        "meeting": Meeting.objects.filter(hall=here).order_by("called_at").first(),
        "page_title": _("About this rehearsal"),
    }
    return render(request, "assemblies/rehearsal.html", context)
