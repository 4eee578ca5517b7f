"""Ballots: one whole-number matrix, from the file to the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unionhall.core.counting.names import collapsed
from unionhall.core.words import Wrong, _

Marks = NDArray[np.int8]
Weights = NDArray[np.int64]

NO_OPINION = -128
"""The mark of a ballot that says nothing about a candidate, in so many words; 0 is only "not marked"."""
MOST_CANDIDATES = 127
MOST_BALLOTS = 4_000_000_000
"""Of weight, all ballots together: what a count needs then fits into 64 bits."""
MOST_BYTES = 800_000_000
"""What counting the lines of a file may take in memory; with the program itself it is less than a gigabyte."""
BYTES_OF_A_MARK, BYTES_OF_A_LINE = 3, 64
"""What one mark and one line take at most while they are counted: a mark is kept in one byte, and copied twice."""


def most_lines(candidates: int) -> int:
    """
    How many lines of so many candidates can be counted.

    >>> most_lines(20)
    6451612
    """
    return MOST_BYTES // (BYTES_OF_A_MARK * candidates + BYTES_OF_A_LINE)


OVERVOTE = "overvote"
SKIPPED = "skipped ranks"
ONLY_WITHDRAWN = "only withdrawn candidates"
UNREADABLE = "unreadable"
REASONS = (OVERVOTE, SKIPPED, ONLY_WITHDRAWN, UNREADABLE)
"""Why ballots are spoilt, by the names they have in reports and in the files we write."""


@dataclass(frozen=True, eq=False)
class Ballots:
    """
    What was handed in, before any rule reads it.

    `candidates`: names, in the order of the paper. `marks`: (n, c) int8, what line n says of candidate c: a rank
    (1 is best, equal ranks allowed, 0 = not ranked), a score or an approval (1), `NO_OPINION` where the
    ballot says so; kept column by column. `weights`: (n,) int64, how many ballots such a line stands for.
    `seats`: as the file says, or None. `withdrawn`: candidates passed over, by number from 0. `undeclared`: those
    who never stood, such as write-ins, all told. `tie_order`: all candidates by number, the preferred first, where
    the file has drawn the lot. `blank`: ballots without a mark that are no line of `marks`; `spoilt`: those that could not be
    read, by reason. `are_ranks`: the file can hold nothing but ranks.

    Raises `ValueError` where names are empty or alike, shapes do not fit, or there is more than fits
    (`MOST_CANDIDATES`, `MOST_BALLOTS`).

    >>> ballots = Ballots.of(["Ana", "Bilal"], [[1, 2], [0, 1]], [3, 2])
    >>> ballots.marks.shape, int(ballots.handed_in)
    ((2, 2), 5)
    """

    candidates: tuple[str, ...]
    marks: Marks
    weights: Weights
    seats: int | None = None
    withdrawn: frozenset[int] = frozenset()
    undeclared: frozenset[int] = frozenset()
    tie_order: tuple[int, ...] | None = None
    blank: int = 0
    spoilt: Mapping[str, int] = field(default_factory=dict)
    title: str = ""
    are_ranks: bool = False

    def __post_init__(self) -> None:
        known = len(self.candidates)
        if not 1 <= known <= MOST_CANDIDATES:
            raise Wrong(
                _("there can be 1 to {most} candidates, not {known}"), most=MOST_CANDIDATES, known=known
            )
        twice = sorted({name for name in self.candidates if self.candidates.count(name) > 1})
        if twice or not all(self.candidates):
            raise Wrong(_("each candidate needs a name of their own, not “{name}”"), name=(twice or [""])[0])
        if self.marks.shape != (len(self.weights), known) or self.marks.dtype != np.int8:
            raise ValueError(f"marks are (n, c) int8, not {self.marks.shape} {self.marks.dtype}")
        if len(self.weights) and int(self.weights.min()) < 1:
            raise Wrong(_("a line stands for one ballot or more"))
        if self.handed_in > MOST_BALLOTS:
            raise Wrong(_("more than {most} ballots cannot be counted"), most=MOST_BALLOTS)
        if self.tie_order is not None and sorted(self.tie_order) != list(range(known)):
            raise Wrong(_("the order for ties names each candidate once"))

    @classmethod
    def of(
        cls,
        candidates: Sequence[str],
        marks: Iterable[Sequence[int]] | NDArray[Any],
        weights: Iterable[int] | None = None,
        **more: Any,
    ) -> Ballots:
        """
        Ballots from plain lists, one of marks a line; without `weights` each line is one ballot.

        `more`: as the fields of `Ballots`. Raises `ValueError` as `Ballots` does, and where a mark is no number
        from -128 to 127.

        >>> Ballots.of(["Ana"], [[1], [1]]).weights.tolist()
        [1, 1]
        """
        try:
            lines = [list(row) for row in marks]
            rows = np.array(lines, dtype=np.int8).reshape(len(lines), len(candidates))
        except OverflowError as over:
            raise Wrong(_("a mark is a whole number from -127 to 127")) from over
        times = [1] * len(rows) if weights is None else list(weights)
        if sum(times) > MOST_BALLOTS:
            raise Wrong(_("more than {most} ballots cannot be counted"), most=MOST_BALLOTS)
        names = tuple(collapsed(name) for name in candidates)
        return cls(names, np.asfortranarray(rows), np.array(times, dtype=np.int64), **more)

    @property
    def columns(self) -> Marks:
        """The marks a candidate a row, (c, n) int8: a view, each row in one piece of memory."""
        return self.marks.T

    @property
    def handed_in(self) -> int:
        """All ballots, by weight, blank and spoilt ones among them."""
        return int(self.weights.sum()) + self.blank + sum(self.spoilt.values())

    def standing(self, *, undeclared: bool = False) -> list[int]:
        """
        The candidates who can be voted for, by number; those never declared only where `undeclared` asks for them.

        >>> Ballots.of(["Ana", "Bilal"], [[1, 2]], withdrawn=frozenset({0})).standing()
        [1]
        """
        out = self.withdrawn if undeclared else self.withdrawn | self.undeclared
        return [number for number in range(len(self.candidates)) if number not in out]
