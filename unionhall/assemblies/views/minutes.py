"""Minutes: what was decided by itself, and beneath each item what those who were there took down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.bodies.door import members_only
from unionhall.core.rulings import NotAuthorised, Refusal
from unionhall.decisions.models import Motion, Roll, Status
from unionhall.decisions.views.finding import brought_up_to_date, done
from unionhall.kit import clock
from unionhall.kit.live import ticket

from .. import actions, rules
from ..live import minutes_of
from ..models import Meeting, MinuteLine
from .finding import meeting_in, part_in
from .floor import LISTED
from .minuted import minuted, minutes_title


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Read the minutes, and write in them."""
    brought_up_to_date(request)
    found = meeting_in(request, pk)
    if found.first_id is not None:  # one set of minutes for the whole assembly
        return redirect("assemblies:minutes", hall=hall, pk=found.first_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _written(request, found)
        except Refusal as refused:
            refusal = refused
        else:
            return done(request, _("It stands in the minutes."), "assemblies:minutes", pk)
    told = minuted(found)
    context = {
        **told,
        **_may(request, found),
        **_dissent(request, found, told["decided"]),
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
        "chosen": request.POST.get("item", "") or str(found.now_id or ""),
        "page_title": minutes_title(found),
    }
    return render(request, "assemblies/minutes.html", context, status=409 if refusal else 200)


def _may(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    """What whoever asks may do here: write, strike out what is theirs, have the minutes approved; and see it move."""
    by, at = request.actor, clock.now()  # type: ignore[attr-defined]
    over = rules.is_over(found, at)
    before = rules.motion_to_approve(found) if over and found.approved_at is None else None
    mine = found.minute_lines.filter(by_id=by.member_id) if not over and by.member_id else []
    return {
        "over": over,
        "before": before,
        "vote_is_open": before is not None and before.status == Status.POLLING,
        "may_write": rules.may_take_minutes(by, found, at),
        "may_put": over and rules.may_put_minutes(by, found, at),
        "may_put_first": over and rules.first_assembly(found) is None and rules.may_put_first(by, found, at),
        "mine": list(mine),
        "live": ticket(request.hall.pk, minutes_of(found.pk), request.member.person_id)  # type: ignore[attr-defined]
        if found.approved_at is None
        else "",
    }


def _dissent(request: HttpRequest, found: Meeting, decided: list[dict[str, Any]]) -> dict[str, Any]:
    """
    From which decisions whoever asks may have their dissent minuted, as far as that shows without looking at each; and for whom
    without a phone they may take one down. Four queries at most.
    """
    by = request.actor  # type: ignore[attr-defined]
    if not decided or not rules.are_open(found, rules.motion_to_approve(found)) or by.member_id is None:
        return {}
    there = rules.was_there(by.member_id, found)
    polls = [one["poll"].pk for one in decided]
    lines = set(Roll.objects.filter(poll__in=polls, member_id=by.member_id).values_list("poll_id", flat=True))
    for one in decided:
        said = any(dissent.member_id == by.member_id for dissent in one["dissents"])
        one["may_dissent"] = not said and (there or one["poll"].pk in lines)
    without = rules.came_to_any(found).filter(member__person__key_hash="", member__left_on=None)
    return {
        "without_phone": list(without.select_related("member").order_by("member__name")[:LISTED])
        if there
        else []
    }


def _written(request: HttpRequest, found: Meeting) -> None:
    wanted = request.POST.get("item", "")
    item = next((one for one in found.items.all() if str(one.pk) == wanted), None)
    if wanted and item is None:
        raise NotAuthorised(_("That is on another agenda."))
    actions.write_line(
        by=request.actor,  # type: ignore[attr-defined]
        meeting=found,
        text=request.POST.get("text", ""),
        item=item,
    )


@members_only
@require_POST
def strike(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Strike out what one wrote oneself."""
    line = part_in(request, MinuteLine, pk)
    actions.strike_line(by=request.actor, line=line)  # type: ignore[attr-defined]
    return done(request, _("Struck out."), "assemblies:minutes", line.meeting_id)


@members_only
@require_POST
def approve(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Put the motion that the minutes are approved."""
    motion = actions.put_minutes(by=request.actor, meeting=meeting_in(request, pk))  # type: ignore[attr-defined]
    return done(request, said_of_put(motion), "decisions:motion", motion.pk)


@members_only
@require_POST
def first(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Put the motion that this was the first assembly."""
    motion = actions.put_first(by=request.actor, meeting=meeting_in(request, pk))  # type: ignore[attr-defined]
    return done(request, said_of_put(motion), "decisions:motion", motion.pk)


def said_of_put(motion: Motion) -> str:
    """What is said once a motion is put: whether it needs a second."""
    if motion.status == Status.PUT:
        return _("The motion is put. Now it needs a second member.")
    return _("The motion is put and before us.")
