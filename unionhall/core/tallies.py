"""Tallies: what was counted in one poll."""

from __future__ import annotations

from dataclasses import dataclass

from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.core.words import Sentence, Wrong, _


@dataclass(frozen=True)
class Tally:
    """
    The count of one poll on one motion, in votes (a vote may weigh more than one person).

    `yes`, `no`: votes for and against. `abstain`: said "I abstain". `blank`: handed in empty. `spoilt`: could
    not be read. All are whole numbers, none below zero; a `ValueError` says so otherwise.

    >>> Tally(yes=5, no=3, abstain=2).cast
    8
    >>> Tally(yes=5, no=3, abstain=2, spoilt=1).took_part
    11
    """

    yes: int = 0
    no: int = 0
    abstain: int = 0
    blank: int = 0
    spoilt: int = 0

    def __post_init__(self) -> None:
        for name, votes in self.to_data().items():
            if isinstance(votes, bool) or not isinstance(votes, int) or votes < 0:
                raise Wrong(
                    _("{name} must be a whole number, zero or more, not “{votes}”"), name=name, votes=votes
                )

    @property
    def cast(self) -> int:
        """The votes for and against. Abstaining is not voting against, so abstentions are not in it."""
        return self.yes + self.no

    @property
    def took_part(self) -> int:
        """Every ballot handed in, whatever it says: what a quorum of participation counts."""
        return self.yes + self.no + self.abstain + self.blank + self.spoilt

    @property
    def is_tied(self) -> bool:
        """
        As many for as against, and somebody voted.

        >>> Tally(yes=2, no=2).is_tied, Tally().is_tied
        (True, False)
        """
        return self.yes == self.no and self.yes > 0

    def __add__(self, other: Tally) -> Tally:
        """
        Both counts together: two tellers' piles, two sittings.

        >>> Tally(yes=3, no=1) + Tally(yes=1, abstain=2)
        Tally(yes=4, no=1, abstain=2, blank=0, spoilt=0)
        """
        return Tally(
            self.yes + other.yes,
            self.no + other.no,
            self.abstain + other.abstain,
            self.blank + other.blank,
            self.spoilt + other.spoilt,
        )

    def to_data(self) -> dict[str, int]:
        """
        The count as plain data.

        >>> Tally(yes=1).to_data()
        {'yes': 1, 'no': 0, 'abstain': 0, 'blank': 0, 'spoilt': 0}
        """
        return {
            "yes": self.yes,
            "no": self.no,
            "abstain": self.abstain,
            "blank": self.blank,
            "spoilt": self.spoilt,
        }

    def said(self) -> Sentence:
        """
        The count in words.

        >>> str(Tally(yes=5, no=3, abstain=2).said())
        'In favour 5, against 3, abstaining 2.'
        >>> str(Tally(yes=5, no=3, spoilt=1).said())
        'In favour 5, against 3, abstaining 0, blank 0, spoilt 1.'
        """
        if self.blank or self.spoilt:
            return Sentence(
                _("In favour {yes}, against {no}, abstaining {abstain}, blank {blank}, spoilt {spoilt}."),
                **self.to_data(),
            )
        return Sentence(
            _("In favour {yes}, against {no}, abstaining {abstain}."),
            yes=self.yes,
            no=self.no,
            abstain=self.abstain,
        )


def adds_up(took_part: int, electorate: int) -> Ruling:
    """
    Whether a count can be true: never more votes than the register holds.

    >>> bool(adds_up(4, electorate=5))
    True
    >>> adds_up(6, electorate=5).sentence
    'There are 6 votes, but the register holds 5: please count again.'
    """
    if took_part > electorate:
        return Ruling(
            OutOfOrder(
                Sentence(
                    _("There are {votes} votes, but the register holds {electorate}: please count again."),
                    votes=took_part,
                    electorate=electorate,
                )
            )
        )
    return IN_ORDER
