"""Bodies and who holds what in them; joining and leaving a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from unionhall.bodies.actions import bodies as actions
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Body, BodyKind, Member, Office, Remit
from unionhall.bodies.rules import offices
from unionhall.bodies.rules.membership import IN
from unionhall.core.charters import MATTERS
from unionhall.kit import clock
from unionhall.kit.registries import powers
from unionhall.mandates.models import Mandate
from unionhall.record.models import Hall


@dataclass(frozen=True)
class Held:
    """A mandate as a page shows it: who holds it, for which body, what it allows, and how it stands."""

    mandate: Mandate
    name: str
    body: str
    powers: tuple[str, ...]
    office: str
    standing: str
    mine: bool


def held(hall: Hall, mandates: Iterable[Mandate], me: Member) -> list[Held]:
    """Mandates with their names, in as many queries for one as for a hundred."""
    found = list(mandates)
    now = clock.now()
    names = dict(Member.objects.filter(pk__in=[one.member for one in found]).values_list("pk", "name"))
    bodies = dict(Body.objects.filter(pk__in=[one.scope for one in found]).values_list("pk", "name"))
    posts = dict(
        Office.objects.filter(pk__in=[one.office for one in found if one.office]).values_list("pk", "name")
    )
    return [
        Held(
            mandate=one,
            name=names.get(one.member) or _("a former member"),
            body=bodies.get(one.scope, ""),
            powers=tuple(title_of(grant.power) for grant in one.grants.all()),
            office=posts.get(one.office, "") if one.office else "",
            standing=standing_of(one, now),
            mine=one.member == me.pk,
        )
        for one in found
    ]


def title_of(power: str) -> str:
    """A power as people say it."""
    return str(powers.get(power).title) if power in powers else power


def standing_of(mandate: Mandate, now: Any) -> str:
    """How a mandate stands now, as `kit.standing` names it."""
    if mandate.lives(now):
        return "live"
    if mandate.ended_at is None:
        return "scheduled" if mandate.since > now else "expired"
    return {"recalled": "recalled", "ran_out": "expired"}.get(mandate.ending, "ended")


@members_only
@require_safe
def bodies(request: HttpRequest, hall: str) -> HttpResponse:
    """The assembly and the bodies it made: what each is for, how many are in it, until when."""
    now = clock.now()
    inside = Count(
        "memberships",
        filter=Q(memberships__until=None, memberships__state__in=IN, memberships__member__left_on=None),
    )
    found = Body.objects.filter(hall=request.hall).annotate(people=inside).order_by("name")
    standing = list(found.standing(now))
    live = Counter(Mandate.objects.filter(hall=request.hall).live(now).values_list("scope", flat=True))
    mine = set(request.member.memberships.filter(until=None, state__in=IN).values_list("body_id", flat=True))
    order = [BodyKind.ASSEMBLY, BodyKind.COMMITTEE, BodyKind.GROUP, BodyKind.SECTION]
    standing.sort(key=lambda body: order.index(BodyKind(body.kind)))
    context = {
        "bodies": [(body, live[body.pk], body.pk in mine) for body in standing],
        "gone": [body for body in found if body not in standing],
        "page_title": _("Bodies"),
    }
    return render(request, "bodies/bodies.html", context)


@members_only
@require_safe
def body(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """A body: what it is for and may decide, who holds what in its name, how to join it."""
    found = get_object_or_404(Body.objects.filter(hall=request.hall).select_related("hall", "warrant"), pk=pk)
    now = clock.now()
    places = found.memberships.filter(until=None, state__in=IN, member__left_on=None).select_related("member")
    mandates = (
        Mandate.objects.filter(hall=request.hall, scope=found.pk)
        .prefetch_related("grants")
        .order_by("-since")
    )
    inside = places.filter(member=request.member).exists()
    context = {
        "body": found,
        "stands": bool(offices.standing_body(found, now)),
        "people": places.count(),
        "named": [
            one.member for one in places.filter(member__in_directory=True).order_by("member__name")[:100]
        ],
        "held": held(request.hall, mandates.live(now), request.member),
        "offices": [
            (office, tuple(title_of(power) for power in office.powers))
            for office in found.offices.filter(ended_at=None).order_by("name")
        ],
        "remits": [
            (MATTERS[one.matter].title, one)
            for one in Remit.objects.filter(body=found, ended_at=None, until__gt=now).order_by("until")
            if one.matter in MATTERS
        ],
        "inside": inside,
        "may_join": bool(offices.may_join(request.actor, request.member, found, now)),
        "may_leave": inside and found.kind != BodyKind.ASSEMBLY,
        "page_title": found.name,
    }
    return render(request, "bodies/body.html", context)


@members_only
@require_POST
def join(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Join a working group or a section."""
    found = get_object_or_404(Body.objects.filter(hall=request.hall).select_related("hall"), pk=pk)
    actions.join_body(by=request.actor, member=request.member, body=found)
    messages.success(request, _("You are in “%(body)s” now. It is in the record.") % {"body": found.name})
    return redirect("bodies:body", hall=hall, pk=pk)


@members_only
@require_POST
def leave(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Leave a body other than the assembly."""
    found = get_object_or_404(Body.objects.filter(hall=request.hall).select_related("hall"), pk=pk)
    actions.leave_body(by=request.actor, member=request.member, body=found)
    messages.success(request, _("You have left “%(body)s”. It is in the record.") % {"body": found.name})
    return redirect("bodies:body", hall=hall, pk=pk)
