"""What a charter would mean for the members there are, and what it would have done to past decisions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from unionhall.core.charters import (
    Charter,
    Emergency,
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
from unionhall.core.consensus import ConsensusStyle, Positions
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


def told(charter, members, old=None):
    """The warnings about a charter, as they are read."""
    return [str(one) for one in warnings(charter, members, old)]


@pytest.mark.parametrize(("members", "barred"), [(1, False), (2, True), (3, True), (4, False)])
def test_where_one_absence_bars_a_share_of_all_depends_on_how_many_we_are(members, barred):
    charter = bakery.with_rule(
        "strike", Rule(threshold=Threshold(Fraction(2, 3), Base.ELECTORATE, at_least=False))
    )
    assert (told(charter, members) != []) is barred


@pytest.mark.parametrize(("members", "barred"), [(1, False), (2, True), (3, False), (4, False), (6, False)])
def test_at_least_a_share_of_all_is_rounded_up_and_no_further(members, barred):
    charter = bakery.with_rule(
        "strike", Rule(threshold=Threshold(Fraction(2, 3), Base.ELECTORATE, at_least=True))
    )
    assert (told(charter, members) != []) is barred


def test_a_share_of_those_who_come_is_barred_by_no_absence():
    assert told(bakery.with_rule("strike", Rule(threshold=Threshold(Fraction(99, 100)))), 3) == []


@pytest.mark.parametrize(("members", "warned"), [(1, False), (2, True), (3, True)])
def test_alone_nobody_is_absent(members, warned):
    everybody = replace(bakery, ordinary=Rule(quorum_present=Quorum(share=Fraction(1))))
    assert (told(everybody, members) != []) is warned


def test_the_quorum_of_the_ordinary_sentence_is_warned_of_once_and_one_of_its_own_again():
    five = Rule(quorum_present=Quorum(number=5))
    ordinary = "Ordinary decisions: you are 4, this quorum is 5."
    charter = Charter("Branch", ordinary=five, rules={"strike": replace(five, threshold=TWO_THIRDS)})
    assert told(charter, 4) == [ordinary]
    charter = charter.with_rule("strike", Rule(quorum_present=Quorum(number=7)))
    assert told(charter, 4) == [ordinary, "Strike: you are 4, this quorum is 7."]


def test_both_quorums_of_one_rule_are_warned_of():
    rule = Rule(quorum_present=Quorum(number=5), quorum_participation=Quorum(number=6))
    assert told(replace(bakery, ordinary=rule), 4) == [
        "Ordinary decisions: you are 4, this quorum is 5.",
        "Ordinary decisions: you are 4, this quorum is 6.",
    ]


def test_what_entrenches_a_part_is_warned_of_by_the_name_of_that_part():
    seven = Rule(quorum_present=Quorum(number=7))
    charter = replace(bakery, entrenched={"recall": seven, "article-keys": seven})
    assert told(charter, 4) == [
        "Recall: you are 4, this quorum is 7.",
        "An entrenched part: you are 4, this quorum is 7.",
    ]


def test_votes_in_favour_that_we_are_too_few_for_are_said_of_votes_and_positions_alike():
    five = Threshold(Fraction(1, 2), minimum_yes=5)
    said = "Strike: you are 4, and 5 votes in favour are needed: nothing can be carried."
    for rule in (Rule(threshold=five), Rule(method=Method.CONSENSUS, consensus=ConsensusStyle(five))):
        assert told(bakery.with_rule("strike", rule), 4) == [said]
        assert told(bakery.with_rule("strike", rule), 5) == []


def test_an_emergency_that_can_never_be_carried_is_said():
    charter = replace(bakery, emergency=Emergency(hours=24, minimum_yes=5))
    said = "You are 4, and an emergency motion needs 5 votes in favour: none can be carried."
    assert told(charter, 4) == [said]
    assert told(charter, 5) == []


def test_what_cannot_be_met_is_said_before_what_would_be_lost():
    old = replace(bakery, terms=Terms(longest_days=365))
    new = replace(old, terms=Terms(longest_days=0), ordinary=Rule(quorum_present=Quorum(number=5)))
    assert told(new, 4, old) == [
        "Ordinary decisions: you are 4, this quorum is 5.",
        "No longest term: a mandate could last as long as each decision says, and nobody would have to make way.",
    ]


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
        ({"terms": Terms(longest_days=0, consecutive=2)}, "No longest term: a mandate could last"),
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


@pytest.mark.parametrize(
    ("was", "becomes", "harder"),
    [
        (Rule(), Rule(), False),
        (Rule(), strict, True),
        (strict, Rule(), False),
        (Rule(), Rule(threshold=Threshold(Fraction(1, 2), Base.PRESENT)), True),
        (Rule(), Rule(threshold=Threshold(Fraction(1, 2), minimum_yes=3)), True),
        (Rule(threshold=Threshold(Fraction(1, 2), Base.PRESENT)), Rule(), False),
        (strict, Rule(threshold=Threshold(Fraction(1, 2), Base.ELECTORATE)), False),
        (Rule(), Rule(method=Method.CONSENSUS, consensus=ConsensusStyle(TWO_THIRDS)), True),
        (Rule(method=Method.CONSENSUS, consensus=ConsensusStyle(TWO_THIRDS)), strict, False),
        (Rule(threshold=None), Rule(), False),
    ],
)
def test_a_recall_is_harder_where_more_votes_or_votes_of_more_people_are_needed(was, becomes, harder):
    old, new = bakery.with_rule("recall", was), bakery.with_rule("recall", becomes)
    said = "This change would make recall harder: more votes would be needed."
    assert (said in [str(one) for one in losses(old, new)]) is harder


def test_a_recall_that_falls_to_the_ordinary_sentence_gets_harder_with_it():
    said = [str(one) for one in losses(bakery, replace(bakery, ordinary=strict))]
    assert said == ["This change would make recall harder: more votes would be needed."]


def test_the_whole_of_those_who_come_ends_no_recall():
    everybody_there = bakery.with_rule("recall", Rule(threshold=Threshold(Fraction(1), at_least=True)))
    assert not any("end recall" in str(one) for one in losses(bakery, everybody_there))
    half_of_all = bakery.with_rule("recall", Rule(threshold=Threshold(Fraction(1, 2), Base.ELECTORATE)))
    assert not any("end recall" in str(one) for one in losses(bakery, half_of_all))


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (
            RecallRule(Petition(number=5)),
            RecallRule(Petition(number=6)),
            "This change would make recall harder: of 10 members, 6 would have to ask, not 5.",
        ),
        (
            RecallRule(Petition(number=9)),
            RecallRule(Petition(share=Fraction(1, 4))),
            "This change would make recall harder: of 100 members, 25 would have to ask, not 9.",
        ),
        (
            RecallRule(Petition(number=90)),
            RecallRule(Petition(share=Fraction(1, 4))),
            "This change would make recall harder: of 1000 members, 250 would have to ask, not 90.",
        ),
        (RecallRule(Petition(number=6)), RecallRule(Petition(number=5)), None),
    ],
)
def test_that_more_must_ask_for_a_recall_is_said_of_the_smallest_body_where_it_holds(was, becomes, said):
    found = [str(one) for one in losses(replace(bakery, recall=was), replace(bakery, recall=becomes))]
    assert found == ([said] if said else [])


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (Terms(longest_days=0), Terms(longest_days=400), []),
        (Terms(longest_days=400), Terms(longest_days=365), []),
        (
            Terms(longest_days=1),
            Terms(longest_days=2),
            ["A mandate could last 2 days, not 1: power would change hands less often."],
        ),
        (Terms(consecutive=0), Terms(consecutive=5), []),
        (
            Terms(consecutive=1),
            Terms(consecutive=2),
            ["The same person could hold an office 2 terms in a row, not 1."],
        ),
        (Terms(consecutive=2), Terms(consecutive=1), []),
    ],
)
def test_a_term_is_lost_only_where_there_was_one(was, becomes, said):
    found = losses(replace(bakery, terms=was), replace(bakery, terms=becomes))
    assert [str(one) for one in found] == said


WEAKER = (
    "This change would weaken independence: people kept from office or the vote no longer would be.",
    "This change would weaken independence: fewer gifts would be declared.",
)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        (Independence(barred=("supervisors",)), Independence(), [WEAKER[0]]),
        (Independence(voice_only=("supervisors",)), Independence(), [WEAKER[0]]),
        (Independence(), Independence(barred=("supervisors",)), []),
        (Independence(gifts_above=50, currency="EUR"), Independence(), [WEAKER[1]]),
        (
            Independence(gifts_above=50, currency="EUR"),
            Independence(gifts_above=51, currency="EUR"),
            [WEAKER[1]],
        ),
        (
            Independence(gifts_above=50, currency="EUR"),
            Independence(gifts_above=50, currency="EUR", barred=("supervisors",)),
            [],
        ),
        (
            Independence(gifts_above=50, currency="EUR"),
            Independence(gifts_above=49, currency="EUR"),
            [],
        ),
        (
            Independence(("No boss pays me.", "No party sends me.")),
            Independence(("No party sends me.",)),
            ["This change would end a declaration of independence: “No boss pays me.”."],
        ),
    ],
)
def test_independence_is_weaker_where_fewer_are_kept_out_or_less_is_declared(was, becomes, said):
    found = losses(replace(bakery, independence=was), replace(bakery, independence=becomes))
    assert [str(one) for one in found] == said


def test_what_is_no_longer_entrenched_is_named():
    old = replace(bakery, entrenched={"recall": strict, "article-keys": strict})
    assert [str(one) for one in losses(old, bakery)] == [
        "This part would no longer be entrenched: Recall.",
        "This part would no longer be entrenched: article-keys.",
    ]


def test_of_one_matter_whose_secret_ballot_ends_only_that_is_said():
    old = bakery.with_rule("strike", Rule(method=Method.SECRET_PAPER, no_vote=("supervisors",)))
    assert [str(one) for one in losses(old, bakery)] == [
        "Strike: this change would end the secret ballot.",
        "Strike: this change would weaken independence: people without a vote would have one.",
    ]


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


def test_what_would_have_been_the_same_says_so():
    kept = PastDecision("7", "ordinary", Outcome.CARRIED, Tally(yes=5, no=4), electorate=10, present=9)
    (told_,) = replay(bakery, [kept])
    assert str(told_.sentence) == "It was carried and would have been the same."
    assert (told_.past, told_.differs, told_.verdict.outcome) == (kept, False, Outcome.CARRIED)


def test_what_cannot_be_known_differs_from_nothing():
    lost = PastDecision("7", "ordinary", Outcome.LOST)
    (told_,) = replay(bakery, [lost])
    assert (told_.past, told_.differs) == (lost, False)


def test_a_count_that_cannot_be_true_is_said_to_be_unknown_and_why():
    (told_,) = replay(bakery, [PastDecision("7", "ordinary", Outcome.CARRIED, Tally(yes=5), electorate=4)])
    assert str(told_.sentence) == (
        "It was carried; what it would have been cannot be known."
        " There are 5 votes, but the register holds 4: please count again."
    )
    assert (told_.past.key, told_.verdict, told_.differs) == ("7", None, False)


def test_the_past_is_judged_by_who_was_there_what_had_failed_and_what_was_tabled():
    few = PastDecision("1", "ordinary", Outcome.CARRIED, Tally(yes=3), electorate=40, present=12)
    assert not replay(bakery, [few])[0].differs
    again = replace(few, present=5, calls_failed=1)
    assert not replay(bakery, [again])[0].differs
    assert replay(bakery, [replace(again, calls_failed=0)])[0].verdict.outcome is Outcome.NOT_QUORATE
    weaker = PastDecision(
        "2", "ordinary", Outcome.CARRIED, Positions(agree=9, block=1), electorate=10, tabled_before=True
    )
    style = ConsensusStyle(TWO_THIRDS, once_tabled=TWO_THIRDS)
    later = replace(bakery, ordinary=Rule(method=Method.CONSENSUS, consensus=style))
    assert not replay(later, [weaker])[0].differs
    assert replay(later, [replace(weaker, tabled_before=False)])[0].verdict.outcome is Outcome.TABLED


@pytest.mark.parametrize("base", [Base.PRESENT, Base.NON_BLOCKING])
def test_a_consensus_of_those_present_cannot_be_known_without_their_number(base):
    style = ConsensusStyle(Threshold(Fraction(1, 2), base))
    charter = replace(bakery, ordinary=Rule(method=Method.CONSENSUS, consensus=style))
    past = PastDecision("1", "ordinary", Outcome.CARRIED, Positions(agree=4), electorate=4)
    assert "the number present was not stored" in str(replay(charter, [past])[0].sentence)
    assert replay(charter, [replace(past, present=4)])[0].verdict.is_carried
