"""Bringing in a ballot on paper beside the phones: one page for both who read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unionhall.bodies.door import members_only
from unionhall.bodies.rules.names import plain
from unionhall.bodies.views.members import allowed_to_read
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions import actions, rules
from unionhall.decisions.live import differing_in, waiting_in
from unionhall.decisions.models import OPENLY, Poll, Roll
from unionhall.kit import clock

from .choosing import choice_paper_read, marks_in
from .finding import done, poll_in


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Type in what one reads on a ballot on paper. Nobody sees what another has read."""
    found = poll_in(request, pk)
    if found.method not in OPENLY or found.declared_at is not None:
        if request.method == "POST":
            return done(
                request, _("This ballot did not count: the vote is closed."), "decisions:poll", pk, well=False
            )
        return redirect("decisions:poll", hall=hall, pk=pk)
    may_bring = rules.may_bring_papers(request.actor, found, clock.now())  # type: ignore[attr-defined]
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return _brought(request, found)
        except Refusal as refused:
            refusal = refused
    chosen = request.POST.get("choice", "")
    lines = rules.listed_on_paper(request.actor, found) if may_bring else None  # type: ignore[attr-defined]
    words = {"yes": _("Yes"), "no": _("No"), "abstain": _("I abstain")}
    context = {
        "poll": found,
        "motion": found.motion,
        "words": rules.text_in(found.motion),
        "vote": _("Vote on motion %(number)d") % {"number": found.motion.number},
        "may_bring": may_bring,
        "left": rules.left_on_paper(found),
        "waiting": waiting_in(found),
        "differing": differing_in(found),
        "typed_name": request.POST.get("name", ""),
        "lines": lines,
        "lines_shown": [
            {
                "value": str(line.pk),
                "word": line.member.name,
                "words": _("You have read it. Choose it only to put your own reading right.")
                if line.read_by_me  # type: ignore[attr-defined]
                else "",
                "checked": str(line.pk) == request.POST.get("line"),
            }
            for line in lines or ()
        ],
        "choices": [
            {"value": value, "word": word, "words": "", "checked": value == chosen}
            for value, word in words.items()
        ],
        "choice": choice_paper_read(found, request.POST),
        "refusal": refusal,
        "page_title": _("A ballot on paper"),
    }
    return render(request, "decisions/on_paper.html", context, status=409 if refusal else 200)


def _brought(request: HttpRequest, found: Poll) -> HttpResponse:
    by = request.actor  # type: ignore[attr-defined]
    rules.may_bring_papers(by, found, clock.now()).enforce()
    allowed_to_read(request)
    listed = rules.listed_on_paper(by, found)
    if listed is not None and "name" not in request.POST:
        line = _line_chosen(listed, request.POST.get("line", ""))
    else:
        line = _line_of(found, request.POST.get("name", ""))
    reading = actions.bring_paper(by=by, poll=found, line=line, choice=_read(found, request.POST))
    said = {
        actions.Reading.WAITS: _(
            "The ballot of %(name)s: the first reading is in and hidden. It counts once somebody else reads the same."
        ),
        actions.Reading.COUNTED: _("The ballot of %(name)s: both read the same, and it is in."),
        actions.Reading.DIFFERS: _(
            "The ballot of %(name)s: the two readings differ. Look at the paper again, and type it in anew, both of you."
        ),
    }
    words, well = said[reading] % {"name": line.member.name}, reading != actions.Reading.DIFFERS
    return done(request, words, "decisions:on_paper", found.pk, well=well)


def _read(found: Poll, sent: Any) -> str:
    """What was typed in as it stands on the paper; of a choice between options its marks."""
    question = rules.question_of(found.motion)
    return marks_in(question, sent) if question is not None else str(sent.get("choice", ""))


def _line_chosen(listed: list[Roll], chosen: str) -> Roll:
    """The line that was chosen from the list."""
    line = next((one for one in listed if str(one.pk) == chosen), None)
    if line is None:
        raise OutOfOrder(_("Choose whose ballot it is."))
    return line


def _line_of(found: Poll, typed: str) -> Roll:
    """The line of the one whose ballot it is, by name: members are not listed, so whoever holds the paper types it."""
    name = plain(typed[:80])
    lines = list(rules.lines_on_paper(found).select_related("member")) if len(name) >= 2 else []
    hits = [line for line in lines if name in plain(line.member.name)]
    exact = [line for line in hits if plain(line.member.name) == name] or hits
    if len(exact) != 1:
        raise OutOfOrder(
            _("“%(name)s” fits nobody, or several, of those on the register who have no account.")
            % {"name": typed[:80]}
        )
    return exact[0]
