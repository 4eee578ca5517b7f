"""The table of procedural motions (R44), row by row, and what may be moved while what is undecided."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest

from unionhall.core.charters import Charter, Options, sentences
from unionhall.core.procedure import ANY_TIME, PROCEDURAL, Floor, Move, Procedure, goes_before, law
from unionhall.core.tallies import Tally

HALF, TWO_THIRDS = Fraction(1, 2), Fraction(2, 3)
R44 = {
    # needs a second, debatable, amendable, share of the votes for and against, and whether that share itself is enough
    "main": (True, True, True, HALF, False),
    "refer": (True, True, False, HALF, False),
    "postpone": (True, True, False, HALF, False),
    "end_debate": (True, True, False, HALF, False),
    "recess": (True, False, False, HALF, False),
    "adjourn": (True, False, False, HALF, False),
    "table": (True, False, False, HALF, False),
    "extend_time": (True, False, True, TWO_THIRDS, True),
}
"""The sheet as the domain rules have it. Points interrupt, need no second and no vote: they are hands (`core.stack`)."""
ORDER = [
    "adjourn",
    "recess",
    "table",
    "end_debate",
    "extend_time",
    "postpone",
    "refer",
    "amend",
    "main",
]
"""What goes before what, from Robert's Rules; without privilege, which is a point and no motion here."""


@pytest.mark.parametrize("name", R44)
def test_each_row_of_the_sheet(name):
    told = law(Move(name))
    threshold = told.threshold
    assert (told.seconded, told.debatable, told.amendable, threshold.share, threshold.at_least) == R44[name]


def test_roberts_has_two_thirds_to_end_debate_and_no_debate_on_it_and_nothing_else_differs():
    for move in Move:
        if move is Move.END_DEBATE:
            told = law(move, Procedure.ROBERT)
            assert (told.threshold.share, told.debatable) == (TWO_THIRDS, False)
        else:
            assert law(move, Procedure.ROBERT) == law(move)


def test_the_order_of_all_pairs():
    for place, higher in enumerate(ORDER):
        for lower in ORDER[place:]:
            assert goes_before(Move(higher), Move(lower)) is (higher != lower)
            assert not goes_before(Move(lower), Move(higher))


@pytest.mark.parametrize(
    ("move", "yes", "no", "carries"),
    [
        ("adjourn", 5, 5, False),
        ("adjourn", 6, 5, True),
        ("extend_time", 4, 2, True),
        ("extend_time", 5, 3, False),
        ("end_debate", 6, 5, True),
        ("adjourn", 0, 0, False),
    ],
)
def test_how_many_hands_carry_it(move, yes, no, carries):
    assert law(Move(move)).threshold.is_met_by(Tally(yes=yes, no=no)) is carries


def test_whatever_is_undecided_only_what_goes_before_all_of_it_is_in_order_and_only_the_first_is_decided():
    """All 128 sets of undecided motions, with each motion: 896 combinations."""
    for many in range(len(PROCEDURAL) + 1):
        for pending in combinations(PROCEDURAL, many):
            floor = Floor(on_item=True, pending=pending)
            for move in PROCEDURAL:
                wanted = all(goes_before(move, one) for one in pending)
                assert bool(floor.may_move(move, Procedure.IWW)) is wanted, (move, pending)
            for move in pending:
                wanted = not any(goes_before(one, move) for one in pending)
                ruling = floor.may_decide(move, seconded=True, procedure=Procedure.IWW)
                assert bool(ruling) is wanted, (move, pending)
                assert not floor.may_decide(move, seconded=False, procedure=Procedure.IWW)
            assert bool(floor.may_go_on()) is (not set(pending) - ANY_TIME)


@pytest.mark.parametrize(
    ("floor", "in_order"),
    [
        (Floor(), {"adjourn", "recess"}),
        (Floor(on_item=True), set(PROCEDURAL)),
        (Floor(on_item=True, debate_over=True), {"adjourn", "recess", "table"}),
        (Floor(on_item=True, quorate=False), {"adjourn", "recess"}),
        (Floor(on_item=True, voting=True), set()),
    ],
)
def test_what_is_in_order_without_an_item_after_the_debate_and_without_a_quorum(floor, in_order):
    assert {move for move in PROCEDURAL if floor.may_move(move, Procedure.IWW)} == in_order


def test_nothing_is_decided_over_an_open_vote():
    for move in PROCEDURAL:
        floor = Floor(on_item=True, pending=[move], voting=True)
        assert not floor.may_decide(move, seconded=True, procedure=Procedure.IWW)


def test_without_a_quorum_only_a_break_and_the_end_are_decided():
    for move in PROCEDURAL:
        floor = Floor(on_item=True, pending=[move], quorate=False)
        ruling = floor.may_decide(move, seconded=True, procedure=Procedure.IWW)
        assert bool(ruling) is (move in ANY_TIME)


def test_a_plain_charter_knows_none_and_says_what_there_is():
    for move in Move:
        ruling = Floor(on_item=True).may_move(move, Procedure.PLAIN)
        assert (ruling.sentence, ruling.rule) == (
            "Our charter knows no such motion: propose, amend, vote.",
            "options",
        )


def test_the_charter_says_which_it_knows():
    def told(procedure):
        paragraphs = sentences(Charter("Bakery", options=Options(procedure=procedure)), whole=True)
        return " ".join(str(one) for part in paragraphs if part.anchor == "options" for one in part.sentences)

    assert "On the floor" not in told(Procedure.PLAIN)
    assert "end the debate, refer, postpone" in told(Procedure.IWW)
    assert "to end the debate or extend the time by two thirds" in told(Procedure.ROBERT)
    charter = Charter("Bakery", options=Options(procedure=Procedure.ROBERT))
    assert Charter.from_data(charter.to_data()) == charter
