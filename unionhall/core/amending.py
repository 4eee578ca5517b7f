"""
Amendments to one text: what each of them changes, which of them collide, and the text with all that do not.

A text is paragraphs, these are lines, and these are sentences. The sentence is what people vote on, so it is the smallest
stretch here: two amendments to one sentence collide, though they change other words of it, because nobody has read or voted on
the sentence that both together would make. A clause that ends in a semicolon or a colon counts as a sentence.
"""

from __future__ import annotations

import re
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import NamedTuple

from unionhall.core.words import Sentence, _

LEVELS = 2
"""
How deep amendments go: a motion is amended, and so is an amendment, but no amendment to an amendment. With three open questions
about one sentence nobody in the room can say any more what a vote decides; whoever wants a third wording asks to vote the second
down, and puts theirs (Robert's Rules of Order, §12: no amendment of the third degree).
"""
TOO_DEEP = Sentence(
    _(
        "An amendment to an amendment is not amended: nobody could follow what a vote decides."
        " Vote it down and put another one."
    )
)
JOINED = ("", "\n\n", "\n", " ")
"""What stands between the parts of a text, from the outside in: title and text, paragraphs, lines, sentences."""
ALIKE = 0.5
"""Share of words in common from which a part counts as the other one reworded, and not as another part in its place."""
MOST_PAIRS = 5_000
"""Pairs of like parts, and of parts that could be alike, that are looked at; where there are more they are one stretch."""

_ENDS = re.compile(r"(?:(?<=[.!?…;:؟])|(?<=[.!?…][\"”»’)])) ")
_BLANK = re.compile(r"\n{3,}")
_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Wording:
    """The words of a motion: its `title`, one line, and its `text`, paragraphs with a blank line between them."""

    title: str
    text: str = ""


class Change(NamedTuple):
    """
    A stretch of a text, and what comes in its place.

    `path`: the places of the parts it is in, from the outside in: `()` is the whole, whose parts are title and text; `(1, 4)` the
    fifth paragraph of the text. `start`, `end`: the stretch among the parts of that one, from 0, `end` not included; nothing in
    between is an insertion. `new`: the parts that come there; none is a cut.
    """

    path: tuple[int, ...]
    start: int
    end: int
    new: tuple[str, ...]

    @property
    def claim(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """
        First and last place that this change needs for itself. Parts have odd places and what lies between them even ones. A
        change needs its parts and the gaps inside; an insertion needs the gap it goes to; and what puts in more than it takes
        away needs the gaps at both ends too, because it may be adding there.
        """
        within = tuple(2 * place + 1 for place in self.path)
        grows = len(self.new) > self.end - self.start
        first, last = (2 * self.start, 2 * self.end) if grows else (2 * self.start + 1, 2 * self.end - 1)
        return (*within, first), (*within, last, inf)


class Amended(NamedTuple):
    """A place where a text would change, for reading: the paragraph's number in the old text from 1, its words then and now."""

    number: int
    old: str
    new: str


class TheyCollide(ValueError):
    """Wordings that were to be merged change the same stretch; `pairs` has which, by their places."""

    def __init__(self, pairs: set[tuple[int, int]]) -> None:
        super().__init__(f"they change the same stretch: {sorted(pairs)}")
        self.pairs = pairs


def tidy(text: str) -> str:
    r"""
    A text without what nobody sees: line ends are `\n`, no blanks at the end of a line, one empty line between paragraphs.

    >>> tidy("We meet. \r\nOn Mondays.\n \n\n\nAt six.\n")
    'We meet.\nOn Mondays.\n\nAt six.'
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    plain = "\n".join(line.rstrip() for line in lines)
    return (_BLANK.sub("\n\n", plain) if "\n\n\n" in plain else plain).strip("\n")


def is_same(one: Wording, other: Wording) -> bool:
    """
    Whether two wordings say the same, whatever blanks are around it.

    >>> is_same(Wording("Bread", "For all.\\r\\n"), Wording("Bread", "For all."))
    True
    """
    return one.title.split() == other.title.split() and tidy(one.text) == tidy(other.text)


def changes(base: Wording, new: Wording) -> list[Change]:
    """
    The stretches of `base` that `new` changes, in reading order; `merged(base, [new])` is `new` again.

    >>> changes(Wording("Bread", "We bake. We give."), Wording("Bread", "We bake. We sell."))
    [Change(path=(1, 0, 0), start=1, end=2, new=('We sell.',))]
    """
    return list(_changes(base, new))


@lru_cache(256)
def _changes(base: Wording, new: Wording) -> tuple[Change, ...]:
    """What `changes` gives: a page with a hundred amendments asks for each of them, and none of their words has moved since."""
    return tuple(_differ(_plain(base), _plain(new), ()))


def collisions(base: Wording, wordings: Sequence[Wording]) -> set[tuple[int, int]]:
    """
    The pairs of `wordings`, by their places, that cannot both simply hold: each is the whole of `base` as it would become.

    Two collide where one changes or cuts a sentence that the other changes otherwise, or a paragraph the other changes something
    in; where both add something different in one place, so that nobody has said which comes first; never where they make the
    same change, or changes side by side.

    >>> base = Wording("Bread", "We bake. We give.")
    >>> texts = ["We bake. We sell.", "We bake. We throw away.", "They bake. We give."]
    >>> collisions(base, [Wording("Bread", text) for text in texts])
    {(0, 1)}
    """
    return colliding([changes(base, one) for one in wordings])


def merged(base: Wording, wordings: Sequence[Wording]) -> Wording:
    """
    `base` with everything that the `wordings` change in it, tidied. Raises `TheyCollide` where two of them collide.

    >>> base = Wording("Bread", "We bake. We give.")
    >>> merged(base, [Wording("Bread", "We bake. We sell."), Wording("Bread and roses", "They bake. We give.")])
    Wording(title='Bread and roses', text='They bake. We sell.')
    """
    wanted = [changes(base, one) for one in wordings]
    if pairs := colliding(wanted):
        raise TheyCollide(pairs)
    return applied(base, {change for each in wanted for change in each})


def applied(base: Wording, wanted: Iterable[Change]) -> Wording:
    """`base` with the changes `wanted`, of which no two may claim the same place."""
    found: dict[tuple[int, ...], set[Change]] = {(): set()}
    for one in wanted:
        for depth in range(len(one.path) + 1):
            found.setdefault(one.path[:depth], set())
        found[one.path].add(one)
    title, text = _rebuilt(_plain(base), (), found)
    return Wording(title, text)


def moved(wanted: Sequence[Change], step: Sequence[Change]) -> list[Change]:
    """
    The changes `wanted` of a text, said of that text after `step`, which somebody else changed in it meanwhile; what was in that
    too is left out. Raises `TheyCollide` where both want the same stretch.

    >>> base, step = Wording("Bread", "We bake.\\n\\nWe give."), Wording("Bread", "New.\\n\\nWe bake.\\n\\nWe give.")
    >>> moved(changes(base, Wording("Bread", "We bake.\\n\\nWe sell.")), changes(base, step))
    [Change(path=(1, 2, 0), start=0, end=1, new=('We sell.',))]
    """
    if pairs := colliding([wanted, step]):
        raise TheyCollide(pairs)
    made = set(step)
    return [_shifted(one, step) for one in wanted if one not in made]


def _shifted(one: Change, step: Sequence[Change]) -> Change:
    """The change at the places that its parts have after `step`."""

    def at(path: tuple[int, ...], place: int) -> int:
        before = (other for other in step if other.path == path and other.end <= place)
        return place + sum(len(other.new) - other.end + other.start for other in before)

    path = tuple(at(one.path[:depth], place) for depth, place in enumerate(one.path))
    start = at(one.path, one.start)
    return Change(path, start, start + one.end - one.start, one.new)


def paragraphs_changed(base: Wording, new: Wording) -> list[Amended]:
    """
    The paragraphs of the text that change, and no other: reworded, put in (`old` is empty), or cut (`new` is).

    >>> paragraphs_changed(Wording("", "One.\\n\\nTwo."), Wording("", "One.\\n\\nTwo and a half.\\n\\nThree."))
    [Amended(number=2, old='Two.', new='Two and a half.'), Amended(number=3, old='', new='Three.')]
    """
    old, now = (_parts(tidy(one.text), 1) for one in (base, new))
    return [
        Amended(a + 1, JOINED[1].join(old[a:b]), JOINED[1].join(now[c:d])) for a, b, c, d in _steps(old, now)
    ]


def _plain(wording: Wording) -> tuple[str, ...]:
    return wording.title, tidy(wording.text)


def _parts(words: str, depth: int) -> tuple[str, ...]:
    """The parts of a text (`depth` 1), of a paragraph, of a line."""
    if not words:
        return ()
    return tuple(_ENDS.split(words) if depth == 3 else words.split(JOINED[depth]))


def _differ(old: tuple[str, ...], new: tuple[str, ...], path: tuple[int, ...]) -> Iterator[Change]:
    for a, b, c, d in _steps(old, new) if path else _both(old, new):
        depth = len(path) + 1
        # A title is one line and decided as one; a sentence has no parts.
        is_whole = depth > 3 or (not path and a == 0)
        if b - a == d - c == 1 and not is_whole:
            yield from _differ(_parts(old[a], depth), _parts(new[c], depth), (*path, a))
        else:
            yield Change(path, a, b, new[c:d])


def _both(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Of title and text those that differ: each stays what it is."""
    return [(one, one + 1, one, one + 1) for one in (0, 1) if old[one] != new[one]]


def _steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """
    The stretches `old[a:b]` that become `new[c:d]`, as (a, b, c, d) in order. A part that was reworded stands by itself, and so
    do as many parts as there were.
    """
    head = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    if head is None:
        head = min(len(old), len(new))
    tail, most = 0, min(len(old), len(new)) - head
    while tail < most and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if not middle[0] and not middle[1]:
        return []
    found: list[tuple[int, int, int, int]] = []
    for a, b, c, d in _unlike(*middle):
        found += _paired(old, new, (head + a, head + b, head + c, head + d))
    return found


def _unlike(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """The stretches between parts that stay; all of it where there are too many like parts to compare."""
    counts = Counter(new)
    if not 0 < sum(many * counts[part] for part, many in Counter(old).items()) <= MOST_PAIRS:
        return [(0, len(old), 0, len(new))]
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(a, b, c, d) for kind, a, b, c, d in steps if kind != "equal"]


def _paired(
    old: Sequence[str], new: Sequence[str], stretch: tuple[int, int, int, int]
) -> Iterator[tuple[int, int, int, int]]:
    """A stretch taken apart: parts that were reworded by themselves, what lies between them likewise where they are as many."""
    a, b, c, d = stretch
    couples = [(a + i, c + j) for i, j in _reworded(old[a:b], new[c:d])]
    for (i, j), (k, m) in pairwise([(a - 1, c - 1), *couples, (b, d)]):
        if k - i == m - j:
            yield from ((i + n, i + n + 1, j + n, j + n + 1) for n in range(1, k - i))
        elif k - i > 1 or m - j > 1:
            yield i + 1, k, j + 1, m
        if k < b:
            yield k, k + 1, m, m + 1


def _reworded(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Which parts are which others reworded, in order and with the most words in common; none where there is no choice."""
    if (len(old) <= 1 and len(new) <= 1) or not old or not new or len(old) * len(new) > MOST_PAIRS // 10:
        return []
    before, after = ([Counter(_WORD.findall(one)) for one in parts] for parts in (old, new))
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    likeness = [[_alike(one, other) for other in after] for one in before]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            both = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= ALIKE else 0.0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new) and best[i][j]:
        if likeness[i][j] >= ALIKE and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """Share of their words that two parts have in common: 2 × common ÷ all (Dice's coefficient)."""
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def colliding(wanted: Iterable[Sequence[Change]]) -> set[tuple[int, int]]:
    """The pairs of lists of changes to one text, by their places, of which one claims a place that the other claims otherwise."""
    claims = sorted((*change.claim, number, change) for number, each in enumerate(wanted) for change in each)
    found: set[tuple[int, int]] = set()
    open_until: list[tuple[tuple[float, ...], int, Change]] = []
    for first, last, number, change in claims:
        while open_until and open_until[0][0] < first:
            open_until.pop(0)
        for _last, other, theirs in open_until:
            if other != number and theirs != change:
                found.add((min(other, number), max(other, number)))
        insort(open_until, (last, number, change))
    return found


def _rebuilt(
    parts: tuple[str, ...], path: tuple[int, ...], found: dict[tuple[int, ...], set[Change]]
) -> tuple[str, ...]:
    """The parts with the changes of this path and of all within. What several cut together until nothing is left is gone."""
    built: list[str] = []
    after = 0
    for one in [*sorted(found[path]), None]:
        until = len(parts) if one is None else one.start
        for place in range(after, until):
            inner, depth = (*path, place), len(path) + 1
            if inner in found:
                built.append(JOINED[depth].join(_rebuilt(_parts(parts[place], depth), inner, found)))
            else:
                built.append(parts[place])
        if one is not None:
            built += one.new
            after = one.end
    return tuple(built) if not path else tuple(filter(None, built))
