"""Rotas: the list of them, beginning one, its page, who is in it, the sheet for the fridge, one's own turns for the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from icalendar import Calendar, Event

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Body
from unionhall.bodies.rules import names
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions.views.finding import done
from unionhall.kit import clock, marks, pdf

from .. import actions, rules
from ..models import Every, Fate, Rota, Turn
from .finding import named, rota_in

SHOWN_PAST = 4
"""So many turns that are over stand on the page."""
ON_THE_FRIDGE = 26
"""So many turns stand on a sheet at most."""


@members_only
@require_safe
def rotas(request: HttpRequest, hall: str) -> HttpResponse:
    """The rotas there are, and my next turns."""
    actions.settle(request.hall.pk)  # type: ignore[attr-defined]
    found = list(rules.rotas_of(request.member).select_related("body"))  # type: ignore[attr-defined]
    context = {
        "rotas": found,
        "mine": [one for one in _mine(request) if one["day"]][:6],
        "many_bodies": len({one.body_id for one in found}) > 1,
        "page_title": _("Rotas"),
    }
    return render(request, "work/rotas.html", context)


def _mine(request: HttpRequest) -> list[dict[str, Any]]:
    """My turns to come, in order, with their days."""
    me = request.member  # type: ignore[attr-defined]
    today = clock.day(clock.now(), request.hall.time_zone)  # type: ignore[attr-defined]
    turns = Turn.objects.filter(Q(member=me) | Q(beside=me), fate=Fate.OPEN).select_related("rota__hall")
    days: dict[Any, Any] = {}
    found: list[dict[str, Any]] = []
    for turn in turns:
        if turn.rota.every == Every.MEETING and turn.rota_id not in days:
            days[turn.rota_id] = rules.days_of(turn.rota)
        day = turn.day or days[turn.rota_id].get(turn.pk)
        if day is None or day >= (today if turn.rota.every == Every.MEETING else monday(today)):
            found.append({"turn": turn, "day": day, "beside": turn.beside_id == me.pk})
    return sorted(found, key=lambda one: (one["day"] is None, one["day"] or today))


def monday(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def _bodies(request: HttpRequest) -> list[Body]:
    """The bodies in which one may begin a rota, the assembly first."""
    assembly = bodies.assembly(request.hall.pk)  # type: ignore[attr-defined]
    others = bodies.bodies_of(request.member)  # type: ignore[attr-defined]
    return [assembly, *(body for body in others if body.pk != assembly.pk)]


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, hall: str) -> HttpResponse:
    """Begin a rota: what it is, and who is in it."""
    choices, refusal = _bodies(request), None
    if request.method == "POST":
        try:
            made = _begun(request, choices)
        except Refusal as refused:
            refusal = refused
        else:
            return done(request, _("This is the rota. Print it, or pass the word."), "work:rota", made.pk)
    at = clock.now()
    context = {
        "bodies": choices,
        "typed": request.POST,
        "refusal": refusal,
        "ruling": rules.may_begin_rota(request.actor, choices[0], at),  # type: ignore[attr-defined]
        "page_title": _("Begin a rota"),
    }
    return render(request, "work/begin.html", context, status=409 if refusal else 200)


def _begun(request: HttpRequest, choices: list[Body]) -> Rota:
    """Begin it as it was typed."""
    wanted = request.POST.get("body", "")
    body = next((one for one in choices if str(one.pk) == wanted), choices[0])
    rules.may_begin_rota(request.actor, body, clock.now()).enforce()  # type: ignore[attr-defined]
    return actions.begin_rota(
        by=request.actor,  # type: ignore[attr-defined]
        body=body,
        title=request.POST.get("title", ""),
        every=request.POST.get("every", "week"),
        others=named(request.member, request.POST.get("names", "")[:6000]),  # type: ignore[attr-defined]
    )


@members_only
@require_safe
def rota(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """A rota: whose turn it is, and everything one can do with one's own; who is not in it may come in."""
    actions.settle(request.hall.pk)  # type: ignore[attr-defined]
    found, by, at = rota_in(request, pk), request.actor, clock.now()  # type: ignore[attr-defined]
    context = {
        "rota": found,
        "inside": rules.is_in(request.member.pk, found),  # type: ignore[attr-defined]
        "may_come_in": rules.may_come_in(by, found, at),
        "page_title": found.title,
    }
    if context["inside"]:
        context |= _told(request, found)
    return render(request, "work/rota.html", context)


def _told(request: HttpRequest, found: Rota) -> dict[str, Any]:
    """Every turn with its day, its reason and what whoever reads may do with it; and who is in it."""
    by, at, me = request.actor, clock.now(), request.member.pk  # type: ignore[attr-defined]
    today = clock.day(at, found.hall.time_zone)
    may_use = rules.may_use(by, found, at)
    people = list(found.people.select_related("member__person"))
    names.told_apart(found.hall_id, [one.member for one in people])
    known = {one.member_id: one.member for one in people}
    days = rules.days_of(found)
    turns = list(found.turns.select_related("member__person", "beside"))
    numbers = {one.pk: one for one in turns}
    rows = []
    for turn in turns:
        turn.rota, turn.member = found, known.get(turn.member_id) or turn.member  # type: ignore[arg-type]
        if turn.wants_id is not None:
            turn.wants = numbers.get(turn.wants_id)
        day = days.get(turn.pk)
        mine = may_use and turn.fate == Fate.OPEN and rules.speaks_for(by, turn.member)
        rows.append(
            {
                "turn": turn,
                "day": day,
                "now": day is not None
                and (day == today if found.every == Every.MEETING else day == monday(today)),
                "wanted_day": days.get(turn.wants_id),
                "why": rules.why(turn),
                "mine": mine,
                "me": turn.member_id == me,
                "begun": may_use and day is not None and day <= today,
                "over": turn.fate != Fate.OPEN
                or (day is not None and day < (today if found.every == Every.MEETING else monday(today))),
                "may_take": may_use
                and turn.fate == Fate.OPEN
                and (turn.offered or turn.member_id is None)
                and me not in (turn.member_id, turn.beside_id),
                "wanted": turn.wants is not None
                and may_use
                and turn.member_id != me
                and rules.speaks_for(by, turn.wants.member),
            }
        )
    past = [one for one in rows if one["over"]]
    had = rules.counts(people, turns)
    return {
        "turns": [one for one in rows if not one["over"]],
        "past": past[-SHOWN_PAST:],
        "to_answer": [one for one in rows if one["wanted"]],
        "days": days,
        "people": [(one, had[one.member_id]) for one in people],
        "me_in": next((one for one in people if one.member_id == me), None),
        "may_use": may_use,
        "may_stop": rules.may_stop_rota(by, found, at),
    }


@members_only
@require_POST
def who(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Come in, go out, or say whether one wants somebody practised beside oneself."""
    found, by, choice = rota_in(request, pk), request.actor, request.POST.get("choice", "")  # type: ignore[attr-defined]
    if choice == "in":
        actions.come_in(by=by, rota=found)
        said = _("You are in it. Turns that are not near were given anew.")
    elif choice == "out":
        whose = None
        if request.POST.get("member"):
            place = found.people.filter(member__in=_ids(request.POST["member"])).select_related(
                "member__person"
            )
            whose = next((one.member for one in place), None)
            if whose is None:
                raise OutOfOrder(_("Choose who it is."))
        actions.go_out(by=by, rota=found, whose=whose)
        said = _("The turns to come were given to others.")
        if not Rota.objects.filter(pk=pk).exists():
            return redirect("work:rotas", hall=hall)
    elif choice in ("learn", "know"):
        actions.learn(by=by, rota=found, learns=choice == "learn")
        said = _("Somebody practised is beside you.") if choice == "learn" else _("You go alone.")
    else:
        raise OutOfOrder(_("Choose one of these."))
    return done(request, said, "work:rota", pk)


def _ids(typed: str) -> list[UUID]:
    try:
        return [UUID(typed)]
    except ValueError:
        return []


@members_only
@require_POST
def put_in(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Put others into a rota by their names."""
    found, by = rota_in(request, pk), request.actor  # type: ignore[attr-defined]
    rules.may_use(by, found, clock.now()).enforce()
    people = named(request.member, request.POST.get("names", "")[:6000])  # type: ignore[attr-defined]
    if not people:
        raise OutOfOrder(_("Say who it is."))
    actions.put_in(by=by, rota=found, members=people)
    return done(request, _("They are in it. Turns that are not near were given anew."), "work:rota", pk)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Stop a rota, after a page that says what goes with it."""
    found = rota_in(request, pk)
    if request.method == "POST":
        actions.stop_rota(by=request.actor, rota=found)  # type: ignore[attr-defined]
        return redirect("work:rotas", hall=hall)
    ruling = rules.may_stop_rota(request.actor, found, clock.now())  # type: ignore[attr-defined]
    context = {"rota": found, "ruling": ruling, "page_title": _("Stop this rota?")}
    return render(request, "work/stop.html", context)


@members_only
@require_safe
def printed(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The sheet for the fridge: day, name, and a place to tick. It says nothing of whose hall it is."""
    found = rota_in(request, pk)
    rules.may_use(request.actor, found, clock.now()).enforce()  # type: ignore[attr-defined]
    told = _told(request, found)
    rows = [(when(found, one), _whose(one["turn"]), "") for one in told["turns"][:ON_THE_FRIDGE]]
    content = pdf.paper(
        title=found.title,
        heading=found.title,
        lines=[_("Can’t? Swap with somebody, write it here, and tell the list.")],
        columns=[_("When"), _("Who"), _("Done")],
        rows=rows,
        large=True,
    )
    return pdf.answer(content, "list")


def when(found: Rota, one: dict[str, Any]) -> str:
    """When a turn is, as it is written on paper."""
    if one["day"] is None:
        return _("at a meeting not called yet")
    day = formats.date_format(one["day"], _("j F"), use_l10n=False)
    return day if found.every == Every.MEETING else _("week of %(day)s") % {"day": day}


def _whose(turn: Turn) -> str:
    if turn.member is None:
        return _("nobody yet")
    if turn.beside is None:
        return turn.member.name
    return _("%(name)s, with %(other)s") % {"name": turn.member.name, "other": turn.beside.name}


@members_only
@require_safe
def calendar(request: HttpRequest, hall: str) -> HttpResponse:
    """My turns as calendar entries that say nothing but a neutral word, and no place (RFC 5545)."""
    made = Calendar()
    made.add("prodid", "-//Notes//EN")
    made.add("version", "2.0")
    for one in _mine(request):
        if one["day"] is None:
            continue
        entry = Event()
        entry.add("uid", f"{one['turn'].pk}@notes")
        entry.add("dtstamp", clock.now())
        entry.add("dtstart", one["day"])
        entry.add("summary", marks.heading(_("Reminder")))
        made.add_component(entry)
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="reminders.ics"'
    return answer
