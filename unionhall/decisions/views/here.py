"""
The ballot where the question is read: cast from the floor of a meeting, and answered with a line and not with a page.

Two thousand vote within a minute: what each of them sends costs one transaction and no page.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unionhall.bodies.door import members_only
from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions import actions, rules
from unionhall.decisions.forms.polls import WORDS
from unionhall.decisions.models import Roll

from .finding import poll_in, poll_to_cast


@members_only
@require_POST
def cast(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Cast a ballot of one word, or change it; the page's own id makes that sending it twice counts once."""
    found = poll_to_cast(request, pk)
    if found is None:
        raise Http404
    try:
        client_id = UUID(request.POST.get("client_id", ""))
    except ValueError:
        return _line({"refusal": _("This ballot paper cannot be read: here is a new one.")}, status=409)
    try:
        if rules.question_of(found.motion) is not None or found.judges_id is not None:
            raise OutOfOrder(_("This is not on the ballot paper. Choose one of what is."))
        receipt = actions.cast_ballot(
            by=request.actor,  # type: ignore[attr-defined]
            poll=found,
            choice=request.POST.get("choice", ""),
            client_id=client_id,
        )
    except Refusal as refused:
        return _line({"refusal": refused.sentence}, status=409)
    speaks_for = list(Member.objects.filter(pk__in=receipt.speaks_for)) if receipt.speaks_for else []
    return _line({"word": WORDS[receipt.choice], "speaks_for": speaks_for})


@members_only
@require_POST
def close(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Declare the result once everybody has voted; what it came to goes to every open page."""
    try:
        actions.close_poll(by=request.actor, poll=poll_in(request, pk))  # type: ignore[attr-defined]
    except Refusal as refused:
        return _line({"refusal": refused.sentence}, status=409)
    return HttpResponse("")


def _line(said: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(render_to_string("decisions/my_vote.html", said), status=status)


def mine_in(request: HttpRequest, votes: list[dict[str, Any]]) -> None:
    """Say with each vote whether oneself has `voted` and how, or that one is not on its register. One query for all of them."""
    if not votes:
        return
    rows = Roll.objects.filter(poll__in=[one["poll"].pk for one in votes], member=request.member)  # type: ignore[attr-defined]
    lines = {line.poll_id: line for line in rows.select_related("ballot")}
    for one in votes:
        line = lines.get(one["poll"].pk)
        ballot = getattr(line, "ballot", None) if line is not None else None
        one["not_mine"] = line is None
        one["voted"] = ballot is not None
        one["mine"] = WORDS.get(ballot.choice, "") if ballot is not None else ""
