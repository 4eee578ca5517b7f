"""Who holds what, since when, on whose word, and what they did with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from unionhall.bodies.door import members_only
from unionhall.bodies.models import Body, Office
from unionhall.desk import timeline
from unionhall.kit import clock
from unionhall.kit.registries import namers, powers
from unionhall.mandates import actions
from unionhall.mandates.models import Mandate
from unionhall.record.models import Opening

ACTS_SHOWN = 30


@dataclass(frozen=True)
class Held:
    """A mandate as a page shows it."""

    mandate: Mandate
    holder: str
    body: str
    office: str
    may: list[str]
    used_at: list[tuple[str, str, object]]
    acts: int
    live: bool


def _held(hall_id: UUID, mandates: Sequence[Mandate]) -> list[Held]:
    names = namers.get("bodies.member")(hall_id, {mandate.member for mandate in mandates})
    bodies = dict(Body.objects.filter(hall_id=hall_id).values_list("pk", "name"))
    filled = {mandate.office for mandate in mandates if mandate.office}
    offices = (
        dict(Office.objects.filter(hall_id=hall_id, pk__in=filled).values_list("pk", "name"))
        if filled
        else {}
    )
    at = clock.now()
    allows = {
        mandate.pk: [powers.get(grant.power) for grant in mandate.grants.all() if grant.power in powers]
        for mandate in mandates
    }
    return [
        Held(
            mandate=mandate,
            holder=names.get(mandate.member, (_("a former member"), ""))[0],
            body=bodies.get(mandate.scope, ""),
            office=offices.get(mandate.office, "") if mandate.office else "",
            may=[str(power.title) for power in allows[mandate.pk]],
            used_at=[door for power in allows[mandate.pk] for door in power.used_at],
            acts=getattr(mandate, "acts", 0),
            live=mandate.lives(at),
        )
        for mandate in mandates
    ]


@members_only
@require_safe
def mandates(request: HttpRequest, hall: str) -> HttpResponse:
    """All mandates that live now, and the last that ended."""
    acts = (
        Opening.objects.filter(mandate_id=OuterRef("pk"))
        .order_by()
        .values("mandate_id")
        .annotate(n=Count("pk"))
        .values("n")
    )
    all_of_hall = (
        Mandate.objects.filter(hall=request.hall)
        .prefetch_related("grants")
        .annotate(acts=Coalesce(Subquery(acts), 0))
    )
    at = clock.now()
    live = list(all_of_hall.live(at).order_by("until")[:200])
    ended = list(all_of_hall.exclude(pk__in=[mandate.pk for mandate in live]).order_by("-until")[:20])
    context = {
        "live": _held(request.hall.pk, live),
        "ended": _held(request.hall.pk, ended),
        "page_title": _("Mandates"),
    }
    return render(request, "desk/mandates.html", context)


@members_only
@require_safe
def mandate(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """One mandate: its words, the decision behind it, and each act done under it."""
    found = get_object_or_404(
        Mandate.objects.filter(hall=request.hall)
        .select_related("warrant", "ended_by")
        .prefetch_related("grants"),
        pk=pk,
    )
    about = Opening.objects.filter(entry=found.warrant).select_related("entry")
    done = (
        Opening.objects.filter(mandate_id=found.pk)
        .select_related("entry")
        .order_by("-entry__index")[:ACTS_SHOWN]
    )
    context = {
        "held": _held(request.hall.pk, [found])[0],
        "warrant": next(iter(timeline.lines(request.hall.pk, about, request.member.pk)), None),
        "acts": timeline.lines(request.hall.pk, done, request.member.pk),
        "mine": request.member is not None and found.member == request.member.pk,
        "page_title": _("Mandate"),
    }
    return render(request, "desk/mandate.html", context)


@members_only
@require_POST
def lay_down(request: HttpRequest, hall: str, pk: UUID) -> HttpResponseRedirect:
    """Lay down one's own mandate."""
    found = get_object_or_404(Mandate, hall=request.hall, pk=pk)
    actions.lay_down_mandate(by=request.actor, mandate=found)
    messages.success(request, _("You laid the mandate down. It is in the record."))
    return redirect("desk:mandate", hall=hall, pk=pk)
