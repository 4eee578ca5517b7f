"""What a charter would mean for the members there are, and what it would have done to past decisions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from unionhall.core.charters import (
    Charter,
    Independence,
    Method,
    Outcome,
    PastDecision,
    Rule,
    Terms,
    losses,
    replay,
    warnings,
)
from unionhall.core.charters.presets import CONSENSUS_TABLING, IWW_BRANCH
from unionhall.core.consensus import Positions
from unionhall.core.petitions import Petition
from unionhall.core.quorums import Quorum
from unionhall.core.recall import RecallRule
from unionhall.core.tallies import Tally
from unionhall.core.thresholds import TWO_THIRDS, Base, Threshold

bakery = Charter("Bakery")
strict = Rule(threshold=TWO_THIRDS)


# Warnings


def test_a_quorum_above_the_membership_is_said():
    assert str(warnings(IWW_BRANCH.charter, 4)[0]) == "Ordinary decisions: you are 4, this quorum is 5."
    assert warnings(IWW_BRANCH.charter, 12) == []


def test_a_quorum_of_everybody_is_said():
    everybody = replace(bakery, ordinary=Rule(quorum_present=Quorum(share=Fraction(1))))
    assert "one absence" in str(warnings(everybody, 6)[0])


def test_a_share_of_all_that_one_absence_bars_is_said():
    everybody = bakery.with_rule("strike", Rule(threshold=Threshold(Fraction(2, 3), Base.ELECTORATE)))
    assert [str(one) for one in warnings(everybody, 3)] == [
        "Strike: all 3 of you must be there and in favour: one absence bars it."
    ]
    assert warnings(everybody, 12) == []


def test_only_the_repair_of_a_quorum_does_without_one():
    for wrong in (
        {"ordinary": Rule(repair=True)},
        {"entrenched": {"strike": Rule(also=(Rule(repair=True),))}},
    ):
        with pytest.raises(ValueError, match="does without one"):
            replace(bakery, **wrong)
    assert not bakery.rule_for("spending").repair


def test_a_hole_is_said():
    holed = replace(bakery, rules={"strike": Rule(threshold=None)})
    assert "must interpret" in str(warnings(holed, 6)[0])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"recall": RecallRule(Petition(share=Fraction(1, 2)))}, "recall harder: of 10 members, 5"),
        ({"rules": {"recall": strict}}, "recall harder: more votes"),
        ({"rules": {"recall": Rule(threshold=Threshold(Fraction(1), Base.ELECTORATE, True))}}, "end recall"),
        ({"terms": Terms(longest_days=0, consecutive=2)}, "Mandates could last without an end"),
        ({"terms": Terms(longest_days=400, consecutive=2)}, "could last 400 days, not 365"),
        ({"terms": Terms(longest_days=365)}, "term after term: rotation would end"),
        ({"terms": Terms(longest_days=365, consecutive=5)}, "5 terms in a row, not 2"),
        ({"independence": Independence()}, "declaration of independence"),
        ({"independence": Independence(("No boss pays me.",), ())}, "weaken independence"),
        ({"rules": {}}, "end the secret ballot"),
        ({"entrenched": {}}, "no longer be entrenched: Recall"),
    ],
)
def test_what_a_change_would_end_is_said_in_plain_words(change, said):
    old = replace(
        bakery,
        terms=Terms(longest_days=365, consecutive=2),
        independence=Independence(("No boss pays me.",), ("supervisors",)),
        rules={"strike": Rule(method=Method.SECRET_PAPER)},
        entrenched={"recall": strict},
    )
    assert losses(old, old) == []
    assert any(said in str(one) for one in losses(old, replace(old, **change)))


@pytest.mark.parametrize("method", [Method.HANDS, Method.SECRET_PAPER])
def test_that_voting_by_phone_ends_is_said(method):
    phones = "Voting by phone ends: only those in the room decide ordinary matters."
    room = replace(bakery, ordinary=Rule(method=method))
    assert [str(one) for one in losses(bakery, room)] == [phones]
    assert phones in [str(one) for one in warnings(room, 12, bakery)]
    assert losses(room, room) == []
    assert phones not in [str(one) for one in losses(room, bakery)]


def test_of_one_matter_that_moves_into_the_room_only_that_is_said():
    strike = bakery.with_rule("strike", Rule(method=Method.HANDS))
    said = ["Strike: voting by phone ends, only those in the room decide."]
    assert [str(one) for one in losses(bakery, strike)] == said


def test_consensus_by_phone_ends_no_voting_by_phone():
    assert not any("phone" in str(one) for one in losses(bakery, CONSENSUS_TABLING.charter))


# What it would have done


def test_the_last_twenty_are_recomputed_from_what_was_stored():
    past = [
        PastDecision(str(n), "ordinary", Outcome.CARRIED, Tally(yes=10 + n, no=10), electorate=60, present=40)
        for n in range(1, 26)
    ]
    told = replay(bakery.with_rule("ordinary", strict), past)
    assert [one.past.key for one in told] == [str(n) for n in range(6, 26)]
    assert [one.past.key for one in told if one.differs] == ["6", "7", "8", "9"]


@pytest.mark.parametrize(
    ("charter", "decision", "why"),
    [
        (bakery, PastDecision("1", "ordinary", Outcome.LOST), "the count was not stored"),
        (bakery, PastDecision("1", "ordinary", Outcome.LOST, Tally(yes=1)), "who might vote was not stored"),
        (
            CONSENSUS_TABLING.charter,
            PastDecision("1", "ordinary", Outcome.LOST, Tally(yes=1), electorate=4),
            "votes were counted, and not positions",
        ),
        (
            bakery,
            PastDecision("1", "ordinary", Outcome.CARRIED, Positions(agree=4), electorate=4),
            "positions were counted, and not votes",
        ),
        (
            bakery.with_rule("ordinary", Rule(threshold=Threshold(Fraction(1, 2), Base.PRESENT))),
            PastDecision("1", "ordinary", Outcome.CARRIED, Tally(yes=4), electorate=4),
            "the number present was not stored",
        ),
        (
            replace(bakery, rules={"strike": Rule(threshold=None)}),
            PastDecision("1", "strike", Outcome.CARRIED, Tally(yes=4), electorate=4, present=4),
            "the new text does not say",
        ),
    ],
)
def test_what_was_not_stored_cannot_be_known(charter, decision, why):
    (told,) = replay(charter, [decision])
    assert told.verdict is None
    assert "cannot be known" in str(told.sentence)
    assert why in str(told.sentence)


def test_what_the_ordinary_sentence_loses_is_said_once_and_not_for_every_matter_that_falls_to_it():
    old = Charter("Branch", ordinary=Rule(no_vote=("paid_officials",)))

    said = [str(one) for one in losses(old, Charter("Branch"))]

    assert said == [
        "Ordinary decisions: this change would weaken independence: people without a vote would have one."
    ]
