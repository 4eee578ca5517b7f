"""Consensus: positions taken, and two real ways of counting them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from unionhall.core.tallies import Tally
from unionhall.core.thresholds import Base, Threshold, share_in_words
from unionhall.core.words import Sentence, Wrong, _


@dataclass(frozen=True)
class Positions:
    """
    The positions taken on one proposal, in people (R48).

    `agree`; `reservations`: agree, and say what troubles them; `aside`: disagree, and will not stop it;
    `block`: it goes against the body's purpose or existence; `abstain`: took part without a position.
    `irrelevant`: for each block, how many of those not blocking judged that it is not about the body's
    purpose or existence; shorter than `block` where some were not judged.

    >>> Positions(agree=7, reservations=1, aside=1, block=1).took_part
    10
    """

    agree: int = 0
    reservations: int = 0
    aside: int = 0
    block: int = 0
    abstain: int = 0
    irrelevant: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for count in (self.agree, self.reservations, self.aside, self.block, self.abstain, *self.irrelevant):
            if isinstance(count, bool) or not isinstance(count, int) or count < 0:
                raise Wrong(_("positions are whole numbers, zero or more, not “{count}”"), count=count)
        if len(self.irrelevant) > self.block:
            raise Wrong(_("more blocks were judged than there are"))

    @property
    def took_part(self) -> int:
        """Everybody who took a position, or said they take none."""
        return self.agree + self.reservations + self.aside + self.block + self.abstain

    def __add__(self, other: Positions) -> Positions:
        """
        Both counts together, of two sittings: each block stays judged by those who were there.

        >>> Positions(agree=3, block=1, irrelevant=(2,)) + Positions(agree=1, block=1)
        Positions(agree=4, reservations=0, aside=0, block=2, abstain=0, irrelevant=(2,))
        """
        return Positions(
            self.agree + other.agree,
            self.reservations + other.reservations,
            self.aside + other.aside,
            self.block + other.block,
            self.abstain + other.abstain,
            (*self.irrelevant, *other.irrelevant),
        )

    def as_tally(self) -> Tally:
        """
        The positions as votes: agreeing, with reservations or without, is for; standing aside and blocking
        against.

        >>> Positions(agree=7, reservations=1, aside=1, block=1).as_tally()
        Tally(yes=8, no=2, abstain=0, blank=0, spoilt=0)
        """
        return Tally(yes=self.agree + self.reservations, no=self.aside + self.block, abstain=self.abstain)

    def to_data(self) -> dict[str, object]:
        """
        The positions as plain data.

        >>> Positions(agree=1).to_data()["agree"]
        1
        """
        return {
            "agree": self.agree,
            "reservations": self.reservations,
            "aside": self.aside,
            "block": self.block,
            "abstain": self.abstain,
            "irrelevant": list(self.irrelevant),
        }

    def said(self) -> Sentence:
        """
        The positions in words.

        >>> str(Positions(agree=7, reservations=1, aside=1, block=1).said())
        'Agree 7, agree with reservations 1, stand aside 1, block 1, no position 0.'
        """
        return Sentence(
            _(
                "Agree {agree}, agree with reservations {reservations}, stand aside {aside}, block {block},"
                " no position {abstain}."
            ),
            agree=self.agree,
            reservations=self.reservations,
            aside=self.aside,
            block=self.block,
            abstain=self.abstain,
        )


class Found(StrEnum):
    """What a consensus check finds."""

    CONSENSUS = "consensus"
    WEAKER = "weaker"
    """Passed after having been tabled: recorded as weaker than consensus."""
    TABLED = "tabled"
    LOST = "lost"


@dataclass(frozen=True)
class ConsensusStyle:
    """
    How positions are counted.

    `blocks_to_table`: so many standing blocks table the proposal. `override`: the share of those not
    blocking, at least, that sets a block aside by judging it not relevant; None where a block cannot be set
    aside. `aside_tables`: the share of those present, at least, who table it by standing aside. `support`:
    what agreement needs otherwise. `once_tabled`: what a later meeting needs to pass a proposal that was
    tabled; None where it is counted as the first time.
    """

    support: Threshold
    blocks_to_table: int = 1
    override: Fraction | None = None
    aside_tables: Fraction | None = None
    once_tabled: Threshold | None = None

    def __post_init__(self) -> None:
        if self.blocks_to_table < 1:
            raise Wrong(_("at least one block is needed to table a proposal"))
        for share in (self.override, self.aside_tables):
            if share is not None and not 0 < share <= 1:
                raise Wrong(_("a share lies above 0 and up to 1, not {share}"), share=share)

    def standing_blocks(self, positions: Positions, present: int | None = None) -> int:
        """
        The blocks that were not set aside.

        >>> LA_REUNION.standing_blocks(Positions(agree=8, block=2, irrelevant=(8, 7)))
        1
        """
        if self.override is None:
            return positions.block
        there = max(present or 0, positions.took_part) - positions.block
        return positions.block - sum(
            1 for judged in positions.irrelevant if judged >= self.override * there and judged
        )

    def find(
        self,
        positions: Positions,
        *,
        electorate: int,
        present: int | None = None,
        tabled_before: bool = False,
    ) -> tuple[Found, Sentence]:
        """
        What the positions come to, and why. `present` as in `thresholds.Threshold.of`.

        >>> str(LA_REUNION.find(Positions(agree=9, block=1), electorate=10)[0])
        'consensus'
        """
        tally, there = positions.as_tally(), max(present or 0, positions.took_part)
        numbers = {"present": present, "electorate": electorate, "blocks": positions.block}
        if tabled_before and self.once_tabled is not None:
            line = self.once_tabled.line(tally, **numbers)  # type: ignore[arg-type]
            if tally.yes >= line:
                return Found.WEAKER, Sentence(
                    _(
                        "It was tabled before; now {yes} agree, and {line} were needed. It is weaker than consensus."
                    ),
                    yes=tally.yes,
                    line=line,
                )
            return Found.LOST, Sentence(
                _("It was tabled before; now {yes} agree, and {line} were needed."), yes=tally.yes, line=line
            )
        blocks = self.standing_blocks(positions, present)
        if blocks >= self.blocks_to_table:
            return Found.TABLED, Sentence(
                _("Blocks that stand: {blocks}; {needed} table a proposal."),
                blocks=blocks,
                needed=self.blocks_to_table,
            )
        if self.aside_tables is not None and positions.aside and positions.aside >= self.aside_tables * there:
            return Found.TABLED, Sentence(
                _("Standing aside: {aside} of {present}; {share} table a proposal."),
                aside=positions.aside,
                present=there,
                share=share_in_words(self.aside_tables),
            )
        line = self.support.line(tally, **numbers)  # type: ignore[arg-type]
        if tally.yes >= line:
            return Found.CONSENSUS, Sentence(
                _("{yes} agree, and {line} were needed."), yes=tally.yes, line=line
            )
        return Found.LOST, Sentence(_("Only {yes} agree, and {line} were needed."), yes=tally.yes, line=line)

    def said(self) -> list[Sentence]:
        """
        The style in words.

        >>> str(LA_REUNION.said()[0])
        'A proposal is tabled when 2 blocks or more stand.'
        """
        told = [
            Sentence(_("A proposal is tabled when anybody blocks it."))
            if self.blocks_to_table == 1
            else Sentence(
                _("A proposal is tabled when {blocks} blocks or more stand."), blocks=self.blocks_to_table
            )
        ]
        if self.override is not None:
            told.append(
                Sentence(
                    _(
                        "A block is set aside when at least {share} of those present who do not block judge"
                        " that it is not about what we are here for."
                    ),
                    share=share_in_words(self.override),
                )
            )
        if self.aside_tables is not None:
            told.append(
                Sentence(
                    _("It is also tabled when at least {share} of those present stand aside."),
                    share=share_in_words(self.aside_tables),
                )
            )
        told.append(self.support.said())
        if self.once_tabled is not None:
            told.append(
                Sentence(
                    _(
                        "What was tabled may come back to a later meeting, and is then recorded as weaker than consensus."
                    )
                )
            )
            told.append(self.once_tabled.said())
        return told


LA_REUNION = ConsensusStyle(
    support=Threshold(Fraction(2, 3), Base.PRESENT, at_least=True),
    blocks_to_table=2,
    override=Fraction(9, 10),
    aside_tables=Fraction(1, 4),
)
"""
R49, La Reunion co-operative's consensus process: two relevant blocks table; nine tenths of those not blocking
set a block aside; a minority, at least a quarter of those present, who disapprove table it too; otherwise a
super majority, at least two thirds of those present, carries.
"""

OCCUPY_SEATTLE = ConsensusStyle(
    support=Threshold(Fraction(0)),
    aside_tables=Fraction(1, 3),
    once_tabled=Threshold(Fraction(4, 5), at_least=True),
)
"""
R49, Occupy Seattle's assembly: strong opposition (a block) or a third standing aside tables; what was tabled
may pass at a later meeting with 80 %, recorded as weaker than consensus. Of what the 80 % is, the text does
not say: of those who take a position for or against, as in the ordinary sentence.
"""
