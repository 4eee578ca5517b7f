"""The floor: what is on now, who speaks, who waits to; on every phone, and on the wall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from unionhall.bodies import looking
from unionhall.bodies.door import members_only
from unionhall.core.rulings import NotAuthorised, OutOfOrder, Refusal
from unionhall.core.stack import WAYS, Hand, Way
from unionhall.decisions.live import voted_of
from unionhall.decisions.views.finding import done
from unionhall.decisions.views.here import mine_in
from unionhall.kit import clock
from unionhall.kit.live import ticket

from .. import actions, rules
from ..live import KINDS, floor_of, on_the_floor
from ..models import HandUp, Item, Meeting
from ..telling import agenda_of
from .finding import meeting_in, part_in, whole
from .presence import presence_of
from .temperature import felt_by
from .voting import offered

LISTED = 60
"""So many who are there without a phone are offered to whoever keeps the stack."""


@members_only
@require_safe
def floor(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """What is on now, for whoever is in the room."""
    found = meeting_in(request, pk)
    ruling = rules.may_raise_hand(request.actor, found, clock.now())  # type: ignore[attr-defined]
    context: dict[str, Any] = {"meeting": found, "ruling": ruling, "page_title": _("What is on now")}
    if ruling:
        context |= {**on_the_floor(found), **_mine(request, found), **_keeping(request, found)}
        if context["temperature"] is not None:
            context["felt"] = felt_by(request, found)
        mine_in(request, context["votes"])
        if context["may_keep_stack"] and not context["turnout"].lacking:
            context |= offered(request, found, context["before_it"])
    return render(request, "assemblies/floor.html", context)


def _mine(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """One's own hands, and what the page follows."""
    live = ticket(request.hall.pk, floor_of(found.pk), request.member.person_id)  # type: ignore[attr-defined]
    return {**_hands_of(request, found), "live": live}


def _hands_of(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """One's own hands, and what one may raise one for."""
    presence = rules.here(found).get(member=request.member)  # type: ignore[attr-defined]
    up = {one.kind: one for one in presence.hands.all()}
    return {
        "presence": presence,
        "my_hands": [(one, "" if kind == Hand.TURN else KINDS[Hand(kind)]) for kind, one in up.items()],
        "may_speak": Hand.TURN not in up,
        "points": [(str(kind), word) for kind, word in KINDS.items() if kind not in up and kind != Hand.TURN],
        "asks_side": found.way == Way.ALTERNATING,
        "asks_seldom": found.way == Way.PROGRESSIVE,
    }


def _keeping(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """What whoever keeps the stack needs: the agenda to go through, the rules, who is there without a phone."""
    ruling = rules.may_keep_stack(request.actor, found, clock.now())  # type: ignore[attr-defined]
    if not ruling:
        return {"may_keep_stack": ruling}
    agenda = agenda_of(found)
    after = next((place for place, one in enumerate(agenda) if one["item"].pk == found.now_id), -1) + 1
    without = rules.here(found).filter(member__person__key_hash="").select_related("member")
    return {
        "may_keep_stack": ruling,
        "agenda": agenda,
        "next_item": agenda[after] if after < len(agenda) else None,
        "ways": [(str(way), words, way == found.way) for way, words in WAYS.items()],
        "without_phone": list(without.order_by("member__name")[:LISTED]),
    }


@members_only
@require_safe
def screen(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The same for the wall: how many are there, the code of the room, what is on, who speaks and who waits."""
    found = meeting_in(request, pk)
    ruling = rules.may_raise_hand(request.actor, found, clock.now())  # type: ignore[attr-defined]
    context: dict[str, Any] = {"meeting": found, "ruling": ruling, "page_title": _("For the wall")}
    if ruling:
        context |= presence_of(request, found)
        context |= {
            **on_the_floor(found),
            "turnout_live": context["live"],
            "voted_live": ticket(request.hall.pk, voted_of(found.body_id), request.member.person_id),  # type: ignore[attr-defined]
            "live": ticket(request.hall.pk, floor_of(found.pk), request.member.person_id),  # type: ignore[attr-defined]
        }
    return render(request, "assemblies/screen.html", context)


def _in_part(request: HttpRequest, found: Meeting, act: Callable[[], object]) -> HttpResponse:
    """
    Do something about one's own hand and answer with what the page says of it, for a script that stays on the page: three hundred
    hands within seconds cost no three hundred pages.
    """
    refusal: Refusal | None = None
    try:
        act()
    except Refusal as refused:
        refusal = refused
    context: dict[str, Any] = {"meeting": found, "refusal": refusal}
    if rules.is_here(request.actor, found):  # type: ignore[attr-defined]
        context |= _hands_of(request, found)
    return render(request, "assemblies/my_hand.html", context, status=409 if refusal else 200)


@members_only
@require_POST
def hand(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Raise a hand, one's own or for somebody without a phone."""
    found, by = meeting_in(request, pk), request.actor  # type: ignore[attr-defined]
    kind, whose = request.POST.get("kind", str(Hand.TURN)), None
    if request.POST.get("guest"):
        actions.raise_for_guest(by=by, meeting=found)
        return done(request, _("The hand of a guest is up."), "assemblies:floor", pk)
    if request.POST.get("part") and not request.POST.get("member"):
        return _in_part(request, found, lambda: actions.raise_hand(by=by, meeting=found, kind=kind))
    if request.POST.get("member"):
        rules.may_keep_stack(by, found, clock.now()).enforce()
        whose = looking.with_id(request.member, request.POST["member"])  # type: ignore[attr-defined]
        if whose is None:
            raise OutOfOrder(_("Choose who it is."))
    raised = actions.raise_hand(by=by, meeting=found, kind=kind, whose=whose)
    said = _("The hand of %(name)s is up.") % {"name": whose.name} if whose else _("Your hand is up.")
    return done(request, said, "assemblies:floor", raised.meeting_id)


@members_only
@require_POST
def down(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take a hand down, or say that who speaks has ended."""
    found = part_in(request, HandUp, pk, "presence")
    if request.POST.get("part"):
        return _in_part(request, found.meeting, lambda: actions.take_down(by=request.actor, hand=found))  # type: ignore[attr-defined]
    actions.take_down(by=request.actor, hand=found)  # type: ignore[attr-defined]
    return done(request, _("That hand is down."), "assemblies:floor", found.meeting_id)


@members_only
@require_POST
def following(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Call who speaks next: the first of the stack, or the hand that was chosen."""
    found = meeting_in(request, pk)
    chosen = None
    if request.POST.get("hand"):
        up = [one for one in rules.in_turn(found) if str(one[0]) == request.POST["hand"]]
        chosen = next((one for one, _why in rules.hands_of(up)), None)
        if chosen is None:
            rules.may_keep_stack(request.actor, found, clock.now()).enforce()  # type: ignore[attr-defined]
            raise OutOfOrder(_("That hand is not up any more."))
    if not rules.in_turn(found) and rules.may_keep_stack(request.actor, found, clock.now()):  # type: ignore[attr-defined]
        return done(request, _("No hand is up."), "assemblies:floor", pk, well=False)
    called = actions.call_hand(
        by=request.actor,  # type: ignore[attr-defined]
        meeting=found,
        hand=chosen,
        after=request.POST.get("after"),
    )
    said = _("%(name)s speaks.") % {"name": called.whose}
    return done(request, said, "assemblies:floor", pk)


@members_only
@require_POST
def stack(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Choose the rule by which turns are given, and how long one is."""
    actions.set_stack(
        by=request.actor,  # type: ignore[attr-defined]
        meeting=meeting_in(request, pk),
        way=request.POST.get("way", ""),
        turn_minutes=whole(request.POST.get("minutes") or "0"),
        guests_speak=request.POST["guests"] == "yes" if "guests" in request.POST else None,
    )
    return done(request, _("So it goes from now on, and everybody sees it."), "assemblies:floor", pk)


@members_only
@require_POST
def myself(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Say for the stack which list one speaks from, or that one is seldom heard."""
    actions.say_of_oneself(
        by=request.actor,  # type: ignore[attr-defined]
        meeting=meeting_in(request, pk),
        side=request.POST.get("side", ""),
        seldom=request.POST.get("seldom") == "yes",
    )
    return done(request, _("Said. You can change it as long as the meeting lasts."), "assemblies:floor", pk)


@members_only
@require_POST
def item(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Say which item is on now."""
    found = meeting_in(request, pk)
    wanted: Item | None = None
    if request.POST.get("item"):
        wanted = next((one for one in found.whole.items.all() if str(one.pk) == request.POST["item"]), None)
        if wanted is None:
            raise NotAuthorised(_("That is on another agenda."))
    actions.go_to(by=request.actor, meeting=found, item=wanted)  # type: ignore[attr-defined]
    return done(request, _("Everybody sees it."), "assemblies:floor", pk)
