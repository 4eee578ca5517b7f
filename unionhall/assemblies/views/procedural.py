"""How a meeting goes on: what was moved, what can be moved now and why the rest cannot, and by how many hands it was decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from unionhall.bodies.door import members_only
from unionhall.core.procedure import NAMES, PROCEDURAL, Move, Procedure, law
from unionhall.core.words import aloud
from unionhall.decisions.views.finding import done
from unionhall.kit import clock

from .. import actions, rules
from ..live import in_words
from ..models import Fate, Meeting, ProceduralMotion
from .finding import meeting_in, part_in, whole


@members_only
@require_safe
def procedure(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """What was moved, what can be moved now, and why the rest cannot."""
    found, at = meeting_in(request, pk), clock.now()
    ruling = rules.may_keep_stack(request.actor, found, at)  # type: ignore[attr-defined]
    context: dict[str, Any] = {"meeting": found, "ruling": ruling, "page_title": _("Procedural motions")}
    if ruling:
        context |= {**_moved(request, found), **_to_move(request, found)}
    return render(request, "assemblies/procedure.html", context)


def _moved(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """What was moved and is not decided, what comes first on top; and what the meeting decided of it so far."""
    by, at = request.actor, clock.now()  # type: ignore[attr-defined]
    table = rules.procedure(found, at)
    rows = {
        Move(one.move): one
        for one in rules.pending(found).select_related("by", "seconded_by", "item__motion")
    }
    up = []
    for move in (one for one in PROCEDURAL if one in rows):
        motion = rows[move]
        motion.meeting = found
        needs = law(move, table)
        up.append(
            {
                "motion": motion,
                "words": in_words(motion),
                "carries": needs.threshold.said(),
                "debatable": needs.debatable,
                "may_second": rules.may_second(by, motion, at),
                "may_note": rules.may_note_hands(by, motion, at),
                "may_drop": rules.may_drop(by, motion, at),
                "mine": motion.by_id == by.member_id,
            }
        )
    decided = found.procedural.filter(fate__in=(Fate.CARRIED, Fate.LOST)).order_by("-decided_at")[:10]
    return {"moved": up, "decided": [(one, in_words(one)) for one in decided]}


def _to_move(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """Each procedural motion, in order now or why not."""
    at = clock.now()
    table = rules.procedure(found, at)
    if table is Procedure.PLAIN:
        return {"knows": False}
    floor, over = rules.floor_as_it_is(found, at), rules.is_adjourned(found)
    open_to: list[dict[str, Any]] = []
    shut: list[dict[str, Any]] = []
    for move in PROCEDURAL:
        ruling, needs = floor.may_move(move, table), law(move, table)
        told = {
            "move": str(move),
            "name": NAMES[move],
            "ruling": ruling,
            "carries": needs.threshold.said(),
            "debatable": needs.debatable,
            "asks_words": move in (Move.REFER, Move.POSTPONE),
            "asks_minutes": move in rules.TIMED,
        }
        (open_to if ruling and not over else shut).append(told)
    return {"knows": True, "open_to": open_to, "shut": [] if over else shut, "adjourned": over}


@members_only
@require_POST
def move(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Move how the meeting goes on."""
    made = actions.move(
        by=request.actor,  # type: ignore[attr-defined]
        meeting=meeting_in(request, pk),
        what=request.POST.get("move", ""),
        words=request.POST.get("words", ""),
        minutes=whole(request.POST.get("minutes") or "0"),
    )
    return done(request, _("Moved. Somebody else seconds it."), "assemblies:procedure", made.meeting_id)


@members_only
@require_POST
def second(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Second what another moved."""
    found = part_in(request, ProceduralMotion, pk, "meeting__now")
    actions.second_move(by=request.actor, motion=found)  # type: ignore[attr-defined]
    return done(request, _("Seconded. Now it is decided."), "assemblies:procedure", found.meeting_id)


@members_only
@require_POST
def drop(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Withdraw what one moved, or say that nobody seconds it."""
    found = part_in(request, ProceduralMotion, pk, "meeting__now")
    actions.drop_move(by=request.actor, motion=found)  # type: ignore[attr-defined]
    return done(request, _("It is off the floor."), "assemblies:procedure", found.meeting_id)


@members_only
@require_POST
def hands(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Write down by how many hands it was decided."""
    found = part_in(request, ProceduralMotion, pk, "meeting__now")
    told = actions.note_hands(
        by=request.actor,  # type: ignore[attr-defined]
        motion=found,
        yes=whole(request.POST.get("yes", "")),
        no=whole(request.POST.get("no", "")),
    )
    said = _("Carried: %(what)s.") if told.fate == Fate.CARRIED else _("Not carried: %(what)s.")
    words = {"what": aloud(NAMES[Move(told.move)])}
    return done(request, said % words, "assemblies:procedure", found.meeting_id)
