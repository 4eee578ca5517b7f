"""Differences between two texts, word by word, for reading an amendment."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")


class Op(StrEnum):
    """What happens to a stretch of text."""

    SAME = "same"
    CUT = "cut"
    ADDED = "added"


def difference(old: str, new: str) -> list[tuple[Op, str]]:
    """
    The stretches of text that stay, are cut and are added, in reading order.

    Joining SAME and CUT gives `old` back exactly; joining SAME and ADDED gives `new`.

    >>> [(str(op), text) for op, text in difference("We meet on Mondays.", "We meet on Fridays.")]
    [('same', 'We meet on '), ('cut', 'Mondays'), ('added', 'Fridays'), ('same', '.')]
    """
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    found: list[tuple[Op, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append((Op.SAME, "".join(before[a:b])))
            continue
        if a < b:
            found.append((Op.CUT, "".join(before[a:b])))
        if c < d:
            found.append((Op.ADDED, "".join(after[c:d])))
    return found
