"""A committee drawn by lot: coming forward, the seed read by two, the draw, and the proof to carry away."""

from __future__ import annotations

import shlex
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from unionhall.bodies import looking
from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Member
from unionhall.bodies.rules.names import plain
from unionhall.core.lots.order import ordered, proof
from unionhall.core.rulings import NotAuthorised, OutOfOrder, Refusal
from unionhall.decisions import actions
from unionhall.decisions.models import Lot
from unionhall.decisions.rules import lots as rules
from unionhall.kit import clock

from .finding import brought_up_to_date, done


def _lot_in(request: HttpRequest, pk: UUID) -> Lot:
    """The lot of this hall with the id `pk`, or 404."""
    rows = Lot.objects.select_related("body__hall", "hall", "motion", "made", "warrant")
    return get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]


@members_only
@require_safe
def lot(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Where a draw stands, and what one may do next."""
    brought_up_to_date(request)
    return _page(request, _lot_in(request, pk))


def _page(request: HttpRequest, found: Lot, refusal: Refusal | None = None) -> HttpResponse:
    at, by, me = clock.now(), request.actor, request.member  # type: ignore[attr-defined]
    context = {
        "lot": found,
        "motion": found.motion,
        "willing": len(found.pool) if found.closed_at else found.willing.count(),
        "am_willing": str(me.pk) in found.pool
        if found.closed_at
        else found.willing.filter(member=me).exists(),
        "may_be_willing": rules.may_be_willing(by, found, at),
        "may_close": rules.may_close_pool(by, found, at),
        "may_read": rules.may_read_seed(by, found, at),
        "may_draw": rules.may_draw(by, found, at),
        "steps": _steps(found, at),
        "command": f"unionhall draw verify lot.csv --seed {shlex.quote(found.seed)}",
        "half_read": bool(found.seed) and not found.confirmed,
        "typed": request.POST.get("seed", ""),
        "drawn": _drawn(found, me),
        "refusal": refusal,
        "page_title": found.name,
    }
    return render(request, "decisions/lot.html", context, status=409 if refusal else 200)


def _steps(found: Lot, at: datetime) -> list[dict[str, Any]]:
    """The four steps of a draw; which are done, and which comes now."""
    done = (
        found.closed_at is not None or at >= found.closes_at,
        found.closed_at is not None,
        found.confirmed,
        found.drawn_at is not None,
    )
    said = (
        _("Whoever is willing comes forward."),
        _("Those willing are sealed in the record."),
        _("Two of us read what nobody could know before."),
        _("One of us presses the button, and it is drawn."),
    )
    now = done.index(False) if False in done and (found.pool or found.closed_at is None) else None
    return [{"text": text, "done": done[place], "now": place == now} for place, text in enumerate(said)]


def _drawn(found: Lot, me: Member) -> dict[str, Any] | None:
    """
    Who was drawn, by name, and how far down the order one stands oneself, for members of the body that asked. The others who
    were willing are numbers: no page is a list of members.
    """
    if found.drawn_at is None or not bodies.is_member(me, found.body):
        return None
    names = {
        str(pk): name for pk, name in Member.objects.filter(pk__in=found.panel).values_list("pk", "name")
    }
    order = ordered(found.pool, found.seed)
    mine = str(me.pk)
    return {
        "people": [names.get(key) or _("a former member") for key in found.panel],
        "place": order.index(mine) + 1 if mine in order and mine not in found.panel else None,
        "of": len(order),
    }


@members_only
@require_POST
def willing(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Come forward, or step back."""
    wanted, found = request.POST.get("willing") != "no", _lot_in(request, pk)
    if typed := request.POST.get("name", "").strip():
        return _for_another(request, found, typed, wanted)
    actions.be_willing(by=request.actor, lot=found, willing=wanted)  # type: ignore[attr-defined]
    said = (
        _("You are willing. You can take it back until it closes.") if wanted else _("You have stepped back.")
    )
    return done(request, said, "decisions:lot", pk)


def _for_another(request: HttpRequest, found: Lot, typed: str, wanted: bool) -> HttpResponse:
    """Say for a member without an account that they come forward, or step back; they are found by their name."""
    rules.may_be_willing(request.actor, found, clock.now()).enforce()  # type: ignore[attr-defined]
    without = bodies.voters_of(found.body, clock.now()).filter(person__key_hash="")
    people = looking.found_by_name(request.member, typed[:80], among=without)  # type: ignore[attr-defined]
    exact = [one for one in people if plain(one.name) == plain(typed)] or people
    if len(exact) != 1:
        raise OutOfOrder(
            _("“%(name)s” fits nobody, or several, of those who vote and have no account.")
            % {"name": typed[:80]}
        )
    whose = exact[0]
    actions.be_willing(by=request.actor, lot=found, willing=wanted, whose=whose)  # type: ignore[attr-defined]
    said = _("%(name)s is willing.") if wanted else _("%(name)s has stepped back.")
    return done(request, said % {"name": whose.name}, "decisions:lot", found.pk)


@members_only
@require_POST
def close(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Write down who is willing, once the time is up."""
    actions.close_pool(by=request.actor, lot=_lot_in(request, pk))  # type: ignore[attr-defined]
    return done(request, _("Those willing are written down. Now the lot is read."), "decisions:lot", pk)


@members_only
@require_POST
def seed(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Type in what one reads at the source."""
    found = _lot_in(request, pk)
    try:
        read = actions.read_seed(by=request.actor, lot=found, seed=request.POST.get("seed", ""))  # type: ignore[attr-defined]
    except Refusal as refusal:
        return _page(request, _lot_in(request, pk), refusal)
    said = {
        actions.Read.WAITS: _("Your reading is in and hidden. It counts once somebody else reads the same."),
        actions.Read.AGREES: _("Both read the same. Now it can be drawn."),
        actions.Read.DIFFERS: _(
            "The two readings differ. Look at the source again, both of you, and type it in anew."
        ),
    }
    return done(request, said[read], "decisions:lot", pk, well=read != actions.Read.DIFFERS)


@members_only
@require_POST
def draw(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Draw."""
    actions.draw_lot(by=request.actor, lot=_lot_in(request, pk))  # type: ignore[attr-defined]
    return done(request, _("It is drawn, and in the record."), "decisions:lot", pk)


@members_only
@require_safe
def proof_of(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The order of all who were willing, each with the mark that gave their place, to be checked."""
    found = _lot_in(request, pk)
    if found.drawn_at is None:
        raise Http404
    if not bodies.is_member(request.member, found.body):  # type: ignore[attr-defined]
        raise NotAuthorised(_("Who was willing is for the members of this body."))
    answer = HttpResponse(
        "".join(proof(found.pool, found.seed, found.panel)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="lot.csv"'
    return answer
