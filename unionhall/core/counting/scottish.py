"""Scottish STV: the single transferable vote of the Scottish Local Government Elections Order 2007."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.papers import Papers, as_sequences
from unionhall.core.counting.reports import Report, Stage, decimal, reported
from unionhall.core.counting.staging import Tell, quietly
from unionhall.core.counting.ties import BY_STAGE, Ties

PLACES = 5
ONE = 10**PLACES
"""One vote, in units of the fifth decimal place."""
ARITHMETIC = "5 decimals, any remainder ignored"


def scottish(ballots: Ballots, seats: int, ties: Ties, tell: Tell = quietly) -> Report:
    """
    Counts by rules 45 to 52 of Schedule 1 to the Scottish Local Government Elections Order 2007 (SSI 2007/42).

    Droop quota; a surplus goes on at surplus × value ÷ votes of each paper received, to five decimals, the rest ignored;
    the largest surplus first; ties by the most recent earlier stage at which they were unequal, then by lot. A paper
    without a single first preference is spoilt; one is read up to the first number left out or given twice. Stage 1 is
    of first preferences, then one for each transfer of a surplus and each exclusion; the votes are those at its end.
    Raises `ValueError` where nothing is valid, or a lot cannot be drawn.

    >>> ballots = Ballots.of(["Ana", "Bilal", "Chidi"], [[1, 2, 0], [0, 0, 1]], [4, 2])
    >>> report = scottish(ballots, 2, Ties(ballots.candidates))
    >>> report.quota, report.winners, report.stages[1].votes["Bilal"]
    ('3.00000', ('Ana', 'Chidi'), '1.00000')
    """
    count = _Count(ballots, seats, ties)
    while not count.is_complete():
        tell(len(count.stages), len(count.papers.standing))
        count.move_on()
    return count.report()


class _Count:
    """A count under way. Votes, values and surpluses are in units of the fifth decimal place."""

    def __init__(self, ballots: Ballots, seats: int, ties: Ties) -> None:
        self.ballots, self.seats, self.ties = ballots, seats, ties
        self.papers: Papers = as_sequences(ballots, skips=0)
        self.quota = (self.papers.valid // (seats + 1) + 1) * ONE
        self.continuing = list(self.papers.standing)
        self.elected: list[int] = []
        self.pending: list[int] = []
        self.holders = self.papers.next_choice(None, self.continuing)
        self.values: NDArray[np.int32] = np.full(len(self.holders), ONE, dtype=np.int32)
        self.votes = [found * ONE for found in self.papers.weigh(self.holders)[:-1]]
        self.exhausted = 0
        self.history: list[list[int]] = []
        self.stages: list[Stage] = []
        self.end_stage()

    def is_complete(self) -> bool:
        """Whether all vacancies are filled, or nobody is left to fill them."""
        return len(self.elected) >= self.seats or not self.continuing

    def end_stage(self, excluded: Sequence[int] = ()) -> None:
        """Elect who has the quota (rule 47), or everybody left where they are no more than the vacancies (rule 52)."""
        reached = [number for number in self.continuing if self.votes[number] >= self.quota]
        reached.sort(key=lambda number: -self.votes[number])
        self.pending += [number for number in reached if self.votes[number] > self.quota]
        self.elect(reached)
        if len(self.continuing) <= self.seats - len(self.elected):
            rest = sorted(self.continuing, key=lambda number: -self.votes[number])
            self.elect(rest)
            reached += rest
        self.history.append(list(self.votes))
        n, names = len(self.history), self.ballots.candidates
        self.stages.append(
            Stage(
                n,
                {names[number]: decimal(self.votes[number], PLACES) for number in self.papers.standing},
                decimal(self.exhausted, PLACES),
                tuple(names[number] for number in reached),
                tuple(names[number] for number in excluded),
                self.ties.at(n),
            )
        )

    def elect(self, numbers: Sequence[int]) -> None:
        """Deem these elected."""
        self.elected += numbers
        self.continuing = [number for number in self.continuing if number not in numbers]

    def move_on(self) -> None:
        """Transfer the largest surplus (rules 48 and 49), or exclude the lowest candidate where there is none (50, 51)."""
        if self.pending:
            most = max(self.votes[number] for number in self.pending)
            giver = self.choose(
                [number for number in self.pending if self.votes[number] == most], highest=True
            )
            self.pending.remove(giver)
            self.transfer(giver, surplus=self.votes[giver] - self.quota)
            self.votes[giver] = self.quota
            self.end_stage()
            return
        fewest = min(self.votes[number] for number in self.continuing)
        low = self.choose(
            [number for number in self.continuing if self.votes[number] == fewest], highest=False
        )
        self.continuing.remove(low)
        self.transfer(low)
        self.votes[low] = 0
        self.end_stage((low,))

    def choose(self, tied: list[int], *, highest: bool) -> int:
        """
        One of those who are level: by the most recent stage at which they were not, then among who is level even there by
        the one before it, at last by lot (rules 49(2), 49(3) and 51(2)).
        """
        among, pick = tied, max if highest else min
        for votes in reversed(self.history):
            edge = pick(votes[number] for number in among)
            among = [number for number in among if votes[number] == edge]
            if len(among) == 1:
                break
        stage = len(self.history) + 1
        if len(among) == 1:
            if len(tied) > 1:
                self.ties.note(stage, tied, among[0], BY_STAGE)
            return among[0]
        return self.ties.lot(stage, among, preferred=highest)

    def transfer(self, giver: int, surplus: int | None = None) -> None:
        """Hand the giver's papers on: at their value, or for a surplus at surplus × value ÷ votes, rounded down."""
        rows = np.flatnonzero(self.holders == giver)
        chosen = self.papers.next_choice(rows, self.continuing)
        values = self.values[rows]
        for value in np.unique(values).tolist():
            parcel = rows[values == value], chosen[values == value]
            moved = value if surplus is None else value * surplus // self.votes[giver]
            *found, nobody = self.papers.weigh(parcel[1], parcel[0])
            for number, weight in enumerate(found):
                self.votes[number] += weight * moved
            self.exhausted += nobody * moved
            self.values[parcel[0]] = moved
        self.holders[rows] = chosen

    def report(self) -> Report:
        """What it came to."""
        return reported(
            "scottish-stv",
            self.ballots,
            self.papers,
            self.ties,
            self.elected,
            seats=self.seats,
            arithmetic=ARITHMETIC,
            quota=decimal(self.quota, PLACES),
            stages=tuple(self.stages),
        )
