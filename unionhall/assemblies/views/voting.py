"""Opening a vote from the floor, in one press: by phone for who is here, or in the room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions import actions as decisions
from unionhall.decisions import rules as deciding
from unionhall.decisions.forms.polls import minutes_long
from unionhall.decisions.models import BY_WHO_IS_HERE, IN_THE_ROOM, Motion, MotionText
from unionhall.decisions.rules.lifecycle import READY
from unionhall.decisions.rules.polls import MINUTES, USUAL_MINUTES
from unionhall.decisions.views.finding import done, motion_in
from unionhall.kit import clock

from .. import rules
from ..models import Meeting
from .finding import meeting_in, whole


def offered(
    request: HttpRequest, found: Meeting, before_it: list[tuple[Motion, MotionText | None]]
) -> dict[str, Any]:
    """
    The vote that comes next, on the item that is on or on what is voted on before it, and how it may be taken; else nothing.

    Thousands open the floor at once, so no more is asked than whether the motion is before the body: whoever presses too early
    reads why.
    """
    if found.now is None or found.now.motion_id is None:
        return {}
    first = next((one.pk for one, _title in before_it if one.status in READY), found.now.motion_id)
    motion = motion_in(request, first)
    if motion.status not in READY or motion.body_id != found.body_id:
        return {}
    try:
        rule = deciding.rule_of(motion, bodies.charter(motion.hall_id, clock.now()))
    except Refusal:  # the page that opens the vote says it
        return {}
    methods = deciding.methods_for(rule, choice=deciding.question_of(motion) is not None, met=True)
    by_phone = [one for one in methods if one in BY_WHO_IS_HERE]
    return {
        "to_vote": motion,
        "to_vote_title": deciding.text_in(motion).title,
        "vote_by_phone": str(by_phone[0].value) if by_phone else "",
        "may_call_names": bool(by_phone) and bool(deciding.may_call_names(motion, by_phone[0])),
        "vote_in_the_room": [(one.value, one.label) for one in methods if one in IN_THE_ROOM],
        "vote_minutes": [(one, minutes_long(one)) for one in MINUTES],
        "vote_minutes_usual": USUAL_MINUTES,
    }


@members_only
@require_POST
def vote(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Open the vote; by phone it is on every page of the floor at once."""
    found = meeting_in(request, pk)
    rules.may_keep_stack(request.actor, found, clock.now()).enforce()  # type: ignore[attr-defined]
    try:
        motion = motion_in(request, UUID(request.POST.get("motion", "")))
    except ValueError:
        raise OutOfOrder(_("Choose what is voted on.")) from None
    method = request.POST.get("method", "")
    by_phone = method in BY_WHO_IS_HERE
    poll = decisions.open_poll(
        by=request.actor,  # type: ignore[attr-defined]
        motion=motion,
        method=method,
        minutes=whole(request.POST.get("minutes", "")) if by_phone else None,
        by_name=by_phone and request.POST.get("by_name") == "yes",
    )
    if poll.method in IN_THE_ROOM:
        return done(request, _("The vote is open."), "decisions:tell", poll.pk)
    return done(request, _("The vote is open."), "assemblies:floor", pk)
