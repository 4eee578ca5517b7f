"""Instant-runoff voting: the lowest is excluded, one at a time, until somebody has a majority."""

from __future__ import annotations

import numpy as np

from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.papers import as_sequences
from unionhall.core.counting.reports import Report, Stage, decimal, reported
from unionhall.core.counting.staging import Tell, quietly
from unionhall.core.counting.ties import Ties


def irv(ballots: Ballots, ties: Ties, tell: Tell = quietly) -> Report:
    """
    Elects who has more than half of the ballots that still continue; until then the candidate with the fewest is excluded.

    Those never declared are excluded first. A ballot stops at an overvote, passes over one rank left out and stops at
    two (as in Minneapolis and Maine). A tie for exclusion goes by lot. Votes are whole ballots. Raises `ValueError` where nothing
    is valid, or a lot cannot be drawn.

    >>> ballots = Ballots.of(["Ana", "Bilal", "Chidi"], [[1, 0, 0], [0, 1, 2], [0, 2, 1]], [4, 3, 2])
    >>> report = irv(ballots, Ties(ballots.candidates))
    >>> report.winners, report.stages[-1].votes["Bilal"]
    (('Bilal',), '5')
    """
    names = ballots.candidates
    papers = as_sequences(ballots, skips=1, undeclared=True)
    continuing = list(papers.standing)
    undeclared = [number for number in continuing if number in ballots.undeclared]
    holders = papers.next_choice(None, continuing)
    votes = papers.weigh(holders)
    stages: list[Stage] = []
    excluded: list[int] = []
    while True:
        n = len(stages) + 1
        tell(n, len(papers.standing))
        open_to = [number for number in continuing if number not in undeclared]
        most = max(open_to, key=lambda number: votes[number], default=-1)
        live = sum(votes[number] for number in continuing)
        won = most >= 0 and (2 * votes[most] > live or len(continuing) == 1)
        stages.append(
            Stage(
                n,
                {names[number]: decimal(votes[number], 0) for number in papers.standing},
                decimal(papers.valid - live, 0),
                (names[most],) if won else (),
                tuple(names[number] for number in excluded),
                ties.at(n),
            )
        )
        if won or not open_to:
            break
        low = undeclared.pop(0) if undeclared else _lowest(votes, continuing, ties, n + 1)
        continuing.remove(low)
        rows = np.flatnonzero(holders == low)
        moved = papers.next_choice(rows, continuing)
        holders[rows] = moved
        for number, found in enumerate(papers.weigh(moved, rows)[:-1]):
            votes[number] += found
        votes[low] = 0
        excluded = [low]
    return reported("irv", ballots, papers, ties, [most] if won else [], stages=tuple(stages))


def _lowest(votes: list[int], continuing: list[int], ties: Ties, stage: int) -> int:
    """Who has the fewest votes, by lot among equals."""
    fewest = min(votes[number] for number in continuing)
    return ties.lot(stage, [number for number in continuing if votes[number] == fewest], preferred=False)
