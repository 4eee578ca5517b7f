"""PrefLib's files of orders: `soc`, `soi`, `toc` and `toi`, as they are now and as they were before 2022."""

from __future__ import annotations

import re
from collections.abc import Iterable

from unionhall.core.counting.ballots import MOST_BALLOTS, MOST_CANDIDATES, Ballots
from unionhall.core.counting.files.errors import Unreadable, shown
from unionhall.core.counting.files.gathering import Gathered
from unionhall.core.counting.files.lines import text_lines
from unionhall.core.counting.names import collapsed
from unionhall.core.words import _

_COUNT = re.compile(r"#\s*NUMBER ALTERNATIVES:\s*(\S+)\s*$", re.I)
_NAME = re.compile(r"#\s*ALTERNATIVE NAME\s+(\S+?)\s*:\s*(.*)$", re.I)
_VOTERS = re.compile(r"#\s*NUMBER VOTERS:\s*(\S+)\s*$", re.I)
_TITLE = re.compile(r"#\s*TITLE:\s*(.*)$", re.I)
_LINE = re.compile(r"\s*([0-9]{1,18})\s*:\s*(.*)$")
_WHOLE = re.compile(r"[0-9]{1,18}$")


def read_preflib(blocks: Iterable[bytes], file: str) -> Ballots:
    """
    The ballots of a PrefLib file of orders, given in blocks of bytes; `file` is its name, for errors.

    Candidates in braces are equal. Raises `Unreadable` with the line where something else was expected, and where the voters
    are not as many as the file says.

    >>> text = b"# NUMBER ALTERNATIVES: 2\\n# NUMBER VOTERS: 3\\n# ALTERNATIVE NAME 1: Ana\\n# ALTERNATIVE NAME 2: Bilal\\n"
    >>> ballots = read_preflib([text + b"2: 1,2\\n1: {1,2}\\n"], "a.toc")
    >>> ballots.candidates, ballots.marks.tolist(), ballots.weights.tolist()
    (('Ana', 'Bilal'), [[1, 2], [1, 1]], [2, 1])
    """
    reader = _Reader(file)
    for line in text_lines(blocks):
        reader.line += 1
        if line.strip():
            reader.take(line.strip())
    return reader.whole()


class _Reader:
    """Reads line after line."""

    def __init__(self, file: str) -> None:
        self.file, self.line = file, 0
        self.names: dict[int, str] = {}
        self.known = 0
        self.voters: int | None = None
        self.voters_line = 0
        self.title = ""
        self.is_old = False
        self.blank = 0
        self.gathered: Gathered | None = None

    def wrong(self, template: str, found: str = "", **values: object) -> Unreadable:
        """The error for this line."""
        return Unreadable(self.file, self.line, template, found=shown(found), **values)

    def whole_number(self, word: str, template: str, most: int, least: int = 0) -> int:
        """A number from `least` to `most`."""
        if not _WHOLE.match(word) or not least <= int(word) <= most:
            raise self.wrong(template, word, most=most)
        return int(word)

    def take(self, line: str) -> None:
        """Read one line."""
        if line.startswith("#"):
            self.take_header(line)
        elif not self.known:
            self.is_old = True
            self.set_known(line)
        elif self.is_old and len(self.names) < self.known:
            number, _comma, name = line.partition(",")
            self.set_name(number.strip(), name)
        elif self.is_old and self.voters is None:
            self.set_voters(line.split(",")[0].strip())
        else:
            self.take_order(line)

    def take_header(self, line: str) -> None:
        """One of the lines that begin with a number sign."""
        if found := _COUNT.match(line):
            self.set_known(found[1])
        elif found := _NAME.match(line):
            self.set_name(found[1], found[2])
        elif found := _VOTERS.match(line):
            self.set_voters(found[1])
        elif found := _TITLE.match(line):
            self.title = collapsed(found[1])

    def set_known(self, word: str) -> None:
        """How many candidates there are."""
        self.known = self.whole_number(
            word, _("expected the number of candidates, 1 to {most}, not “{found}”"), MOST_CANDIDATES, least=1
        )

    def set_name(self, number: str, name: str) -> None:
        """A candidate's name."""
        if not _WHOLE.match(number) or not 1 <= int(number) <= MOST_CANDIDATES or int(number) in self.names:
            raise self.wrong(_("expected the next candidate's number, not “{found}”"), number)
        clean = collapsed(name)
        if not clean or clean in self.names.values():
            raise self.wrong(
                _("expected a name of their own for candidate {number}, not “{found}”"), clean, number=number
            )
        self.names[int(number)] = clean

    def set_voters(self, word: str) -> None:
        """How many voters there are."""
        self.voters = self.whole_number(word, _("expected the number of voters, not “{found}”"), MOST_BALLOTS)
        self.voters_line = self.line

    def take_order(self, line: str) -> None:
        """How many voters gave which order."""
        if self.gathered is None:
            if sorted(self.names) != list(range(1, self.known + 1)):
                raise self.wrong(
                    _("expected the names of all {many} candidates before the first order"), many=self.known
                )
            self.gathered = Gathered(self.file, self.known)
        if self.is_old:
            line = line.replace(",", ":", 1)
        found = _LINE.match(line)
        if found is None:
            raise self.wrong(_("expected how many voters, a colon and an order, not “{found}”"), line)
        times = self.whole_number(
            found[1], _("expected the number of voters, not “{found}”"), MOST_BALLOTS, 1
        )
        marks = self.order(found[2])
        if any(marks):
            self.gathered.add(self.line, marks, times)
        else:
            self.gathered.check(self.line, 0, times)
            self.blank += times

    def order(self, text: str) -> list[int]:
        """The ranks of an order such as 2,{1,3}."""
        marks, rank, inside = [0] * self.known, 0, False
        for part in text.split(",") if text.strip() else []:
            word = part.strip()
            if word.startswith("{") and not inside:
                rank, inside, word = rank + 1, True, word[1:].strip()
            elif not inside:
                rank += 1
            closes = inside and word.endswith("}")
            word = word[:-1].strip() if closes else word
            inside = inside and not closes
            if not word and closes:
                continue
            if not _WHOLE.match(word) or not 1 <= int(word) <= self.known:
                raise self.wrong(
                    _("expected a candidate from 1 to {many}, not “{found}”"), word, many=self.known
                )
            if marks[int(word) - 1]:
                raise self.wrong(_("expected each candidate once on a ballot, not “{found}” again"), word)
            marks[int(word) - 1] = rank
        if inside:
            raise self.wrong(_("expected a closing brace after “{found}”"), text)
        return marks

    def whole(self) -> Ballots:
        """The ballots, when everything was read."""
        if self.gathered is None:
            raise self.wrong(_("the file ends here; expected the candidates and at least one order"))
        if self.voters is not None and self.voters != self.gathered.total:
            self.line = self.voters_line
            raise self.wrong(
                _("expected as many voters as there are orders, {many}, not “{found}”"),
                str(self.voters),
                many=self.gathered.total,
            )
        marks, weights = self.gathered.whole()
        names = tuple(self.names[number] for number in range(1, self.known + 1))
        return Ballots(names, marks, weights, blank=self.blank, title=self.title, are_ranks=True)
