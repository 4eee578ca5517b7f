"""A choice between options on its pages: putting it, its ballot paper, its result drawn, and what can be carried away of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.models import Body
from unionhall.core.counting.choices import MOST_POINTS, SHARED_PLACES, Kind, Question
from unionhall.core.counting.names import TITLES, Rule
from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.core.words import Wrong
from unionhall.decisions import actions, rules
from unionhall.decisions.forms.choices import ChoiceForm
from unionhall.decisions.models import Ballot, Motion, Poll
from unionhall.kit import clock, pictures
from unionhall.kit.actor import Actor

from .finding import done, poll_in


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest, hall: str) -> HttpResponse:
    """Ask which of several: a question, its options, how it is counted."""
    by, at = request.actor, clock.now()  # type: ignore[attr-defined]
    form = ChoiceForm(
        request.POST or None,
        member=request.member,  # type: ignore[attr-defined]
        hall=request.hall,  # type: ignore[attr-defined]
        at=at,
        initial={"body": request.GET.get("body", "")},
    )
    assembly = bodies.assembly(request.hall.pk)  # type: ignore[attr-defined]
    refusal = None if form.named else rules.may_put_choice(by, assembly, "ordinary", at).refusal
    if request.method == "POST" and form.is_valid():
        try:
            motion = _put(request, form, assembly)
        except Refusal as refused:
            refusal = refused
        else:
            said = (
                _("The question is put. Now it needs a second member.")
                if motion.status == "put"
                else _("The question is put and before us.")
            )
            return done(request, said, "decisions:motion", motion.pk)
    more = [form[name] for name in ("text", "body", "matter", "language") if name in form.fields]
    context = {
        "form": form,
        "plain": [form[name] for name in ("title", "options", "rule", "seats") if name in form.fields],
        "more": more,
        "more_is_wrong": any(one.errors for one in more),
        "named": form.only_rule(),
        "refusal": refusal,
        "page_title": _("Ask which of several"),
    }
    status = 409 if refusal is not None else 422 if form.errors else 200
    return render(request, "decisions/choice_put.html", context, status=status)


def _put(request: HttpRequest, form: ChoiceForm, assembly: Body) -> Motion:
    given = form.cleaned_data
    wanted: str = given.get("body", "")
    body = Body.objects.get(hall=request.hall, pk=UUID(wanted)) if wanted else assembly  # type: ignore[attr-defined]
    return actions.put_choice(
        by=request.actor,  # type: ignore[attr-defined]
        body=body,
        title=given["title"],
        options=given["options"],
        rule=form.counting(),
        seats=given["seats"],
        text=given["text"],
        language=given.get("language") or request.hall.language,  # type: ignore[attr-defined]
        matter=form.decided_as(),
    )


# What is asked ------------------------------------------------------------------------------------------------


def asked_in(motion: Motion) -> dict[str, Any]:
    """What a choice asks, for the pages of its motion; nothing of a motion that is none."""
    question = rules.question_of(motion)
    motion.asks = question is not None
    if question is None:
        return {"asked": None}
    return {
        "asked": {
            "options": question.options,
            "title": TITLES[question.rule],
            "how": question.said(),
            "seats": question.seats,
        }
    }


# The ballot paper -----------------------------------------------------------------------------------------------


def marks_in(question: Question, sent: Mapping[str, Any]) -> str:
    """The marks that a filled-in ballot paper sends, as a ballot is kept; what cannot be read stays, to be refused in words."""
    if question.kind is Kind.ONE:
        picked = str(sent.get("pick", ""))
        return ",".join("1" if picked == str(number) else "0" for number in range(len(question.options)))
    cells = [str(sent.get(f"mark-{number}", "")).strip() or "0" for number in range(len(question.options))]
    return ",".join(cells)


def paper_of(question: Question, kept: str, sent: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The ballot paper for a page: each option with what is marked, as it was `sent`, else as it is `kept`."""
    try:
        marks = question.marks(marks_in(question, sent) if sent else kept) if sent or kept else []
    except Wrong:
        marks = []
    marks = marks or [0] * len(question.options)
    return {
        "kind": question.kind.value,
        "rows": list(enumerate(zip(question.options, marks, strict=True))),
        "places": range(1, len(question.options) + 1),
        "points": range(MOST_POINTS + 1),
        "empty": not any(marks),
        "shared": question.rule in SHARED_PLACES,
        "title": TITLES[question.rule],
        "how": question.said(),
        "seats": question.seats,
    }


def ballot_in_words(question: Question, kept: str) -> str:
    """What a ballot says, in one line: "1 Shed · 2 Barn"."""
    try:
        told = question.read_aloud(question.marks(kept))
    except Wrong:
        return ""
    if not told:
        return _("a blank ballot")
    plain = question.kind in (Kind.ONE, Kind.APPROVED)
    return " · ".join(name if plain else f"{mark} {name}" for mark, name in told)


def choice_paper(found: Poll, mine: Ballot | None, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of an open poll shows of a choice: its paper, and what stands on one's own ballot."""
    question = rules.question_of(found.motion)
    if question is None:
        return {"choice": None}
    kept = mine.choice if mine is not None else ""
    return {
        "choice": paper_of(question, kept, sent if "client_id" in sent else None),
        "mine_word": ballot_in_words(question, kept) if mine is not None else "",
    }


def choice_paper_read(found: Poll, sent: Mapping[str, Any]) -> dict[str, Any] | None:
    """The paper of a choice, for those who read it from a ballot on paper; None where the vote is none."""
    question = rules.question_of(found.motion)
    return paper_of(question, "", sent or None) if question is not None else None


MOST_BARS = 10
"""Of first choices, where the table of stages below has them all: a page is for phones, and each bar weighs as much as a row."""

# The result drawn ------------------------------------------------------------------------------------------------


def chosen_in(poll: Poll) -> dict[str, Any] | None:
    """A declared choice for its result: bars with their line, stages, pairs, ties, the seed; None where there is none."""
    report = rules.stored_report(poll)
    if report is None:
        return None
    from unionhall.core.counting import drawn, sheets

    seed = rules.stored_seed(poll)
    report = drawn.plain(report)
    line = drawn.line_of(report)
    many = len(report.stages) > 1
    votes = drawn.first_votes(report)
    shown = votes[:MOST_BARS] if many else votes
    return {
        "winners": report.winners,
        "opening": sheets.opening(report),
        "bars": _bars(shown, line, report.winners) if report.rule != Rule.SCHULZE else [],
        "without_bars": len(votes) - len(shown),
        "line": _short(line) if line else None,
        "is_quota": report.quota is not None,
        "staged": many,
        "points": report.rule == Rule.SCORE,
        "rows": drawn.stage_rows(report) if many else [],
        "stages": [
            {"n": stage.n, "exhausted": stage.exhausted, "said": sheets.stage_in_words(report, stage.n)}
            for stage in report.stages
        ]
        if many
        else [],
        "pairs": _pairs(report),
        "order": report.order,
        "ties": [sheets.tie_in_words(tie) for tie in report.ties],
        "seed": seed,
        "command": _command(report, seed),
    }


def ballots_for(poll: Poll, by: Actor) -> list[tuple[str, str]]:
    """Where `by` may have the ballots of a declared choice: (address, words); none where they may not, or they are gone."""
    question = rules.question_of(poll.motion)
    if question is None or not rules.may_read_ballots(by, poll) or not rules.ballots_are_kept(poll):
        return []
    forms = [("decisions:ballots_csv", _("The ballots (CSV)"))]
    return (
        [("decisions:ballots_blt", _("The ballots (BLT)")), *forms] if question.kind is Kind.RANKED else forms
    )


def _bars(rows: list[tuple[str, str]], line: str | None, winners: tuple[str, ...]) -> list[dict[str, Any]]:
    most = max([1.0, float(line or 0), *(float(votes) for _name, votes in rows)])
    mirrored = get_language_bidi()
    return [
        {
            "name": name,
            "votes": _short(votes),
            "chosen": name in winners,
            "picture": pictures.bar(
                float(votes),
                most,
                "yes" if name in winners else "aside",
                line=float(line) if line else None,
                mirrored=mirrored,
            ),
        }
        for name, votes in rows
    ]


def _short(votes: str) -> str:
    """A decimal string without a tail of noughts."""
    return votes.rstrip("0").rstrip(".") if "." in votes else votes


def _pairs(report: Any) -> list[dict[str, Any]]:
    """The table of pairs, in the order of the result: how many put the one on the left above the one at the top."""
    if report.pairwise is None:
        return []
    names = [name for group in report.order for name in group]
    return [
        {
            "number": number,
            "name": above,
            "chosen": above in report.winners,
            "cells": [
                None
                if above == below
                else {
                    "votes": report.pairwise[above][below],
                    "wins": report.pairwise[above][below] > report.pairwise[below][above],
                }
                for below in names
            ],
        }
        for number, above in enumerate(names, 1)
    ]


def _command(report: Any, seed: str) -> str:
    """How anybody counts it again. By Schulze's rule from a table: in BLT a ballot cannot have no opinion of somebody."""
    ranked = report.rule in (Rule.IRV, Rule.SCOTTISH_STV, Rule.MEEK_STV)
    seats = "" if report.rule == Rule.IRV else f" --seats {report.seats}"
    return f"unionhall count ballots.{'blt' if ranked else 'csv'} --rule {report.rule}{seats} --ties {seed}"


# To carry away -------------------------------------------------------------------------------------------------


@members_only
@require_safe
def report(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The report of a declared choice, as `unionhall count --json` prints it."""
    found = rules.stored_report(poll_in(request, pk))
    if found is None:
        raise Http404
    text = json.dumps(found.to_data(), indent=2, ensure_ascii=False) + "\n"
    return _attached(text, "application/json", "report.json")


@members_only
@require_safe
def ballots(request: HttpRequest, hall: str, pk: UUID, form: str) -> HttpResponse:
    """The ballots of a declared choice, equal ones together and nobody's name on them, to be counted again."""
    poll = poll_in(request, pk)
    question = rules.question_of(poll.motion)
    if question is None or (form == "blt" and question.kind is not Kind.RANKED):
        raise Http404
    rules.may_read_ballots(request.actor, poll).enforce()  # type: ignore[attr-defined]
    stack = rules.stack_kept(poll)
    if stack is None:
        raise OutOfOrder(
            _("The ballots were destroyed 30 days after the result was declared. The report stays.")
        )
    from unionhall.core.counting.files.writing import written_blt, written_csv

    matrix = stack.ballots(question)
    try:
        lines = (written_blt if form == "blt" else written_csv)(matrix)
        return _attached("".join(lines), "text/plain" if form == "blt" else "text/csv", f"ballots.{form}")
    except Wrong as wrong:
        raise OutOfOrder(wrong.sentence) from wrong


def _attached(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
