"""
Writing ballots back: as BLT, and as a table. What is written counts to the same report, spoilt ballots and all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from unionhall.core.counting.ballots import NO_OPINION, Ballots
from unionhall.core.counting.files.tables import guarded
from unionhall.core.words import Wrong, _

_PARTS = re.compile(r'[,;"\t\r\n]')


def written_blt(ballots: Ballots) -> Iterator[str]:
    """
    The lines of a BLT file, with line ends.

    Quotation marks within a name are written twice. What was spoilt when it was read stands in remarks after the title, which
    say nothing to other programs: `# spoilt 3 unreadable`. Raises `ValueError` where BLT cannot say it: marks below
    zero and “no opinion”.

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
        yield '"' + name.replace('"', '""') + '"\n'
    for reason, times in sorted(ballots.spoilt.items()):
        yield f"# spoilt {times} {reason}\n"


def written_csv(ballots: Ballots) -> Iterator[str]:
    """
    The lines of a table, with line ends: how many ballots a row stands for, and a mark under each candidate's name.

    Ballots spoilt when they were read have their reason in the first cell. A name that a spreadsheet would run as a formula has
    an apostrophe before it. Who is withdrawn and the order for ties are not in it.

    >>> print("".join(written_csv(Ballots.of(["Ana", "=B1"], [[1, 0]], [3], spoilt={"unreadable": 2}))), end="")
    count,Ana,'=B1
    3,1,
    2,unreadable,
    """
    width = len(ballots.candidates)
    yield _row(["count", *map(guarded, ballots.candidates)])
    for marks, times in zip(ballots.marks.tolist(), ballots.weights.tolist(), strict=True):
        yield _row([str(times), *(_cell(mark) for mark in marks)])
    if ballots.blank:
        yield _row([str(ballots.blank), *[""] * width])
    for reason, times in sorted(ballots.spoilt.items()):
        yield _row([str(times), reason, *[""] * (width - 1)])


def _cell(mark: int) -> str:
    """One mark."""
    return "No opinion" if mark == NO_OPINION else str(mark) if mark else ""


def _row(cells: list[str]) -> str:
    """One line of a table. Whatever else could part cells is put into quotation marks too, so that commas are what parts them."""
    return (
        ",".join('"' + cell.replace('"', '""') + '"' if _PARTS.search(cell) else cell for cell in cells)
        + "\n"
    )
