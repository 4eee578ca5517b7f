"""
Planning a rota: everything that is asked for holds, the loads are as even as they can be, and then as many wishes as possible
are met.

Loads are compared from the largest down: fewest people carry the most, of those plans the fewest carry the next, and so on. The
bound (`water`) ignores skills, rests and pairs; a plan that reaches it is proved to be fairest at once. Where none does, the
solver finds and proves load by load how few can carry so much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ortools.sat.python import cp_model

from unionhall.core.rotas.asked import Asked, Turn
from unionhall.core.rotas.conflict import conflict_of, in_words
from unionhall.core.rotas.model import Clock, Model, Sum, hinted, read_off
from unionhall.core.rotas.water import Flow, bound, filled
from unionhall.core.words import Sentence, Wrong, _

EFFORT = 10.0
"""Seconds of the solver's own clock, unless somebody says otherwise."""
FOR_WISHES = 0.3
"""Of the effort, what is kept for wishes once the loads are settled."""


class Impossible(Wrong):
    """No rota can do all that is asked; `conflict`: rules of which not all can hold, each in a sentence."""

    def __init__(self, conflict: list[Sentence]) -> None:
        super().__init__(_("These cannot all hold: {conflict}"), conflict=conflict)
        self.conflict = conflict


class TooLittle(Wrong):
    """The search ended before it found a rota, or that there is none."""

    def __init__(self, effort: float) -> None:
        super().__init__(
            _("No rota was found within the effort of {effort}. Search longer, or ask for less."),
            effort=f"{effort:g}",
        )


@dataclass(frozen=True)
class Plan:
    """
    A rota. `turns`: in order; `loads`: of each person, in their order in the question; `bound`: the largest first, None where
    there is none, and `skilled` the same with skills; `proven`: no rota shares the work more evenly.
    """

    asked: Asked
    turns: list[Turn]
    loads: list[Fraction]
    bound: list[Fraction] | None
    skilled: list[Fraction] | None
    proven: bool

    @property
    def at_the_bound(self) -> bool:
        """Whether the loads are those of the bound."""
        return self.bound == sorted(self.loads, reverse=True)

    @property
    def kept_from_it(self) -> list[Sentence]:
        """What keeps the loads from the bound: skills, the other rules, or both; empty where they are at it or there is none."""
        if self.bound is None or self.at_the_bound:
            return []
        found = []
        if self.skilled != self.bound:
            found.append(Sentence(_("not everybody can do everything")))
        if self.skilled != sorted(self.loads, reverse=True):
            found.append(Sentence(_("rests, pairs and limits of posts")))
        return found


def plan(asked: Asked, *, effort: float = EFFORT, seed: int = 0) -> Plan:
    """The fairest rota that was found, proved to be so where `proven`. Raises `Impossible`, and `TooLittle` in time."""
    clock = Clock(effort, seed)
    even = len(set(asked.weights)) == 1
    search = _Search(asked, clock, filled(asked, skilled=True) if even else None)
    proven = search.as_skills_allow() or search.load_by_load()
    search.grant_wishes()
    turns = search.turns
    skilled = search.flow.loads() if search.flow is not None else None
    return Plan(asked, turns, loads_of(asked, turns), bound(asked), skilled, proven)


def loads_of(asked: Asked, turns: Sequence[Turn]) -> list[Fraction]:
    """What each person carries with these turns, in the order of the people."""
    units = [0] * len(asked.people)
    for turn in turns:
        units[turn.person] += asked.weights[turn.post]
    return [asked.load(person, many) for person, many in enumerate(units)]


@dataclass
class _Search:
    """
    The search for one plan: the best turns so far, and for each load so many who may carry it at most. `flow`: how evenly it
    could be shared if of all rules only days away and skills counted; None where hours differ, or not even that can be.
    """

    asked: Asked
    clock: Clock
    flow: Flow | None
    turns: list[Turn] = field(default_factory=list)
    caps: dict[Fraction, int] = field(default_factory=dict)

    def as_skills_allow(self) -> bool:
        """Look for a plan with loads as even as days away and skills allow: then nothing is fairer. Whether there is one."""
        if self.flow is None:
            return False
        least = self.flow.loads()
        self.caps = {load: sum(one >= load for one in least) for load in self._possible(max(least))}
        if self._turn_by_turn(self.flow):
            return True
        model, _who = self._model(self.caps)
        solver, status = self.clock.solve(model.made, 0.4)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.turns = read_off(model, solver)
            return True
        self.caps = {}
        return False

    def _turn_by_turn(self, flow: Flow) -> bool:
        """Give everybody just as many turns as they have there: mostly rests leave room for it, and it is soon found."""
        model = Model(self.asked)
        for person, many in enumerate(flow.given):
            model.made.add(Sum(model.turns_of(person)) == many)
        hinted(
            model,
            [
                Turn(*place, person)
                for place, who in zip(flow.places, flow.who, strict=True)
                for person in who
            ],
        )
        solver, status = self.clock.solve(model.made, 0.3)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.turns = read_off(model, solver)
        return bool(self.turns)

    def load_by_load(self) -> bool:
        """Find how few can carry the most, then the next, and so on down; whether each step was proved."""
        self._first()
        proven = True
        done: Fraction | None = None
        while True:
            loads = loads_of(self.asked, self.turns)
            below = {one for one in self._possible(max(loads)) if done is None or one < done}
            if not below:
                return proven
            done = max(below)
            proven = self._fewest_at(done, loads) and proven

    def _fewest_at(self, load: Fraction, loads: list[Fraction]) -> bool:
        """Have as few as possible carry `load` or more; whether it is proved that there are no fewer."""
        many = sum(one >= load for one in loads)
        if many in (len(loads), self._always(load)):
            self.caps[load] = many
            return True
        model, who = self._model({**self.caps, load: many}, load)
        hinted(model, self.turns)
        model.made.minimize(Sum(who[load]))
        solver, status = self.clock.solve(model.made, 0.5)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.turns = read_off(model, solver)
            many = sum(one >= load for one in loads_of(self.asked, self.turns))
        self.caps[load] = many
        return bool(status == cp_model.OPTIMAL)

    def _always(self, load: Fraction) -> int:
        """So many carry `load` or more whatever is planned: before it, or as skills allow while all above is as they allow."""
        before = sum(self.asked.units_at(one, load) == 0 for one in range(len(self.asked.people)))
        least = self.flow.loads() if self.flow is not None else []
        if least and all(many == sum(one >= above for one in least) for above, many in self.caps.items()):
            return max(before, sum(one >= load for one in least))
        return before

    def _first(self) -> None:
        """Any plan at all. Raises `Impossible` where there is none, and `TooLittle` where none was found in time."""
        model = Model(self.asked)
        # Evenly at first, so that there is less to better.
        worst = model.made.new_int_var(0, sum(self.asked.weights) * len(self.asked.periods), "")
        for person in range(len(self.asked.people)):
            model.made.add(model.units(person) <= worst)
        model.made.minimize(worst)
        effort = self.clock.left
        solver, status = self.clock.solve(model.made, 0.4)
        if status == cp_model.INFEASIBLE:
            raise Impossible(in_words(self.asked, conflict_of(self.asked, self.clock)))
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise TooLittle(effort)
        self.turns = read_off(model, solver)

    def grant_wishes(self) -> None:
        """Meet as many wishes as the settled loads leave room for."""
        if not any(one.wishes for one in self.asked.people):
            return
        model, _who = self._model(self.caps)
        hinted(model, self.turns)
        model.made.maximize(model.wishes())
        self.clock.left = max(self.clock.left, 0.1)
        solver, status = self.clock.solve(model.made)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.turns = read_off(model, solver)

    def _model(self, caps: dict[Fraction, int], *more: Fraction) -> tuple[Model, dict[Fraction, list[Any]]]:
        """The model with so many at each load at most; who carries each."""
        model = Model(self.asked)
        who = model.carrying({*caps, *more})
        for load, many in caps.items():
            if len(who[load]) > many:
                model.made.add(Sum(who[load]) <= many)
        return model, who

    def _possible(self, most: Fraction) -> set[Fraction]:
        """Every load that somebody could come to, up to `most`; and the next above it, which nobody has."""
        found: set[Fraction] = set()
        above: set[Fraction] = set()
        step = 1 if len(set(self.asked.weights)) == 1 else None
        for person in range(len(self.asked.people)):
            units = 1
            while (load := self.asked.load(person, units)) <= most:
                found.add(load)
                units += step or 1
            above.add(load)
        return found | ({min(above)} if above else set())
