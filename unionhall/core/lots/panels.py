"""
Panels: all that meet the quotas, as whole numbers of people of each type, and a solver that finds the best of them.

The linear programs are solved by GLOP and the whole-numbered ones by CP-SAT, both of OR-tools, with one worker: the same
questions in the same order have the same answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from unionhall.core.lots.pools import Pool
from unionhall.core.lots.rows import Cut, Row, rows_of
from unionhall.core.lots.types import Types

Counts = NDArray[np.int64]
"""A panel: (t,), how many people of each type it has."""
Numbers = NDArray[np.float64]

NEARLY = 1e-6
"""A number of people that is no further from a whole one is whole."""
UNITS = 10**9
"""Weights are rounded to so many parts of the largest, for the whole-numbered solver."""
STEPS = 12
"""How often a fraction is made whole before the whole-numbered solver is asked."""


class Broken(Exception):
    """The solver gave no answer where there must be one."""


@dataclass
class Panels:
    """
    All panels of so many people from a pool: asked for the best by some weights.

    `most`: (t,), how many of each type one panel can have (`at_first`: before any was barred); `rows` and `cuts`: what a
    panel meets.
    """

    people: Counts
    most: Counts
    rows: list[Row]
    cuts: list[Cut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.at_first = self.most.copy()
        self.exact = False
        self._linear: Any = None
        self._whole: Any = None

    def linear(self) -> tuple[Any, list[Any]]:
        """A linear program with a variable a type and all that a panel meets."""
        solver, counts, _made = self.linear_with_rows()
        return solver, counts

    def linear_with_rows(self, name: str = "GLOP") -> tuple[Any, list[Any], list[Any]]:
        """The same with what it has of `rows` and `cuts`, in their order; `name`: of the solver."""
        solver = pywraplp.Solver.CreateSolver(name)
        counts = [solver.NumVar(0, int(most), "") for most in self.most]
        made = []
        for row in self.rows:
            made.append(solver.RowConstraint(row.least, row.most, ""))
            for one in row.of:
                made[-1].SetCoefficient(counts[one], 1)
        for cut in self.cuts:
            largest = max(cut.weights)
            made.append(solver.RowConstraint(-solver.infinity(), cut.most / largest, ""))
            for one, weight in enumerate(cut.weights):
                if weight:
                    made[-1].SetCoefficient(counts[one], weight / largest)
        return solver, counts, made

    def whole(self) -> tuple[Any, list[Any]]:
        """The same in whole numbers, for CP-SAT; cuts are left out, for they follow."""
        model = cp_model.CpModel()
        counts = [model.new_int_var(0, int(most), "") for most in self.most]
        for row in self.rows:
            model.add_linear_constraint(
                cp_model.LinearExpr.sum([counts[one] for one in row.of]), row.least, row.most
            )
        return model, counts

    def best(self, weights: Sequence[int]) -> tuple[Counts, int]:
        """The panel with the largest sum of whole-numbered `weights`, one a type, and that sum, proved to be so."""
        if self._whole is None:
            self._whole = self.whole()
        model, counts = self._whole
        model.maximize(cp_model.LinearExpr.weighted_sum(counts, [int(one) for one in weights]))
        found = solve(model)
        if found is None:
            raise Broken("no panel, where there was one")
        panel = np.array([found.value(one) for one in counts], dtype=np.int64)
        return panel, sum(int(one) * int(many) for one, many in zip(weights, panel, strict=True))

    def can_have(self, one: int) -> Counts | None:
        """A panel with somebody of type `one`, or None where there is none."""
        model, counts = self.whole()
        model.add(counts[one] >= 1)
        found = solve(model)
        return None if found is None else np.array([found.value(each) for each in counts], dtype=np.int64)

    def any(self) -> Counts | None:
        """Some panel, or None where the quotas cannot be met."""
        model, counts = self.whole()
        found = solve(model)
        return None if found is None else np.array([found.value(each) for each in counts], dtype=np.int64)

    def better(self, weights: Numbers, than: float) -> Counts | None:
        """
        A panel whose sum of `weights` (of size one) is more than `than`, or None where there is none.

        Mostly a corner of the linear program is a panel already, or is one after a few fractions were made whole; only
        where that does not help is the whole-numbered solver asked; `exact` says then that no panel has more.
        """
        self.exact = False
        if self._linear is None:
            self._linear = self.linear()
        solver, counts = self._linear
        aim = solver.Objective()
        aim.SetMaximization()
        for one, weight in zip(counts, weights.tolist(), strict=True):
            aim.SetCoefficient(one, weight)
        if solver.Solve() != pywraplp.Solver.OPTIMAL:
            self._linear = None
        else:
            above = aim.Value() - than
            if above < 1e-10:
                return None
            near = np.array([one.solution_value() for one in counts])
            panel = self._made_whole(solver, counts, near)
            if panel is not None and float(weights @ panel) - than > 0.3 * above and self.holds(panel):
                return panel
        self.exact = True
        panel, _sum = self.best(np.rint(weights * UNITS).astype(np.int64).tolist())
        return panel if float(weights @ panel) - than > 1e-10 else None

    def holds(self, panel: Counts) -> bool:
        """Whether the panel meets everything."""
        return bool((panel >= 0).all() and (panel <= self.most).all()) and all(
            row.least <= int(panel[list(row.of)].sum()) <= row.most for row in self.rows
        )

    def _made_whole(self, solver: Any, counts: list[Any], near: Numbers) -> Counts | None:
        """The corner with what is nearly whole made whole, one after another; None where that leads nowhere soon."""
        held: list[int] = []
        try:
            for _step in range(STEPS):
                off = np.abs(near - np.rint(near))
                if off.max() < NEARLY:
                    return np.rint(near).astype(np.int64)
                one = int(np.argmax(np.where(off > NEARLY, 1 - off, 0)))
                many = round(float(near[one]))
                held.append(one)
                counts[one].SetBounds(many, many)
                if solver.Solve() != pywraplp.Solver.OPTIMAL:
                    return None
                near = np.array([each.solution_value() for each in counts])
            return None
        finally:
            for one in held:
                counts[one].SetBounds(0, int(self.most[one]))

    def add(self, cut: Cut) -> None:
        """Keep in mind what no panel exceeds."""
        self.cuts.append(cut)
        self._linear = None

    def bar(self, one: int) -> None:
        """No panel can have anybody of type `one`."""
        self.most[one] = 0
        self._linear = self._whole = None


def panels_of(pool: Pool, types: Types, size: int) -> Panels:
    """
    All panels of `size` people from the pool.

    >>> from unionhall.core.lots.pools import Category, Quota
    >>> from unionhall.core.lots.types import types_of
    >>> pool = Pool((Category("g", (Quota("g", "f", 1, 1), Quota("g", "m", 0, 1))),), (1, 2, 3), ((0,), (0,), (1,)))
    >>> panels_of(pool, types_of(pool), 2).any().tolist()
    [1, 1]
    """
    return Panels(
        np.array([one.people for one in types.types], dtype=np.int64),
        np.array([one.most for one in types.types], dtype=np.int64),
        rows_of(pool, types, size),
    )


def solver_of(seconds: float | None = None) -> Any:
    """CP-SAT with one worker and a fixed seed; `seconds`: of its own even clock, which no busy machine slows."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    if seconds is not None:
        solver.parameters.max_deterministic_time = seconds
    return solver


def solve(model: Any, seconds: float | None = None) -> Any:
    """The solver with its answer, or None where there is none; without `seconds` the answer is the best there is."""
    solver = solver_of(seconds)
    status = solver.solve(model)
    good = (cp_model.OPTIMAL,) if seconds is None else (cp_model.OPTIMAL, cp_model.FEASIBLE)
    if status in good:
        return solver
    if status == cp_model.INFEASIBLE or seconds is not None:
        return None
    raise Broken(solver.status_name(status))
