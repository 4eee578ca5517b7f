"""Plurality, approval and score: the highest totals are elected, all in one stage."""

from __future__ import annotations

import numpy as np

from unionhall.core.counting.ballots import NO_OPINION, ONLY_WITHDRAWN, Ballots
from unionhall.core.counting.papers import NothingValid, as_sequences
from unionhall.core.counting.reports import HandedIn, Report, Sorted, Stage, decimal, reported
from unionhall.core.counting.ties import Ties
from unionhall.core.words import Wrong, _


def highest(totals: dict[int, int], seats: int, ties: Ties, stage: int = 1) -> list[int]:
    """
    The `seats` candidates with the highest `totals` (by number), highest first; a tie at the edge goes by lot.

    Equals that are all in, or all out, need no lot and stand in the order of the paper. Raises `ValueError` where a lot is
    needed and cannot be drawn.

    >>> highest({0: 3, 1: 5, 2: 3}, 1, Ties(("Ana", "Bilal", "Chidi")))
    [1]
    """
    ranked = sorted(totals, key=lambda number: -totals[number])
    if len(ranked) <= seats:
        return ranked
    edge = totals[ranked[seats - 1]]
    within = [number for number in ranked if totals[number] > edge]
    tied = [number for number in ranked if totals[number] == edge]
    if len(within) + len(tied) == seats:
        return within + tied
    while len(within) < seats:
        chosen = ties.lot(stage, tied)
        within.append(chosen)
        tied.remove(chosen)
    return within


def plurality(ballots: Ballots, seats: int, ties: Ties) -> Report:
    """
    Each ballot is one vote, for whom it ranks first (or marks alone); two first preferences spoil it.

    Raises `ValueError` where nothing is valid, or a lot cannot be drawn.

    >>> ballots = Ballots.of(["Ana", "Bilal"], [[1, 2], [0, 1], [1, 1]], [3, 2, 1])
    >>> plurality(ballots, 1, Ties(ballots.candidates)).to_data()["stages"][0]["votes"]
    {'Ana': '3', 'Bilal': '2'}
    """
    papers = as_sequences(ballots, skips=None)
    votes = papers.weigh(papers.next_choice(None, papers.standing))
    totals = {number: votes[number] for number in papers.standing}
    return _report("plurality", ballots, seats, ties, totals, papers)


def approval(ballots: Ballots, seats: int, ties: Ties) -> Report:
    """
    Each mark above zero is one vote: approvals as they are, and of a ranked ballot everybody it ranks.

    A ballot without a mark above zero is blank. Raises `ValueError` as `plurality` does.

    >>> ballots = Ballots.of(["Ana", "Bilal"], [[1, 1], [0, 1]])
    >>> approval(ballots, 1, Ties(ballots.candidates)).winners
    ('Bilal',)
    """
    columns = ballots.columns
    totals = {
        number: int(ballots.weights[columns[number] > 0].sum()) for number in range(len(ballots.candidates))
    }
    return _totalled("approval", ballots, seats, ties, totals, lambda marks: marks > 0)


def score(ballots: Ballots, seats: int, ties: Ties) -> Report:
    """
    The sum of the scores, -127 to 127. A candidate left out on a ballot gets nothing from it: totals, not averages.

    So an empty field and a written 0 are the same, and a ballot whose marks are all left out, or all zero, is blank. Raises
    `ValueError` as `plurality` does, and where the file can hold only ranks.

    >>> ballots = Ballots.of(["Ana", "Bilal"], [[5, 3], [0, 4]])
    >>> score(ballots, 1, Ties(ballots.candidates)).winners
    ('Bilal',)
    """
    if ballots.are_ranks:
        raise Wrong(_("These ballots hold ranks, and a rank is no score."))
    totals = {}
    for number, marks in enumerate(ballots.columns):
        given = np.where(marks == NO_OPINION, np.int8(0), marks)
        totals[number] = int((given.astype(np.int64) * ballots.weights).sum())
    return _totalled(
        "score", ballots, seats, ties, totals, lambda marks: (marks != 0) & (marks != NO_OPINION)
    )


def _totalled(
    rule: str, ballots: Ballots, seats: int, ties: Ties, totals: dict[int, int], says: object
) -> Report:
    """The report of a rule that adds marks up; `says` tells which marks say something."""
    assert callable(says)
    standing = ballots.standing()
    said = np.zeros(len(ballots.weights), dtype=bool)
    elsewhere = said.copy()
    for number, marks in enumerate(ballots.columns):
        if number in standing:
            said |= says(marks)
        else:
            elsewhere |= says(marks)
    elsewhere &= ~said
    spoilt = {reason: count for reason, count in ballots.spoilt.items() if count}
    if elsewhere.any():
        spoilt[ONLY_WITHDRAWN] = int(ballots.weights[elsewhere].sum())
    valid = int(ballots.weights[said].sum())
    blank = ballots.blank + int(ballots.weights[~said & ~elsewhere].sum())
    of_those_standing = {number: totals[number] for number in standing}
    return _report(rule, ballots, seats, ties, of_those_standing, HandedIn(valid, blank, spoilt))


def _report(
    rule: str,
    ballots: Ballots,
    seats: int,
    ties: Ties,
    totals: dict[int, int],
    found: Sorted,
) -> Report:
    """The report of a count in one stage."""
    if not found.valid or not totals:
        raise NothingValid
    names = ballots.candidates
    winners = highest(totals, seats, ties)
    votes = {names[number]: decimal(totals[number], 0) for number in totals}
    first = Stage(1, votes, "0", tuple(names[number] for number in winners), (), ties.at(1))
    return reported(rule, ballots, found, ties, winners, seats=seats, stages=(first,))
