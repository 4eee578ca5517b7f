"""The page of an office: who holds it and until when, who steps in, who stands, and putting the election."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Alternate, Office
from unionhall.core.counting.names import TITLES
from unionhall.decisions import actions, rules
from unionhall.decisions.forms.choices import OFFERED
from unionhall.decisions.models import Candidate
from unionhall.decisions.rules import elections
from unionhall.kit import clock
from unionhall.kit.registries import namers, powers
from unionhall.mandates.models import Mandate

from .finding import done


def _office_in(request: HttpRequest, pk: UUID) -> Office:
    rows = Office.objects.select_related("body__hall", "hall")
    return get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]


@members_only
@require_safe
def office(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """One office: what it is for, who holds it, who steps in, who stands; to stand, and to put the election."""
    found, at, by = _office_in(request, pk), clock.now(), request.actor  # type: ignore[attr-defined]
    candidates = (
        Candidate.objects.filter(office=found, member__left_on=None)
        .select_related("member")
        .order_by("member__name", "pk")
    )
    standing = list(candidates)
    under_way = elections.under_way(found)
    charter = bodies.charter(found.hall_id, at)
    named = rules.counting_for(charter, "election")
    alternates = Alternate.objects.filter(office=found, until__gt=at, took_at=None, stood_back_at=None)
    context = {
        "office": found,
        "may": [str(powers.get(name).title) for name in sorted(found.powers) if name in powers],
        "excludes": list(Office.objects.filter(hall=found.hall, pk__in=found.excludes))
        if found.excludes
        else [],
        "consecutive": found.consecutive or charter.terms.consecutive,
        "held": _held(found, at),
        "alternates": list(alternates.select_related("member").order_by("place")),
        "standing": standing,
        "stands": any(one.member_id == request.member.pk for one in standing),  # type: ignore[attr-defined]
        "may_stand": elections.may_stand(by, found, at),
        "may_put": elections.may_put_election(by, found, standing, at),
        "under_way": under_way,
        "counting": None if named is None else TITLES[named],
        "offered": [] if named is not None else [(str(one.value), TITLES[one]) for one in OFFERED],
        "usual": "scottish-stv" if found.seats > 1 else "irv",
        "page_title": found.name,
    }
    return render(request, "decisions/office.html", context)


def _held(found: Office, at: Any) -> list[dict[str, Any]]:
    """The mandates that fill an office now or from a day to come, by their end. Two queries."""
    mandates = list(Mandate.objects.filter(office=found.pk, ended_at=None, until__gt=at).order_by("since"))
    names = namers.get("bodies.member")(found.hall_id, {one.member for one in mandates}) if mandates else {}
    return [
        {
            "mandate": one,
            "name": names.get(one.member, (_("a former member"), ""))[0],
            "begun": one.since <= at,
        }
        for one in mandates
    ]


@members_only
@require_POST
def stand(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Stand for an office, or no more."""
    wanted = request.POST.get("stands") == "yes"
    actions.stand(by=request.actor, office=_office_in(request, pk), stands=wanted)  # type: ignore[attr-defined]
    said = (
        _("You stand. You can take it back until the ballot paper is made.")
        if wanted
        else _("You do not stand.")
    )
    return done(request, said, "decisions:office", pk)


@members_only
@require_POST
def elect(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Put the election of everybody who stands."""
    motion = actions.put_election(
        by=request.actor,  # type: ignore[attr-defined]
        office=_office_in(request, pk),
        rule=request.POST.get("rule", "irv"),
        language=request.hall.language,  # type: ignore[attr-defined]
    )
    said = (
        _("The election is put. Now it needs a second member.")
        if motion.status == "put"
        else _("The election is put and before us.")
    )
    return done(request, said, "decisions:motion", motion.pk)
