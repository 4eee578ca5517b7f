"""Quorums: how many make a meeting, or a poll."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from unionhall.core.thresholds import share_in_words
from unionhall.core.words import Sentence, Wrong, _, counted


@dataclass(frozen=True)
class Quorum:
    """
    So many, or such a share of all who may vote.

    `number`: people. `share`: of the electorate; "at least", or "more than" where `more_than` says so. With
    both, the lesser number is enough ("half of us, or ten, whichever is less"). Neither raises `ValueError`.

    >>> Quorum(number=5).needs(12)
    5
    >>> STARTER_QUORUM.needs(7), STARTER_QUORUM.needs(60)
    (4, 10)
    """

    number: int | None = None
    share: Fraction | None = None
    more_than: bool = False

    def __post_init__(self) -> None:
        if self.number is None and self.share is None:
            raise Wrong(_("a quorum needs a number or a share"))
        if self.number is not None and self.number < 1:
            raise Wrong(_("a quorum is at least one person"))
        if self.share is not None and not 0 < self.share <= 1:
            raise Wrong(_("a quorum's share lies above 0 and up to 1, not {share}"), share=self.share)
        if self.share == 1 and self.more_than:
            raise Wrong(_("more than everybody can never come"))

    def needs(self, electorate: int) -> int:
        """
        How many are needed of `electorate` people; at least one. It may be more than there are: that is
        warned of, and has a way out (`charters.quorum_way_out`), but a text is never bent to fit.

        >>> Quorum(share=Fraction(1, 2)).needs(7), Quorum(share=Fraction(1, 2), more_than=True).needs(8)
        (4, 5)
        >>> Quorum(number=5).needs(4)
        5
        """
        found = []
        if self.number is not None:
            found.append(self.number)
        if self.share is not None:
            exact = self.share * electorate
            whole = exact.numerator // exact.denominator
            found.append(whole + 1 if self.more_than else -(-exact.numerator // exact.denominator))
        return max(1, min(found))

    def is_met_by(self, counted: int, electorate: int) -> bool:
        """
        Whether `counted` people suffice.

        >>> Quorum(number=5).is_met_by(4, 20)
        False
        """
        return counted >= self.needs(electorate)

    def halved(self) -> Quorum:
        """
        The quorum a second call is content with where the charter names none: half of the first, rounded up.

        >>> Quorum(number=5).halved()
        Quorum(number=3, share=None, more_than=False)
        >>> STARTER_QUORUM.halved().needs(8)
        2
        """
        return Quorum(
            None if self.number is None else -(-self.number // 2),
            None if self.share is None else self.share / 2,
        )

    def in_words(self) -> Sentence:
        """
        How many, as a phrase.

        >>> [str(one.in_words()) for one in (Quorum(5), Quorum(share=Fraction(1, 2)), STARTER_QUORUM)]
        ['5 members', 'half of us', 'half of us, or 10, whichever is less']
        >>> str(Quorum(share=Fraction(1, 2), more_than=True).in_words())
        'more than half of us'
        """
        if self.share is None:
            return counted(self.number or 1, _("one member"), _("{count} members"))
        share = share_in_words(self.share)
        if self.number is None:
            return Sentence(
                _("more than {share} of us") if self.more_than else _("{share} of us"), share=share
            )
        return Sentence(
            _("more than {share} of us, or {number}, whichever is less")
            if self.more_than
            else _("{share} of us, or {number}, whichever is less"),
            share=share,
            number=self.number,
        )


STARTER_QUORUM = Quorum(number=10, share=Fraction(1, 2))
