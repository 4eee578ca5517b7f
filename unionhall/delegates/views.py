"""Delegations, what they were told beside what they did, and the page a delegate has in their hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions.views.finding import done
from unionhall.kit import clock
from unionhall.mandates.models import Mandate

from . import actions, rules
from .forms import votes_of
from .models import Act, Delegation, Point, What

MOST_SHOWN = 60


@members_only
@require_safe
def delegations(request: HttpRequest, hall: str) -> HttpResponse:
    """Where we are sent to, and where we were."""
    at = clock.now()
    mine = [bodies.assembly(request.hall.pk), *bodies.bodies_of(request.member)]  # type: ignore[attr-defined]
    rows = Delegation.objects.filter(hall=request.hall, body__in=mine).select_related("body")  # type: ignore[attr-defined]
    context = {
        "now": rows.filter(until__gt=at).order_by("-made_at")[:MOST_SHOWN],
        "were": rows.filter(until__lte=at).order_by("-until")[:MOST_SHOWN],
        "page_title": _("Delegations"),
    }
    return render(request, "delegates/delegations.html", context)


@members_only
@require_safe
def delegation(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """One delegation: each point with what was said on it and what was done; a delegate notes there what they do."""
    rows = Delegation.objects.select_related("body__hall", "hall")
    found = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    _insist_on_reading(request, found)
    at, by = clock.now(), request.actor  # type: ignore[attr-defined]
    sent = Mandate.objects.filter(pk__in=found.delegates.values("mandate")).order_by("since", "pk")
    mandates = {one.pk: one for one in sent}
    named = dict(
        Member.objects.filter(pk__in=[one.member for one in mandates.values()]).values_list("pk", "name")
    )
    names = {pk: named.get(one.member) or _("a former member") for pk, one in mandates.items()}
    points = found.points.prefetch_related("told", "asked", "acts__told", "acts__second")
    context = {
        "delegation": found,
        "who": [(names[pk], one.lives(at)) for pk, one in mandates.items()],
        "points": [_shown(point, names, by.member_id, mandates) for point in points],
        "may_act": rules.may_act(by, found, at),
        "others": [
            (one.member, names[pk])
            for pk, one in mandates.items()
            if one.member != by.member_id and one.lives(at)
        ],
        "may_instruct": bodies.is_voter(request.member, found.body, at),  # type: ignore[attr-defined]
        "asking": [one.said(_) for one in rules.ASKING.said()],
        "page_title": found.to,
    }
    return render(request, "delegates/delegation.html", context)


def _shown(
    point: Point, names: dict[Any, str], me: UUID | None, mandates: dict[Any, Mandate]
) -> dict[str, Any]:
    """A point as its card shows it, from what was looked up for all of them together."""
    told = next(iter(point.told.all()), None)
    given = rules.instruction(told)
    asked = next((one for one in point.asked.all() if one.answered_at is None), None)
    return {
        "point": point,
        "told": told,
        "said": given.said() if given else None,
        "orphaned": rules.is_orphaned(point, told),
        "asked": asked,
        "late": asked is not None and asked.until <= clock.now(),
        "acts": [_act_shown(one, names, me, mandates) for one in point.acts.all()],
        "key": uuid4(),
        "falls_back": told is not None and told.way == "fall_backs",
    }


def _act_shown(
    one: Act, names: dict[Any, str], me: UUID | None, mandates: dict[Any, Mandate]
) -> dict[str, Any]:
    mandate = mandates.get(one.mandate_id)
    return {
        "act": one,
        "who": names.get(one.mandate_id, _("a former member")),
        "votes": [(name, many) for name, many in one.votes.items() if many],
        "why": rules.compared(one.told, one).why,
        "rung": getattr(rules.rung_of(one), "value", ""),
        "mine": mandate is not None and mandate.member == me,
    }


@members_only
@require_POST
def act(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """
    Note what was done on a point. With `part`, sent by the page's own script: nothing where it is entered (or was), and where it
    is refused for good the reason, under 409, so that it is not sent again.
    """
    try:
        found = _point_in(request, pk)
        actions.note_act(by=request.actor, point=found, **_typed(request.POST, found))  # type: ignore[attr-defined]
    except Refusal as refusal:
        if request.POST.get("part"):
            return HttpResponse(refusal.sentence, status=409, content_type="text/plain; charset=utf-8")
        raise
    if request.POST.get("part"):
        return HttpResponse(status=204)
    return done(request, _("It is noted."), "delegates:delegation", found.delegation_id)


def _typed(posted: QueryDict, point: Point) -> dict[str, Any]:
    what = posted.get("what", "")
    try:
        key = UUID(posted.get("key", ""))
    except ValueError:
        raise OutOfOrder(_("Open the page anew, and note it again.")) from None
    still_open = [one.strip() for one in posted.get("open", "").split(",") if one.strip()]
    return {
        "key": key,
        "what": what,
        "votes": votes_of(posted.get("votes", ""), counted=what == What.VOTE),
        "still_open": still_open,
        "words": posted.get("words", ""),
        "text": posted.get("text", ""),
        "second": _second(posted.get("second", ""), point),
    }


def _second(key: str, point: Point) -> Member | None:
    """Another of those sent, by their id; None where nobody is named."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    sent = point.delegation.delegates.values("mandate__member")
    return Member.objects.filter(pk=wanted, hall_id=point.hall_id, pk__in=sent).first()


@members_only
@require_POST
def change_text(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Note that the text of a point was changed there."""
    found = _point_in(request, pk)
    actions.change_text(by=request.actor, point=found, text=request.POST.get("new", ""))  # type: ignore[attr-defined]
    said = _("Noted. What was said at home was about the other text.")
    return done(request, said, "delegates:delegation", found.delegation_id)


@members_only
@require_POST
def ask(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Ask home."""
    found = _point_in(request, pk)
    actions.ask_home(by=request.actor, point=found, words=request.POST.get("words", ""))  # type: ignore[attr-defined]
    return done(request, _("Asked."), "delegates:delegation", found.delegation_id)


@members_only
@require_POST
def explain(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Explain what was done outside an instruction."""
    rows = Act.objects.select_related("point__delegation__body", "mandate")
    found = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    _insist_on_reading(request, found.point.delegation)
    actions.explain(by=request.actor, act=found, words=request.POST.get("words", ""))  # type: ignore[attr-defined]
    return done(request, _("It stands beside it now."), "delegates:delegation", found.point.delegation_id)


def _point_in(request: HttpRequest, pk: UUID) -> Point:
    rows = Point.objects.select_related("delegation__body__hall")
    found = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    _insist_on_reading(request, found.delegation)
    return found


def _insist_on_reading(request: HttpRequest, found: Delegation) -> None:
    if not bodies.may_read(request.member, found.body):  # type: ignore[attr-defined]
        raise Http404
