"""
Tables: CSV with a row a ballot.

Under the candidates' names stand ranks (1 is best), scores or approvals; which of them, the rule decides. A first
column `count` or `weight` says how many ballots a row stands for. Under `rank1`, `rank2` … stand names: a tally sheet.
A cell that says why (`unreadable`, `overvote` …) spoils its row. An apostrophe before a name that a spreadsheet would run as a
formula, or that would make a tally sheet of the table, is no part of the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from unionhall.core.counting.ballots import (
    MOST_BALLOTS,
    MOST_CANDIDATES,
    NO_OPINION,
    OVERVOTE,
    REASONS,
    SKIPPED,
    Ballots,
)
from unionhall.core.counting.files.gathering import Gathered
from unionhall.core.counting.files.rows import Rows
from unionhall.core.counting.names import collapsed
from unionhall.core.words import _

UNDECLARED = "Undeclared Write-ins"
_COUNTS = {"count", "weight", "times"}
_RANK = re.compile(r"(rank|choice)[ _]?([0-9]{1,3})$", re.I)
_GUARDED = re.compile(r"'+([=+\-@＝＋－＠]|(rank|choice)[ _]?[0-9]{1,3}$)", re.I)
_MARK = re.compile(r"-?[0-9]{1,3}$")
_WHOLE = re.compile(r"[0-9]{1,18}$")
_MARKS = {
    **dict.fromkeys(("", "-", "no", "false"), 0),
    **dict.fromkeys(("x", "✓", "✔", "✗", "yes", "true"), 1),
    "no opinion": NO_OPINION,
}
_LEFT_OUT = {"", "-", "undervote", "skipped"}
_WRITE_INS = {"uwi", "undeclared write-ins", "undeclared write-in", "write-in", "undeclaredwriteins"}


def read_table(blocks: Iterable[bytes], file: str) -> Ballots:
    """
    The ballots of a CSV file, given in blocks of bytes; `file` is its name, for errors. Columns are parted by commas,
    semicolons or tabs.

    Raises `Unreadable` with the line where something else was expected.

    >>> read_table([b"Ana,Bilal\\n1,2\\n1,No opinion\\n"], "b.csv").marks.tolist()
    [[1, 2], [1, -128]]
    >>> read_table([b"count,rank1,rank2\\n3,Ana,Bilal\\n1,overvote,Ana\\n"], "b.csv").spoilt
    {'overvote': 1}
    """
    rows = _Rows(blocks, file)
    header = next(rows, None)
    if header is None:
        raise rows.wrong(_("the file is empty; expected candidates' names in the first line"))
    names = [collapsed(cell) for cell in header]
    while names and not names[-1]:
        names.pop()
    counted = bool(names) and names[0].casefold() in _COUNTS
    columns = names[1:] if counted else names
    if columns and all(_RANK.match(name) for name in columns):
        return _tally(rows, len(columns), counted)
    return _marks(rows, [name[1:] if _GUARDED.match(name) else name for name in columns], counted)


def guarded(name: str) -> str:
    """
    A name as the head of a column: after an apostrophe where a spreadsheet would run it as a formula, or a reader take it for a
    rank. Reading takes the apostrophe away.

    >>> guarded("=1+1"), guarded("Choice 2"), guarded("'=1+1"), guarded("Ana-Maria")
    ("'=1+1", "'Choice 2", "''=1+1", 'Ana-Maria')
    """
    return f"'{name}" if _GUARDED.match(f"'{name}") else name


class _Rows(Rows):
    """The rows of a table of ballots."""

    def times(self, cell: str) -> int:
        """How many ballots a row stands for."""
        word = cell.strip()
        if not _WHOLE.match(word) or not 1 <= int(word) <= MOST_BALLOTS:
            raise self.wrong(_("expected how many ballots this is, not “{found}”"), word)
        return int(word)


def _marks(rows: _Rows, names: list[str], counted: bool) -> Ballots:
    """A mark under each candidate's name."""
    if not 1 <= len(names) <= MOST_CANDIDATES:
        raise rows.wrong(
            _("expected 1 to {most} candidates' names, not {many}"), most=MOST_CANDIDATES, many=len(names)
        )
    for number, name in enumerate(names):
        if not name or name in names[:number]:
            raise rows.wrong(
                _("expected a name of their own for candidate {number}, not “{found}”"),
                name,
                number=number + 1,
            )
    gathered, blank = Gathered(rows.file, len(names)), 0
    spoilt: dict[str, int] = {}
    for row in rows:
        times = rows.times(row[0]) if counted else 1
        cells = row[1:] if counted else row
        while len(cells) > len(names) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(names):
            raise rows.wrong(
                _("expected {many} cells, not {found_many}"), many=len(names), found_many=len(cells)
            )
        reason = next((word for cell in cells if (word := cell.strip().casefold()) in REASONS), None)
        if reason is not None:
            gathered.check(rows.line, 0, times)
            spoilt[reason] = spoilt.get(reason, 0) + times
            continue
        marks = [_mark(rows, cell) for cell in cells]
        if any(marks):
            gathered.add(rows.line, marks, times)
        else:
            gathered.check(rows.line, 0, times)
            blank += times
    if not gathered.total:
        raise rows.wrong(_("the file ends here; expected at least one ballot"))
    matrix, weights = gathered.whole()
    return Ballots(tuple(names), matrix, weights, blank=blank, spoilt=spoilt)


def _mark(rows: _Rows, cell: str) -> int:
    """What one cell says."""
    word = " ".join(cell.split()).casefold()
    if word in _MARKS:
        return _MARKS[word]
    if _MARK.match(word) and -127 <= int(word) <= 127:
        return int(word)
    raise rows.wrong(_("expected a rank, a score from -127 to 127 or a cross, not “{found}”"), cell.strip())


def _tally(rows: _Rows, ranks: int, counted: bool) -> Ballots:
    """
    Names under ranks. A ballot is read up to an `overvote`; `undervote` leaves a rank out; somebody named again adds nothing.
    """
    numbers: dict[str, int] = {}
    ballots: list[tuple[int, tuple[tuple[int, int], ...], int]] = []
    spoilt: dict[str, int] = {}
    blank = total = 0
    for row in rows:
        times = rows.times(row[0]) if counted else 1
        cells = row[1:] if counted else row
        if len(cells) > ranks and any(cell.strip() for cell in cells[ranks:]):
            raise rows.wrong(_("expected {many} cells, not {found_many}"), many=ranks, found_many=len(cells))
        ranked: dict[int, int] = {}
        rank, overvoted = 0, False
        for cell in cells[:ranks]:
            name = collapsed(cell)
            word = name.casefold()
            if word == "overvote":
                overvoted = True
                break
            if word in _LEFT_OUT:
                rank += 1
                continue
            number = numbers.setdefault(UNDECLARED if word in _WRITE_INS else name, len(numbers))
            if len(numbers) > MOST_CANDIDATES:
                raise rows.wrong(_("expected no more than {most} candidates"), most=MOST_CANDIDATES)
            if number not in ranked:
                rank += 1
                ranked[number] = rank
        total += times
        if total > MOST_BALLOTS:
            raise rows.wrong(_("more than {most} ballots cannot be counted"), most=MOST_BALLOTS)
        if ranked:
            ballots.append((rows.line, tuple(ranked.items()), times))
        elif overvoted:
            reason = OVERVOTE if rank < 2 else SKIPPED
            spoilt[reason] = spoilt.get(reason, 0) + times
        else:
            blank += times
    if not ballots:
        raise rows.wrong(_("the file ends here; expected at least one ballot"))
    gathered = Gathered(rows.file, len(numbers))
    for line, marked, times in ballots:
        marks = [0] * len(numbers)
        for number, rank in marked:
            marks[number] = rank
        gathered.add(line, marks, times)
    matrix, weights = gathered.whole()
    return Ballots(
        tuple(numbers),
        matrix,
        weights,
        undeclared=frozenset({numbers[UNDECLARED]} if UNDECLARED in numbers else ()),
        blank=blank,
        spoilt=spoilt,
        are_ranks=True,
    )
