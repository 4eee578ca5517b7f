"""Finding a date: proposing times, marking those that would do, and going on to call the meeting."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.bodies import looking
from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Member
from unionhall.bodies.rules.names import plain
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions.views.finding import done
from unionhall.kit import clock

from .. import actions, rules
from ..forms_dates import CHOICES, ProposeForm, marks_of
from ..models import DateSearch, TimeAnswer
from .finding import bodies_to_call, search_in


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, hall: str) -> HttpResponse:
    """Propose some times for a meeting."""
    at, by = clock.now(), request.actor  # type: ignore[attr-defined]
    assembly = bodies.assembly(request.hall.pk)  # type: ignore[attr-defined]
    form = ProposeForm(
        request.POST or None,
        bodies=bodies_to_call(request),
        zone=request.hall.time_zone,  # type: ignore[attr-defined]
        initial={"body": assembly.pk},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        for begins_at, field in given["times"].items():
            early = rules.begins_in_time(given["body"], begins_at, at)
            if not early:
                form.add_error(field, early.sentence)
        if not form.errors:
            try:
                made = actions.propose_times(
                    by=by, body=given["body"], times=list(given["times"]), about=given["about"]
                )
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                said = _("Asked: it waits on everybody's first page. You are down for each of these times.")
                return done(request, said, "assemblies:dates", made.pk)
    days, hours = rules.notice(assembly, at)
    context = {
        "form": form,
        "notice_days": days,
        "notice_hours": hours,
        "may_propose": rules.may_propose_times(by, assembly, at),
        "page_title": _("Find a date"),
    }
    return render(request, "assemblies/propose_times.html", context, status=422 if form.errors else 200)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The times, what one says of each, and which does for most."""
    found = search_in(request, pk)
    if request.method != "POST":
        return render(request, "assemblies/dates.html", _page(request, found))
    by, marks = request.actor, marks_of(request.POST)  # type: ignore[attr-defined]
    if typed := request.POST.get("name", "").strip():
        rules.may_mark_times(by, found, clock.now()).enforce()
        member = _whom(request, found, typed)
        actions.mark_times(by=by, search=found, marks=marks, member=member)
        return done(request, _("Noted for %(name)s.") % {"name": member.name}, "assemblies:dates", pk)
    actions.mark_times(by=by, search=found, marks=marks)
    return done(
        request, _("Noted. You can change it as long as these times stand here."), "assemblies:dates", pk
    )


def _whom(request: HttpRequest, found: DateSearch, typed: str) -> Member:
    """Who of the body has no account and is called so. Raises `OutOfOrder` for nobody, or several."""
    without = rules.without_phone(found)
    people = looking.found_by_name(request.member, typed[:80], among=without)  # type: ignore[attr-defined]
    exact = [one for one in people if plain(one.name) == plain(typed)] or people
    if len(exact) != 1:
        raise OutOfOrder(
            _("“%(name)s” fits nobody, or several, of those here who have no account.") % {"name": typed[:80]}
        )
    return exact[0]


def _page(request: HttpRequest, found: DateSearch) -> dict[str, Any]:
    at, by = clock.now(), request.actor  # type: ignore[attr-defined]
    standing = rules.standings(found, at)
    mine = dict(
        TimeAnswer.objects.filter(time__search=found, member=request.member).values_list("time", "fits")  # type: ignore[attr-defined]
    )
    best = rules.best(standing)
    return {
        "search": found,
        "rows": [
            {"standing": one, "mine": mine.get(one.time.pk, ""), "best": one == best} for one in standing
        ],
        "choices": CHOICES,
        "best": best,
        "others": [one for one in standing if one.in_time and one != best],
        "said": bool(mine),
        "answered": rules.answered(found),
        "called": rules.is_called(found, at),
        "may_mark": rules.may_mark_times(by, found, at),
        "may_call": rules.may_call_meeting(by, found.body, at),
        "may_drop": rules.may_drop_search(by, found, at),
        "some_without_phone": rules.without_phone(found).exists(),
        "hours_of_notice": rules.notice(found.body, at)[1],
        "page_title": _("When could you come?"),
    }


@members_only
@require_POST
def drop(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take the question back."""
    actions.drop_search(by=request.actor, search=search_in(request, pk))  # type: ignore[attr-defined]
    return redirect("assemblies:meetings", hall=hall)
