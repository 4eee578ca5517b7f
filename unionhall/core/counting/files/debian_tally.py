"""Debian's tally sheets: `V: 57213846`, the rank of option i at place i."""

from __future__ import annotations

import re
from collections.abc import Iterable

from unionhall.core.counting.ballots import MOST_CANDIDATES, Ballots
from unionhall.core.counting.files.errors import Unreadable, shown
from unionhall.core.counting.files.gathering import Gathered
from unionhall.core.counting.files.lines import text_lines
from unionhall.core.words import _

_VOTE = re.compile(r"\s*V:\s*(\S*)(.*)$")
_RANKS = {"-": 0, **{sign: rank for rank, sign in enumerate("123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1)}}


def read_debian(blocks: Iterable[bytes], file: str) -> Ballots:
    """
    The ballots of a tally sheet of Debian's voting programs, in blocks of bytes; `file` is its name, for errors.

    A rank is a digit, or a letter from the tenth on; `-` is not ranked. The sheet holds no names: options are called by their
    numbers. Lines that begin with anything but `V:` are passed over. Raises `Unreadable` with the line where something else
    was expected.

    >>> ballots = read_debian([b"Tally Sheet\\nV: 12-\\nV: 211\\n"], "t.txt")
    >>> ballots.candidates, ballots.marks.tolist()
    (('1', '2', '3'), [[1, 2, 0], [2, 1, 1]])
    """
    gathered: Gathered | None = None
    blank = number = 0
    for number, line in enumerate(text_lines(blocks), 1):
        found = _VOTE.match(line)
        if found is None:
            continue
        signs = found[1]
        if gathered is None:
            if not 1 <= len(signs) <= MOST_CANDIDATES:
                raise Unreadable(file, number, _("expected the ranks of all options after “V:”"))
            gathered = Gathered(file, len(signs))
        if len(signs) != gathered.candidates:
            raise Unreadable(
                file,
                number,
                _("expected {many} ranks, not “{found}”"),
                many=gathered.candidates,
                found=shown(signs),
            )
        odd = next((sign for sign in signs if sign not in _RANKS), None)
        if odd is not None:
            raise Unreadable(
                file,
                number,
                _("expected a rank as one digit or letter, or -, not “{found}”"),
                found=shown(odd),
            )
        marks = [_RANKS[sign] for sign in signs]
        if any(marks):
            gathered.add(number, marks, 1)
        else:
            gathered.check(number, 0, 1)
            blank += 1
    if gathered is None:
        raise Unreadable(file, max(1, number), _("the file ends here; expected a vote such as “V: 21-”"))
    marks_, weights = gathered.whole()
    names = tuple(str(option) for option in range(1, gathered.candidates + 1))
    return Ballots(names, marks_, weights, blank=blank, are_ranks=True)
