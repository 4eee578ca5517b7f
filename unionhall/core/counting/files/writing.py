"""Writing ballots back: as BLT, and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from unionhall.core.counting.ballots import NO_OPINION, Ballots
from unionhall.core.words import Wrong, _


def written_blt(ballots: Ballots) -> Iterator[str]:
    """
    The lines of a BLT file, with line ends. What was spoilt when it was read is not in it.

    Raises `ValueError` where BLT cannot say it: marks below zero and “no opinion”.

    >>> print("".join(written_blt(Ballots.of(["Ana", "Bilal"], [[1, 2], [1, 1]], [3, 1], seats=1))), end="")
    2 1
    3 1 2 0
    1 1=2 0
    0
    "Ana"
    "Bilal"
    ""
    """
    if ballots.marks.size and int(ballots.marks.min()) < 0:
        raise Wrong(_("BLT holds ranks only: no marks below zero, and no “no opinion”."))
    yield f"{len(ballots.candidates)} {ballots.seats or 1}\n"
    if ballots.withdrawn:
        yield " ".join(f"-{number + 1}" for number in sorted(ballots.withdrawn)) + "\n"
    if ballots.undeclared:
        yield "[undeclared " + " ".join(str(number + 1) for number in sorted(ballots.undeclared)) + "]\n"
    if ballots.tie_order is not None:
        yield "[tie " + " ".join(str(number + 1) for number in ballots.tie_order) + "]\n"
    for marks, times in zip(ballots.marks.tolist(), ballots.weights.tolist(), strict=True):
        places: list[str] = []
        for rank in range(1, max(marks) + 1):
            equal = "=".join(str(number + 1) for number, given in enumerate(marks) if given == rank)
            places.append(equal or "-")
        yield " ".join([str(times), *places, "0"]) + "\n"
    if ballots.blank:
        yield f"{ballots.blank} 0\n"
    yield "0\n"
    for name in (*ballots.candidates, ballots.title):
        yield '"' + name.replace('"', "'") + '"\n'


def written_csv(ballots: Ballots) -> Iterator[str]:
    """
    The lines of a table, with line ends: how many ballots a row stands for, and a mark under each candidate's name.

    What was spoilt when it was read, who is withdrawn and the order for ties are not in it.

    >>> print("".join(written_csv(Ballots.of(["Ana", "Bilal"], [[1, 0]], [3]))), end="")
    count,Ana,Bilal
    3,1,
    """
    yield _row(["count", *ballots.candidates])
    for marks, times in zip(ballots.marks.tolist(), ballots.weights.tolist(), strict=True):
        yield _row([str(times), *(_cell(mark) for mark in marks)])
    if ballots.blank:
        yield _row([str(ballots.blank), *[""] * len(ballots.candidates)])


def _cell(mark: int) -> str:
    """One mark."""
    return "No opinion" if mark == NO_OPINION else str(mark) if mark else ""


def _row(cells: list[str]) -> str:
    """One line of a table."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
