"""The noticeboard."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.core.rulings import Refusal
from unionhall.kit import clock

from .. import rules
from ..actions import notices as actions
from ..door import members_only
from ..forms.inside import NoticeForm
from ..models import Notice
from ..rules import doors

PAGE = 20


@members_only
@require_safe
def notices(request: HttpRequest, hall: str) -> HttpResponse:
    """What is pinned up now, newest first; above it, who is being let back in."""
    at = clock.now()
    day = rules.today(request.member, at)
    pinned = (
        Notice.objects.filter(hall=request.hall, taken_down_at=None, until__gte=day)
        .select_related("by")
        .order_by("-posted_at", "pk")
    )
    context = {
        "page": Paginator(pinned, PAGE).get_page(request.GET.get("page")),
        "lettings": doors.open_lettings(request.hall.pk, at).filter(first=False),
        "may_pin": rules.may_act(request.actor, at),
        "page_title": _("Noticeboard"),
    }
    return render(request, "bodies/notices.html", context)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest, hall: str) -> HttpResponse:
    """Pin a note."""
    today = rules.today(request.member, clock.now())
    initial = {"until": today + timedelta(days=14), "language": translation.get_language() or "en"}
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.pin_notice(by=request.actor, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Pinned up. It comes down by itself."))
            return redirect("bodies:notices", hall=hall)
    return render(request, "bodies/pin.html", {"form": form, "page_title": _("Pin a note")})


@members_only
@require_POST
def take_down(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take down a note one pinned oneself."""
    actions.take_down_notice(by=request.actor, notice=get_object_or_404(Notice, pk=pk, hall=request.hall))
    messages.success(request, _("The note is down."))
    return redirect("bodies:notices", hall=hall)
