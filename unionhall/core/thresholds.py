"""Thresholds: how much support is enough."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from unionhall.core.tallies import Tally
from unionhall.core.words import Sentence, Wrong, _


class Base(StrEnum):
    """What a share is a share of."""

    CAST = "cast"
    """The votes for and against."""
    VALID = "valid"
    """The valid ballots: for, against and abstaining."""
    HANDED_IN = "handed_in"
    """Every ballot handed in, blank and spoilt ones too."""
    PRESENT = "present"
    """Those present, or who took part where no meeting was held: abstaining then works like voting against."""
    ELECTORATE = "electorate"
    """All who may vote, whether they came or not."""
    NON_BLOCKING = "non_blocking"
    """Those present who do not block, in a consensus."""


_BASES = {
    Base.CAST: Sentence(_("the votes for and against")),
    Base.VALID: Sentence(_("the valid ballots")),
    Base.HANDED_IN: Sentence(_("all ballots handed in")),
    Base.PRESENT: Sentence(_("those present")),
    Base.ELECTORATE: Sentence(_("all who may vote")),
    Base.NON_BLOCKING: Sentence(_("those present who do not block")),
}

_SHARES = {
    Fraction(1): Sentence(_("the whole")),
    Fraction(1, 2): Sentence(_("half")),
    Fraction(1, 3): Sentence(_("a third")),
    Fraction(2, 3): Sentence(_("two thirds")),
    Fraction(1, 4): Sentence(_("a quarter")),
    Fraction(3, 4): Sentence(_("three quarters")),
}


def share_in_words(share: Fraction) -> Sentence:
    """
    A share as people say it.

    >>> [str(share_in_words(Fraction(*pair))) for pair in ((1, 2), (2, 3), (4, 5), (3, 7))]
    ['half', 'two thirds', '80 %', '3/7']
    """
    if share in _SHARES:
        return _SHARES[share]
    if 100 % share.denominator == 0:
        return Sentence(_("{percent} %"), percent=int(share * 100))
    return Sentence(_("{numerator}/{denominator}"), numerator=share.numerator, denominator=share.denominator)


def base_in_words(base: Base) -> Sentence:
    """
    What a share is taken of, in words.

    >>> str(base_in_words(Base.CAST))
    'the votes for and against'
    """
    return _BASES[base]


@dataclass(frozen=True)
class Threshold:
    """
    Enough support: more than `share` of `base`, or at least that much where `at_least` says so.

    `minimum_yes`: votes in favour needed in any case (R45's "at least 5 votes in favour").
    A share outside 0 to 1 raises `ValueError`.

    >>> Threshold(Fraction(2, 3), at_least=True).is_met_by(Tally(yes=4, no=2))
    True
    >>> Threshold(Fraction(2, 3)).is_met_by(Tally(yes=4, no=2))
    False
    """

    share: Fraction
    base: Base = Base.CAST
    at_least: bool = False
    minimum_yes: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise Wrong(_("a share lies between 0 and 1, not {share}"), share=self.share)
        if self.share == 1 and not self.at_least:
            raise Wrong(_("more than the whole can never be reached"))
        if self.minimum_yes < 0:
            raise Wrong(_("a least number of votes is never below zero"))

    def of(
        self, tally: Tally, *, present: int | None = None, electorate: int | None = None, blocks: int = 0
    ) -> int:
        """
        The number the share is taken of, in votes.

        `present`: people present, or None where no meeting was held (then those who took part). `electorate`:
        all who may vote; a `ValueError` is raised when it is needed and not given. `blocks`: those who block.

        >>> Threshold(Fraction(1, 2), Base.PRESENT).of(Tally(yes=3, no=1), present=9)
        9
        >>> counted = Tally(yes=3, no=1, abstain=2, blank=1, spoilt=1)
        >>> [Threshold(Fraction(1, 2), base).of(counted) for base in (Base.CAST, Base.VALID, Base.HANDED_IN)]
        [4, 6, 8]
        """
        there = tally.took_part if present is None else max(present, tally.took_part)
        if self.base is Base.CAST:
            return tally.cast
        if self.base is Base.VALID:
            return tally.cast + tally.abstain
        if self.base is Base.HANDED_IN:
            return tally.took_part
        if self.base is Base.PRESENT:
            return there
        if self.base is Base.NON_BLOCKING:
            return max(0, there - blocks)
        if electorate is None:
            raise Wrong(_("a share of all who may vote needs their number"))
        return electorate

    def line(
        self, tally: Tally, *, present: int | None = None, electorate: int | None = None, blocks: int = 0
    ) -> int:
        """
        How many votes in favour are needed; at least one, for nobody's wish carries nothing.

        >>> SIMPLE_MAJORITY.line(Tally(yes=5, no=5, abstain=2))
        6
        >>> Threshold(Fraction(2, 3), Base.ELECTORATE, at_least=True).line(Tally(yes=1), electorate=10)
        7
        >>> Threshold(Fraction(1, 2), minimum_yes=5).line(Tally(yes=3))
        5
        """
        exact = self.share * self.of(tally, present=present, electorate=electorate, blocks=blocks)
        votes = (
            -(-exact.numerator // exact.denominator)
            if self.at_least
            else exact.numerator // exact.denominator + 1
        )
        return max(votes, self.minimum_yes, 1)

    def is_met_by(
        self, tally: Tally, *, present: int | None = None, electorate: int | None = None, blocks: int = 0
    ) -> bool:
        """
        Whether the votes in favour suffice. A tie never carries by a majority, and abstaining is not voting
        against.

        >>> SIMPLE_MAJORITY.is_met_by(Tally(yes=5, no=5, abstain=2))
        False
        >>> SIMPLE_MAJORITY.is_met_by(Tally(yes=3, no=2, abstain=9))
        True
        >>> Threshold(Fraction(1, 2), Base.PRESENT).is_met_by(Tally(yes=3, no=2, abstain=9), present=14)
        False
        """
        return tally.yes >= self.line(tally, present=present, electorate=electorate, blocks=blocks)

    def said(self) -> Sentence:
        """
        The rule in words.

        >>> str(SIMPLE_MAJORITY.said())
        'It is carried when more than half of the votes for and against are in favour.'
        >>> str(Threshold(Fraction(4, 5), Base.PRESENT, at_least=True).said())
        'It is carried when at least 80 % of those present are in favour.'
        >>> str(Threshold(Fraction(1, 2), minimum_yes=5).said())
        'It is carried when more than half of the votes for and against, and at least 5 votes, are in favour.'
        """
        share, base = share_in_words(self.share), base_in_words(self.base)
        if self.share == 0 and self.minimum_yes <= 1:
            return Sentence(_("It is carried when somebody is in favour."))
        if self.minimum_yes:
            return Sentence(
                _("It is carried when at least {share} of {base}, and at least {votes} votes, are in favour.")
                if self.at_least
                else _(
                    "It is carried when more than {share} of {base}, and at least {votes} votes, are in favour."
                ),
                share=share,
                base=base,
                votes=self.minimum_yes,
            )
        if self.share == 1:
            return Sentence(_("It is carried when {base} are all in favour."), base=base)
        return Sentence(
            _("It is carried when at least {share} of {base} are in favour.")
            if self.at_least
            else _("It is carried when more than {share} of {base} are in favour."),
            share=share,
            base=base,
        )


SIMPLE_MAJORITY = Threshold(Fraction(1, 2))
TWO_THIRDS = Threshold(Fraction(2, 3), at_least=True)
