"""What a delegate did is held against what the body said (R20-R24)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.core.delegation import (
    Act,
    AskingHome,
    Instruction,
    Kind,
    Rung,
    Verdict,
    compare,
    digest,
    follows_split,
    rung,
    split_of,
)

TEXT = digest("We ask for five per cent.")
OTHER = digest("We ask for four per cent.")
SEVENTY_THIRTY = {"yes": Fraction(7, 10), "no": Fraction(3, 10)}

IMPERATIVE = Instruction(Kind.IMPERATIVE, TEXT, ("yes",))
FALL_BACKS = Instruction(Kind.FALL_BACKS, TEXT, ("5 %", "4 %", "abstain"))
SPLIT = Instruction(Kind.SPLIT, TEXT, shares=SEVENTY_THIRTY)
OPINION = Instruction(Kind.INDICATIVE, TEXT, ("yes",))
LIMITS = Instruction(Kind.INDICATIVE, TEXT, ("5 %", "4 %"))
LISTEN = Instruction(Kind.INFORMATION, TEXT)
NONE = Instruction(Kind.NONE, TEXT)


@pytest.mark.parametrize(
    ("instruction", "act", "verdict"),
    [
        (IMPERATIVE, Act(TEXT, {"yes": 3}), Verdict.WITHIN),
        (IMPERATIVE, Act(TEXT, {"no": 3}), Verdict.OUTSIDE),
        (IMPERATIVE, Act(TEXT, {"yes": 2, "no": 1}), Verdict.OUTSIDE),
        (IMPERATIVE, Act(TEXT, {"yes": 3, "no": 0}), Verdict.WITHIN),
        (IMPERATIVE, Act(TEXT, {"no": 3}, open=frozenset({"no", "abstain"})), Verdict.NOTHING),
        (IMPERATIVE, Act(TEXT, {}, spoken=True), Verdict.NOTHING),
        (IMPERATIVE, Act(TEXT, {"no": 1}, spoken=True), Verdict.OUTSIDE),
        (IMPERATIVE, Act(OTHER, {"no": 3}), Verdict.NOTHING),
        (FALL_BACKS, Act(TEXT, {"5 %": 1}), Verdict.WITHIN),
        (FALL_BACKS, Act(TEXT, {"4 %": 1}), Verdict.OUTSIDE),
        (FALL_BACKS, Act(TEXT, {"4 %": 1}, open=frozenset({"4 %", "3 %"})), Verdict.WITHIN),
        (FALL_BACKS, Act(TEXT, {"abstain": 1}, open=frozenset({"4 %", "abstain"})), Verdict.OUTSIDE),
        (FALL_BACKS, Act(TEXT, {"3 %": 1}, open=frozenset({"3 %"})), Verdict.NOTHING),
        (SPLIT, Act(TEXT, {"yes": 7, "no": 3}), Verdict.WITHIN),
        (SPLIT, Act(TEXT, {"yes": 10}), Verdict.OUTSIDE),
        (SPLIT, Act(TEXT, {"yes": 6, "no": 4}), Verdict.OUTSIDE),
        (SPLIT, Act(TEXT, {"yes": 7, "no": 2, "abstain": 1}), Verdict.OUTSIDE),
        (SPLIT, Act(TEXT, {"yes": 1}), Verdict.WITHIN),
        (SPLIT, Act(TEXT, {"no": 1}), Verdict.OUTSIDE),
        (SPLIT, Act(TEXT, {"yes": 1, "no": 1}, spoken=True), Verdict.WITHIN),
        (SPLIT, Act(TEXT, {"yes": 1}, spoken=True), Verdict.OUTSIDE),
        (OPINION, Act(TEXT, {"yes": 1}), Verdict.WITHIN),
        (OPINION, Act(TEXT, {"no": 1}), Verdict.NOTHING),
        (LIMITS, Act(TEXT, {"4 %": 1}), Verdict.WITHIN),
        (LIMITS, Act(TEXT, {"3 %": 1}), Verdict.OUTSIDE),
        (LISTEN, Act(TEXT, {}, spoken=True), Verdict.WITHIN),
        (LISTEN, Act(TEXT, {"yes": 1}), Verdict.NOTHING),
        (NONE, Act(TEXT, {"yes": 1}), Verdict.NOTHING),
        (None, Act(TEXT, {"yes": 1}), Verdict.NOTHING),
    ],
)
def test_each_kind_of_instruction_says_what_is_within_it(instruction, act, verdict):
    found = compare(instruction, act)

    assert found.verdict is verdict
    assert str(found.why).endswith(".")


def test_a_delegate_with_a_split_who_votes_otherwise_reads_what_it_should_have_been():
    found = compare(SPLIT, Act(TEXT, {"yes": 4}))

    assert str(found.why) == "The instruction is yes 3, no 1 of 4 votes; cast were: yes 4."


@pytest.mark.parametrize("instruction", [IMPERATIVE, FALL_BACKS, SPLIT, OPINION, LIMITS, LISTEN])
@pytest.mark.parametrize("position", ["yes", "no", "5 %", "3 %"])
def test_a_changed_text_leaves_no_instruction_and_never_bends_one(instruction, position):
    found = compare(instruction, Act(OTHER, {position: 10}))

    assert found.verdict is Verdict.NOTHING
    assert "another one than the body decided on" in str(found.why)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Instruction(Kind.IMPERATIVE, TEXT),
        lambda: Instruction(Kind.IMPERATIVE, TEXT, ("yes", "no")),
        lambda: Instruction(Kind.FALL_BACKS, TEXT, ("yes",)),
        lambda: Instruction(Kind.FALL_BACKS, TEXT, ("yes", "yes")),
        lambda: Instruction(Kind.SPLIT, TEXT, shares={"yes": Fraction(1)}),
        lambda: Instruction(Kind.SPLIT, TEXT, shares={"yes": Fraction(7, 10), "no": Fraction(2, 10)}),
        lambda: Instruction(Kind.SPLIT, TEXT, shares={"yes": Fraction(1), "no": Fraction(0)}),
        lambda: Instruction(Kind.SPLIT, TEXT, ("yes",), SEVENTY_THIRTY),
        lambda: Instruction(Kind.INDICATIVE, TEXT),
        lambda: Instruction(Kind.INFORMATION, TEXT, ("yes",)),
        lambda: Instruction(Kind.IMPERATIVE, TEXT, ("yes",), SEVENTY_THIRTY),
        lambda: Act(TEXT, {"yes": -1}),
        lambda: AskingHome(0),
        lambda: AskingHome(241),
        lambda: split_of(SEVENTY_THIRTY, -1),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(wrong):
    with pytest.raises(ValueError):
        wrong()


def test_each_kind_is_said_in_a_sentence_of_its_own():
    said = {str(one.said()) for one in (IMPERATIVE, FALL_BACKS, SPLIT, OPINION, LIMITS, LISTEN, NONE)}

    assert len(said) == 7


def test_a_share_that_is_no_whole_per_cent_is_said_as_a_fraction():
    thirds = Instruction(Kind.SPLIT, TEXT, shares={"yes": Fraction(2, 3), "no": Fraction(1, 3)})

    assert str(thirds.said()) == "Split the votes: yes 2/3, no 1/3."


def test_a_text_is_named_by_its_words_and_not_by_how_a_browser_sends_them():
    assert digest("Qué\r\nsea") == digest("  Que\u0301\nsea \n")
    assert digest("Que sea") != digest("Que\nsea")


def test_the_ladder_of_an_act_outside_its_instruction():
    assert rung(explained=False, confirmed=None) is Rung.EXPLAIN
    assert rung(explained=True, confirmed=None) is Rung.SEND_BACK
    assert rung(explained=True, confirmed=True) is Rung.CONFIRMED
    assert rung(explained=False, confirmed=False) is Rung.REJECTED


def shares():
    several = st.lists(st.integers(1, 50), min_size=2, max_size=6)
    return several.map(lambda parts: {str(n): Fraction(part, sum(parts)) for n, part in enumerate(parts)})


@given(shares(), st.integers(0, 500))
def test_a_split_neither_loses_nor_makes_votes_and_is_within_itself(wanted, votes):
    cast = split_of(wanted, votes)

    assert sum(cast.values()) == votes
    assert all(abs(cast[position] - share * votes) < 1 for position, share in wanted.items())
    assert follows_split(wanted, cast)


@given(shares(), st.lists(st.integers(0, 12), min_size=6, max_size=6))
def test_what_follows_a_split_is_as_near_to_it_as_any_other_way_of_casting_as_many(wanted, many):
    cast = {position: many[n] for n, position in enumerate(wanted)}
    best = split_of(wanted, sum(cast.values()))

    def away(votes):
        return sum((votes[position] - share * sum(cast.values())) ** 2 for position, share in wanted.items())

    assert follows_split(wanted, cast) == (away(cast) == away(best))
