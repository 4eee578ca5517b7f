"""Who speaks next: whatever the rule, nobody is left out, points come first, and each is told why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionhall.core.stack import Hand, Raised, Way, in_order


def turn(key, at, **more):
    """A hand raised to speak."""
    return Raised(key, Hand.TURN, at, **more)


def keys(hands, way, **more):
    """Who is heard, in order."""
    return [one.key for one, _why in in_order(hands, way, **more)]


def why(hands, way):
    """The reason each is told."""
    return {one.key: str(reason) for one, reason in in_order(hands, way)}


HANDS = [
    turn("ana", 1, turns=3),
    turn("bo", 2, turns=1, seldom=True),
    turn("chi", 3),
    turn("dora", 4, turns=1),
    turn("eve", 5, turns=4, seldom=True),
]


@pytest.mark.parametrize(
    "way, order",
    [
        (Way.FIRST_COME, "ana bo chi dora eve"),
        (Way.FEWEST, "chi bo dora ana eve"),
        (Way.FIRST_TIME, "chi ana bo dora eve"),
        (Way.PROGRESSIVE, "bo eve chi dora ana"),
    ],
)
def test_turns_go_by_the_rule(way, order):
    assert keys(HANDS, way) == order.split()


def test_each_is_told_why():
    assert why(HANDS, Way.FEWEST)["ana"] == "Has spoken 3 times."
    assert why(HANDS, Way.FEWEST)["bo"] == "Has spoken once."
    assert why(HANDS, Way.FIRST_TIME)["chi"] == "Has not spoken yet."
    assert why(HANDS, Way.PROGRESSIVE)["eve"] == "Says that they are seldom heard."
    assert why(HANDS, Way.FIRST_COME)["eve"] == "As the hands came."


def test_two_lists_take_turns_and_who_chose_none_comes_as_they_came():
    hands = [turn("a1", 1, side="a"), turn("a2", 2, side="a"), turn("b1", 3, side="b"), turn("none", 4)]
    assert keys(hands, Way.ALTERNATING) == ["a1", "b1", "a2", "none"]
    assert keys(hands, Way.ALTERNATING, last_side="a") == ["b1", "a1", "none", "a2"]
    assert keys(hands[:2], Way.ALTERNATING, last_side="a") == ["a1", "a2"]
    assert why(hands, Way.ALTERNATING) == {
        "a1": "The two lists take turns.",
        "b1": "The two lists take turns.",
        "a2": "The two lists take turns.",
        "none": "As the hands came.",
    }


@pytest.mark.parametrize("way", list(Way))
def test_r44_points_interrupt_in_the_order_of_their_precedence(way):
    points = [Raised(str(kind), kind, 9 - place) for place, kind in enumerate(Hand)]
    assert keys([*HANDS, *points], way)[:4] == ["order", "information", "process", "answer"]


hands = st.lists(
    st.builds(
        Raised,
        key=st.uuids(),
        kind=st.sampled_from(list(Hand)),
        at=st.integers(0, 9),
        turns=st.integers(0, 3),
        side=st.sampled_from(["", "a", "b"]),
        seldom=st.booleans(),
    ),
    max_size=12,
)


@given(hands, st.sampled_from(list(Way)), st.sampled_from(["", "a", "b"]))
def test_nobody_is_left_out_and_every_one_has_a_reason(raised, way, last):
    ordered = in_order(raised, way, last)
    assert sorted(str(one.key) for one, _why in ordered) == sorted(str(one.key) for one in raised)
    assert all(str(reason) for _one, reason in ordered)


@given(hands, st.sampled_from(list(Way)))
def test_whoever_waits_longer_is_never_put_behind_who_is_alike_in_everything_else(raised, way):
    place = {one.key: number for number, (one, _why) in enumerate(in_order(raised, way))}
    alike = [
        (one, other)
        for one in raised
        for other in raised
        if (one.kind, one.turns, one.side, one.seldom) == (other.kind, other.turns, other.side, other.seldom)
        and one.at < other.at
    ]
    assert all(place[one.key] < place[other.key] for one, other in alike)
