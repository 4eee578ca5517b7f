"""Meek STV: everybody elected keeps just enough of each vote, and the rest goes on."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Protocol

from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.papers import as_ranked
from unionhall.core.counting.paths import Step, steps
from unionhall.core.counting.reports import Report, Stage, decimal, reported
from unionhall.core.counting.staging import Tell, quietly
from unionhall.core.counting.ties import Ties

Value = int | Fraction


class Arithmetic(Protocol):
    """How votes are reckoned: in `int` units of the last decimal place, or in exact `Fraction`s."""

    name: str
    places: int
    one: Value
    omega: Value
    certain_losers_go_together: bool

    def share(self, value: Value, among: int) -> Value:
        """`value` divided equally."""

    def keep(self, weight: Value, factor: Value) -> Value:
        """What a candidate with a keep factor keeps of a ballot's weight."""

    def quota(self, votes: Value, seats: int) -> Value:
        """The quota, of all votes that are with somebody."""

    def reaches(self, votes: Value, quota: Value) -> bool:
        """Whether so many votes elect."""

    def is_settled(self, surplus: Value) -> bool:
        """Whether so little surplus no longer matters."""

    def factor(self, factor: Value, quota: Value, votes: Value) -> Value:
        """The next keep factor of an elected candidate."""


class Fixed:
    """
    The reference rule of the Proportional Representation Foundation: 9 decimals, keep factors rounded up, omega 0.000001.

    >>> Fixed().quota(6 * 10**9, 2)
    2000000001
    """

    name = "9 decimals as the PR Foundation rounds, omega 0.000001"
    places = 9
    one: Value = 10**9
    omega: Value = 10**3
    certain_losers_go_together = False

    def share(self, value: Value, among: int) -> Value:
        """Rounded down: no rank may give more than it has."""
        return value // among

    def keep(self, weight: Value, factor: Value) -> Value:
        """Rounded up (B.2.a)."""
        return -(-weight * factor // self.one)

    def quota(self, votes: Value, seats: int) -> Value:
        """Truncated, and one unit more (B.2.b)."""
        return votes // (seats + 1) + 1

    def reaches(self, votes: Value, quota: Value) -> bool:
        """At least the quota (B.2.c)."""
        return votes >= quota

    def is_settled(self, surplus: Value) -> bool:
        """Below omega (B.2.e)."""
        return surplus < self.omega

    def factor(self, factor: Value, quota: Value, votes: Value) -> Value:
        """Both the product and the quotient rounded up (B.2.f)."""
        product = -(-factor * quota // self.one)
        return -(-product * self.one // votes)


class Exact:
    """
    Fractions, nothing rounded, until the surplus is at most omega: 1 / 10 to the tenth, or as `omega` says.

    Keep factors are what they are as long as their denominators have up to 4,096 bits; beyond, they are rounded up at the
    1,000th decimal place, for otherwise their length grows without bound. Votes are always reckoned exactly from them, so that
    what is kept, passed on and exhausted adds up to the unit.

    >>> Exact().quota(Fraction(6), 2)
    Fraction(2, 1)
    """

    places = 12
    one: Value = Fraction(1)
    certain_losers_go_together = True

    def __init__(self, omega: Fraction = Fraction(1, 10**10), places: int = 12) -> None:
        self.omega: Value = omega
        self.places = places
        self.name = f"exact fractions, omega {omega}"

    def share(self, value: Value, among: int) -> Value:
        """Exactly."""
        return Fraction(value, among)

    def keep(self, weight: Value, factor: Value) -> Value:
        """Exactly."""
        return weight * factor

    def quota(self, votes: Value, seats: int) -> Value:
        """Exactly one of seats + 1 parts."""
        return Fraction(votes, seats + 1)

    def reaches(self, votes: Value, quota: Value) -> bool:
        """More than the quota, for so many can be no more than the seats."""
        return votes > quota

    def is_settled(self, surplus: Value) -> bool:
        """Omega or less."""
        return surplus <= self.omega

    def factor(self, factor: Value, quota: Value, votes: Value) -> Value:
        """Exactly, up to the length that is kept."""
        new = Fraction(factor * quota) / votes
        if new.denominator.bit_length() <= 4096:
            return new
        return Fraction(-(-new.numerator * 10**1000 // new.denominator), 10**1000)


def meek(
    ballots: Ballots, seats: int, ties: Ties, tell: Tell = quietly, arithmetic: Arithmetic | None = None
) -> Report:
    """
    Counts by Meek's method (Hill, Wichmann, Woodall, "Algorithm 123", 1987) as the reference rule of the PR Foundation words it.

    `arithmetic`: `Fixed` by default, or `Exact`, which also excludes together those who cannot win whatever happens to the
    surplus. Equal ranks share a ballot equally; ranks left out are passed over. Two whose votes differ by no more than the
    surplus are tied for exclusion, and a lot decides. Stage 1 is of first preferences, then one for each election and
    each exclusion; the votes are those on which it was decided. Raises `ValueError` where nothing is valid, or a lot cannot be
    drawn.

    >>> ballots = Ballots.of(["Castor", "Pollux", "Helen"], [[1, 2, 0], [0, 0, 1]], [5, 3])
    >>> report = meek(ballots, 2, Ties(ballots.candidates, "7"))
    >>> report.quota, report.winners
    ('2.666666667', ('Castor', 'Helen'))
    """
    count = _Count(ballots, seats, ties, arithmetic or Fixed())
    count.elect_first()
    while not count.is_complete():
        tell(len(count.stages), len(count.papers.standing))
        count.round()
    count.elect_the_rest()
    return count.report()


class _Count:
    """A count under way; votes, weights and factors are values of `arithmetic`."""

    def __init__(self, ballots: Ballots, seats: int, ties: Ties, arithmetic: Arithmetic) -> None:
        self.ballots, self.seats, self.ties, self.reckon = ballots, seats, ties, arithmetic
        self.papers = as_ranked(ballots)
        self.hopeful = list(self.papers.standing)
        self.elected: list[int] = []
        self.factors: dict[int, Value] = dict.fromkeys(self.hopeful, arithmetic.one)
        self.votes: dict[int, Value] = {}
        self.stages: list[Stage] = []
        self.steps: list[Step] = []
        self.just_excluded: list[int] = []
        self.gather()
        self.distribute()
        self.first_quota = self.quota

    def is_complete(self) -> bool:
        """Whether all seats are filled, or no more are left than seats (B.1)."""
        vacant = self.seats - len(self.elected)
        return vacant <= 0 or len(self.hopeful) <= vacant

    def gather(self) -> None:
        """Find the ways of the ballots anew: somebody was elected or excluded."""
        self.steps = steps(self.papers, tuple(sorted(self.elected)), tuple(self.hopeful))

    def distribute(self) -> None:
        """Give each ballot to those it ranks, in order, as their keep factors say; then the quota and surplus (B.2.a to d)."""
        reckon, zero = self.reckon, self.reckon.one * 0
        votes = dict.fromkeys(self.papers.standing, zero)
        rest: list[Value] = []
        for step in self.steps:
            weight = reckon.one if step.after < 0 else rest[step.after]
            share = weight if len(step.group) == 1 else reckon.share(weight, len(step.group))
            left = zero
            for number in step.group:
                kept = reckon.keep(share, self.factors[number])
                votes[number] += kept * step.weight
                left += share - kept
            rest.append(left)
        self.votes = votes
        self.quota = reckon.quota(sum(votes.values(), zero), self.seats)
        self.surplus = max(zero, sum((votes[number] - self.quota for number in self.elected), zero))

    def elect_first(self) -> None:
        """Stage 1: first preferences, and whom they elect."""
        self.end_stage(self.elect_reached())

    def elect_reached(self) -> list[int]:
        """Elect the hopeful who reach the quota (B.2.c), most votes first."""
        reached = [number for number in self.hopeful if self.reckon.reaches(self.votes[number], self.quota)]
        reached.sort(key=lambda number: -self.votes[number])
        self.elect(reached)
        return reached

    def elect(self, numbers: Sequence[int]) -> None:
        """Move candidates over to the elected."""
        self.elected += numbers
        self.hopeful = [number for number in self.hopeful if number not in numbers]

    def round(self) -> None:
        """Distribute until somebody is elected, or the surplus is settled and somebody is excluded (B.2, B.3)."""
        self.gather()
        before: Value = self.papers.valid * self.reckon.one
        while True:
            self.distribute()
            reached = self.elect_reached()
            if reached:
                self.surplus = max(
                    self.reckon.one * 0,
                    sum((self.votes[one] - self.quota for one in self.elected), self.reckon.one * 0),
                )
                self.end_stage(reached)
                return
            if self.reckon.is_settled(self.surplus) or self.surplus >= before:
                self.exclude([self.lowest()])
                return
            losers = self.certain_losers() if self.reckon.certain_losers_go_together else []
            if losers:
                self.exclude(losers)
                return
            before = self.surplus
            for number in self.elected:
                self.factors[number] = self.reckon.factor(
                    self.factors[number], self.quota, self.votes[number]
                )

    def lowest(self) -> int:
        """The hopeful with the fewest votes; all within the surplus of that are tied (B.3, T)."""
        fewest = min(self.votes[number] for number in self.hopeful)
        tied = [number for number in self.hopeful if self.votes[number] <= fewest + self.surplus]
        return self.ties.lot(len(self.stages) + 1, tied, preferred=False)

    def certain_losers(self) -> list[int]:
        """
        The largest set of lowest candidates who all together, with the whole surplus, stay below the next one.

        In the order of the paper. Candidates within the surplus of each other are not parted.
        """
        groups: list[list[int]] = [[]]
        edge: Value = self.reckon.one * 0
        for number in sorted(self.hopeful, key=lambda one: self.votes[one]):
            if self.votes[number] > edge + self.surplus:
                groups.append([])
                edge = self.votes[number]
            groups[-1].append(number)
        groups = [group for group in groups if group]
        spare = len(self.hopeful) - (self.seats - len(self.elected))
        together: list[int] = []
        losers: list[int] = []
        for group, above in pairwise(groups):
            together += group
            if len(together) > spare:
                break
            if sum(self.votes[number] for number in together) + self.surplus < self.votes[above[0]]:
                losers = list(together)
        return sorted(losers)

    def exclude(self, numbers: Sequence[int]) -> None:
        """Exclude these, each at a stage of its own, and hand their votes on at the keep factors there are."""
        for number in numbers:
            self.end_stage(excluded=[number])
            self.hopeful.remove(number)
            self.factors[number] = self.reckon.one * 0
            self.gather()
            quota, surplus = self.quota, self.surplus
            self.distribute()
            self.quota, self.surplus = quota, surplus

    def elect_the_rest(self) -> None:
        """Seats that are left go to those who are left (C.1)."""
        if len(self.elected) < self.seats and self.hopeful:
            rest = sorted(self.hopeful, key=lambda number: -self.votes[number])
            self.elect(rest)
            self.end_stage(rest)

    def end_stage(self, elected: Sequence[int] = (), excluded: Sequence[int] = ()) -> None:
        """Write a stage down."""
        n, names, places = len(self.stages) + 1, self.ballots.candidates, self.reckon.places
        exhausted = self.papers.valid * self.reckon.one - sum(self.votes.values(), self.reckon.one * 0)
        self.stages.append(
            Stage(
                n,
                {names[number]: decimal(self.votes[number], places) for number in self.papers.standing},
                decimal(exhausted, places),
                tuple(names[number] for number in elected),
                tuple(names[number] for number in excluded),
                self.ties.at(n),
            )
        )

    def report(self) -> Report:
        """What it came to."""
        return reported(
            "meek-stv",
            self.ballots,
            self.papers,
            self.ties,
            self.elected,
            seats=self.seats,
            arithmetic=self.reckon.name,
            quota=decimal(self.first_quota, self.reckon.places),
            stages=tuple(self.stages),
        )
