"""Petitions: how many names are enough, and of how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from unionhall.core.thresholds import share_in_words
from unionhall.core.words import Sentence, Wrong, _, counted


class Denominator(StrEnum):
    """Of how many members a petition's share is taken."""

    NOW = "now"
    """The members there are when the petition is handed in."""
    YEAR_START = "year_start"
    """The members there were at the start of the calendar year, for the whole year (R32)."""


def members_at_year_start(day: date, counts: Iterable[tuple[date, int]]) -> int:
    """
    The number of members that petitions of `day`'s year are measured by.

    `counts`: (day, members from that day on), in any order. A body founded within the year is measured by its
    first count. Raises `ValueError` where there is no count up to `day`. Source: R32, IWW NARA constitution,
    article IX.

    >>> history = [(date(2025, 11, 2), 90), (date(2025, 12, 30), 100), (date(2026, 2, 1), 300)]
    >>> members_at_year_start(date(2026, 8, 1), history)
    100
    >>> members_at_year_start(date(2027, 1, 1), history)
    300
    """
    ordered = sorted((when, members) for when, members in counts if when <= day)
    if not ordered:
        raise Wrong(_("nobody counted the members up to that day"))
    before = [members for when, members in ordered if when <= date(day.year, 1, 1)]
    return before[-1] if before else ordered[0][1]


@dataclass(frozen=True)
class Petition:
    """
    Names needed: `number` of them, or `share` of the members; with both, the lesser. Neither raises
    `ValueError`.

    >>> Petition(share=Fraction(1, 20)).needs(now=100)
    5
    """

    number: int | None = None
    share: Fraction | None = None
    denominator: Denominator = Denominator.NOW

    def __post_init__(self) -> None:
        if self.number is None and self.share is None:
            raise Wrong(_("a petition needs a number or a share"))
        if self.number is not None and self.number < 1:
            raise Wrong(_("a petition needs at least one name"))
        if self.share is not None and not 0 < self.share <= 1:
            raise Wrong(_("a petition's share lies above 0 and up to 1, not {share}"), share=self.share)

    def needs(self, *, now: int, at_year_start: int | None = None) -> int:
        """
        How many names. `now`: members today; `at_year_start`: see `members_at_year_start`, needed where the
        share is frozen for the year.

        Never more than all but one of the members there are now: nobody need sign against themselves, and
        nothing may need more people than there are.

        >>> Petition(share=Fraction(1, 20), denominator=Denominator.YEAR_START).needs(now=300, at_year_start=100)
        5
        >>> Petition(number=5).needs(now=3)
        2
        """
        found = []
        if self.number is not None:
            found.append(self.number)
        if self.share is not None:
            base = now if self.denominator is Denominator.NOW else at_year_start
            if base is None:
                raise Wrong(_("a share frozen for the year needs the number at its start"))
            exact = self.share * base
            found.append(-(-exact.numerator // exact.denominator))
        return max(1, min(*found, now - 1))

    def in_words(self) -> Sentence:
        """
        Who must ask, as a phrase.

        >>> str(Petition(number=1).in_words()), str(Petition(number=5).in_words())
        ('any member', '5 members')
        >>> str(Petition(share=Fraction(1, 20), denominator=Denominator.YEAR_START).in_words())
        '5 % of the members there were at the start of the year'
        """
        if self.share is None:
            return counted(self.number or 1, _("any member"), _("{count} members"))
        share = share_in_words(self.share)
        frozen = self.denominator is Denominator.YEAR_START
        if self.number is None:
            return Sentence(
                _("{share} of the members there were at the start of the year")
                if frozen
                else _("{share} of the members"),
                share=share,
            )
        return Sentence(
            _(
                "{share} of the members there were at the start of the year, or {number} members, whichever is less"
            )
            if frozen
            else _("{share} of the members, or {number} members, whichever is less"),
            share=share,
            number=self.number,
        )


@dataclass(frozen=True)
class Referendum:
    """
    A vote of all members, called by petition: `notice_days` at least before it opens, and open for at least
    `open_least` and at most `open_most` days. Source of the shape: R32, IWW NARA constitution, article IX.

    >>> vote = Referendum(Petition(share=Fraction(1, 20), denominator=Denominator.YEAR_START), 30, 30, 45)
    >>> vote.may_be_open_for(29), vote.may_be_open_for(45)
    (False, True)
    """

    petition: Petition
    notice_days: int
    open_least: int
    open_most: int

    def __post_init__(self) -> None:
        if self.notice_days < 0 or not 0 < self.open_least <= self.open_most:
            raise Wrong(
                _("a referendum's days must be in order: at least one open, the least not above the most")
            )

    def may_be_open_for(self, days: int) -> bool:
        """Whether a vote open for so many days keeps the rule."""
        return self.open_least <= days <= self.open_most

    def said(self) -> Sentence:
        """The rule in words."""
        return Sentence(
            _(
                "A vote of all members is held when {who} ask for it in writing: the full text is sent out at least"
                " {notice} days before, and the vote is open for {least} to {most} days."
            ),
            who=self.petition.in_words(),
            notice=self.notice_days,
            least=self.open_least,
            most=self.open_most,
        )
