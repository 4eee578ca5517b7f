"""
Leximin: the lottery over panels that makes the smallest chance as large as possible, then the next smallest, and so on.

The rule is that of Flanigan, Gölz, Gupta, Hennig and Procaccia, Nature 596 (2021). The way there is our own. The chances that
quotas allow if people could be divided are easily made as equal as can be (`outer`); then whole panels are looked for whose
mixture has just these chances (`mixture`). Where there is none, the solver proves an inequality that every panel meets and
these chances do not (a `Cut`), and it begins anew. As the chances that came out are the fairest even under the weaker rules,
no fairer lottery exists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from unionhall.core.lots.panels import UNITS, Broken, Counts, Numbers, Panels
from unionhall.core.lots.reports import PARTS
from unionhall.core.lots.rows import Cut

CLOSE = 1e-8
"""Chances that differ by no more are the same."""
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
    while True:
        chances, weights = outer(panels)
        found = mixture(panels, known, chances, tell)
        if isinstance(found, Cut):
            panels.add(found)
            continue
        chosen = [(panel, share) for panel, share in zip(known.panels, found, strict=True) if share]
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
    solver, counts = panels.linear()
    least = solver.NumVar(0, 1, "")
    rows = []
    for count, people in zip(counts, panels.people.tolist(), strict=True):
        row = solver.RowConstraint(0, solver.infinity(), "")
        row.SetCoefficient(count, 1 / people)
        row.SetCoefficient(least, -1)
        rows.append(row)
    aim = solver.Objective()
    aim.SetMaximization()
    aim.SetCoefficient(least, 1)
    free = set(range(len(rows)))
    chances = np.zeros(len(rows))
    first: Numbers | None = None
    while free:
        if solver.Solve() != pywraplp.Solver.OPTIMAL:
            raise Broken("no linear answer")
        weights = np.array([max(0.0, -row.dual_value()) for row in rows])
        if first is None:
            first = weights / weights.sum() if weights.sum() > 0 else np.full(len(rows), 1 / len(rows))
        tight = [one for one in free if weights[one] > 1e-7]
        level = least.solution_value()
        chances = np.array([count.solution_value() for count in counts]) / panels.people
        if not tight:
            break  # all who are left have the chance one
        for one in tight:
            rows[one].SetCoefficient(least, 0)
            rows[one].SetLb(max(0.0, level - 1e-10))
        free -= set(tight)
    assert first is not None
    return chances, first


def mixture(panels: Panels, known: Known, chances: Numbers, tell: Tell) -> list[int] | Cut:
    """
    Shares of `known.panels` (which grows) whose mixture gives each type at least its chance, or what no panel exceeds
    and these chances do.
    """
    nearest(panels, known, chances, tell)
    while True:
        shares, short, weights = mixed(panels, known, chances)
        if short <= CLOSE:
            return in_parts(shares)
        each = weights / panels.people
        whole = np.rint(each / each.max() * UNITS).astype(np.int64).tolist()
        panel, most = panels.best(whole)
        if not known.add(panel) or _reach(whole, panel) <= _most_known(whole, known, panel) + UNITS * 1e-9:
            return Cut(tuple(whole), most)


def _reach(whole: list[int], panel: Counts) -> int:
    return int(np.array(whole, dtype=object) @ panel)


def _most_known(whole: list[int], known: Known, but: Counts) -> int:
    """The most that a known panel other than `but` reaches."""
    weights = np.array(whole, dtype=np.int64)
    return max(int(weights @ panel) for panel in known.panels if panel is not but)


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
        whole = solver.RowConstraint(1, 1, "")
        shares = []
        for panel in known.panels:
            share = solver.NumVar(0, solver.infinity(), "")
            whole.SetCoefficient(share, 1)
            for one in np.flatnonzero(panel).tolist():
                rows[one].SetCoefficient(share, panel[one] / panels.people[one])
            shares.append(share)
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


def nearest(panels: Panels, known: Known, chances: Numbers, tell: Tell) -> None:
    """
    Look for panels whose mixture comes as near as possible to the chances, by Wolfe's method of the nearest point (1976):
    each new panel is the best in the direction that is still missing. Ends where the mixture is there, or none is.
    """
    root = np.sqrt(panels.people)
    aim = chances * root
    points = np.stack([panel / root for panel in known.panels]) - aim
    start = int(np.argmin((points**2).sum(axis=1)))
    points, shares = points[start : start + 1], np.ones(1)
    last_tried, first = 0, len(known.panels)
    while True:
        missing = -np.einsum("ij,i->j", points, shares)
        if np.abs(missing / root).max() < CLOSE / 10:
            return
        tries = len(known.panels) - first
        if tries - last_tried >= EVERY:
            last_tried = tries
            if mixed(panels, known, chances)[1] <= CLOSE / 10:
                return
        tell(tries, 4 * len(chances))
        direction = missing / root
        scale = float(np.abs(direction).max())
        have = float(missing @ aim - missing @ missing) / scale
        panel = panels.better(direction / scale, have)
        if panel is None:
            return
        known.add(panel)
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
