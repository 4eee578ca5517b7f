"""Tallies, thresholds, quorums, days, differences, chains and lifecycles: sums anybody can check with a pencil."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.core.chains import Chain, Step
from unionhall.core.days import day_of, earliest_day, end_of_term, is_noticed
from unionhall.core.diffs import Op, difference
from unionhall.core.lifecycles import Lifecycle, WrongDiagram
from unionhall.core.petitions import Denominator, Petition
from unionhall.core.quorums import STARTER_QUORUM, Quorum
from unionhall.core.recall import RecallRule, may_be_called
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling, first_refusal
from unionhall.core.tallies import Tally
from unionhall.core.thresholds import SIMPLE_MAJORITY, Base, Threshold
from unionhall.core.words import Sentence

votes = st.integers(0, 500)
shares = st.builds(
    lambda below, part: Fraction(min(part, below), below), st.integers(1, 12), st.integers(0, 12)
)


@pytest.mark.parametrize(
    ("threshold", "tally", "present", "electorate", "line"),
    [
        (SIMPLE_MAJORITY, Tally(5, 5), None, None, 6),
        (SIMPLE_MAJORITY, Tally(5, 4), None, None, 5),
        (SIMPLE_MAJORITY, Tally(0, 0), None, None, 1),
        (Threshold(Fraction(2, 3), at_least=True), Tally(4, 2), None, None, 4),
        (Threshold(Fraction(2, 3)), Tally(4, 2), None, None, 5),
        (Threshold(Fraction(2, 3), at_least=True), Tally(4, 3), None, None, 5),
        (Threshold(Fraction(1, 2), Base.PRESENT), Tally(4, 3), 12, None, 7),
        (Threshold(Fraction(1, 2), Base.PRESENT), Tally(4, 3, 1), None, None, 5),
        (Threshold(Fraction(1, 2), Base.ELECTORATE), Tally(4, 3), None, 30, 16),
        (Threshold(Fraction(1), at_least=True), Tally(9, 1), None, None, 10),
        (Threshold(Fraction(0)), Tally(0, 9), None, None, 1),
    ],
)
def test_votes_needed(threshold, tally, present, electorate, line):
    assert threshold.line(tally, present=present, electorate=electorate) == line


@given(votes, votes, votes, shares, st.booleans())
def test_the_line_says_the_same_as_the_share(yes, no, abstain, share, at_least):
    at_least = at_least or share == 1
    threshold, tally = Threshold(share, at_least=at_least), Tally(yes, no, abstain)
    enough = yes >= share * (yes + no) if at_least else yes > share * (yes + no)
    assert threshold.is_met_by(tally) == (enough and yes > 0)


def test_a_share_of_all_needs_all():
    with pytest.raises(ValueError, match="needs their number"):
        Threshold(Fraction(1, 2), Base.ELECTORATE).line(Tally(1))


@pytest.mark.parametrize("wrong", [-1, 1.0, True, "3"])
def test_a_vote_is_a_whole_number(wrong):
    with pytest.raises(ValueError, match="whole number"):
        Tally(yes=wrong)


@pytest.mark.parametrize(
    ("quorum", "electorate", "needs"),
    [
        (Quorum(5), 3, 5),
        (Quorum(share=Fraction(1, 2)), 5, 3),
        (Quorum(share=Fraction(1, 2)), 6, 3),
        (Quorum(share=Fraction(1, 2), more_than=True), 6, 4),
        (Quorum(share=Fraction(1, 3)), 1, 1),
        (STARTER_QUORUM, 19, 10),
        (STARTER_QUORUM, 18, 9),
        (STARTER_QUORUM, 0, 1),
    ],
)
def test_people_needed(quorum, electorate, needs):
    assert quorum.needs(electorate) == needs


@given(st.integers(1, 60), st.integers(1, 200))
def test_a_second_call_never_needs_more(number, electorate):
    for first in (Quorum(number), Quorum(share=Fraction(1, number)), Quorum(number, Fraction(2, 3))):
        assert first.halved().needs(electorate) <= first.needs(electorate)


@given(st.integers(1, 3000), st.integers(1, 100))
def test_a_petition_never_needs_more_than_the_others(members, percent):
    needs = Petition(share=Fraction(percent, 100)).needs(now=members)
    assert 1 <= needs <= max(1, members - 1)


# Days


def test_the_day_of_the_act_does_not_count():
    assert earliest_day(date(2026, 2, 27), 3) == date(2026, 3, 2)
    given_late = datetime(2026, 5, 4, 23, 59, tzinfo=UTC)
    assert end_of_term(given_late, 1, UTC) == datetime(2026, 5, 6, tzinfo=UTC)
    assert end_of_term(given_late.replace(hour=0, minute=0), 1, UTC) == datetime(2026, 5, 6, tzinfo=UTC)


def test_the_day_is_the_halls():
    at = datetime(2026, 5, 1, 22, 30, tzinfo=UTC)
    assert day_of(at, ZoneInfo("Europe/Madrid")) == date(2026, 5, 2)
    assert day_of(at, ZoneInfo("America/New_York")) == date(2026, 5, 1)


def test_a_term_over_the_change_of_clocks_ends_at_midnight_all_the_same():
    madrid = ZoneInfo("Europe/Madrid")
    end = end_of_term(datetime(2026, 3, 27, 12, tzinfo=madrid), 3, madrid)
    assert end.isoformat() == "2026-03-31T00:00:00+02:00"


def test_notice_in_days_and_hours_must_both_be_kept():
    served = datetime(2026, 5, 4, 23, tzinfo=UTC)
    act = served + timedelta(hours=49)
    assert is_noticed(served, act, UTC, notice_days=2, notice_hours=48)
    assert not is_noticed(served, act, UTC, notice_days=4)


def test_a_moment_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        day_of(datetime(2026, 5, 1), UTC)


# Differences


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_gives_both_texts_back(old, new):
    told = difference(old, new)
    assert "".join(text for op, text in told if op is not Op.ADDED) == old
    assert "".join(text for op, text in told if op is not Op.CUT) == new


def test_a_word_is_cut_whole():
    told = difference("Dues are 5 a month.", "Dues are 50 a month.")
    assert [text for op, text in told if op is Op.CUT] == ["5"]
    assert [text for op, text in told if op is Op.ADDED] == ["50"]


def test_a_long_text_with_one_word_changed_shows_one_word():
    old = "the member and the assembly " * 120
    told = difference(old, old.replace("assembly", "committee", 1))
    assert [(op.value, text) for op, text in told if op is not Op.SAME] == [
        ("cut", "assembly"),
        ("added", "committee"),
    ]


# Chains and lifecycles


@pytest.mark.parametrize(
    ("steps", "endings", "problem"),
    [
        ({"b": Step("?", None, "end", "end")}, {"end": "."}, "starts at a step"),
        ({"a": Step("?", None, "a", "end")}, {"end": "."}, "comes back"),
        ({"a": Step("?", None, "end", "nowhere")}, {"end": "."}, "neither a step nor an ending"),
        ({"a": Step("?", None, "end", "end")}, {"end": ".", "other": "."}, "cannot be reached"),
        ({"a": Step("?", None, "a", "a")}, {"a": "."}, "a step and an ending"),
    ],
)
def test_a_chain_that_does_not_end_fails_to_load(steps, endings, problem):
    with pytest.raises(ValueError, match=problem):
        Chain("a", steps, endings)


@pytest.mark.parametrize(
    ("start", "steps", "problem"),
    [
        ("x", {"a": ()}, "not described"),
        ("a", {"a": ("b",)}, "not described"),
        ("a", {"a": ("a",)}, "itself"),
        ("a", {"a": (), "b": ()}, "cannot be reached"),
    ],
)
def test_a_wrong_diagram_fails_to_load(start, steps, problem):
    with pytest.raises(WrongDiagram, match=problem):
        Lifecycle(start, steps)


def test_an_unknown_state_is_no_answer():
    with pytest.raises(KeyError):
        Lifecycle("a", {"a": ("b",), "b": ()}).may("a", "c")


# What a count, a chain and a register come to at their edges


def test_two_piles_are_counted_together_in_each_column():
    both = Tally(1, 2, 3, 4, 5) + Tally(10, 20, 30, 40, 50)
    assert both == Tally(11, 22, 33, 44, 55)


def test_exactly_enough_is_a_quorum():
    five = Quorum(number=5)
    assert [five.is_met_by(there, electorate=20) for there in (4, 5, 6)] == [False, True, True]
    half = Quorum(share=Fraction(1, 2))
    assert [half.is_met_by(5, electorate=n) for n in (10, 11, 12)] == [True, False, False]


def test_a_chain_remembers_its_way_and_counts_whom_each_step_counts():
    asked = Chain(
        "all",
        {
            "all": Step("All of us?", Threshold(Fraction(1, 2), Base.ELECTORATE), "here", "no"),
            "here": Step("Those here?", Threshold(Fraction(1, 2), Base.PRESENT), "yes", "no"),
        },
        {"yes": "Yes.", "no": "No."},
    )
    counts = {"all": Tally(yes=6, no=1), "here": Tally(yes=4, no=1)}
    first = asked.run({"all": counts["all"]}, electorate=11, present=9)
    assert (first.path, first.next_step, first.ending) == ((("all", True),), "here", "")
    assert asked.run(counts, electorate=11, present=9).ending == "no"
    assert asked.run(counts, electorate=11, present=7).ending == "yes"
    assert asked.run(counts, electorate=13, present=7).path == (("all", False),)
    assert asked.run({}, electorate=13).path == ()


def test_a_chain_stops_at_a_step_of_which_the_text_does_not_say_what_carries_it():
    holed = Chain("a", {"a": Step("This?", None, "b", "b")}, {"b": "That."})
    assert holed.run({}, electorate=5).next_step == "a"
    with pytest.raises(ValueError, match="the text does not say what carries “a”"):
        holed.run({"a": Tally(yes=1)}, electorate=5)


def test_notice_that_nobody_asked_for_is_always_kept():
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert is_noticed(noon, noon, UTC)
    assert is_noticed(noon, noon, UTC, notice_hours=0, notice_days=0)
    assert not is_noticed(noon, noon + timedelta(minutes=59), UTC, notice_hours=1)
    assert is_noticed(noon, noon + timedelta(minutes=60), UTC, notice_hours=1)


def test_notice_and_terms_go_by_the_days_of_the_hall():
    auckland = ZoneInfo("Pacific/Auckland")
    late = datetime(2026, 5, 4, 11, tzinfo=UTC)  # an hour before midnight there
    soon = late + timedelta(hours=2)
    assert is_noticed(late, soon, auckland, notice_days=1) != is_noticed(late, soon, UTC, notice_days=1)
    early = late - timedelta(hours=12)  # in the morning of the same day there, and of the day before in UTC
    assert not is_noticed(early, late, auckland, notice_days=1)
    assert end_of_term(soon, 1, auckland) == datetime(2026, 5, 7, tzinfo=auckland)


def test_a_lifecycle_names_the_state_it_does_not_know_or_cannot_reach():
    with pytest.raises(WrongDiagram, match="lost"):
        Lifecycle(start="a", steps={"a": {"b"}, "b": set(), "lost": set()})
    with pytest.raises(KeyError, match="nowhere"):
        Lifecycle(start="a", steps={"a": {"b"}, "b": set()}).may("a", "nowhere")


def test_the_first_refusal_is_told_and_none_where_all_is_in_order():
    late, early = Ruling(OutOfOrder("Too late.")), Ruling(OutOfOrder("Too early."))
    assert first_refusal(IN_ORDER, late, early) is late
    assert first_refusal(IN_ORDER, IN_ORDER) is IN_ORDER
    assert first_refusal() is IN_ORDER


def test_a_recall_by_a_share_of_those_at_the_start_of_the_year_asks_how_many_they_were():
    rule = RecallRule(Petition(share=Fraction(1, 10), denominator=Denominator.YEAR_START))
    asked = {"names": 4, "members_now": 100}
    assert may_be_called(rule, **asked, members_at_year_start=40)
    assert not may_be_called(rule, **asked, members_at_year_start=50)


def test_equal_sentences_are_one_in_a_set():
    assert len({Sentence("{n} of us", n=1), Sentence("{n} of us", n=1), Sentence("{n} of us", n=2)}) == 2
    assert repr(Sentence("{n} of us", n=1)) == "Sentence('1 of us')"


def test_half_as_many_is_half_of_the_number_and_of_the_share():
    assert Quorum(share=Fraction(1, 2)).halved() == Quorum(share=Fraction(1, 4))
    assert Quorum(number=5).halved().needs(40) == 3
    assert [Quorum(9, Fraction(1, 2)).halved().needs(members) for members in (8, 40)] == [2, 5]


def test_who_blocks_is_left_out_where_the_line_is_of_those_who_do_not():
    most = Threshold(Fraction(3, 4), Base.NON_BLOCKING, at_least=True)
    assert [most.is_met_by(Tally(yes=6), present=10, blocks=blocks) for blocks in (0, 1, 2)] == [
        False,
        False,
        True,
    ]
    assert not most.is_met_by(Tally(yes=7), present=10)
    assert most.is_met_by(Tally(yes=8), present=10)


def test_where_everybody_blocks_the_line_is_of_nobody_and_one_vote_is_needed_still():
    most = Threshold(Fraction(3, 4), Base.NON_BLOCKING, at_least=True)
    assert [most.of(Tally(), present=3, blocks=blocks) for blocks in (0, 2, 3, 5)] == [3, 1, 0, 0]
    assert most.of(Tally(), present=3) == 3
    assert [most.line(Tally(), present=9), most.line(Tally(), present=9, blocks=9)] == [7, 1]


def test_a_refusal_of_the_softwares_own_names_no_rule_of_the_charter():
    assert OutOfOrder("Too late.").rule == ""
    assert Ruling(OutOfOrder("Too late.", rule="strike")).rule == "strike"
