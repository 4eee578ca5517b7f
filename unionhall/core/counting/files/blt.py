"""
BLT files, as Hill, Wichmann and Woodall's program read them, with what others added since.

`-4` withdraws a candidate; `[tie 3 2 1]`, `[nick a b c]`, `[withdrawn 4]`, `[undeclared 5]`; `2=3` are equal ranks and `-` a rank
left out; `(17)` names a ballot and stands for one; `#` and `/* … */` are comments; a byte-order mark, blank lines, carriage
returns and a missing title do no harm. Of what we write ourselves, `""` within a name is one quotation mark, and
`# spoilt 3 unreadable` after the names are ballots that are in no line: how many, and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from unionhall.core.counting.ballots import MOST_BALLOTS, MOST_CANDIDATES, REASONS, Ballots
from unionhall.core.counting.files.errors import Unreadable, shown
from unionhall.core.counting.files.gathering import Gathered
from unionhall.core.counting.files.lines import in_pieces, text_of
from unionhall.core.counting.files.plain_blt import plain_ballots
from unionhall.core.counting.names import collapsed
from unionhall.core.words import _

_QUOTED = re.compile(r'"((?:[^"]|"(?!\s|$))*)"(?=\s|$)')
_QUOTED_TWICE = re.compile(r'"((?:[^"]|"+(?!["\s]|$)|(?:"")+(?=\s|"(?:\s|$)))*)"(?=\s|$)')
"""The same where a quotation mark within the words is written twice: an even number of them ends nothing."""
_SPOILT = re.compile(r"#\s*spoilt\s+([0-9]{1,10})\s+(\S.*)$")
_BLANKS, _WORD = re.compile(r"\s*"), re.compile(r"\S+")
_WHOLE = re.compile(r"[0-9]{1,18}$")


def read_blt(blocks: Iterable[bytes], file: str) -> Ballots:
    """
    The ballots of a BLT file, given in blocks of bytes of any size; `file` is its name, for errors.

    Raises `Unreadable` with the line where something else was expected.

    >>> ballots = read_blt([b'2 1\\n3 1 2 0\\n2 2 0\\n0\\n"Ana"\\n"Bilal"\\n"Cook"'], "b.blt")
    >>> ballots.candidates, ballots.marks.tolist(), ballots.weights.tolist(), ballots.title
    (('Ana', 'Bilal'), [[1, 2], [0, 1]], [3, 2], 'Cook')
    """
    reader = _Reader(file)
    for line, text in in_pieces(blocks):
        reader.feed(line, text)
    return reader.whole()


class _Reader:
    """Reads token after token; `expect` is what the next one goes to."""

    def __init__(self, file: str) -> None:
        self.file, self.line = file, 1
        self.expect: Callable[[str], None] = self.number_of_candidates
        self.known = self.seats = 0
        self.withdrawn: set[int] = set()
        self.undeclared: set[int] = set()
        self.tie_order: tuple[int, ...] | None = None
        self.nicks: dict[str, int] = {}
        self.option: list[str] = []
        self.times = 0
        self.rank = 0
        self.marks: list[int] = []
        self.started = 0
        self.blank = 0
        self.spoilt: dict[str, int] = {}
        self.names: list[str] = []
        self.title = ""
        self.in_comment = False
        self.gathered = Gathered(file, 1)

    # What comes in

    def feed(self, line: int, text: bytes) -> None:
        """Read whole lines, of which the first is number `line`."""
        self.line = line
        if self.expect == self.ballot and not self.in_comment:
            plain = plain_ballots(text, self.known)
            if plain is not None:
                read, text = text[: plain.size], text[plain.size :]
                self.line += read.count(b"\n")
                self.gathered.add_block(self.line, plain.columns, plain.weights)
                self.gathered.check(self.line, 0, plain.blank)
                self.blank += plain.blank
                if plain.ended:
                    self.expect = self.name
        for number, words in enumerate(text.split(b"\n"), self.line):
            self.line = number
            for word in self.words(text_of(words)):
                self.expect(word)
        self.line -= 1 if text.endswith(b"\n") else 0

    def words(self, line: str) -> Iterator[str]:
        """The words of a line without its comments; what stands in quotation marks is one word, its marks kept in front."""
        at = 0  # one place in the line, not what is left of it: to copy that at each word would take hours for a long line
        while (at := _BLANKS.match(line, at).end()) < len(line):  # type: ignore[union-attr]
            if self.in_comment:
                closed = line.find("*/", at)
                if closed < 0:
                    return
                self.in_comment, at = False, closed + 2
            elif line.startswith("#", at):
                self.remark(line[at:])
                return
            elif line.startswith("/*", at):
                self.in_comment, at = True, at + 2
            elif line.startswith('"', at):
                found = _QUOTED_TWICE.match(line, at) or _QUOTED.match(line, at)
                if found is None:
                    raise self.wrong(_("expected a closing quotation mark after “{found}”"), line[at:])
                yield '"' + found[1].replace('""', '"')
                at = found.end()
            elif self.expect in (self.after_title, self.done):
                return
            else:
                word = _WORD.match(line, at)
                assert word is not None
                yield word[0]
                at = word.end()

    def wrong(self, template: str, found: str = "", **values: object) -> Unreadable:
        """The error for this line."""
        return Unreadable(self.file, self.line, template, found=shown(found.lstrip('"')), **values)

    # What is expected

    def number_of_candidates(self, word: str) -> None:
        """The first number of the file."""
        self.known = self.whole_number(
            word, _("expected the number of candidates, 1 to {most}, not “{found}”"), MOST_CANDIDATES
        )
        self.gathered = Gathered(self.file, self.known)
        self.expect = self.number_of_seats

    def number_of_seats(self, word: str) -> None:
        """The second one."""
        self.seats = self.whole_number(
            word, _("expected the number of seats, 1 to {most}, not “{found}”"), 10**6
        )
        self.expect = self.before_ballots

    def whole_number(self, word: str, template: str, most: int, least: int = 1) -> int:
        """A number from `least` to `most`."""
        if not _WHOLE.match(word) or not least <= int(word) <= most:
            raise self.wrong(template, word, most=most)
        return int(word)

    def before_ballots(self, word: str) -> None:
        """Withdrawn candidates and options, until the first ballot."""
        if word.startswith("["):
            self.option = []
            self.expect = self.in_option
            self.in_option(word[1:])
        elif word.startswith("-") and _WHOLE.match(word[1:]):
            self.withdrawn.add(self.candidate(word[1:]))
        else:
            self.expect = self.ballot
            self.ballot(word)

    def in_option(self, word: str) -> None:
        """The words of an option, up to its closing bracket."""
        closed = word.endswith("]")
        self.option += [part for part in (word[:-1] if closed else word).split() if part]
        if closed:
            self.expect = self.before_ballots
            self.take_option()

    def take_option(self) -> None:
        """What an option says."""
        what, *words = self.option or [""]
        if what == "nick":
            if len(words) != self.known or len(set(words)) != self.known:
                raise self.wrong(_("expected {many} different short names"), many=self.known)
            self.nicks = {word: number for number, word in enumerate(words)}
        elif what == "tie":
            order = tuple(self.candidate(word) for word in words)
            if sorted(order) != list(range(self.known)):
                raise self.wrong(
                    _("expected each of the {many} candidates once, the preferred first"), many=self.known
                )
            self.tie_order = order
        elif what == "withdrawn":
            self.withdrawn |= {self.candidate(word) for word in words}
        elif what == "undeclared":
            self.undeclared |= {self.candidate(word) for word in words}
        elif what != "droop":
            raise self.wrong(
                _("expected one of the options tie, nick, withdrawn, undeclared, not “{found}”"), what
            )

    def candidate(self, word: str) -> int:
        """A candidate by number or short name; gives the number from 0."""
        if word in self.nicks:
            return self.nicks[word]
        if _WHOLE.match(word) and 1 <= int(word) <= self.known:
            return int(word) - 1
        raise self.wrong(_("expected a candidate from 1 to {many}, not “{found}”"), word, many=self.known)

    def ballot(self, word: str) -> None:
        """How many ballots a line stands for, or the zero that ends them all."""
        if word.startswith("("):
            self.times = 1
            if not word.endswith(")"):
                self.expect = self.in_ballot_name
                return
        else:
            self.times = self.whole_number(
                word,
                _("expected how many ballots this is, or 0 after the last, not “{found}”"),
                MOST_BALLOTS,
                least=0,
            )
            if not self.times:
                self.expect = self.name
                return
        self.begin_marks()

    def in_ballot_name(self, word: str) -> None:
        """The rest of a ballot's own name."""
        if word.endswith(")"):
            self.begin_marks()

    def begin_marks(self) -> None:
        """A ballot's preferences come next."""
        self.marks, self.rank, self.started = [0] * self.known, 0, self.line
        self.expect = self.preference

    def preference(self, word: str) -> None:
        """A candidate, several equal ones, a rank left out, or the zero that ends the ballot."""
        if word == "0":
            self.expect = self.ballot
            if any(self.marks):
                self.gathered.add(self.line, self.marks, self.times)
            else:
                self.gathered.check(self.line, 0, self.times)
                self.blank += self.times
            return
        self.rank += 1
        if self.rank > MOST_CANDIDATES:
            raise self.wrong(_("expected 0 at the end of a ballot"))
        if word == "-":
            return
        for part in word.split("="):
            number = self.candidate(part)
            if self.marks[number]:
                raise self.wrong(_("expected each candidate once on a ballot, not “{found}” again"), part)
            self.marks[number] = self.rank

    def name(self, word: str) -> None:
        """A candidate's name."""
        if not word.startswith('"'):
            raise self.wrong(_("expected the name of candidate {number} in quotation marks, not “{found}”"), word,
                             number=len(self.names) + 1)  # fmt: skip
        name = collapsed(word[1:])
        if not name or name in self.names:
            raise self.wrong(_("expected a name of their own for candidate {number}, not “{found}”"), name,
                             number=len(self.names) + 1)  # fmt: skip
        self.names.append(name)
        if len(self.names) == self.known:
            self.expect = self.after_names

    def after_names(self, word: str) -> None:
        """The title."""
        if not word.startswith('"'):
            raise self.wrong(_("expected the title in quotation marks, or nothing more, not “{found}”"), word)
        self.title = collapsed(word[1:])
        self.expect = self.after_title

    def remark(self, text: str) -> None:
        """A remark, which says nothing to a count, but how many ballots are spoilt where we wrote that ourselves."""
        found = _SPOILT.match(text) if self.expect in (self.after_names, self.after_title) else None
        if found is not None and found[2] in REASONS and int(found[1]):
            self.gathered.check(self.line, 0, int(found[1]))
            self.spoilt[found[2]] = self.spoilt.get(found[2], 0) + int(found[1])

    def after_title(self, word: str) -> None:
        """Where it comes from and remarks, which say nothing to a count."""

    def done(self, word: str) -> None:
        """Nothing more is read."""

    # What goes out

    def whole(self) -> Ballots:
        """The ballots, when everything was read."""
        if self.expect not in (self.after_names, self.after_title):
            raise self.wrong(self.missing(), number=len(self.names) + 1)
        marks, weights = self.gathered.whole()
        return Ballots(
            tuple(self.names),
            marks,
            weights,
            seats=self.seats,
            withdrawn=frozenset(self.withdrawn),
            undeclared=frozenset(self.undeclared),
            tie_order=self.tie_order,
            blank=self.blank,
            spoilt=self.spoilt,
            title=self.title,
            are_ranks=True,
        )

    def missing(self) -> str:
        """What was still expected where the file ends."""
        if self.in_comment:
            return _("the file ends inside a comment; expected */")
        if self.expect in (self.number_of_candidates, self.number_of_seats):
            return _("the file ends here; expected the numbers of candidates and seats")
        if self.expect == self.name:
            return _("the file ends here; expected the name of candidate {number}")
        return _("the file ends here; expected 0 after the last ballot, and then the names")
