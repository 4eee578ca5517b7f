"""Stacks: the ballots of a choice, equal ones together, in an order that says nothing; and what they come to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from unionhall.core.counting.ballots import MOST_BALLOTS, UNREADABLE, Ballots
from unionhall.core.counting.choices import SHARED_PLACES, Kind, Question
from unionhall.core.counting.names import collapsed
from unionhall.core.counting.papers import NothingValid
from unionhall.core.counting.reports import Report
from unionhall.core.counting.rules import count
from unionhall.core.words import Sentence, Wrong, _

MOST_LINES = 20_000
"""Different ballots in one stack."""

_TIMES = re.compile(r"([0-9]{1,7})\s*[x×*]\s*", re.I)
_BLANK = {"-", "–", "—", "blank", "en blanco", "blanco"}
_SPOILT = {"?", "spoilt", "nulo", "nula"}


@dataclass(frozen=True)
class Stack:
    """
    Ballots of a choice. `lines`: a ballot as `Question.written` keeps it → how many say just that; marks that one voter may not
    give (a place given twice) may be on paper and are read by the rule. `blank`: empty ones. `spoilt`: by reason.

    Raises `ValueError` where a number is below one or there are more than fit.

    >>> Stack({"1,0": 2}, blank=1).handed_in
    3
    """

    lines: Mapping[str, int]
    blank: int = 0
    spoilt: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.lines) > MOST_LINES:
            raise Wrong(_("There are more than {most} different ballots."), most=MOST_LINES)
        if any(times < 1 for times in (*self.lines.values(), *self.spoilt.values())) or self.blank < 0:
            raise Wrong(_("a line stands for one ballot or more"))
        if self.handed_in > MOST_BALLOTS:
            raise Wrong(_("more than {most} ballots cannot be counted"), most=MOST_BALLOTS)

    @property
    def handed_in(self) -> int:
        """All ballots, blank and spoilt ones too."""
        return sum(self.lines.values()) + self.blank + sum(self.spoilt.values())

    def __add__(self, other: Stack) -> Stack:
        """
        Both stacks in one, of two sittings.

        >>> Stack({"1,0": 2}, blank=1) + Stack({"1,0": 1, "0,1": 1})
        Stack(lines={'1,0': 3, '0,1': 1}, blank=1, spoilt={})
        """
        lines = Counter(self.lines) + Counter(other.lines)
        return Stack(
            dict(lines), self.blank + other.blank, dict(Counter(self.spoilt) + Counter(other.spoilt))
        )

    def to_data(self) -> dict[str, Any]:
        """
        The stack as plain data, sorted, so that two who typed in the same papers have the same.

        >>> Stack({"1,0": 2, "0,1": 1}).to_data()
        {'lines': {'0,1': 1, '1,0': 2}, 'blank': 0, 'spoilt': {}}
        """
        return {
            "lines": dict(sorted(self.lines.items())),
            "blank": self.blank,
            "spoilt": dict(sorted(self.spoilt.items())),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Stack:
        """
        A stack from its data.

        >>> Stack.from_data(Stack({"1,0": 2}).to_data()) == Stack({"1,0": 2})
        True
        """
        return cls(data["lines"], data["blank"], data["spoilt"])

    @classmethod
    def of(cls, votes: Mapping[str, int]) -> Stack:
        """
        A stack of ballots as they are kept, the empty ones among them set apart.

        >>> Stack.of({"0,0": 1, "1,0": 2})
        Stack(lines={'1,0': 2}, blank=1, spoilt={})
        """
        lines = {text: times for text, times in votes.items() if text.strip("0,")}
        return cls(dict(sorted(lines.items())), sum(votes.values()) - sum(lines.values()))

    def ballots(self, question: Question) -> Ballots:
        """
        The stack as the (n, c) int8 matrix that rules count. Raises `ValueError` where a line is none of the question's.

        >>> from unionhall.core.counting.names import Rule
        >>> Stack({"1,2": 3}).ballots(Question(("Mill", "Barn"), Rule.IRV)).marks.tolist()
        [[1, 2]]
        """
        width = len(question.options)
        cells = ",".join(self.lines).split(",") if self.lines else []
        if len(cells) != width * len(self.lines):
            raise Wrong(_("This is not on the ballot paper. Choose one of what is."))
        marks = np.array(cells, dtype=np.int8).reshape(len(self.lines), width)
        return Ballots(
            tuple(map(collapsed, question.options)),
            np.asfortranarray(marks),
            np.array(list(self.lines.values()), dtype=np.int64),
            seats=question.seats,
            blank=self.blank,
            spoilt=dict(self.spoilt),
        )

    def counted(self, question: Question, seed: str) -> Report | None:
        """
        What the stack comes to, lots drawn by `seed`; None where no ballot is valid, so that nothing is chosen.

        >>> from unionhall.core.counting.names import Rule
        >>> Stack({"1,2": 3, "2,1": 1}).counted(Question(("Mill", "Barn"), Rule.IRV), "seed").winners
        ('Mill',)
        >>> Stack({}, blank=2).counted(Question(("Mill", "Barn"), Rule.IRV), "seed") is None
        True
        """
        if not self.lines:
            return None
        try:
            return count(self.ballots(question), question.rule, question.seats, seed=seed)
        except NothingValid:
            return None


def stack_of(ballots: Ballots, question: Question) -> Stack:
    """
    What was read from a file, as a stack of this question: the file's candidates are its options, in any order.

    A file's own seats and its order for ties are passed over: what decides those was said before the vote opened. Raises
    `ValueError` where the names are others, or the file knows of somebody withdrawn, written in or ranked where points are
    asked for.

    >>> from unionhall.core.counting.names import Rule
    >>> question = Question(("Mill", "Barn"), Rule.IRV)
    >>> stack_of(Ballots.of(["Barn", "Mill"], [[1, 2], [1, 2], [0, 1]]), question).lines
    {'1,0': 1, '2,1': 2}
    """
    if ballots.withdrawn or ballots.undeclared:
        raise Wrong(
            _("The file names candidates withdrawn or written in. Here only what is on the paper counts.")
        )
    if ballots.are_ranks and question.kind is Kind.SCORED:
        raise Wrong(_("These ballots hold ranks, and a rank is no score."))
    wanted = [collapsed(option) for option in question.options]
    there = list(ballots.candidates)
    missing, strange = (sorted(set(one) - set(other)) for one, other in ((wanted, there), (there, wanted)))
    if missing or strange:
        raise Wrong(
            _("The names are not those on the ballot paper. Missing: {missing}. Not on it: {strange}."),
            missing=tuple(missing) or "–",
            strange=tuple(strange) or "–",
        )
    marks = ballots.marks[:, [there.index(name) for name in wanted]]
    lines: Counter[str] = Counter()
    blank = ballots.blank
    for row, times in zip(marks.tolist(), ballots.weights.tolist(), strict=True):
        if any(row):
            lines[",".join(map(str, row))] += times
        else:
            blank += times
    return Stack(
        dict(sorted(lines.items())), blank, {why: many for why, many in ballots.spoilt.items() if many}
    )


def typed(text: str, question: Question) -> Stack:
    """
    The papers somebody typed, one a line, by the options' numbers on the paper: what is marked; of points, those of each
    option; of an order, the first first, with = between those in one place. "3 x" before it: three papers that say the same.
    "-" is a blank paper, "?" one that nobody can read.

    Raises `ValueError` with the line where something else was expected.

    >>> from unionhall.core.counting.names import Rule
    >>> question = Question(("Mill", "Barn", "Shed"), Rule.IRV)
    >>> typed("2 x 3 1\\n-\\n?", question)
    Stack(lines={'2,0,1': 2}, blank=1, spoilt={'unreadable': 1})
    >>> typed("3 4", question)
    Traceback (most recent call last):
    unionhall.core.words.Wrong: Line 1: “4” is the number of no option; they go from 1 to 3.
    """
    lines: Counter[str] = Counter()
    blank = unreadable = 0
    for number, line in enumerate(text.splitlines(), 1):
        words = " ".join(line.split())
        if not words:
            continue
        found = _TIMES.match(words)
        times, said = (int(found[1]), words[found.end() :]) if found else (1, words)
        if times < 1:
            raise _at(number, Sentence(_("a line stands for one ballot or more")))
        if said.casefold() in _BLANK:
            blank += times
        elif said.casefold() in _SPOILT:
            unreadable += times
        else:
            lines[",".join(map(str, _marks_on(number, said, question)))] += times
    if not lines and not blank and not unreadable:
        raise Wrong(_("Type in the papers, one a line."))
    stack = Stack.of(lines)
    return Stack(stack.lines, stack.blank + blank, {UNREADABLE: unreadable} if unreadable else {})


def _marks_on(number: int, said: str, question: Question) -> list[int]:
    """The marks that line `number` gives to each option."""
    width = len(question.options)
    places = said.replace(",", " ").replace(";", " ").split()
    if question.kind is Kind.SCORED:
        if len(places) != width or not all(place.isdecimal() and len(place) < 4 for place in places):
            raise _at(number, Sentence(_("expected points for each of {many} options"), many=width))
        marks = [int(place) for place in places]
    else:
        marks = [0] * width
        for place, group in enumerate(places, 1):
            for word in group.split("="):
                marks[_option(number, word, marks)] = place if question.kind is Kind.RANKED else 1
    wrong = question.wrong_with(marks)
    if wrong is not None and (question.kind is not Kind.RANKED or question.rule in SHARED_PLACES):
        raise _at(number, wrong)
    return marks


def _option(number: int, word: str, marks: Sequence[int]) -> int:
    """Which option `word` names, from 0; each is named once a line."""
    if not (word.isascii() and word.isdecimal() and len(word) < 4 and 1 <= int(word) <= len(marks)):
        raise _at(
            number,
            Sentence(
                _("“{word}” is the number of no option; they go from 1 to {most}."),
                word=word[:20],
                most=len(marks),
            ),
        )
    if marks[int(word) - 1]:
        raise _at(number, Sentence(_("option {word} is there twice."), word=word))
    return int(word) - 1


def _at(line: int, what: Sentence) -> Wrong:
    return Wrong(_("Line {line}: {what}"), line=line, what=what)
