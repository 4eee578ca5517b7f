"""Differences between two texts, word by word, for reading an amendment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]+\s*|[^.!?\n]+")
MOST_PAIRS = 500_000
"""
Pairs of like words that are looked at; what is more is compared by sentences, then as a whole. The work grows with the
pairs, and a text of one word over and over has a hundred million: showing it must not keep everybody else waiting.
"""


class Op(StrEnum):
    """What happens to a stretch of text."""

    SAME = "same"
    CUT = "cut"
    ADDED = "added"


def difference(old: str, new: str) -> list[tuple[Op, str]]:
    """
    The stretches of text that stay, are cut and are added, in reading order.

    Joining SAME and CUT gives `old` back exactly; joining SAME and ADDED gives `new`. Word by word; two long texts that have
    little in common, or the same few words over and over, by sentences or as a whole.

    >>> [(str(op), text) for op, text in difference("We meet on Mondays.", "We meet on Fridays.")]
    [('same', 'We meet on '), ('cut', 'Mondays'), ('added', 'Fridays'), ('same', '.')]
    """
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    if (pairs := _pairs(before, after)) <= MOST_PAIRS:
        return _joined(_compared(before, after))
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    pairs = _pairs(*middle)
    inside = (
        _compared(*middle) if pairs <= MOST_PAIRS else _by_sentences("".join(middle[0]), "".join(middle[1]))
    )
    ends = "".join(before[:head]), "".join(before[len(before) - tail :])
    return _joined(iter([(Op.SAME, ends[0]), *inside, (Op.SAME, ends[1])]))


def _pairs(before: list[str], after: list[str]) -> int:
    """How many pairs of like pieces there are: what comparing them costs."""
    counts = Counter(after)
    return sum(many * counts[piece] for piece, many in Counter(before).items())


def _alike(before: list[str], after: list[str]) -> int:
    """How many pieces both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(before), len(after)))


def _by_sentences(old: str, new: str) -> Iterator[tuple[Op, str]]:
    """Sentences that stay; in between, words while there are few enough pairs of them."""
    before, after = _SENTENCE.findall(old), _SENTENCE.findall(new)
    if _pairs(before, after) > MOST_PAIRS:
        yield from ((Op.CUT, old), (Op.ADDED, new))
        return
    left = MOST_PAIRS
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        cut, added = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal":
            yield Op.SAME, cut
            continue
        words = _PIECE.findall(cut), _PIECE.findall(added)
        left -= (pairs := _pairs(*words))
        if left < 0:
            left += pairs
            yield from ((Op.CUT, cut), (Op.ADDED, added))
        else:
            yield from _compared(*words)


def _compared(before: list[str], after: list[str]) -> Iterator[tuple[Op, str]]:
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Op.SAME, "".join(before[a:b])
            continue
        yield Op.CUT, "".join(before[a:b])
        yield Op.ADDED, "".join(after[c:d])


def _joined(pieces: Iterator[tuple[Op, str]]) -> list[tuple[Op, str]]:
    """Without empty stretches, and neighbours of one sort as one."""
    found: list[tuple[Op, str]] = []
    for op, text in pieces:
        if found and text and found[-1][0] is op:
            found[-1] = (op, found[-1][1] + text)
        elif text:
            found.append((op, text))
    return found
