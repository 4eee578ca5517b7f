"""Papers: ranked ballots as one rule reads them, without those that are blank or spoilt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unionhall.core.counting.ballots import (
    NO_OPINION,
    ONLY_WITHDRAWN,
    OVERVOTE,
    SKIPPED,
    Ballots,
    Marks,
    Weights,
)
from unionhall.core.words import Wrong, _

Ranks = NDArray[np.uint8]
UNRANKED = np.uint8(127)
"""In `Ranks`, where 0 is the best rank: this and everything above it is no rank."""
_LARGE = 1 << 20
_BLOCK = 1 << 15
"""Papers looked at together: what is needed of them stays in the processor's near memory."""


class NothingValid(Wrong):
    """
    No ballot says anything the rule can count.

    >>> str(NothingValid())
    'There is no valid ballot to count.'
    """

    def __init__(self) -> None:
        super().__init__(_("There is no valid ballot to count."))


@dataclass(frozen=True, eq=False)
class Papers:
    """
    The valid ballots of a count, by rank.

    `ranks`: (c, n) uint8, the rank of candidate c on paper n, 0 = best, 127 and above = none. `weights`: (n,) int64.
    `standing`: candidates by number. `valid`, `blank`, `spoilt` (by reason): weights.
    """

    ranks: Ranks
    weights: Weights
    standing: tuple[int, ...]
    valid: int
    blank: int
    spoilt: dict[str, int]

    def next_choice(self, rows: NDArray[np.intp] | None, among: Sequence[int]) -> Marks:
        """
        Who of `among` each paper of `rows` (None: each of all) ranks first: (rows,) int8, -1 = nobody.

        Of equals it gives the one with the lowest number: who cannot have equals reads papers `as_sequences`.
        """
        size = self.ranks.shape[1] if rows is None else len(rows)
        chosen: Marks = np.empty(size, dtype=np.int8)
        nobody = np.uint16(int(UNRANKED) << 8)
        for start in range(0, size, _BLOCK):
            part = slice(start, min(size, start + _BLOCK))
            best = np.full(part.stop - part.start, nobody)
            for number in among:
                rank = self.ranks[number, part] if rows is None else self.ranks[number].take(rows[part])
                place = rank.astype(
                    np.uint16
                )  # the rank above the candidate's number: the least is the first choice
                place <<= 8
                place |= np.uint16(number)
                np.minimum(best, place, out=best)
            chosen[part] = (
                np.where(best < nobody, best & np.uint16(255), np.uint16(255)).astype(np.uint8).view(np.int8)
            )
        return chosen

    def weigh(self, chosen: Marks, rows: NDArray[np.intp] | None = None) -> list[int]:
        """
        The weight of papers by who was `chosen` on them, (rows,) int8: a list of c + 1, the last is nobody's.
        """
        among = len(self.ranks) + 1
        found = np.zeros(among)  # floats are exact up to 2^53, and all ballots together are far below
        for start in range(0, len(chosen), _LARGE):  # counting takes 16 bytes a paper meanwhile
            part = slice(start, start + _LARGE)
            slots = np.where(chosen[part] < 0, np.int8(among - 1), chosen[part]).astype(np.uint8)
            weights = None
            if not self.is_one_each:
                weights = self.weights[part] if rows is None else self.weights[rows[part]]
            found += np.bincount(slots, weights=weights, minlength=among)
        return [int(one) for one in found]

    @property
    def is_one_each(self) -> bool:
        """Whether each paper stands for one ballot."""
        return len(self.weights) == self.valid


def ranks_of(ballots: Ballots) -> Ranks:
    """
    The ranks on all ballots, (c, n) uint8, 0 = best, 127 and above = none. Raises `ValueError` where a mark is below zero.

    >>> ranks_of(Ballots.of(["Ana", "Bilal"], [[2, 1], [0, 1]])).tolist()
    [[1, 255], [0, 0]]
    """
    columns = ballots.columns
    if columns.size and int(columns.min()) < 0 and bool(((columns < 0) & (columns != NO_OPINION)).any()):
        raise Wrong(_("a rank is 1 or more, and nothing here is below zero"))
    return columns.view(np.uint8) - np.uint8(1)


def as_ranked(ballots: Ballots, *, undeclared: bool = False) -> Papers:
    """
    Every ballot that ranks somebody who stands, equal ranks and gaps left as they are.

    `undeclared`: whether those who never stood are candidates of this rule. Raises `ValueError` where nothing is valid.

    >>> papers = as_ranked(Ballots.of(["Ana", "Bilal"], [[1, 1], [0, 0]]))
    >>> papers.valid, papers.blank
    (1, 1)
    """
    ranks = ranks_of(ballots)
    standing = ballots.standing(undeclared=undeclared)
    spoilt = {reason: count for reason, count in ballots.spoilt.items() if count}
    return _without_empty(ballots, ranks, ballots.weights, standing, ballots.blank, spoilt)


def as_sequences(ballots: Ballots, *, skips: int | None, undeclared: bool = False) -> Papers:
    """
    Every ballot as one candidate after another, as far as it can be read so.

    A ballot is read up to the first rank that it gives to two who stand (an overvote), and up to where more than `skips`
    ranks in a row are left out (None: however many). One that is then empty is spoilt. Raises `ValueError` where nothing is
    valid.

    >>> ballots = Ballots.of(["Ana", "Bilal", "Chidi"], [[1, 1, 2], [1, 2, 2], [0, 3, 4]])
    >>> papers = as_sequences(ballots, skips=1)
    >>> papers.valid, papers.spoilt
    (1, {'overvote': 1, 'skipped ranks': 1})
    """
    ranks = ranks_of(ballots)
    standing = ballots.standing(undeclared=undeclared)
    spoilt = {reason: count for reason, count in ballots.spoilt.items() if count}
    weights = ballots.weights
    all_odd = np.flatnonzero(_odd(ranks))
    keep = np.ones(ranks.shape[1] if len(all_odd) else 0, dtype=bool)
    for start in range(0, len(all_odd), _BLOCK):
        odd = all_odd[start : start + _BLOCK]
        ranks[:, odd], reasons = _cut(ranks[:, odd], standing, skips)
        for reason, rows in reasons.items():
            lost = int(weights[odd[rows]].sum())
            if lost:
                spoilt[reason] = spoilt.get(reason, 0) + lost
                keep[odd[rows]] = False
    del all_odd
    if not keep.all():
        ranks, weights = _kept(ranks, keep), weights[keep]
    return _without_empty(ballots, ranks, weights, standing, ballots.blank, spoilt)


def _without_empty(
    ballots: Ballots, ranks: Ranks, weights: Weights, standing: list[int], blank: int, spoilt: dict[str, int]
) -> Papers:
    """The papers that name somebody who stands; the others counted as blank, or spoilt where they name only others."""
    named = _any_ranked(ranks, standing)
    if not named.all():
        others = [number for number in range(len(ranks)) if number not in standing]
        elsewhere = ~named & _any_ranked(ranks, others)
        blank += int(weights[~named & ~elsewhere].sum())
        if elsewhere.any():
            spoilt[ONLY_WITHDRAWN] = spoilt.get(ONLY_WITHDRAWN, 0) + int(weights[elsewhere].sum())
        ranks, weights = _kept(ranks, named), weights[named]
    valid = int(weights.sum())
    if not valid or not standing:
        raise NothingValid
    return Papers(ranks, weights, tuple(standing), valid, blank, spoilt)


def _kept(ranks: Ranks, keep: NDArray[np.bool_]) -> Ranks:
    """The papers that are kept, candidate by candidate: an index over all of them at once takes the memory of one more copy."""
    kept = np.empty((len(ranks), np.count_nonzero(keep)), dtype=np.uint8)
    for number, row in enumerate(ranks):
        kept[number] = row[keep]
    return kept


def _any_ranked(ranks: Ranks, among: Sequence[int]) -> NDArray[np.bool_]:
    """Which papers rank anybody of `among`."""
    found = np.zeros(ranks.shape[1], dtype=bool)
    for number in among:
        found |= ranks[number] < UNRANKED
    return found


def _odd(ranks: Ranks) -> NDArray[np.bool_]:
    """
    Which papers are anything but the ranks 0, 1, 2 … once each.

    k powers of two add up to 2^k - 1 only where they are 1, 2, 4 … once each: any other k of them carry.
    """
    wide: type[np.uint32 | np.uint64] = np.uint32 if len(ranks) <= 32 else np.uint64
    places = np.arange(len(ranks), dtype=np.uint8)[:, None]
    odd = np.zeros(ranks.shape[1], dtype=bool)
    for start in range(0, ranks.shape[1], _BLOCK):
        part = slice(start, start + _BLOCK)
        if len(ranks) > 64:
            ordered = np.sort(ranks[:, part], axis=0)
            odd[part] = ((ordered != places) & (ordered < UNRANKED)).any(axis=0)
            continue
        total = np.zeros(len(odd[part]), dtype=wide)
        many = np.zeros(len(total), dtype=np.uint8)
        for number in range(len(ranks)):
            rank = ranks[number, part]
            total += np.left_shift(wide(1), rank.astype(wide))
            many += rank < UNRANKED
        odd[part] = total != np.left_shift(wide(1), many.astype(wide)) - wide(1)
    return odd


def _cut(
    ranks: Ranks, standing: Sequence[int], skips: int | None
) -> tuple[Ranks, dict[str, NDArray[np.intp]]]:
    """Odd papers up to where they can be read, and which of them are spoilt by what."""
    stand = np.zeros(len(ranks), dtype=bool)
    stand[list(standing)] = True
    cut = ranks.copy()
    size = ranks.shape[1]
    skipped = np.zeros(size, dtype=np.int16)
    ended = {reason: np.zeros(size, dtype=bool) for reason in (OVERVOTE, SKIPPED)}
    ranked = ranks[ranks < UNRANKED]
    for rank in range(int(ranked.max()) + 1 if ranked.size else 0):
        here = ranks == rank
        open_ = ~(ended[OVERVOTE] | ended[SKIPPED])
        if skips is not None:
            skipped = np.where(here.any(axis=0), 0, skipped + 1)
            ended[SKIPPED] |= open_ & (skipped > skips)
        ended[OVERVOTE] |= open_ & ~ended[SKIPPED] & (here[stand].sum(axis=0) > 1)
        cut[here & (ended[OVERVOTE] | ended[SKIPPED])] = 255
    emptied = _any_ranked(ranks, standing) & ~_any_ranked(cut, standing)
    return cut, {reason: np.flatnonzero(emptied & rows) for reason, rows in ended.items()}
