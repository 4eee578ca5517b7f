"""Judging a count by a rule: carried, lost, not quorate, tabled or tied, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from unionhall.core.charters.errors import NeedsInterpretation
from unionhall.core.charters.rules import FAILED_BEFORE_REPAIR, Method, Rule, Tie
from unionhall.core.consensus import Found, Positions
from unionhall.core.quorums import Quorum
from unionhall.core.rulings import OutOfOrder
from unionhall.core.tallies import Tally, adds_up
from unionhall.core.thresholds import Base
from unionhall.core.words import Sentence, _, counted


class Outcome(StrEnum):
    """What a poll comes to."""

    CARRIED = "carried"
    LOST = "lost"
    NOT_QUORATE = "not_quorate"
    TABLED = "tabled"
    TIED = "tied"


@dataclass(frozen=True)
class Verdict:
    """
    What a count comes to under a rule.

    `reasons`: why, as sentences. `threshold_line`: votes in favour that were needed (0 where it never came to
    that). `needed`: people who had to take part, and `there`: who did. `weaker`: passed after having been
    tabled, recorded as weaker than consensus.
    """

    outcome: Outcome
    reasons: tuple[Sentence, ...]
    threshold_line: int = 0
    needed: int = 0
    there: int = 0
    weaker: bool = False

    @property
    def is_carried(self) -> bool:
        """Whether the motion is carried."""
        return self.outcome is Outcome.CARRIED


@dataclass(frozen=True)
class Call:
    """
    One call to a meeting or poll after `failed` without a quorum.

    `present`, `participation`: people needed, 0 where none. `notice_days`: days of notice it needs on top of
    nothing. `only_repair`: whoever comes may repair the quorum, and nothing else below `present`.
    """

    failed: int
    present: int
    participation: int
    notice_days: int
    only_repair: bool
    sentence: Sentence


def quorum_way_out(rule: Rule, failed: int, electorate: int) -> Call:
    """
    What the next call needs, after `failed` calls in a row (0 or more) came to no quorum, of `electorate`
    people.

    First the rule's own quorum; then the second call's lower number; after three failed calls whoever comes
    may repair the quorum (the matter `quorum_repair`), so that no quorum can lock a body for ever.

    >>> from unionhall.core.charters.rules import Rule
    >>> five = Rule(quorum_present=Quorum(number=5))
    >>> [quorum_way_out(five, failed, 20).present for failed in (0, 1, 2, 3)]
    [5, 3, 3, 3]
    >>> str(quorum_way_out(five, 3, 20).sentence)
    'Three calls came to no quorum: whoever comes may repair the quorum, and nothing else unless 3 take part.'
    """
    first_present, first_part = rule.quorum_present, rule.quorum_participation
    if failed == 0:
        present, part = _needs(first_present, electorate), _needs(first_part, electorate)
        sentence = counted(present, _("One member must take part."), _("{count} members must take part."))
        return Call(0, present, part, rule.notice_days, False, sentence)
    present = rule.second_call.needs(first_present, electorate) if first_present else 0
    part = rule.second_call.needs(first_part, electorate) if first_part else 0
    days = rule.second_call.notice_days
    if failed < FAILED_BEFORE_REPAIR:
        sentence = Sentence(_("This is a second call: {present} must take part."), present=max(present, part))
        return Call(failed, present, part, days, False, sentence)
    if rule.repair:
        present = part = 0
    sentence = Sentence(
        _(
            "Three calls came to no quorum: whoever comes may repair the quorum, and nothing else unless {present} take part."
        ),
        present=max(present, part),
    )
    return Call(failed, present, part, days, True, sentence)


def _needs(quorum: Quorum | None, electorate: int) -> int:
    return quorum.needs(electorate) if quorum else 0


def judge(
    rule: Rule,
    count: Tally | Positions,
    *,
    electorate: int,
    present: int | None = None,
    calls_failed: int = 0,
    tabled_before: bool = False,
) -> Verdict:
    """
    What `count` comes to under `rule`.

    `electorate`: votes on the register. `present`: who was there and counts for the quorum
    (`Rule.counted_present`); None where no meeting was held: those who took part. `calls_failed`: calls in a
    row that came to no quorum. `tabled_before`: the proposal was tabled by an earlier meeting.

    A share of all who may vote is a quorum in disguise: where fewer took part than would have to be in
    favour, the outcome is not quorate, so that the way out of a quorum is open.

    Raises `OutOfOrder` where there are more votes than voters, or the count is not of the rule's kind, and
    `NeedsInterpretation` where the rule has a hole.

    >>> from unionhall.core.charters.rules import Rule
    >>> judge(Rule(), Tally(yes=3, no=1), electorate=4).outcome.value
    'carried'
    >>> [str(one) for one in judge(Rule(), Tally(yes=1), electorate=4).reasons]
    ['1 took part, and 2 were needed.']
    """
    adds_up(count.took_part, electorate).enforce()
    if rule.has_hole:
        raise NeedsInterpretation("threshold")
    if isinstance(count, Positions) != (rule.method is Method.CONSENSUS):
        raise OutOfOrder(Sentence(_("This count is not of the kind the rule asks for.")))
    call = quorum_way_out(rule, calls_failed, electorate)
    there = count.took_part if present is None else present
    missing = _missing(call, there, count.took_part)
    if missing:
        return Verdict(
            Outcome.NOT_QUORATE, (missing,), needed=max(call.present, call.participation), there=there
        )
    if isinstance(count, Positions):
        verdict = _judge_positions(rule, count, electorate, present, tabled_before, call)
    else:
        verdict = _judge_votes(rule, count, electorate, present, call)
    for more in rule.also if verdict.is_carried else ():
        votes = more.method is not Method.CONSENSUS and isinstance(count, Positions)
        further = judge(
            more,
            count.as_tally() if votes and isinstance(count, Positions) else count,
            electorate=electorate,
            present=present,
            calls_failed=calls_failed,
            tabled_before=tabled_before,
        )
        if not further.is_carried:
            return further
    return verdict


def judge_choice(
    rule: Rule,
    chosen: tuple[str, ...],
    *,
    took_part: int,
    electorate: int,
    present: int | None = None,
    calls_failed: int = 0,
) -> Verdict:
    """
    What a choice between options comes to under `rule`: `chosen` are the options its count chose, none where no ballot was
    valid. The quorums hold as for every vote; the threshold does not, for nothing here is for or against.

    `took_part`: ballots handed in. The others, and what is raised, as for `judge`.

    >>> from unionhall.core.charters.rules import Rule
    >>> judge_choice(Rule(), ("Mill",), took_part=3, electorate=4).outcome.value
    'carried'
    >>> judge_choice(Rule(), ("Mill",), took_part=1, electorate=4).outcome.value
    'not_quorate'
    >>> [str(one) for one in judge_choice(Rule(), (), took_part=3, electorate=4).reasons]
    ['Nobody chose anything: no ballot is valid.']
    """
    adds_up(took_part, electorate).enforce()
    call = quorum_way_out(rule, calls_failed, electorate)
    there = took_part if present is None else present
    needed = max(call.present, call.participation)
    missing = _missing(call, there, took_part)
    if missing:
        return Verdict(Outcome.NOT_QUORATE, (missing,), needed=needed, there=there)
    if not chosen:
        reason = Sentence(_("Nobody chose anything: no ballot is valid."))
        return Verdict(Outcome.LOST, (reason,), needed=needed, there=there)
    reason = Sentence(_("Chosen: {names}."), names=chosen)
    return Verdict(Outcome.CARRIED, (reason,), needed=needed, there=there)


def _missing(call: Call, there: int, took_part: int) -> Sentence | None:
    if there < call.present:
        return Sentence(_("{there} took part, and {needed} were needed."), there=there, needed=call.present)
    if took_part < call.participation:
        return Sentence(
            _("{ballots} ballots were handed in, and {needed} were needed."),
            ballots=took_part,
            needed=call.participation,
        )
    return None


def _judge_votes(rule: Rule, tally: Tally, electorate: int, present: int | None, call: Call) -> Verdict:
    assert rule.threshold is not None
    line = rule.threshold.line(tally, present=present, electorate=electorate)
    needed, there = max(call.present, call.participation), tally.took_part if present is None else present
    if rule.threshold.base is Base.ELECTORATE and max(there, tally.took_part) < line:
        reason = Sentence(
            _("{there} took part, and {line} votes in favour were needed: too few came to carry anything."),
            there=max(there, tally.took_part),
            line=line,
        )
        return Verdict(Outcome.NOT_QUORATE, (reason,), line, line, there)
    if tally.yes >= line:
        reason = Sentence(_("{yes} in favour, and {line} were needed."), yes=tally.yes, line=line)
        return Verdict(Outcome.CARRIED, (reason,), line, needed, there)
    if tally.is_tied and rule.tie is Tie.AGAIN:
        return Verdict(Outcome.TIED, (Sentence(_("It is a tie: we vote again.")),), line, needed, there)
    if tally.yes == 0:
        reason = Sentence(_("Nobody was in favour."))
    elif tally.is_tied:
        reason = Sentence(
            _("It is a tie, and a tie is lost: {yes} in favour, {line} needed."), yes=tally.yes, line=line
        )
    else:
        reason = Sentence(_("{yes} in favour, and {line} were needed."), yes=tally.yes, line=line)
    return Verdict(Outcome.LOST, (reason,), line, needed, there)


def _judge_positions(
    rule: Rule, positions: Positions, electorate: int, present: int | None, tabled_before: bool, call: Call
) -> Verdict:
    style = rule.consensus
    assert style is not None
    found, reason = style.find(positions, electorate=electorate, present=present, tabled_before=tabled_before)
    outcome = {
        Found.CONSENSUS: Outcome.CARRIED,
        Found.WEAKER: Outcome.CARRIED,
        Found.TABLED: Outcome.TABLED,
        Found.LOST: Outcome.LOST,
    }[found]
    threshold = style.once_tabled if tabled_before and style.once_tabled else style.support
    line = threshold.line(
        positions.as_tally(), present=present, electorate=electorate, blocks=positions.block
    )
    needed = max(call.present, call.participation)
    there = positions.took_part if present is None else present
    return Verdict(outcome, (reason,), line, needed, there, weaker=found is Found.WEAKER)
