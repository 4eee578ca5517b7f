"""
A question for a rota as a model of CP-SAT: a yes or no for everybody, each period and each post they can have.

Every rule goes in under a name (`Rule`), so that where nothing fits those in conflict can be told. Solved with one worker and on
the solver's own even clock: the same question with the same seed has the same answer on any machine of a kind, however busy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from unionhall.core.rotas.asked import Asked, Place, Turn

Sum = cp_model.LinearExpr.sum


class Kind(StrEnum):
    """What a rule is about."""

    NEEDED = "needed"
    AWAY = "away"
    SKILLS = "skills"
    LEARNING = "learning"
    MOST = "most"
    LEAST = "least"
    MOST_OF = "most_of"
    RUN = "run"
    REST = "rest"
    NOT_AFTER = "not_after"
    APART = "apart"
    TOGETHER = "together"


class Rule(NamedTuple):
    """One rule: its kind, and what it is about, by places in the question (a person, a post, a period or a pair's own)."""

    kind: Kind
    one: int
    other: int = -1


@dataclass
class Model:
    """
    The model. `has`: the variable of each turn there can be; `on`: of each person and period, whether they have one; `rules`:
    the literal under which each rule holds, where they can be let go (`loosely`).
    """

    asked: Asked
    loosely: bool = False
    made: Any = field(default_factory=cp_model.CpModel)
    has: dict[Turn, Any] = field(default_factory=dict)
    on: dict[tuple[int, int], Any] = field(default_factory=dict)
    rules: dict[Rule, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._turns()
        for person in range(len(self.asked.people)):
            self._amounts(person)
            self._runs(person)
        self._pairs()

    def holds(self, rule: Rule, constraint: Any) -> None:
        """Have a constraint hold, under its rule's name."""
        if self.loosely:
            if rule not in self.rules:
                self.rules[rule] = self.made.new_bool_var("")
            constraint.only_enforce_if(self.rules[rule])

    def _turns(self) -> None:
        asked, made = self.asked, self.made
        within: dict[tuple[int, int], list[Any]] = {}
        for place in asked.places():
            there = []
            for person, one in enumerate(asked.people):
                if not self.loosely and not asked.can(person, place):
                    continue
                has = made.new_bool_var("")
                self.has[Turn(*place, person)] = has
                within.setdefault((person, place.period), []).append(has)
                there.append(has)
                if self.loosely and place in one.away:
                    self.holds(Rule(Kind.AWAY, person, place.period), made.add(has == 0))
                if (
                    self.loosely
                    and not asked.knows(person, place.post)
                    and (person, place.post) not in asked.learning
                ):
                    self.holds(Rule(Kind.SKILLS, place.post), made.add(has == 0))
            self.holds(
                Rule(Kind.NEEDED, place.post, place.period), made.add(Sum(there) == asked.needed(place))
            )
            self._learners(place)
        for whose, has_any in within.items():
            self.on[whose] = made.new_bool_var("")
            made.add(Sum(has_any) == self.on[whose])

    def _learners(self, place: Place) -> None:
        """Whoever is learning a post has somebody beside them who knows it."""
        asked = self.asked
        learners = [
            person
            for person, post in asked.learning
            if post == place.post and Turn(*place, person) in self.has
        ]
        if learners:
            practised = [
                self.has[Turn(*place, person)]
                for person in range(len(asked.people))
                if asked.knows(person, place.post) and Turn(*place, person) in self.has
            ]
            for person in sorted(learners):
                self.holds(
                    Rule(Kind.LEARNING, person, place.post),
                    self.made.add(self.has[Turn(*place, person)] <= Sum(practised)),
                )

    def turns_of(self, person: int, post: int | None = None) -> list[Any]:
        """The variables of a person's turns, at one post or any."""
        if post is None:
            return [self.on[whose] for whose in self._of(person)]
        return [
            self.has[turn]
            for period in range(len(self.asked.periods))
            if (turn := Turn(period, post, person)) in self.has
        ]

    def _of(self, person: int) -> list[tuple[int, int]]:
        return [(person, period) for period in range(len(self.asked.periods)) if (person, period) in self.on]

    def _amounts(self, person: int) -> None:
        one, made = self.asked.people[person], self.made
        if one.most is not None:
            self.holds(Rule(Kind.MOST, person), made.add(Sum(self.turns_of(person)) <= one.most))
        if one.least:
            self.holds(Rule(Kind.LEAST, person), made.add(Sum(self.turns_of(person)) >= one.least))
        for post, most in one.most_of.items():
            self.holds(Rule(Kind.MOST_OF, person, post), made.add(Sum(self.turns_of(person, post)) <= most))

    def _runs(self, person: int) -> None:
        """No more periods in a row than they may be on, and their rest after a run."""
        one, periods = self.asked.people[person], range(len(self.asked.periods))
        longest = one.longest_run
        if longest is not None:
            # Where nothing was said of runs and they want rest, a second turn in a row is against their rest.
            rule = Rule(Kind.RUN if one.in_a_row is not None else Kind.REST, person)
            for start in periods[: len(periods) - longest]:
                window = [
                    self.on[person, period]
                    for period in range(start, start + longest + 1)
                    if (person, period) in self.on
                ]
                if len(window) == longest + 1:
                    self.holds(rule, self.made.add(Sum(window) <= longest))
        for last in periods:
            for again in range(last + 2, min(last + one.rest + 1, len(periods))):
                # On in `last`, off right after it, on again too soon.
                if (person, last) in self.on and (person, again) in self.on:
                    between = self.on.get((person, last + 1), 0)
                    self.holds(
                        Rule(Kind.REST, person),
                        self.made.add(self.on[person, last] + self.on[person, again] - between <= 1),
                    )
        for first, second in self.asked.not_after:
            for period in periods[:-1]:
                before, after = Turn(period, first, person), Turn(period + 1, second, person)
                if before in self.has and after in self.has:
                    self.holds(
                        Rule(Kind.NOT_AFTER, first, second),
                        self.made.add(self.has[before] + self.has[after] <= 1),
                    )

    def _pairs(self) -> None:
        for kind, pairs in ((Kind.APART, self.asked.apart), (Kind.TOGETHER, self.asked.together)):
            for number, (one, other) in enumerate(pairs):
                for place in self.asked.places():
                    mine = self.has.get(Turn(*place, one), 0)
                    theirs = self.has.get(Turn(*place, other), 0)
                    if isinstance(mine, int) and isinstance(theirs, int):
                        continue
                    if kind is Kind.APART:
                        if not isinstance(mine, int) and not isinstance(theirs, int):
                            self.holds(Rule(kind, number), self.made.add(mine + theirs <= 1))
                    else:
                        self.holds(Rule(kind, number), self.made.add(mine == theirs))

    def units(self, person: int) -> Any:
        """What a person is planned for, in units of hours."""
        weights = self.asked.weights
        if len(set(weights)) == 1:
            return Sum(self.turns_of(person)) * weights[0]
        mine = [turn for turn in self.has if turn.person == person]
        return cp_model.LinearExpr.weighted_sum(
            [self.has[turn] for turn in mine], [weights[turn.post] for turn in mine]
        )

    def carrying(self, loads: Iterable[Fraction]) -> dict[Fraction, list[Any]]:
        """For each load, of everybody who could come to carry so much or more, whether they do."""
        wanted = sorted(set(loads))
        found: dict[Fraction, list[Any]] = {load: [] for load in wanted}
        for person in range(len(self.asked.people)):
            steps = [(load, self.asked.units_at(person, load)) for load in wanted]
            reached = self._reached(person, sorted({units for _load, units in steps if units}))
            for load, units in steps:
                if units == 0:
                    found[load].append(1)
                elif units in reached:
                    found[load].append(reached[units])
        return found

    def _reached(self, person: int, steps: list[int]) -> dict[int, Any]:
        """
        For each number of units that they can come to, whether they come to so many or more: they are the sum of their steps, so
        that fewer steps for some are more for others also to the solver's linear half.
        """
        most = self._most_units(person)
        steps = [one for one in steps if one <= most]
        reached = {one: self.made.new_bool_var("") for one in steps}
        tops = [*steps[1:], most + 1]
        if steps:
            widths = [top - one for one, top in zip(steps, tops, strict=True)]
            self.made.add(
                self.units(person)
                <= steps[0] - 1 + cp_model.LinearExpr.weighted_sum([reached[one] for one in steps], widths)
            )
        for one, more in pairwise(steps):
            self.made.add_implication(reached[more], reached[one])
        return reached

    def _most_units(self, person: int) -> int:
        mine: dict[int, int] = {}
        for turn in self.has:
            if turn.person == person:
                weight = self.asked.weights[turn.post]
                mine[turn.period] = max(mine.get(turn.period, 0), weight)
        return sum(mine.values())

    def wishes(self) -> Any:
        """How far wishes are met: each that is met adds its weight, each that somebody would rather not have takes it off."""
        wished = [
            (self.has[turn], weight)
            for turn in self.has
            if (weight := self.asked.people[turn.person].wishes.get(turn.place, 0))
        ]
        return cp_model.LinearExpr.weighted_sum(
            [one for one, _w in wished], [weight for _o, weight in wished]
        )


class Clock:
    """A solver with so much effort for all its searches together, in seconds of its own even clock."""

    def __init__(self, effort: float, seed: int) -> None:
        self.left, self.seed = effort, seed

    def solve(self, made: Any, share: float = 1.0) -> tuple[Any, Any]:
        """Search with a part of what is left; the solver with its answer, and how it ended (`cp_model.OPTIMAL` and so on)."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = self.seed
        solver.parameters.max_deterministic_time = max(self.left * share, 0.01)
        status = solver.solve(made)
        self.left = max(0.0, self.left - solver.response_proto.deterministic_time)
        return solver, status


def read_off(model: Model, solver: Any) -> list[Turn]:
    """The turns that the solver found, in order."""
    return sorted(turn for turn, has in model.has.items() if solver.boolean_value(has))


def hinted(model: Model, turns: Sequence[Turn]) -> None:
    """Have the next search begin where `turns` are."""
    chosen = set(turns)
    model.made.clear_hints()
    for turn, has in model.has.items():
        model.made.add_hint(has, turn in chosen)
