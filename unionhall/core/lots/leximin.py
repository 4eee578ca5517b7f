"""
Leximin: the lottery over panels that makes the smallest chance as large as possible, then the next smallest, and so on.

The rule is that of Flanigan, Gölz, Gupta, Hennig and Procaccia, Nature 596 (2021). The way there is our own where it goes: the
chances that quotas allow if people could be divided are easily made as equal as can be (`outer`); then whole panels are looked
for whose mixture has just these chances (`mixture`). They are the fairest even under weaker rules, so no fairer lottery exists.
Where no mixture has them, the levels are made one after another over whole panels, as the paper does it (`by_levels`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.linear_solver import pywraplp

from unionhall.core.lots.panels import UNITS, Broken, Counts, Numbers, Panels
from unionhall.core.lots.reports import PARTS
from unionhall.core.lots.rows import Cut

CLOSE = 1e-8
"""Chances that differ by no more are the same."""
APART = 1e-7
"""By so much, of a person of the largest weight, chances must exceed what panels can have, to be out of reach."""
SAME = 1e-9
"""A panel that is better by no more is not better."""
ATTEMPTS = (("GLOP", 1e-10), ("GLOP", 1e-9), ("CLP", 1e-10), ("CLP", 1e-8))
"""Linear solvers, and by how much less than what was fixed will do: rounding must not make a program impossible."""
NEARER = 1 - 1e-9
"""Each new panel brings a mixture nearer: the square of what is missing is then less than this part of what it was."""
EVERY = 60
"""After so many new panels it is tried whether they do."""

Tell = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Lottery:
    """
    A lottery over panels.

    `panels`: each as counts by type; `shares`: whole numbers that add up to `PARTS`. `weights`: by type, those of the dual
    solution for the smallest chance, summing up to one; `cuts`: what the solver proved on the way.
    """

    panels: tuple[Counts, ...]
    shares: tuple[int, ...]
    weights: Numbers
    cuts: tuple[Cut, ...]


def leximin(panels: Panels, tell: Tell = lambda done, of: None) -> Lottery:
    """
    The fairest lottery over `panels`, of which there must be one; `tell(done, of)` hears how far it has come.

    >>> from unionhall.core.lots.rows import Row
    >>> three = Panels(np.array([2, 1]), np.array([2, 1]), [Row((0, 1), 1, 1)])
    >>> sorted(share / PARTS for share in leximin(three).shares)
    [0.333333333333, 0.666666666667]
    """
    known = Known(panels)
    known.cover()
    chances, weights = outer(panels)
    shares = mixture(panels, known, chances, tell)
    if shares is None:
        shares, weights = by_levels(panels, known, tell)
    chosen = [(panel, share) for panel, share in zip(known.panels, shares, strict=True) if share]
    return Lottery(
        tuple(panel for panel, _share in chosen),
        tuple(share for _panel, share in chosen),
        weights,
        tuple(panels.cuts),
    )


class Known:
    """The panels that were found so far."""

    def __init__(self, panels: Panels) -> None:
        self.of = panels
        self.panels: list[Counts] = []
        self.seen: set[bytes] = set()

    def add(self, panel: Counts) -> bool:
        """Keep a panel; whether it is new."""
        key = panel.tobytes()
        if key in self.seen:
            return False
        self.seen.add(key)
        self.panels.append(panel)
        return True

    def cover(self) -> None:
        """Find a panel for each type, and bar the types that are on none."""
        seen = np.zeros(len(self.of.most), dtype=np.int64)
        while True:
            wanted = np.where((seen == 0) & (self.of.most > 0), 1.0 / self.of.people, 0.0)
            if not wanted.any():
                return
            panel = self.of.better(wanted / wanted.max(), 0.0)
            if panel is None:
                for one in np.flatnonzero(wanted).tolist():
                    self.of.add(Cut(tuple(int(one == each) for each in range(len(seen))), 0))
                    self.of.bar(one)
                return
            self.add(panel)
            seen = seen + panel


def outer(panels: Panels) -> tuple[Numbers, Numbers]:
    """
    The leximin chances (t,) if people could be divided, and the weights (t,) that prove the smallest of them: one level
    after the other, and at each those are fixed whose weight shows that they cannot have more.
    """
    fixed: dict[int, float] = {}
    first: Numbers | None = None
    while True:
        chances, level, weights = _level(panels, fixed)
        if first is None:
            first = weights / weights.sum() if weights.sum() > 0 else np.full(len(weights), 1 / len(weights))
        tight = [one for one in np.flatnonzero(weights > 1e-7).tolist() if one not in fixed]
        fixed |= dict.fromkeys(tight, level)
        if not tight or len(fixed) == len(weights):
            return chances, first  # all who are not fixed have the chance one


def _level(panels: Panels, fixed: dict[int, float]) -> tuple[Numbers, float, Numbers]:
    """
    The chances that make the smallest of those not `fixed` (chance by type) as large as can be, that chance, and the weights
    that prove it.
    """
    for name, slack in ATTEMPTS:
        solver, counts, _made = panels.linear_with_rows(name)
        least = solver.NumVar(0, 1, "")
        rows = []
        for one, (count, people) in enumerate(zip(counts, panels.people.tolist(), strict=True)):
            row = solver.RowConstraint(max(0.0, fixed.get(one, 0.0) - slack), solver.infinity(), "")
            row.SetCoefficient(count, 1 / people)
            if one not in fixed:
                row.SetCoefficient(least, -1)
            rows.append(row)
        aim = solver.Objective()
        aim.SetMaximization()
        aim.SetCoefficient(least, 1)
        if solver.Solve() == pywraplp.Solver.OPTIMAL:
            return (
                np.array([count.solution_value() for count in counts]) / panels.people,
                least.solution_value(),
                np.array([max(0.0, -row.dual_value()) for row in rows]),
            )
    raise Broken("no linear answer")


def mixture(panels: Panels, known: Known, chances: Numbers, tell: Tell) -> list[int] | None:
    """
    Shares of `known.panels` (which grows) whose mixture gives each type at least its chance; None where whole panels cannot
    have these chances.
    """
    if not nearest(panels, known, chances, tell):
        return None
    while True:
        shares, short, weights = mixed(panels, known, chances)
        if short <= CLOSE:
            return in_parts(shares)
        panel, _most = panels.best(in_units(weights / panels.people))
        if not known.add(panel):
            return None


def in_units(weights: Numbers) -> list[int]:
    """
    Weights as whole numbers, the largest `UNITS`.

    >>> in_units(np.array([0.5, 0.25]))
    [1000000000, 500000000]
    """
    return [int(one) for one in np.rint(weights / weights.max() * UNITS)]


def by_levels(panels: Panels, known: Known, tell: Tell) -> tuple[list[int], Numbers]:
    """
    Shares of `known.panels` (which grows) for the leximin lottery, and the weights that prove the smallest chance: one level
    after another by column generation, as in the paper. Slower, and for any quotas; what proves the first level is kept as a cut.
    """
    fixed: dict[int, float] = {}
    first: Numbers | None = None
    while True:
        shares, level, weights, have = _level_of_known(panels, known, fixed)
        each = weights / panels.people
        scale = float(each.max())
        if not scale:
            break  # all who are not fixed have the chance one
        panel = panels.better(each / scale, have / scale + SAME)
        if panel is not None and known.add(panel):
            continue
        if first is None:
            whole = in_units(each)
            panel, most = panels.best(whole)
            if known.add(panel):
                continue
            first = np.array(whole, dtype=np.float64) * panels.people
            panels.add(Cut(tuple(whole), most))
        tight = [one for one in np.flatnonzero(weights > 1e-7).tolist() if one not in fixed]
        fixed |= dict.fromkeys(tight, level)
        tell(len(fixed), len(weights))
        if not tight or len(fixed) == len(weights):
            break
    if first is None:
        first = panels.people.astype(np.float64)
    return in_parts(shares), first / first.sum()


def _level_of_known(
    panels: Panels, known: Known, fixed: dict[int, float]
) -> tuple[Numbers, float, Numbers, float]:
    """
    Of the lotteries over the known panels the one that makes the smallest chance not `fixed` as large as can be: its shares,
    that chance, the weights (t,) that prove it, and what no known panel exceeds by them.
    """
    for name, slack in ATTEMPTS:
        solver = pywraplp.Solver.CreateSolver(name)
        least = solver.NumVar(-1, 1, "")
        rows = []
        for one in range(len(panels.people)):
            row = solver.RowConstraint(max(0.0, fixed.get(one, 0.0) - slack), solver.infinity(), "")
            if one not in fixed:
                row.SetCoefficient(least, -1)
            rows.append(row)
        whole, shares = _shares(solver, panels, known, rows)
        aim = solver.Objective()
        aim.SetMaximization()
        aim.SetCoefficient(least, 1)
        if solver.Solve() == pywraplp.Solver.OPTIMAL:
            return (
                np.array([share.solution_value() for share in shares]),
                least.solution_value(),
                np.array([max(0.0, -row.dual_value()) for row in rows]),
                float(whole.dual_value()),
            )
    raise Broken("no lottery")


def _shares(solver: Any, panels: Panels, known: Known, rows: list[Any]) -> tuple[Any, list[Any]]:
    """A share for each known panel, in the row of each of its types; and the row that says that they are one together."""
    whole = solver.RowConstraint(1, 1, "")
    shares = []
    for panel in known.panels:
        share = solver.NumVar(0, solver.infinity(), "")
        whole.SetCoefficient(share, 1)
        for one in np.flatnonzero(panel).tolist():
            rows[one].SetCoefficient(share, panel[one] / panels.people[one])
        shares.append(share)
    return whole, shares


def mixed(panels: Panels, known: Known, chances: Numbers) -> tuple[Numbers, float, Numbers]:
    """
    Shares of the known panels that come nearest to the chances, by how much the worst type falls short, and the weights
    (t,) that prove it.
    """
    for name in ("GLOP", "CLP"):
        solver = pywraplp.Solver.CreateSolver(name)
        short = solver.NumVar(0, 1, "")
        rows = []
        for chance in chances.tolist():
            row = solver.RowConstraint(chance, solver.infinity(), "")
            row.SetCoefficient(short, 1)
            rows.append(row)
        _whole, shares = _shares(solver, panels, known, rows)
        aim = solver.Objective()
        aim.SetMinimization()
        aim.SetCoefficient(short, 1)
        if solver.Solve() == pywraplp.Solver.OPTIMAL:
            return (
                np.array([share.solution_value() for share in shares]),
                short.solution_value(),
                np.array([max(0.0, row.dual_value()) for row in rows]),
            )
    raise Broken("no mixture")


def in_parts(shares: Numbers) -> list[int]:
    """
    Shares as whole numbers of `PARTS`, by largest remainder.

    >>> in_parts(np.array([0.5, 0.25, 0.25 + 1e-15]))
    [500000000000, 250000000000, 250000000000]
    """
    clean = np.maximum(shares, 0)
    exact = clean / clean.sum() * PARTS
    whole = np.floor(exact).astype(np.int64)
    left = PARTS - int(whole.sum())
    for one in np.argsort(-(exact - whole), kind="stable")[:left].tolist():
        whole[one] += 1
    return [int(one) for one in whole]


def nearest(panels: Panels, known: Known, chances: Numbers, tell: Tell) -> bool:
    """
    Look for panels whose mixture comes as near as possible to the chances, by Wolfe's method of the nearest point (1976):
    each new panel is the best in the direction that is still missing. Whether the chances may be within reach: not where even
    the best panel in a direction is on this side of them.
    """
    root = np.sqrt(panels.people)
    aim = chances * root
    points = np.stack([panel / root for panel in known.panels]) - aim
    start = int(np.argmin((points**2).sum(axis=1)))
    points, shares = points[start : start + 1], np.ones(1)
    last_tried, first, nearer = 0, len(known.panels), float(np.inf)
    while True:
        missing = -np.einsum("ij,i->j", points, shares)
        far = float(missing @ missing)
        if np.abs(missing / root).max() < CLOSE / 10 or far >= nearer:
            return True  # or what is missing is rounding, and it would go round for ever
        nearer = far * NEARER
        tries = len(known.panels) - first
        if tries - last_tried >= EVERY:
            last_tried = tries
            if mixed(panels, known, chances)[1] <= CLOSE / 10:
                return True
        tell(tries, 4 * len(chances))
        direction = missing / root
        scale = float(np.abs(direction).max())
        have = float(missing @ aim - missing @ missing) / scale
        panel = panels.better(direction / scale, have)
        if panel is None:
            return True
        known.add(panel)
        if panels.exact and float(direction @ (chances * panels.people - panel)) > scale * APART:
            return False
        points, shares = _corrected(np.vstack([points, panel / root - aim]), np.append(shares, 0.0))


def _corrected(points: Numbers, shares: Numbers) -> tuple[Numbers, Numbers]:
    """The shares of the points whose mixture is nearest to zero; points that have none are left out."""
    inner = np.einsum("ij,kj->ik", points, points) + 1.0
    while True:
        try:
            wanted = np.linalg.solve(inner, np.ones(len(inner)))
        except np.linalg.LinAlgError:
            wanted = np.linalg.lstsq(inner, np.ones(len(inner)), rcond=None)[0]
        wanted = wanted / wanted.sum()
        if (wanted > -1e-13).all():
            wanted = np.maximum(wanted, 0)
            return points, wanted / wanted.sum()
        falling = (wanted <= 0) & (shares > wanted)
        ratio = np.full(len(shares), np.inf)
        ratio[falling] = shares[falling] / (shares[falling] - wanted[falling])
        step = min(1.0, float(ratio.min()))
        shares = (1 - step) * shares + step * wanted
        keep = shares > 1e-13
        keep[int(np.argmin(ratio))] = False
        points, shares, inner = points[keep], shares[keep] / shares[keep].sum(), inner[keep][:, keep]
