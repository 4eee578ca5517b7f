"""Meetings: which are ahead, calling one, its page, and who comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.looking import taken_down_for
from unionhall.core.rulings import Refusal
from unionhall.decisions.models import Motion, MotionText
from unionhall.decisions.rules.lifecycle import UNDECIDED
from unionhall.decisions.views.finding import done
from unionhall.kit import clock
from unionhall.kit.actor import Actor

from .. import actions, rules
from ..forms import CallForm, ItemForm, SittingForm
from ..models import Coming, Item, ItemKind, Meeting
from ..telling import agenda_of, roles_of
from .bringing import brought_to
from .finding import bodies_to_call, meeting_in, part_in, time_in
from .presence import presence_of

PAGE = 20


def _readable(request: HttpRequest) -> list[UUID]:
    """The bodies whose members' things whoever asks may read."""
    readable = [body.pk for body in bodies.bodies_of(request.member)]  # type: ignore[attr-defined]
    return [*readable, bodies.assembly(request.hall.pk).pk]  # type: ignore[attr-defined]


def _with_sittings(rows: Iterable[Meeting]) -> list[Meeting]:
    """The same meetings, each with its `sitting` and of how many, (0, 0) where there is one only. One query."""
    found = list(rows)
    places: dict[Any, list[Any]] = {}
    for pk, first in (
        rules.several([one.whole_id for one in found])
        .order_by("begins_at", "pk")
        .values_list("pk", "first_id")
    ):
        places.setdefault(first or pk, []).append(pk)
    for one in found:
        every = places.get(one.whole_id, [])
        one.sitting = (every.index(one.pk) + 1, len(every)) if len(every) > 1 else (0, 0)  # type: ignore[attr-defined]
    return found


@members_only
@require_safe
def meetings(request: HttpRequest, hall: str) -> HttpResponse:
    """What is called, what is ahead, what was."""
    at = clock.now()
    readable = _readable(request)
    mine = Meeting.objects.filter(hall=request.hall, body__in=readable).select_related("body")  # type: ignore[attr-defined]
    ahead = mine.ahead(at).filter(closed_at=None).order_by("begins_at")
    assembly = bodies.assembly(request.hall.pk)  # type: ignore[attr-defined]
    context = {
        "searches": rules.searches(at)
        .filter(hall=request.hall, body__in=readable)  # type: ignore[attr-defined]
        .select_related("body")
        .order_by("-asked_at")[:PAGE],
        "ahead": _with_sittings(ahead.filter(convened_at__isnull=False)[:PAGE]),
        "called": _with_sittings(ahead.filter(convened_at=None, begins_at__gt=at)[:PAGE]),
        "off": mine.filter(begins_at__gt=at, called_off_at__isnull=False, convened_at__isnull=False)[:PAGE],
        "page": Paginator(
            mine.filter(convened_at__isnull=False, begins_at__lte=at, first=None)
            .exclude(pk__in=ahead.values("pk"))
            .exclude(pk__in=ahead.exclude(first=None).values("first"))
            .order_by("-begins_at"),
            PAGE,
        ).get_page(request.GET.get("page")),
        "may_call": rules.may_call_meeting(request.actor, assembly, at),  # type: ignore[attr-defined]
        "needed": rules.callers_needed(assembly, at),
        "page_title": _("Meetings"),
    }
    return render(request, "assemblies/meetings.html", context)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, hall: str) -> HttpResponse:
    """Call a meeting."""
    at, by = clock.now(), request.actor  # type: ignore[attr-defined]
    assembly = bodies.assembly(request.hall.pk)  # type: ignore[attr-defined]
    zone = request.hall.time_zone  # type: ignore[attr-defined]
    time = time_in(request, request.GET.get("time", ""))
    met_before = Meeting.objects.filter(hall=request.hall, body__in=_readable(request)).exists()  # type: ignore[attr-defined]
    first: dict[str, Any] = {
        "body": assembly.pk,
        "hour": "18:00",
        "agenda": "short" if met_before else "first",
    }
    if time is not None:
        begins = time.begins_at.astimezone(ZoneInfo(zone))
        first |= {
            "body": time.search.body_id,
            "day": begins.date(),
            "hour": begins.time(),
            "about": time.search.about,
        }
    form = CallForm(
        request.POST or None,
        bodies=bodies_to_call(request),
        zone=zone,
        initial={**first, "language": translation.get_language() or "en"},
    )
    further = [
        SittingForm(request.POST or None, prefix=f"sitting-{number}", zone=request.hall.time_zone)  # type: ignore[attr-defined]
        for number in range(2, 2 + rules.MOST_FURTHER)
    ]
    if request.method == "POST" and all([form.is_valid(), *(one.is_valid() for one in further)]):
        others = [sitting for one in further if (sitting := one.sitting()) is not None]
        try:
            meeting = actions.call_meeting(by=by, found=time and time.search, **form.call(), further=others)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            said = (
                _("Called, and everybody sees it. Pass the word on.")
                if meeting.convened_at
                else _(
                    "You have called it. Now others have to put their names to it; it is on their first page."
                )
            )
            return done(request, said, "assemblies:meeting", meeting.pk)
    days, hours = rules.notice(assembly, at)
    context = {
        "form": form,
        "further": further,
        "meets_often": any(one.has_changed() for one in further),
        "needed": rules.callers_needed(assembly, at),
        "notice_days": days,
        "notice_hours": hours,
        "may_call": rules.may_call_meeting(by, assembly, at),
        "page_title": _("Call a meeting"),
    }
    wrong = bool(form.errors) or any(one.errors for one in further)
    return render(request, "assemblies/call.html", context, status=422 if wrong else 200)


@members_only
@require_safe
def meeting(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """A meeting: when and where, who comes, and its agenda."""
    return _page(request, meeting_in(request, pk))


def motions_for(found: Meeting) -> list[tuple[str, str]]:
    """The motions before the body of a meeting that are not on its agenda: (id, number and title), the newest first."""
    waiting = Motion.objects.filter(body=found.body, status__in=UNDECIDED).exclude(
        pk__in=found.whole.items.filter(motion__isnull=False).values("motion")
    )
    numbers = dict(waiting.order_by("-number").values_list("pk", "number")[:50])
    titles = MotionText.objects.for_reader(list(numbers))
    return [(str(pk), f"{number}. {titles[pk].title}") for pk, number in numbers.items() if pk in titles]


def _page(request: HttpRequest, found: Meeting, form: ItemForm | None = None) -> HttpResponse:
    at, by, me = clock.now(), request.actor, request.member  # type: ignore[attr-defined]
    mine = found.coming.filter(member=me).first()
    comes = bool(mine and mine.yes)
    whole = found.whole
    sittings = list(rules.all_sittings(found))
    callers = list(whole.callers.select_related("member"))
    calls = any(one.member_id == me.pk for one in callers)
    agenda = agenda_of(found)
    may_put = rules.may_put_item(by, found, at)
    mine_there = rules.to_take_off(by, found, [one["item"] for one in agenda], at)
    context = {
        "meeting": found,
        "whole": whole,
        "sittings": _shown_to(me, sittings, at) if len(sittings) > 1 else [],
        "has_minutes": any(one.opened_at for one in sittings),
        "callers": callers,
        "needed": rules.callers_needed(found.body, at),
        "may_rehearse": rules.may_rehearse(by, found, at),
        "may_call_too": rules.may_call_too(by, whole, at),
        "may_call_off": rules.may_call_off(by, whole, at),
        "may_come": rules.may_say_coming(by, found, at),
        "calls": calls,
        "could_call": rules.who_could_call(by, found, at),
        "may_take_off": [one for one in agenda if one["item"] in mine_there],
        "may_put": may_put,
        "mine": mine,
        "comes": comes,
        "shown": rules.place_is_shown(found, me, comes, at),
        "forecast": rules.forecast(found, at) if at < found.begins_at else None,
        "short": rules.falls_short(found, at) if calls else None,
        "needs": list(found.coming.filter(yes=True).exclude(needs="").values_list("needs", flat=True))
        if calls
        else [],
        "agenda": agenda,
        **_last_minutes(by, found, agenda, at),
        "roles": roles_of(found),
        "offered": found.roles.filter(member=me, taken_at=None, declined_at=None),
        "minutes": sum(one["item"].minutes for one in agenda),
        "over": at >= found.begins_at,
        "form": form if form is not None else ItemForm(motions=motions_for(found)),
        **presence_of(request, found),
        **brought_to(by, found, at),
        "me": me.pk,
        "page_title": _("Meeting"),
    }
    return render(request, "assemblies/meeting.html", context, status=422 if form is not None else 200)


def _shown_to(me: Any, sittings: list[Meeting], at: datetime) -> list[tuple[Meeting, bool]]:
    """The sittings of an assembly, each with whether whoever asks may read where it is. One query, or none."""
    comes: set[Any] = set()
    if any(one.place_from is not None for one in sittings):
        said = Coming.objects.filter(member=me, meeting__in=sittings, yes=True)
        comes = set(said.values_list("meeting_id", flat=True))
    return [(one, rules.place_is_shown(one, me, one.pk in comes, at)) for one in sittings]


def _last_minutes(by: Actor, found: Meeting, agenda: list[dict[str, Any]], at: datetime) -> dict[str, Any]:
    """Under items for approving minutes: whose minutes those are, and whether they may be put to the vote. No query without."""
    items = [one["item"] for one in agenda if one["item"].kind == ItemKind.MINUTES]
    if not items:
        return {}
    put = rules.approved_through(items)
    for one in agenda:
        one["minutes_of"] = put.get(one["item"].motion_id)
    last = rules.last_minutes(found) if any(one.motion_id is None for one in items) else None
    return {"last_minutes": last, "may_put_minutes": last and rules.may_put_minutes(by, last, at)}


@members_only
@require_POST
def call_too(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Put one's name to the call, or take down that somebody without a phone does."""
    whose = taken_down_for(request)
    made = actions.call_too(by=request.actor, meeting=meeting_in(request, pk), whose=whose)  # type: ignore[attr-defined]
    if whose is not None and not made.convened_at:
        said = _("%(name)s calls it too: that is taken down.") % {"name": whose.name}
        return done(request, said, "assemblies:meeting", pk)
    said = (
        _("Called by enough of us: the meeting stands, and everybody sees it. Pass the word on.")
        if made.convened_at
        else _("Your name is under the call.")
    )
    return done(request, said, "assemblies:meeting", pk)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take one's call back: asked once, then done."""
    found = meeting_in(request, pk)
    if request.method != "POST":
        behind = rules.standing_behind(found, clock.now())
        left = behind.exclude(member=request.member).count()  # type: ignore[attr-defined]
        context = {
            "meeting": found,
            "left": left,
            "ruling": rules.may_call_off(request.actor, found, clock.now()),  # type: ignore[attr-defined]
            "page_title": _("Call it off"),
        }
        return render(request, "assemblies/call_off.html", context)
    off = actions.call_off(by=request.actor, meeting=found).called_off_at  # type: ignore[attr-defined]
    if off:
        messages.success(request, _("The meeting is called off. It is in the record."))
    else:
        messages.success(
            request, _("Your call is taken back. The meeting stands until all who called it do the same.")
        )
    return redirect("assemblies:meeting", hall=hall, pk=pk)


@members_only
@require_POST
def coming(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Say that one comes, or not, and what one needs."""
    yes = request.POST.get("coming") == "yes"
    actions.say_coming(
        by=request.actor,  # type: ignore[attr-defined]
        meeting=meeting_in(request, pk),
        yes=yes,
        needs=request.POST.get("needs", ""),
    )
    return done(request, _("You are coming.") if yes else _("You are not coming."), "assemblies:meeting", pk)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Put something on the agenda; asked for, it leads back to the meeting's page, where the form is."""
    found = meeting_in(request, pk)
    if request.method != "POST":
        return redirect("assemblies:meeting", hall=hall, pk=pk)
    form = ItemForm(request.POST, motions=motions_for(found))
    if form.is_valid():
        try:
            actions.put_item(by=request.actor, meeting=found, **form.item())  # type: ignore[attr-defined]
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return done(request, _("It is on the agenda."), "assemblies:meeting", pk)
    return _page(request, found, form)


@members_only
@require_POST
def take_off(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take an item off the agenda."""
    item = part_in(request, Item, pk)
    actions.take_off_item(by=request.actor, item=item)  # type: ignore[attr-defined]
    return done(request, _("It is off the agenda."), "assemblies:meeting", item.meeting_id)
