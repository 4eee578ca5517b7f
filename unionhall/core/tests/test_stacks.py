"""The ballots of a choice as a stack: from ballots, from typed lines, from files, and to a count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.core.counting.ballots import NO_OPINION, Ballots
from unionhall.core.counting.choices import KINDS, Kind, Question
from unionhall.core.counting.files.reading import read
from unionhall.core.counting.files.writing import written_blt, written_csv
from unionhall.core.counting.names import Rule
from unionhall.core.counting.stacks import Stack, stack_of, typed
from unionhall.core.words import Wrong

OPTIONS = ("The mill", "The barn", "The shed")
RANKED = Question(OPTIONS, Rule.IRV)


def question(rule: Rule) -> Question:
    """A question between three options, counted by `rule`."""
    return Question(OPTIONS, rule)


@st.composite
def ballots_for(draw, rule):
    """Some ballots that may be handed in under `rule`."""
    if KINDS[rule] is Kind.RANKED:
        order = st.permutations(range(3)).flatmap(
            lambda all_: st.integers(0, 3).map(lambda many: all_[:many])
        )
        rows = draw(st.lists(order, max_size=12))
        return [[row.index(place) + 1 if place in row else 0 for place in range(3)] for row in rows]
    if KINDS[rule] is Kind.ONE:
        return [
            [int(place == one) for place in range(3)]
            for one in draw(st.lists(st.integers(0, 3), max_size=12))
        ]
    most = 5 if KINDS[rule] is Kind.SCORED else 1
    return draw(st.lists(st.lists(st.integers(0, most), min_size=3, max_size=3), max_size=12))


@pytest.mark.parametrize("rule", list(Rule))
@given(data=st.data())
def test_in_whatever_order_they_lie_they_are_the_same_stack_and_the_same_count(rule, data):
    asked, rows = question(rule), data.draw(ballots_for(rule))
    votes: dict[str, int] = {}
    for row in rows:
        text = asked.written(row)
        votes[text] = votes.get(text, 0) + 1
    stack, turned = Stack.of(votes), Stack.of(dict(reversed(votes.items())))

    assert stack.to_data() == turned.to_data()
    assert stack.handed_in == len(rows)
    counted = stack.counted(asked, "seed")
    assert counted == turned.counted(asked, "seed")
    assert (counted is None) == (not stack.lines)
    if counted is not None:
        assert counted.valid + counted.blank + sum(counted.spoilt.values()) == len(rows)


@pytest.mark.parametrize("rule", list(Rule))
@given(data=st.data())
def test_written_as_a_file_and_read_again_it_counts_to_the_same(rule, data):
    asked, rows = question(rule), data.draw(ballots_for(rule))
    votes: dict[str, int] = {}
    for row in rows:
        votes[asked.written(row)] = votes.get(asked.written(row), 0) + 1
    stack = Stack.of(votes)
    if not stack.lines:
        return
    forms = [("b.csv", written_csv)] + ([("b.blt", written_blt)] if asked.kind is Kind.RANKED else [])
    for name, written in forms:
        text = "".join(written(stack.ballots(asked)))
        again = stack_of(read([text.encode()], name), asked)
        assert again.to_data() == stack.to_data()


def test_a_file_has_its_columns_in_any_order_and_its_own_lot_is_passed_over():
    ballots = Ballots.of(
        ["The shed", "The  mill", "The barn"], [[1, 2, 0], [1, 2, 0], [0, NO_OPINION, 1]], tie_order=(2, 1, 0)
    )

    stack = stack_of(ballots, Question(OPTIONS, Rule.SCHULZE))

    assert stack.lines == {"-128,1,0": 1, "2,0,1": 2}
    assert stack.ballots(Question(OPTIONS, Rule.SCHULZE)).tie_order is None


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"withdrawn": frozenset({0})}, "withdrawn or written in"),
        ({"undeclared": frozenset({0})}, "withdrawn or written in"),
    ],
)
def test_who_does_not_stand_is_not_on_the_paper(more, why):
    with pytest.raises(Wrong, match=why):
        stack_of(Ballots.of(OPTIONS, [[1, 2, 3]], **more), RANKED)


def test_ranks_are_no_points():
    with pytest.raises(Wrong, match="a rank is no score"):
        stack_of(Ballots.of(OPTIONS, [[1, 2, 3]], are_ranks=True), question(Rule.SCORE))


@pytest.mark.parametrize(
    ("rule", "line", "marks"),
    [
        (Rule.IRV, "2 1", "2,1,0"),
        (Rule.IRV, "2=1 3", "1,1,2"),
        (Rule.IRV, "2, 1", "2,1,0"),
        (Rule.IRV, "3×2 1", "2,1,0"),
        (Rule.SCHULZE, "2=1", "1,1,0"),
        (Rule.APPROVAL, "3 1", "1,0,1"),
        (Rule.PLURALITY, "3", "0,0,1"),
        (Rule.SCORE, "5 0 2", "5,0,2"),
    ],
)
def test_a_line_is_typed_as_people_read_a_paper_aloud(rule, line, marks):
    assert list(typed(line, question(rule)).lines) == [marks]


@pytest.mark.parametrize(
    ("rule", "line", "why"),
    [
        (Rule.PLURALITY, "1 2", "Line 1: Mark one"),
        (Rule.SCORE, "5 0", "Line 1: expected points for each of 3 options"),
        (Rule.SCORE, "6 0 0", "Line 1: This is not on the ballot paper"),
        (Rule.SCORE, "5 -1 0", "Line 1: expected points"),
        (Rule.IRV, "1 ²", "Line 1: “²” is the number of no option"),
        (Rule.IRV, "1=", "Line 1: “” is the number of no option"),
    ],
)
def test_a_line_that_cannot_be_is_named(rule, line, why):
    with pytest.raises(Wrong, match=why):
        typed(line, question(rule))


def test_more_than_fits_is_refused():
    with pytest.raises(Wrong):
        Stack({"1,0,0": 0})
    with pytest.raises(Wrong):
        Stack({"1,0,0": 5_000_000_000})
    with pytest.raises(Wrong, match="different ballots"):
        Stack({str(number): 1 for number in range(20_001)})
