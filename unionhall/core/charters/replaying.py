"""What a charter would have done to decisions already taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unionhall.core.charters.charter import Charter
from unionhall.core.charters.errors import NeedsInterpretation
from unionhall.core.charters.judging import Outcome, Verdict, judge
from unionhall.core.charters.rules import Method, Rule
from unionhall.core.consensus import Positions
from unionhall.core.rulings import Refusal
from unionhall.core.tallies import Tally
from unionhall.core.thresholds import Base
from unionhall.core.words import Sentence, _

LAST = 20
"""How many of the body's own decisions a change is shown against."""


@dataclass(frozen=True)
class PastDecision:
    """
    A decision as it was stored. `key`: whatever the caller knows it by. `count`: the tally or the positions,
    None where it was not stored; `electorate`, `present` likewise. `outcome`: what it came to.
    """

    key: str
    matter: str
    outcome: Outcome
    count: Tally | Positions | None = None
    electorate: int | None = None
    present: int | None = None
    calls_failed: int = 0
    tabled_before: bool = False


@dataclass(frozen=True)
class Replayed:
    """
    A past decision under another charter. `verdict` None: it cannot be known. `differs`: it would have come
    out otherwise. `sentence`: what would have been, in words.
    """

    past: PastDecision
    verdict: Verdict | None
    differs: bool
    sentence: Sentence


_OUTCOMES = {
    Outcome.CARRIED: Sentence(_("carried")),
    Outcome.LOST: Sentence(_("lost")),
    Outcome.NOT_QUORATE: Sentence(_("not quorate")),
    Outcome.TABLED: Sentence(_("tabled")),
    Outcome.TIED: Sentence(_("tied")),
}


def outcome_in_words(outcome: Outcome) -> Sentence:
    """
    An outcome in a word.

    >>> str(outcome_in_words(Outcome.NOT_QUORATE))
    'not quorate'
    """
    return _OUTCOMES[outcome]


def replay(charter: Charter, past: Iterable[PastDecision]) -> list[Replayed]:
    """
    The last 20 of `past` (oldest first) under `charter`, each recomputed from what was stored.

    >>> from fractions import Fraction
    >>> from unionhall.core.thresholds import Threshold
    >>> stricter = Charter("Bakery", ordinary=Rule(threshold=Threshold(Fraction(2, 3), at_least=True)))
    >>> kept = PastDecision("14", "ordinary", Outcome.CARRIED, Tally(yes=5, no=4), electorate=10, present=9)
    >>> lost = PastDecision("15", "ordinary", Outcome.CARRIED)
    >>> for one in replay(stricter, [kept, lost]): print(one.sentence)
    It was carried and would have been lost.
    It was carried; what it would have been cannot be known, because the count was not stored.
    """
    return [_one(charter, decision) for decision in list(past)[-LAST:]]


def _one(charter: Charter, past: PastDecision) -> Replayed:
    was = outcome_in_words(past.outcome)
    try:
        rule = charter.rule_for(past.matter)
    except NeedsInterpretation:
        return _unknown(past, Sentence(_("the new text does not say")))
    missing = _missing(rule, past)
    if missing is not None:
        return _unknown(past, missing)
    assert past.count is not None and past.electorate is not None
    try:
        verdict = judge(
            rule,
            past.count,
            electorate=past.electorate,
            present=past.present,
            calls_failed=past.calls_failed,
            tabled_before=past.tabled_before,
        )
    except Refusal as refusal:
        unknown = _("It was {was}; what it would have been cannot be known. {reason}")
        return Replayed(past, None, False, Sentence(unknown, was=was, reason=refusal.sentence))
    if verdict.outcome is past.outcome:
        return Replayed(
            past, verdict, False, Sentence(_("It was {was} and would have been the same."), was=was)
        )
    becomes = outcome_in_words(verdict.outcome)
    return Replayed(
        past,
        verdict,
        True,
        Sentence(_("It was {was} and would have been {becomes}."), was=was, becomes=becomes),
    )


def _unknown(past: PastDecision, why: Sentence) -> Replayed:
    sentence = Sentence(
        _("It was {was}; what it would have been cannot be known, because {why}."),
        was=outcome_in_words(past.outcome),
        why=why,
    )
    return Replayed(past, None, False, sentence)


def _missing(rule: Rule, past: PastDecision) -> Sentence | None:
    if past.count is None:
        return Sentence(_("the count was not stored"))
    if past.electorate is None:
        return Sentence(_("the number who might vote was not stored"))
    if isinstance(past.count, Positions) != (rule.method is Method.CONSENSUS):
        return (
            Sentence(_("votes were counted, and not positions"))
            if rule.method is Method.CONSENSUS
            else Sentence(_("positions were counted, and not votes"))
        )
    threshold = rule.consensus.support if rule.consensus else rule.threshold
    if past.present is None and threshold is not None and threshold.base in (Base.PRESENT, Base.NON_BLOCKING):
        return Sentence(_("the number present was not stored"))
    return None
