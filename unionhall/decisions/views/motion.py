"""A motion's own page, and the small acts that need one button."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.bodies.looking import taken_down_for
from unionhall.bodies.models import Charter as CharterRow
from unionhall.bodies.models import Member
from unionhall.bodies.rules.charters import read as read_charter
from unionhall.bodies.rules.without_phone import sayers
from unionhall.core.charters import MATTERS, Charter
from unionhall.core.rulings import Refusal
from unionhall.core.words import Sentence
from unionhall.decisions import actions, rules
from unionhall.decisions.forms.polls import ReviewForm, WorkForm
from unionhall.decisions.live import in_region, topic_of
from unionhall.decisions.models import OPENLY, Motion, MotionText, Poll, Status
from unionhall.decisions.rules.lifecycle import LIVE, UNDECIDED
from unionhall.decisions.rules.polls import may_retry
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.live import ticket

from .amendments import NEWEST, SHOWN, cards, first_of, of, of_amendment, steps
from .choosing import asked_in, ballots_for, chosen_in
from .finding import brought_up_to_date, done, motion_in
from .reading import (
    effects_of,
    effects_title,
    perhaps_said,
    reasons_of,
    rows_of,
    sittings_in,
    tally_shown,
    tellers_of,
    with_titles,
)
from .rivals import rivals_in
from .together import parts_in


@members_only
@require_safe
def motion(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """A motion: its words, what it does, where it stands, what one may do next, and what stands beside it."""
    brought_up_to_date(request)
    found = motion_in(request, pk)
    at, by = clock.now(), request.actor  # type: ignore[attr-defined]
    texts = list(found.texts.order_by("-version", "-binding"))
    binding = [one for one in texts if one.binding]
    here = (get_language() or "en").split("-")[0]
    current = [one for one in texts if one.version == binding[0].version]
    polls = list(found.polls.filter(judges=None).select_related("declaration").order_by("-call"))
    effects = effects_of(found)
    in_force = bodies.charter_row(found.hall_id, at)
    context = {
        **in_region(found, polls[0] if polls else None, at),
        "words": next((one for one in current if one.language == here), binding[0]),
        "binding": binding[0],
        **_languages(texts, bool(effects)),
        "versions": steps(binding[: NEWEST + 1]),
        "older": max(0, len(binding) - 1 - NEWEST),
        "effects": effects,
        "effects_title": effects_title(found),
        "matter": MATTERS[found.matter],
        "earlier": polls[1:],
        "result": result_of(polls[0], by) if polls else None,
        **asked_in(found),
        **rivals_in(found, binding[0], polls[0] if polls else None),
        "tellers": tellers_of(polls[0]) if polls else [],
        "live": ticket(request.hall.pk, topic_of(found.pk), request.member.person_id),  # type: ignore[attr-defined]
        "page_title": _("Motion %(number)d") % {"number": found.number},
        **_standing(found, read_charter(in_force), at),
        **_rule(found, polls[0] if polls else None, in_force),
        **_beside(found, request.member),  # type: ignore[attr-defined]
        **_may(found, at, by),
        **_amendments(found, by, at),
        **of_amendment(found),
        **parts_in(found, by),
    }
    return render(request, "decisions/motion.html", context)


def _languages(texts: list[MotionText], does: bool) -> dict[str, Any]:
    """
    The motion's words in each language, where there are several, and whether any are behind. Of a motion that `does` something, a
    title that the software says in its own languages needs no word.
    """
    languages = rules.in_languages(texts)
    behind = any(one.behind for one in languages)
    ours = {code for code, _name in settings.LANGUAGES}
    by_hand = any(one.text.text or one.text.language not in ours for one in languages) or not does
    return {"languages": languages if len(languages) > 1 and (behind or by_hand) else [], "behind": behind}


def _amendments(found: Motion, by: Actor, at: Any) -> dict[str, Any]:
    """Its amendments, as many as the page shows, and which of them come to the vote before it."""
    standing = of(found)
    first = first_of(standing) if found.status in UNDECIDED else {}
    return {
        "cards": cards(standing, standing[:SHOWN]),
        "amendments": len(standing),
        "may_bundle": rules.may_bundle(by, found, at, standing),
        **first,
    }


def result_of(poll: Poll, by: Actor) -> dict[str, Any] | None:
    """
    A declared result, for `by` to read: rows for the bars, the line, the reasons; of a choice between options all that is
    drawn of it. None before the declaration.
    """
    count = tally_shown(poll)
    if poll.declared_at is None:
        return None
    return {
        "rows": rows_of(count),
        "chosen": chosen_in(poll),
        "may_ballots": ballots_for(poll, by),
        "line": poll.line or None,
        "reasons": reasons_of(poll),
        "sittings": sittings_in(poll),
        "whole": poll.on_register,
        "on_paper": poll.paper_ballots.exclude(confirmed_by=None).count() if poll.method in OPENLY else 0,
    }


def _rule(found: Motion, last: Poll | None, in_force: CharterRow) -> dict[str, Any]:
    """
    The rule the motion is decided by: of today's charter while it is to come to the vote, and ever after the one its vote
    was opened under. `under`: the version of the charter it is from, where that is not the one in force.
    """
    row = in_force
    if last is not None and (last.declared_at is None or found.decided_at is not None):
        row, said = last.charter, rules.said_of(found, rules.rule_from(last))
    else:
        try:
            said = rules.said_of(found, rules.rule_of(found, read_charter(row)))
        except Refusal as hole:
            said = [Sentence("{why}", why=hole.sentence)]
            return {"rule": said, "anchor": hole.rule or found.matter, "under": None}
    anchor = found.matter if found.matter in read_charter(row).rules else "ordinary"
    return {"rule": said, "anchor": anchor, "under": row if row.pk != in_force.pk else None}


def _standing(found: Motion, charter: Charter, at: Any) -> dict[str, Any]:
    """What the motion still needs: names, notice, a poll."""
    needed = rules.names_needed(found, charter, at) if found.status == Status.PUT else 0
    return {
        "names": found.supports.count(),
        "needed": needed,
        "missing": max(0, needed - found.supports.count()),
        "is_live": found.status in LIVE,
        "perhaps": perhaps_said(found, charter) if found.status == Status.PUT else "",
    }


def _beside(found: Motion, reader: Member) -> dict[str, Any]:
    """Notice, dissent, what followed; questions and papers for whom the body's are."""
    reads = bool(rules.may_read_beside(reader, found))
    last = found.polls.filter(judges=None).order_by("-call").first()
    return {
        "reads_beside": reads,
        "questions": list(found.questions.select_related("by", "answered_by").order_by("at"))
        if reads
        else [],
        "papers": list(found.papers.filter(erased_at=None).select_related("by").order_by("at"))
        if reads
        else [],
        "served": list(found.served.order_by("at")),
        "dissents": list(last.dissents.select_related("member").order_by("at")) if last else [],
        "followers": with_titles(list(found.followers.all())),
        "lots": list(found.lots.all()),
        "call_ins": with_titles(list(found.call_ins.order_by("-put_at"))),
        "work_form": WorkForm(initial={"words": found.state_of_work, "done": bool(found.work_done_at)}),
        "review_form": ReviewForm(initial={"on": found.review_on}),
    }


def _taken_down(found: Motion, at: Any, by: Any) -> dict[str, Any]:
    """Who without a phone may second it aloud, where whoever looks may take that down. No query where it needs no second."""
    if found.status != Status.PUT or rules.gathers_names(found):
        return {"could_second": None}
    return {"could_second": sayers(by, found.body, at, beside=found.put_by_id, but=[found.put_by_id])}


def _may(found: Motion, at: Any, by: Any) -> dict[str, Any]:
    """Which buttons are in order, asked of the same rules that the actions enforce."""
    return {
        "may_second": rules.may_second(by, found, at),
        **_taken_down(found, at, by),
        "may_edit": rules.may_edit(by, found, at),
        "may_withdraw": rules.may_withdraw(by, found, at),
        "may_amend": rules.may_amend(by, found, at),
        "may_anew": rules.may_amend(by, found.amends, at) if found.amends else None,
        "may_take_in": rules.may_take_in(by, found, at) if found.amends_id else None,
        "may_open": rules.may_open_poll(by, found, at, as_it_stands=True),
        "may_ask": rules.may_ask(by, found, at),
        "may_answer_recall": rules.may_answer_recall(by, found, at)
        if found.recalls_id or rules.turned_against(found)
        else None,
        "heard": bool(rules.turned_against(found)),
        "may_retry": may_retry(by, found, at),
        "may_call_in": rules.may_call_in(by, found, at),
    }


@members_only
@require_POST
def second(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Second the motion, or take down that somebody without a phone does."""
    whose = taken_down_for(request)
    found = actions.second_motion(by=request.actor, motion=motion_in(request, pk), whose=whose)  # type: ignore[attr-defined]
    if whose is not None:
        said = _("%(name)s seconds it: that is taken down.") % {"name": whose.name}
        return done(request, said, "decisions:motion", pk)
    if found.status == Status.SECONDED:
        return done(request, _("You seconded the motion: it is before us."), "decisions:motion", pk)
    return done(request, _("You seconded the motion. It needs more seconders."), "decisions:motion", pk)


@members_only
@require_POST
def add_name(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Put one's name under a call for recall or a petition."""
    actions.add_name(by=request.actor, motion=motion_in(request, pk))  # type: ignore[attr-defined]
    return done(request, _("Your name is under it."), "decisions:motion", pk)


@members_only
@require_POST
def withdraw(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Withdraw one's own motion before it is seconded."""
    actions.withdraw_motion(by=request.actor, motion=motion_in(request, pk))  # type: ignore[attr-defined]
    return done(request, _("The motion is withdrawn."), "decisions:motion", pk)


@members_only
@require_POST
def take_in(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take an amendment in without a vote, as the mover of the motion."""
    changed = actions.take_in(by=request.actor, amendment=motion_in(request, pk))  # type: ignore[attr-defined]
    return done(
        request, _("The amendment is taken in: the motion has a new text."), "decisions:motion", changed.pk
    )


@members_only
@require_POST
def retry(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Have what was decided carried out again."""
    found = actions.retry_effects(by=request.actor, motion=motion_in(request, pk))  # type: ignore[attr-defined]
    if found.effects.exclude(state="done").exists():
        return done(
            request,
            _("It could not be carried out yet; the reason stands beside it."),
            "decisions:motion",
            pk,
        )
    return done(request, _("What was decided is carried out."), "decisions:motion", pk)
