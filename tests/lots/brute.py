"""Leximin by brute force, from its definition: every panel of a tiny pool, a linear program a person and level."""

from __future__ import annotations

import itertools
from collections import Counter

from ortools.linear_solver import pywraplp

from unionhall.core.lots.pools import Pool

CLOSE = 1e-7


def panels(pool: Pool, size: int) -> list[tuple[int, ...]]:
    """Every panel of people that meets the quotas and has no two of one household."""
    return [
        found for found in itertools.combinations(range(len(pool.names)), size) if is_panel(pool, found, size)
    ]


def is_panel(pool: Pool, people: tuple[int, ...], size: int) -> bool:
    """Whether these are so many different people who meet the quotas."""
    if len(set(people)) != size:
        return False
    homes = [pool.homes[one] for one in people if pool.homes and pool.homes[one]]
    if len(set(homes)) != len(homes):
        return False
    for place, category in enumerate(pool.categories):
        seats = Counter(pool.rows[one][place] for one in people)
        if not all(quota.allows(seats[number]) for number, quota in enumerate(category.quotas)):
            return False
    return True


def largest(every: list[tuple[int, ...]], fixed: dict[int, float], raised: list[int]) -> float:
    """The largest chance that all of `raised` can have together, where others have at least what is `fixed`."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    shares = [solver.NumVar(0, 1, "") for _each in every]
    least = solver.NumVar(0, 1, "")
    solver.Add(sum(shares) == 1)
    for person in {*fixed, *raised}:
        chance = sum(share for share, panel in zip(shares, every, strict=True) if person in panel)
        if person in fixed:
            solver.Add(chance >= fixed[person] - 1e-9)
        if person in raised:
            solver.Add(chance >= least)
    solver.Maximize(least)
    assert solver.Solve() == pywraplp.Solver.OPTIMAL
    return least.solution_value()


def leximin(pool: Pool, size: int) -> list[float] | None:
    """The leximin chance of each person, or None where there is no panel."""
    every = panels(pool, size)
    if not every:
        return None
    fixed: dict[int, float] = {}
    free = list(range(len(pool.names)))
    while free:
        level = largest(every, fixed, free)
        at_least = {**fixed, **dict.fromkeys(free, level)}
        stuck = [person for person in free if largest(every, at_least, [person]) < level + CLOSE]
        assert stuck
        fixed |= dict.fromkeys(stuck, level)
        free = [person for person in free if person not in stuck]
    return [fixed[person] for person in range(len(pool.names))]
