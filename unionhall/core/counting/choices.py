"""A choice between options: what may be asked, and what one ballot may say about it. Counted in `stacks`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from unionhall.core.counting.names import Rule, collapsed, explained
from unionhall.core.words import Sentence, Wrong, _

FEWEST, MOST = 2, 30
"""Options of one choice: more than 30 nobody reads on a phone."""
LONGEST = 120
"""Signs of one option."""
MOST_POINTS = 5
"""Points one ballot may give to one option."""


class Kind(StrEnum):
    """How a ballot says it."""

    ONE = "one"
    """One option is marked."""
    APPROVED = "approved"
    """Any number of options are marked."""
    SCORED = "scored"
    """Each option is given points."""
    RANKED = "ranked"
    """Options are put in order, the first best, as far as one likes."""


KINDS: Mapping[Rule, Kind] = {
    Rule.PLURALITY: Kind.ONE,
    Rule.APPROVAL: Kind.APPROVED,
    Rule.SCORE: Kind.SCORED,
    Rule.IRV: Kind.RANKED,
    Rule.SCOTTISH_STV: Kind.RANKED,
    Rule.MEEK_STV: Kind.RANKED,
    Rule.SCHULZE: Kind.RANKED,
}
"""What the ballots of each rule look like."""

SHARED_PLACES = frozenset({Rule.MEEK_STV, Rule.SCHULZE})
"""Rules that can read a ballot which puts several options in the same place."""

ONE_SEAT = frozenset({Rule.IRV})
"""Rules that choose one and no more."""


def options_from(text: str) -> tuple[str, ...]:
    """
    The options somebody typed one a line; empty lines are passed over.

    Raises `ValueError` as `Question` does.

    >>> options_from("The old mill\\n\\n The  barn ")
    ('The old mill', 'The barn')
    """
    options = tuple(name for line in text.splitlines() if (name := collapsed(line)))
    _check_options(options)
    return options


def _check_options(options: Sequence[str]) -> None:
    if not FEWEST <= len(options) <= MOST:
        raise Wrong(
            _("A choice is between {fewest} and {most} options, one a line; here are {found}."),
            fewest=FEWEST,
            most=MOST,
            found=len(options),
        )
    for number, name in enumerate(options):
        if len(name) > LONGEST:
            raise Wrong(
                _("An option has {most} signs at most; “{name}…” has more."), most=LONGEST, name=name[:40]
            )
        if name.casefold() in (other.casefold() for other in options[:number]):
            raise Wrong(_("“{name}” is there twice."), name=name)


@dataclass(frozen=True)
class Question:
    """
    Which of these? `options`: in the order of the paper, blanks collapsed. `rule`: what counts it. `seats`: how many are
    chosen.

    Raises `ValueError` where there are fewer than 2 or more than 30 options, two are alike, one is empty or too long, or
    the seats do not fit.

    >>> Question(("Mill", "Barn"), Rule.IRV).kind.value
    'ranked'
    >>> Question(("Mill", "Barn"), Rule.SCHULZE, 2)
    Traceback (most recent call last):
    unionhall.core.words.Wrong: Of 2 options 1 at most can be chosen, or there is nothing to choose.
    """

    options: tuple[str, ...]
    rule: Rule
    seats: int = 1

    def __post_init__(self) -> None:
        _check_options(self.options)
        if self.seats < 1:
            raise Wrong(_("At least one is chosen."))
        if self.seats > 1 and self.rule in ONE_SEAT:
            raise Wrong(_("Instant-runoff voting chooses one; for several take another rule."))
        if self.seats >= len(self.options):
            raise Wrong(
                _("Of {options} options {most} at most can be chosen, or there is nothing to choose."),
                options=len(self.options),
                most=len(self.options) - 1,
            )

    @property
    def kind(self) -> Kind:
        """How a ballot says it."""
        return KINDS[self.rule]

    def said(self) -> Sentence:
        """
        How it is counted, in one sentence.

        >>> str(Question(("Mill", "Barn"), Rule.PLURALITY).said())
        'Each of us marks one. What most have marked is chosen, even with less than half.'
        """
        return explained(self.rule)

    def written(self, marks: Iterable[int]) -> str:
        """
        A ballot as it is kept: a mark for each option, in their order. Raises `ValueError` where the ballot cannot be.

        >>> Question(("Mill", "Barn", "Shed"), Rule.IRV).written([0, 2, 1])
        '0,2,1'
        """
        given = list(marks)
        wrong = self.wrong_with(given)
        if wrong is not None:
            raise Wrong(wrong.template, **wrong.values)
        return ",".join(map(str, given))

    def marks(self, text: str) -> list[int]:
        """
        The marks of a ballot that is kept as `text`, one for each option. Raises `ValueError` where it is none of ours.

        >>> Question(("Mill", "Barn", "Shed"), Rule.IRV).marks("0,2,1")
        [0, 2, 1]
        """
        cells = text.split(",")
        plain = all(cell.lstrip("-").isdecimal() and len(cell) <= 4 for cell in cells)
        if len(cells) != len(self.options) or not plain or not text.isascii():
            raise Wrong(_("This is not on the ballot paper. Choose one of what is."))
        return [int(cell) for cell in cells]

    def wrong_with(self, marks: Sequence[int]) -> Sentence | None:
        """
        What is wrong with the marks of one ballot, in a sentence for whoever filled it in; None where nothing is. An empty
        ballot is in order: it is blank.

        >>> question = Question(("Mill", "Barn", "Shed"), Rule.IRV)
        >>> print(question.wrong_with([1, 1, 2]))
        Place 1 is given twice, to “Mill” and “Barn”. Give each place once.
        >>> print(question.wrong_with([1, 3, 0]))
        Place 2 is left out. Give the places 1, 2, 3 … without a gap, as far as you like.
        >>> question.wrong_with([0, 0, 0]), question.wrong_with([2, 0, 1])
        (None, None)
        """
        highest = {Kind.ONE: 1, Kind.APPROVED: 1, Kind.SCORED: MOST_POINTS}.get(self.kind, len(self.options))
        if len(marks) != len(self.options) or any(not 0 <= mark <= highest for mark in marks):
            return Sentence(_("This is not on the ballot paper. Choose one of what is."))
        if self.kind is Kind.ONE and sum(marks) > 1:
            return Sentence(_("Mark one, and no more."))
        if self.kind is Kind.RANKED and self.rule not in SHARED_PLACES:
            return self._wrong_places(marks)
        return None

    def _wrong_places(self, marks: Sequence[int]) -> Sentence | None:
        given = sorted(mark for mark in marks if mark)
        for place in given:
            if given.count(place) > 1:
                first, second = [
                    name for name, mark in zip(self.options, marks, strict=True) if mark == place
                ][:2]
                return Sentence(
                    _("Place {place} is given twice, to “{first}” and “{second}”. Give each place once."),
                    place=place,
                    first=first,
                    second=second,
                )
        left_out = next((place for place, mark in enumerate(given, 1) if place != mark), None)
        if left_out is not None:
            return Sentence(
                _("Place {place} is left out. Give the places 1, 2, 3 … without a gap, as far as you like."),
                place=left_out,
            )
        return None

    def read_aloud(self, marks: Sequence[int]) -> list[tuple[int, str]]:
        """
        What a ballot says, the best first: (mark, option) of each that is marked.

        >>> Question(("Mill", "Barn", "Shed"), Rule.IRV).read_aloud([0, 2, 1])
        [(1, 'Shed'), (2, 'Barn')]
        >>> Question(("Mill", "Barn"), Rule.SCORE).read_aloud([2, 5])
        [(5, 'Barn'), (2, 'Mill')]
        """
        told = [(mark, name) for mark, name in zip(marks, self.options, strict=True) if mark > 0]
        return sorted(told, key=lambda one: -one[0] if self.kind is Kind.SCORED else one[0])
