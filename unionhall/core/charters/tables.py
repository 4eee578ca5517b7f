"""Banded tables: so many members, so many votes or delegates, with the gaps real texts have (R1, R3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from unionhall.core.charters.errors import NeedsInterpretation
from unionhall.core.words import Sentence, Wrong, _


class Reading(StrEnum):
    """How "one more for each additional 40" is read."""

    STARTED = "started"
    """Each 40 begun counts: the first above the line already gives one more."""
    COMPLETED = "completed"
    """Only a full 40 counts."""


@dataclass(frozen=True)
class Band:
    """From `low` to `high`, both in it (`high` None: and more), the table gives `value`."""

    low: int
    high: int | None
    value: int

    def holds(self, number: int) -> bool:
        """
        Whether the band answers for `number`.

        >>> Band(10, 19, 1).holds(19), Band(2501, None, 8).holds(9000)
        (True, True)
        """
        return self.low <= number and (self.high is None or number <= self.high)


@dataclass(frozen=True)
class Steps:
    """
    Above `above`: `base`, and one more for each additional `each`. `reading` None: the text does not say how,
    and only numbers on which both readings agree have an answer.
    """

    above: int
    base: int
    each: int
    reading: Reading | None = None

    def value(self, number: int) -> int | None:
        """
        The answer, or None where the text does not say.

        >>> [Steps(130, 6, 40).value(number) for number in (131, 169, 170, 171)]
        [None, None, 7, None]
        >>> Steps(130, 6, 40, Reading.STARTED).value(131), Steps(130, 6, 40, Reading.COMPLETED).value(131)
        (7, 6)
        """
        over = number - self.above
        completed, started = self.base + over // self.each, self.base - (-over // self.each)
        if self.reading is Reading.COMPLETED or completed == started:
            return completed
        return started if self.reading is Reading.STARTED else None


@dataclass(frozen=True)
class BandedTable:
    """
    A table from a number of members to a value. `about`: what it gives, in the charter's own words. `filled`:
    numbers the assembly has interpreted, with their values, the later one first in force. Bands that overlap
    or are upside down raise `ValueError`.
    """

    about: str
    bands: tuple[Band, ...]
    steps: Steps | None = None
    source: str = ""
    filled: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        last = -1
        for band in self.bands:
            if band.low <= last or (band.high is not None and band.high < band.low):
                raise Wrong(_("the band from {low} overlaps the one before, or is upside down"), low=band.low)
            last = band.low if band.high is None else band.high
            if band.high is None and band is not self.bands[-1]:
                raise Wrong(_("only the last band may be open, not the one from {low}"), low=band.low)

    def value(self, number: int, *, anchor: str = "tables") -> int:
        """
        What the table gives for `number`; raises `NeedsInterpretation` where the text has a gap.

        >>> IWW_DELEGATES.value(129)
        6
        >>> IWW_DELEGATES.value(130, anchor="tables-delegates")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        unionhall...NeedsInterpretation: The text does not say (130); the assembly must interpret.
        """
        told = dict(self.filled)
        if number in told:
            return told[number]
        for band in self.bands:
            if band.holds(number):
                return band.value
        found = self.steps.value(number) if self.steps and number > self.steps.above else None
        if found is None:
            raise NeedsInterpretation(anchor, of=number)
        return found

    def said(self) -> list[Sentence]:
        """
        The table, line by line.

        >>> str(IWW_DELEGATES.said()[1])
        'From 10 to 19: 1.'
        """
        told = [
            Sentence(_("{low} and more: {value}."), low=band.low, value=band.value)
            if band.high is None
            else Sentence(_("From {low} to {high}: {value}."), low=band.low, high=band.high, value=band.value)
            for band in self.bands
        ]
        if self.steps:
            told.append(
                Sentence(
                    {
                        None: _("Above {above}: {base}, and one more for each additional {each}."),
                        Reading.STARTED: _(
                            "Above {above}: {base}, and one more for each additional {each} begun."
                        ),
                        Reading.COMPLETED: _(
                            "Above {above}: {base}, and one more for each additional {each} complete."
                        ),
                    }[self.steps.reading],
                    above=self.steps.above,
                    base=self.steps.base,
                    each=self.steps.each,
                )
            )
        told += [
            Sentence(_("{number}, as interpreted: {value}."), number=of, value=value)
            for of, value in self.filled
        ]
        return told


IWW_DELEGATES = BandedTable(
    about="Delegates to the convention, by members in good standing",
    bands=(
        Band(0, 9, 0),
        Band(10, 19, 1),
        Band(20, 29, 2),
        Band(30, 49, 3),
        Band(50, 69, 4),
        Band(70, 89, 5),
        Band(90, 129, 6),
    ),
    steps=Steps(above=130, base=6, each=40),
    source="IWW North American constitution, article VI, section 3 (github.com/BaltimoreIWW/IWW-Docs, folder NARA, 2021)",
)
"""R3, with its two holes: exactly 130, and how "one more per additional 40" is read."""

CNT_VOTES = BandedTable(
    about="Votes of a union, by dues payers",
    bands=(
        Band(1, 50, 1),
        Band(51, 100, 2),
        Band(101, 300, 3),
        Band(301, 600, 4),
        Band(601, 1000, 5),
        Band(1001, 1500, 6),
        Band(1501, 2500, 7),
        Band(2501, None, 8),
    ),
    source="Anarcosindicalismo básico, CNT Valencia copy, page 30 (yumpu.com document 49177859)",
)
"""R1."""
