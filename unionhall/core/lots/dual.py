"""The proof of a lottery's smallest chance, from the linear program's dual solution."""

from __future__ import annotations

import numpy as np
from ortools.linear_solver import pywraplp

from unionhall.core.lots.leximin import Lottery
from unionhall.core.lots.panels import Broken, Panels
from unionhall.core.lots.proof import WEIGHTS, Proof


def proof_of(panels: Panels, lottery: Lottery) -> Proof:
    """
    Why the smallest chance can be no larger; what rounding to whole numbers costs is less than a billionth.

    >>> from unionhall.core.lots.leximin import leximin
    >>> from unionhall.core.lots.rows import Row
    >>> three = Panels(np.array([2, 1]), np.array([2, 1]), [Row((0, 1), 1, 1)])
    >>> set(proof_of(three, leximin(three)).factors) == set(proof_of(three, leximin(three)).weights)
    True
    """
    each = lottery.weights / panels.people
    weights = np.rint(each / each.max() * WEIGHTS).astype(np.int64)
    solver, counts, made = Panels(panels.people, panels.at_first, panels.rows, panels.cuts).linear_with_rows()
    aim = solver.Objective()
    aim.SetMaximization()
    for count, weight in zip(counts, (weights / WEIGHTS).tolist(), strict=True):
        aim.SetCoefficient(count, weight)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise Broken("no dual solution")
    factors = [round(row.dual_value() * WEIGHTS) for row in made]
    of_cuts = [max(0, factor) for factor in factors[len(panels.rows) :]]
    used = tuple((cut, factor) for cut, factor in zip(panels.cuts, of_cuts, strict=True) if factor)
    return Proof(tuple(int(one) for one in weights), tuple(factors[: len(panels.rows)]), used)
