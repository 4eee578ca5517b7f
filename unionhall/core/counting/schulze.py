"""Schulze: the strongest paths between candidates, by winning votes, and the whole order they give."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unionhall.core.counting.ballots import NO_OPINION, Ballots
from unionhall.core.counting.highest import highest
from unionhall.core.counting.papers import UNRANKED, Papers, Ranks, as_ranked
from unionhall.core.counting.reports import Report, reported
from unionhall.core.counting.ties import Ties

_SILENT = np.uint8(128)
_BLOCK = 1 << 15


def pairwise(papers: Papers, *, no_opinion: bool = False) -> NDArray[np.int64]:
    """
    How many ballots, by weight, rank candidate i above candidate j: (c, c) int64, zero where one does not stand.

    Whoever is not ranked is equal last. With `no_opinion`, a ballot compares only those it ranks; where a ballot says "no
    opinion" itself, it never compares that candidate.

    >>> papers = as_ranked(Ballots.of(["Ana", "Bilal"], [[1, 0], [2, 1]], [3, 2]))
    >>> pairwise(papers).tolist(), pairwise(papers, no_opinion=True).tolist()
    ([[0, 3], [2, 0]], [[0, 0], [2, 0]])
    """
    count, size = papers.ranks.shape
    found = np.zeros((count, count), dtype=np.int64)
    for start in range(0, size, _BLOCK):
        part = slice(start, start + _BLOCK)
        columns = {number: _compared(papers.ranks[number, part], no_opinion) for number in papers.standing}
        for i, above in columns.items():
            for j, below in columns.items():
                if i == j:
                    continue
                prefers = above < below
                if bool((below == _SILENT).any()):
                    prefers &= below != _SILENT
                if papers.is_one_each:
                    found[i, j] += np.count_nonzero(prefers)
                else:
                    found[i, j] += papers.weights[part][prefers].sum()
    return found


def _compared(ranks: Ranks, no_opinion: bool) -> Ranks:
    """Ranks to be compared: 127 is last, 128 says nothing."""
    said = ranks == np.uint8((NO_OPINION - 1) % 256)
    last = np.uint8(_SILENT) if no_opinion else UNRANKED
    compared: Ranks = np.where(ranks < UNRANKED, ranks, last)
    compared[said] = _SILENT
    return compared


def strongest_paths(votes: NDArray[np.int64]) -> NDArray[np.int64]:
    """
    The strength of the strongest path from each candidate to each other, (c, c) int64.

    `votes`: (c, c) int64, as `pairwise` gives. A defeat is as strong as its winning votes, and a path as its weakest
    defeat (Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
    election method", 2011, section 2).

    >>> strongest_paths(np.array([[0, 5, 2], [4, 0, 6], [7, 3, 0]])).tolist()
    [[0, 5, 5], [6, 0, 6], [7, 5, 0]]
    """
    strength = np.where(votes > votes.T, votes, 0)
    for middle in range(len(strength)):
        through = np.minimum(strength[:, middle, None], strength[None, middle, :])
        strength = np.maximum(strength, through)
    np.fill_diagonal(strength, 0)
    return strength


def whole_order(strength: NDArray[np.int64], standing: tuple[int, ...]) -> list[list[int]]:
    """
    Everybody in order: first those whom nobody left beats by a stronger path, then the same among the rest.

    `strength`: (c, c) int64, as `strongest_paths` gives. Those in one group are equal.

    >>> whole_order(np.array([[0, 5, 5], [6, 0, 6], [7, 5, 0]]), (0, 1, 2))
    [[1], [2], [0]]
    """
    left, order = list(standing), []
    while left:
        group = [
            one for one in left if not any(strength[other, one] > strength[one, other] for other in left)
        ]
        order.append(group)
        left = [one for one in left if one not in group]
    return order


def schulze(ballots: Ballots, seats: int, ties: Ties, *, no_opinion: bool = False) -> Report:
    """
    Counts by Schulze's method, defeats weighed by winning votes (as the paper and Debian's constitution, A.6, do).

    The order shows ties as ties; a lot is drawn only where one lies across the last seat. Raises `ValueError` where nothing is
    valid, or a lot cannot be drawn.

    >>> ballots = Ballots.of(["Ana", "Bilal", "Chidi"], [[1, 2, 3], [3, 1, 2]], [2, 3])
    >>> schulze(ballots, 1, Ties(ballots.candidates)).order
    (('Bilal',), ('Chidi',), ('Ana',))
    """
    names = ballots.candidates
    papers = as_ranked(ballots)
    votes = pairwise(papers, no_opinion=no_opinion)
    order = whole_order(strongest_paths(votes), papers.standing)
    places = {number: -place for place, group in enumerate(order) for number in group}
    winners = highest(places, seats, ties)
    return reported(
        "schulze",
        ballots,
        papers,
        ties,
        winners,
        seats=seats,
        order=tuple(tuple(names[number] for number in group) for group in order),
        pairwise={
            names[i]: {names[j]: int(votes[i, j]) for j in papers.standing if i != j} for i in papers.standing
        },
    )
