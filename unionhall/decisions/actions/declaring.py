"""
Closing a poll and declaring its result: the lines of the register are closed, then the ballots counted and sealed, the
count judged, and what was decided carried out, in one transaction.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.charters import Rule, Verdict
from unionhall.core.log import canonical, merkle
from unionhall.core.rulings import OutOfOrder
from unionhall.core.words import Sentence
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import (
    IN_THE_ROOM,
    Ballot,
    EffectState,
    Motion,
    Outcome,
    Poll,
    RollState,
    Status,
    TellerFigure,
)
from unionhall.decisions.rules.choosing import Chosen, chosen_by, question_of, stack_typed
from unionhall.decisions.rules.counting import (
    blocks_of,
    figures_count,
    judged,
    present_of,
    sentence_data,
    verdict_of,
    was_tabled,
)
from unionhall.decisions.rules.motions import may_step
from unionhall.decisions.rules.polls import is_due
from unionhall.decisions.rules.tellers import stands_alone
from unionhall.kit.actor import Actor
from unionhall.mandates.actions import resume_mandate
from unionhall.record.book import action, entry_of, write
from unionhall.record.models import Entry

from .carrying_out import run_effects
from .chains import ending_of, follow_chain
from .elections import fill_office
from .falling import let_fall
from .polls import open_judging, open_poll
from .sittings import COUNTED_AT, NO_COUNT, UNREADABLE, count_sitting, counted_through

AFTER: dict[str, Status] = {
    Outcome.CARRIED: Status.CARRIED,
    Outcome.LOST: Status.LOST,
    Outcome.TABLED: Status.TABLED,
    Outcome.NOT_QUORATE: Status.NOT_QUORATE,
    Outcome.TIED: Status.SECONDED,
    Outcome.STOPPED: Status.SECONDED,
}
"""Where a motion stands after each outcome of its poll."""


class Miscounted(AssertionError):
    """The register and the ballots do not agree. Always our mistake; nothing is declared."""


@action
def close_poll(*, by: Actor, poll: Poll, at: datetime) -> Poll:
    """
    Close a poll and declare its result: when its time is up, or before, once all have voted or the tellers agree.

    Raises a `Refusal` with the reason where it may not be closed yet.
    """
    poll = _locked(poll)
    rules.may_close_poll(by, poll, at).enforce()

    return _declare(by, poll, at)


@action
def note_too_few(*, by: Actor, motion: Motion, at: datetime) -> Poll:
    """
    Note that too few have come to the meeting for a vote on the motion: a call that came to no quorum, with nobody's vote in it.

    Raises a `Refusal` where nobody keeps count of who is there, or enough are.
    """
    rules.may_note_too_few(by, motion, at).enforce()
    rule = rules.rule_of(motion, bodies.charter(motion.hall_id, at))
    method = rules.in_the_room(motion, rule)[0]
    poll = open_poll(by=by, motion=motion, method=str(method), as_it_stands=True, too_few=True)
    here = rules.gathered(poll.body, at)
    assert here is not None
    poll.rolls.update(state=RollState.CLOSED)
    return _declare_result(by, _locked(poll), at, too_few=here.many)


@action
def declare_due(*, by: Actor, poll: Poll, at: datetime) -> Poll:
    """Declare a poll whose time is up, for the clock. Raises `OutOfOrder` where it is not, or was declared meanwhile."""
    poll = _locked(poll)
    if not is_due(poll, at):
        raise OutOfOrder(_("This poll is not due."))
    rules.may_close_poll(by, poll, at).enforce()

    return _declare(by, poll, at)


def _locked(poll: Poll) -> Poll:
    """The poll's row, locked without its key: a ballot on its way refers to the key, and we wait for that ballot."""
    found = Poll.objects.select_for_update(of=("self",), no_key=True).select_related(
        "motion__body", "motion__hall", "body", "charter"
    )
    return found.get(pk=poll.pk)


def _declare(by: Actor, poll: Poll, at: datetime) -> Poll:
    """What closing leads to: the judging of blocks first where the charter has one, else the declaration."""
    if (figure := rules.ends_a_sitting(by, poll, at)) is not None:
        return count_sitting(by, poll, figure, at)
    # First of all: no ballot that saw "open" may commit after the count.
    poll.rolls.update(state=RollState.CLOSED)
    if poll.by_name and poll.closed_at is None:
        # An answer that was typed in may have been taken back since it was asked whether all have voted: now none can be.
        rules.may_close_poll(by, poll, at).enforce()
    if poll.judges is not None:
        return _declare_judging(by, poll, at)
    if _blocks_must_be_judged(poll):
        return _collect_positions(by, poll, at)
    return _declare_result(by, poll, at)


def _blocks_must_be_judged(poll: Poll) -> bool:
    """Whether there are blocks that would table the motion and that the others may set aside (R49)."""
    style = rules.rule_from(poll).consensus
    if style is None or style.override is None or poll.method in IN_THE_ROOM or hasattr(poll, "judged_by"):
        return False
    blocks = len(blocks_of(poll))
    return blocks >= style.blocks_to_table and poll.rolls.filter(voted=True).count() > blocks


def _collect_positions(by: Actor, poll: Poll, at: datetime) -> Poll:
    poll.closed_at = at
    poll.root = seal(poll)
    poll.save(update_fields=["closed_at", "root"])
    open_judging(by=by, poll=poll)

    write(
        "positions.collected",
        by=by,
        at=at,
        about=poll,
        body=poll.body_id,
        block=len(blocks_of(poll)),
        root=poll.root,
    )
    motion_changed(poll.motion)
    return poll


def _declare_judging(by: Actor, poll: Poll, at: datetime) -> Poll:
    _insist_on_ballots(poll)
    poll.declared_at, poll.outcome, poll.root = at, Outcome.CARRIED, seal(poll)
    found = list(judged(poll))
    poll.tally = {"not_relevant": found}
    poll.save(update_fields=["declared_at", "outcome", "root", "tally"])
    parent = Poll.objects.get(pk=poll.judges_id)
    close_poll_of_positions(by=by, poll=parent)

    write("blocks.judged", by=by, at=at, about=poll, body=poll.body_id, not_relevant=found, root=poll.root)
    return poll


@action
def close_poll_of_positions(*, by: Actor, poll: Poll, at: datetime) -> Poll:
    """Declare a poll of positions once its blocks have been judged; called by the declaration of that judging."""
    poll = _locked(poll)
    if poll.declared_at is not None or poll.closed_at is None:
        raise OutOfOrder(_("This poll is not due."))
    return _declare_result(by, poll, at)


def _declare_result(by: Actor, poll: Poll, at: datetime, *, too_few: int | None = None) -> Poll:
    """Declare what was counted; or that `too_few` were there for a vote."""
    rule = rules.rule_from(poll)
    if too_few is None:
        figure, count, present = _counted(by, poll, rule, at)
    else:
        figure, count, present = None, figures_count(poll.method, {}), too_few
    verdict = _judge(poll, count, present)
    outcome = Outcome(verdict.outcome.value) if verdict is not None else Outcome.STOPPED
    motion = (
        Motion.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body", "hall")
        .get(pk=poll.motion_id)
    )

    poll.declared_at, poll.outcome, poll.present = at, outcome, present
    poll.tally = count.to_data() if count is not None else None
    poll.reasons = [sentence_data(one) for one in _reasons(poll, verdict, at)]
    if verdict is not None:
        poll.line, poll.needed, poll.there = verdict.threshold_line, verdict.needed, verdict.there
    poll.root = poll.root or (seal(poll) if poll.method not in IN_THE_ROOM else "")
    may_step(motion, AFTER[outcome]).enforce()
    motion.status = AFTER[outcome]
    if outcome in (Outcome.CARRIED, Outcome.LOST):
        motion.decided_at, motion.decided_under_id = at, poll.charter_id
    ending, ending_words = ending_of(motion, outcome)

    entry = write(
        "poll.declared",
        by=by,
        at=at,
        about=poll,
        body=poll.body_id,
        warrant=warrant_of(poll) if by.clock else None,
        outcome=str(outcome.value),
        call=poll.call,
        tally=count.sealed() if isinstance(count, Chosen) else poll.tally or {},
        electorate=poll.electorate,
        present=present,
        line=poll.line,
        needed=poll.needed,
        root=poll.root,
        ballots=poll.ballots.count(),
        tellers=_tellers_of(poll, figure),
        aloud=bool(figure and figure.aloud),
        ending=ending,
        weaker=bool(verdict and verdict.weaker),
    )
    poll.declaration = entry
    poll.save()
    poll.motion = motion
    _settle_motion(by, motion, entry, outcome, ending_words, at)
    if outcome == Outcome.CARRIED:
        fill_office(by, motion, poll, entry, at)
    return poll


def _reasons(poll: Poll, verdict: Verdict | None, at: datetime) -> list[Sentence]:
    """Why it came to this; of a vote through several sittings also that not all of them counted, or that one cannot be read."""
    said = list(verdict.reasons) if verdict is not None else [NO_COUNT]
    if poll.through is None:
        return said
    if verdict is None and rules.counted_at(poll):
        return [UNREADABLE]
    every = rules.told_sittings(poll, at)
    counted = [one for one in every if one.counted is not None]
    if counted and len(counted) < len(every):
        said.append(Sentence(COUNTED_AT, counted=len(counted), sittings=len(every)))
    return said


def _settle_motion(
    by: Actor, motion: Motion, entry: Entry, outcome: Outcome, ending: str, at: datetime
) -> None:
    """What the declaration does to the motion: its decision, its effects, what follows from it by a chain."""
    if outcome in (Outcome.CARRIED, Outcome.LOST):
        motion.decision = entry
        motion.ending = ending[:200]
    motion.save()
    if motion.decided_at is not None:
        # It is decided as it stood: amendments that were not voted on have nothing left to change.
        let_fall(by, motion, entry)
    if outcome == Outcome.CARRIED and (motion.takes_effect_at is None or motion.takes_effect_at <= at):
        run_effects(by, motion, at)
    if outcome == Outcome.LOST:
        motion.effects.update(state=EffectState.VOID)
        _let_go_on(motion)
        _wake_mandate(by, motion, entry, at)
    follow_chain(by, motion, outcome)
    motion_changed(motion)


def _let_go_on(motion: Motion) -> None:
    """The assembly did not overturn: what the called-in decision had still to do may be done again."""
    if motion.calls_in is not None:
        motion.calls_in.effects.filter(state=EffectState.STOPPED).update(state=EffectState.PENDING)


def _wake_mandate(by: Actor, motion: Motion, entry: Entry, at: datetime) -> None:
    """The recall was lost: a mandate that rested meanwhile is used again."""
    mandate = motion.recalls
    if (
        mandate is not None
        and mandate.ended_at is None
        and mandate.rests_until is not None
        and mandate.rests_until > at
    ):
        resume_mandate(by=by, mandate=mandate, warrant=entry)


def _counted(by: Actor, poll: Poll, rule: Rule, at: datetime) -> tuple[TellerFigure | None, Any, int | None]:
    """The figure declared upon if tellers counted, the count (None where there is none), and who counts as present."""
    if poll.through is not None:
        count, present = counted_through(by, poll, at)
        return None, count, present
    if poll.method in IN_THE_ROOM:
        figure = rules.agreed_figure(poll)
        if figure is None or stands_alone(by, poll, figure, at):
            return None, None, None
        figure.settled = True
        figure.save(update_fields=["settled"])
        return figure, _count_typed(poll, figure), figure.present - figure.not_counted
    _insist_on_ballots(poll)
    return None, rules.count_of(poll), present_of(poll, rule, at)


def _count_typed(poll: Poll, figure: TellerFigure) -> Any:
    """What the tellers' figure comes to; of a choice between options, the papers it stands for."""
    question = question_of(poll.motion)
    if question is None:
        return figures_count(poll.method, figure.figures)
    stack = stack_typed(figure)
    if stack is None:
        raise Miscounted(f"poll {poll.pk}: the papers of its figure are not there")
    return chosen_by(poll, question, stack)


def _insist_on_ballots(poll: Poll) -> None:
    """`ballots == voted`, always."""
    ballots = Ballot.objects.filter(poll=poll).count()
    voted = poll.rolls.filter(voted=True).count()
    if ballots != voted:
        raise Miscounted(f"poll {poll.pk}: {ballots} ballots and {voted} lines that voted")


def _judge(poll: Poll, count: Any, present: int | None) -> Verdict | None:
    """The verdict, or None where there is no count. `failed`: earlier calls in a row without a quorum."""
    if count is None:
        return None
    failed = rules.calls_failed(poll.motion)
    return verdict_of(poll, count, present, failed, was_tabled(poll.motion, poll.call))


def seal(poll: Poll) -> str:
    """
    The Merkle root in hex (RFC 9162) over all ballots of the poll, by their random ids: an order that says nothing about
    time. Each leaf is canonical JSON of `{ballot, choice, poll, weight}`.
    """
    rows = poll.ballots.order_by("pk").values_list("pk", "choice", "words", "roll__weight")
    return merkle.root(
        [merkle.leaf_hash(leaf_of(poll, *row)) for row in sorted(rows, key=lambda row: str(row[0]))]
    ).hex()


def leaf_of(poll: Poll, ballot: Any, choice: str, words: str, weight: int) -> bytes:
    """A ballot as it is sealed; the reason given with a position by its digest, so that it can be erased."""
    return canonical.dumps(
        {
            "ballot": str(ballot),
            "choice": choice,
            "poll": str(poll.pk),
            "weight": weight,
            "words": hashlib.sha256(f"{ballot}{words}".encode()).hexdigest() if words else "",
        }
    )


def warrant_of(poll: Poll) -> Entry | None:
    """The entry that set the poll's deadline: its opening, on whose word the clock declares."""
    return entry_of(poll, "poll.opened")


def _tellers_of(poll: Poll, figure: TellerFigure | None) -> list[str]:
    """The record ids of those who counted."""
    if poll.through is not None:
        rounds = poll.figures.filter(settled=True).values("round")
        told = poll.figures.filter(round__in=rounds).order_by("at").values_list("teller_id", flat=True)
        return [str(one) for one in dict.fromkeys(told) if one]
    if figure is None:
        return []
    if figure.aloud:
        return [str(figure.teller_id)] if figure.teller_id else []
    pair = poll.figures.filter(round=figure.round).order_by("at").values_list("teller_id", flat=True)
    return [str(one) for one in pair if one]
