"""Gathering lines of marks into one matrix, within what fits."""

from __future__ import annotations

import numpy as np

from unionhall.core.counting.ballots import MOST_BALLOTS, Marks, Weights, most_lines
from unionhall.core.counting.files.errors import Unreadable
from unionhall.core.words import _


class Gathered:
    """
    Lines of marks, one after another or many at once.

    `file`: its name, for errors. `candidates`: how many. Raises `Unreadable` where there is more than fits.

    >>> gathered = Gathered("b.csv", 2)
    >>> gathered.add(1, [1, 2], 3)
    >>> marks, weights = gathered.whole()
    >>> marks.tolist(), weights.tolist()
    ([[1, 2]], [3])
    """

    def __init__(self, file: str, candidates: int) -> None:
        self.file, self.candidates = file, candidates
        self.most = most_lines(candidates)
        self.blocks: list[Marks] = []
        self.weights: list[Weights] = []
        self.rows = bytearray()
        self.times: list[int] = []
        self.lines = 0
        self.total = 0

    def add(self, line: int, marks: list[int], times: int) -> None:
        """Add one line that stands for `times` ballots; `line`: where it stands in the file."""
        self.rows += bytes(mark & 255 for mark in marks)
        self.times.append(times)
        self.check(line, 1, times)
        if len(self.times) >= 1 << 16:
            self.close()

    def add_block(self, line: int, columns: Marks, weights: Weights) -> None:
        """Add many lines at once: `columns` (c, n) int8, `weights` (n,) int64; `line`: of the last."""
        self.close()
        self.check(line, len(weights), int(weights.sum()))
        self.blocks.append(columns)
        self.weights.append(weights)

    def check(self, line: int, lines: int, times: int) -> None:
        """Refuse what no longer fits."""
        self.lines += lines
        self.total += times
        if self.total > MOST_BALLOTS:
            raise Unreadable(
                self.file, line, _("more than {most} ballots cannot be counted"), most=MOST_BALLOTS
            )
        most = self.most
        if self.lines > most:
            raise Unreadable(self.file, line, _("more than {most} lines do not fit"), most=most)

    def close(self) -> None:
        """Turn the lines added one by one into a block."""
        if self.times:
            rows = np.frombuffer(bytes(self.rows), dtype=np.int8).reshape(-1, self.candidates)
            self.blocks.append(np.ascontiguousarray(rows.T))
            self.weights.append(np.array(self.times, dtype=np.int64))
            self.rows, self.times = bytearray(), []

    def whole(self) -> tuple[Marks, Weights]:
        """All of it: marks (n, c) int8, kept column by column, and weights (n,) int64. It is then given away."""
        self.close()
        marks = np.empty((self.candidates, self.lines), dtype=np.int8)
        weights = np.empty(self.lines, dtype=np.int64)
        at = self.lines
        while self.blocks:
            columns, times = self.blocks.pop(), self.weights.pop()
            marks[:, at - len(times) : at] = columns
            weights[at - len(times) : at] = times
            at -= len(times)
        return marks.T, weights
