"""What must hold for every count, whatever the ballots."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unionhall.core.counting import meek as meek_module
from unionhall.core.counting import scottish as scottish_module
from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.files.reading import read
from unionhall.core.counting.files.writing import written_blt
from unionhall.core.counting.reports import Report
from unionhall.core.counting.rules import Rule, count

NAMES = ["Ana", "Bilal", "Chidi", "Dora", "Eshe"]
RULES = st.sampled_from(list(Rule))


@st.composite
def profiles(draw):
    """Ballots with ties, gaps, weights, blanks and somebody withdrawn now and then; at least one who can be elected."""
    known = draw(st.integers(2, 5))
    rows = draw(
        st.lists(st.lists(st.integers(0, known), min_size=known, max_size=known), min_size=1, max_size=9)
    )
    rows.append([1, *range(2, known + 1)])
    weights = draw(st.lists(st.sampled_from([1, 1, 2, 7]), min_size=len(rows), max_size=len(rows)))
    withdrawn = draw(st.sampled_from([frozenset(), frozenset(), frozenset({known - 1})]))
    return Ballots.of(NAMES[:known], rows, weights, withdrawn=withdrawn)


def reported(ballots: Ballots, rule: Rule, seats: int, **more) -> Report:
    """The count, with a lot in hand."""
    return count(ballots, rule, 1 if rule is Rule.IRV else seats, seed="7", **more)


def as_found(report: Report) -> dict[str, object]:
    """What a report says, apart from the order in which equals stand."""
    data = report.to_data()
    return {
        "winners": sorted(report.winners),
        "valid": (report.valid, report.blank, report.spoilt),
        "order": report.order and [sorted(group) for group in report.order],
        "stages": [
            (dict(stage.votes), stage.exhausted, sorted(stage.elected), sorted(stage.excluded))
            for stage in report.stages
        ],
        "pairwise": data["pairwise"],
        "ties": [(tie.stage, sorted(tie.among), tie.chosen, tie.how) for tie in report.ties],
    }


@given(profiles(), RULES, st.integers(1, 3), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_of_candidates_changes_nothing(ballots, rule, seats, chance):
    """Anonymity and neutrality: only names and marks count, and the lot goes by names."""
    turn = list(range(len(ballots.candidates)))
    chance.shuffle(turn)
    lines = list(range(len(ballots.weights)))
    chance.shuffle(lines)
    turned = Ballots.of(
        [ballots.candidates[number] for number in turn],
        ballots.marks[lines][:, turn],
        ballots.weights[lines].tolist(),
        withdrawn=frozenset(turn.index(number) for number in ballots.withdrawn),
    )

    assert as_found(reported(turned, rule, seats)) == as_found(reported(ballots, rule, seats))


@given(profiles(), RULES, st.integers(1, 3))
def test_a_weight_is_so_many_ballots(ballots, rule, seats):
    times = ballots.weights.tolist()
    marks = np.repeat(ballots.marks, times, axis=0)
    repeated = Ballots.of(ballots.candidates, marks, withdrawn=ballots.withdrawn)

    assert reported(repeated, rule, seats).to_data() == reported(ballots, rule, seats).to_data()


@given(profiles(), RULES, st.integers(1, 5))
def test_as_many_are_elected_as_there_are_seats_or_candidates(ballots, rule, seats):
    report = reported(ballots, rule, seats)
    standing = len(ballots.standing())

    assert len(set(report.winners)) == len(report.winners) == min(report.seats, standing)
    elected = [name for stage in report.stages for name in stage.elected]
    assert rule is Rule.SCHULZE or elected == list(report.winners)
    assert not {ballots.candidates[number] for number in ballots.withdrawn} & set(report.winners)


@given(profiles(), RULES, st.integers(1, 3))
def test_every_ballot_is_valid_blank_or_spoilt(ballots, rule, seats):
    report = reported(ballots, rule, seats)

    assert report.valid + report.blank + sum(report.spoilt.values()) == ballots.handed_in


@given(
    profiles(),
    st.sampled_from([Rule.IRV, Rule.SCOTTISH_STV, Rule.MEEK_STV, Rule.APPROVAL]),
    st.integers(1, 3),
)
def test_what_is_written_down_counts_to_the_same_report(ballots, rule, seats):
    written = "".join(written_blt(ballots)).encode()
    back = read([written], "back.blt")

    assert reported(back, rule, seats).to_data() == reported(ballots, rule, seats).to_data()


def lost(report: Report) -> list[Fraction]:
    """What is with nobody and not exhausted either, stage by stage."""
    return [
        report.valid - Fraction(stage.exhausted) - sum(map(Fraction, stage.votes.values()))
        for stage in report.stages
    ]


@given(profiles(), st.integers(1, 4))
def test_nothing_is_lost_in_a_transfer(ballots, seats):
    assert set(lost(reported(ballots, Rule.IRV, 1))) == {0}
    meek = reported(ballots, Rule.MEEK_STV, seats)
    assert set(lost(meek)) == {0} and all(Fraction(stage.exhausted) >= 0 for stage in meek.stages)
    scottish = lost(reported(ballots, Rule.SCOTTISH_STV, seats))
    assert scottish == sorted(scottish) and 0 <= scottish[-1] < Fraction(
        int(ballots.weights.sum()) * seats, 10**5
    )


@settings(deadline=None)
@given(profiles(), st.integers(1, 4))
def test_in_fractions_nothing_is_lost_to_the_unit(ballots, seats):
    kept: list[tuple[Fraction, Fraction]] = []
    plain = meek_module._Count.end_stage

    def end_stage(self, elected=(), excluded=()):
        rest = [Fraction(1)]
        handed_out = Fraction(0)
        for step in self.steps:
            before = Fraction(1) if step.after < 0 else rest[step.after + 1]
            share = before / len(step.group)
            parts = [share * self.factors[number] for number in step.group]
            handed_out += sum(parts) * step.weight
            rest.append(before - sum(parts))
        kept.append((sum(self.votes.values(), Fraction(0)), handed_out))
        plain(self, elected, excluded)

    meek_module._Count.end_stage = end_stage
    try:
        report = reported(ballots, Rule.MEEK_STV, seats, exact=True)
    finally:
        meek_module._Count.end_stage = plain
    assert all(votes == handed_out <= report.valid for votes, handed_out in kept)


@given(profiles(), RULES, st.integers(1, 3))
def test_a_report_is_data(ballots, rule, seats):
    data = reported(ballots, rule, seats).to_data()

    assert [stage["n"] for stage in data["stages"]] == list(range(1, len(data["stages"]) + 1))
    for stage in data["stages"]:
        assert set(stage["votes"]) <= set(data["candidates"])
        assert all(isinstance(text, str) for text in (*stage["votes"].values(), stage["exhausted"]))


@given(profiles(), st.integers(1, 3))
def test_a_file_that_draws_the_seeds_lot_itself_gives_the_same_result(ballots, seats):
    from unionhall.core.counting.ties import drawn_order

    drawn = dataclasses.replace(ballots, tie_order=tuple(drawn_order(ballots.candidates, "7")))
    for rule in Rule:
        assert reported(drawn, rule, seats).winners == reported(ballots, rule, seats).winners


CASE = Ballots.of(
    NAMES,
    [[1, 0, 0, 0, 0], [1, 2, 3, 0, 0], [2, 1, 0, 0, 3], [0, 3, 1, 2, 0], [0, 0, 0, 1, 2], [0, 2, 0, 0, 1]],
    [6, 3, 4, 3, 2, 2],
)


@pytest.mark.parametrize(
    "fault", ["a factor is forgotten", "a paper gets lost", "the first line counts double"]
)
def test_a_planted_fault_is_seen(fault, monkeypatch):
    if fault == "a factor is forgotten":
        before = reported(CASE, Rule.MEEK_STV, 2).to_data()
        monkeypatch.setattr(meek_module.Fixed, "keep", lambda self, weight, factor: weight + 1)
        assert set(lost(reported(CASE, Rule.MEEK_STV, 2))) == {
            0
        }  # what is handed out too much is exhausted too little
        assert any(Fraction(stage.exhausted) < 0 for stage in reported(CASE, Rule.MEEK_STV, 2).stages)
        assert reported(CASE, Rule.MEEK_STV, 2).to_data() != before
    elif fault == "a paper gets lost":
        plain = scottish_module._Count.transfer

        def transfer(self, giver, surplus=None):
            plain(self, giver, surplus)
            self.exhausted = 0

        monkeypatch.setattr(scottish_module._Count, "transfer", transfer)
        found = lost(reported(CASE, Rule.SCOTTISH_STV, 2))
        assert not (found == sorted(found) and 0 <= found[-1] < Fraction(40, 10**5))
    else:
        weights = [2 * CASE.weights[0], *CASE.weights[1:]]
        twice = dataclasses.replace(CASE, weights=np.array(weights, dtype=np.int64))
        assert reported(twice, Rule.IRV, 1).to_data() != reported(CASE, Rule.IRV, 1).to_data()
