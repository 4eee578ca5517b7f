"""Tickets: a lottery rounded to a list of equal tickets, each a panel as counts by type."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from unionhall.core.lots.leximin import Lottery
from unionhall.core.lots.panels import Broken, Counts, Panels, solve
from unionhall.core.lots.reports import PARTS

Tell = Callable[[int, int | None], None]
PATIENCE = 2.0
"""Seconds of the solver's own clock to round the seats of all tickets together."""
FAR = 1000
"""What a whole seat too few or too many weighs, beside a thousandth for a thousandth of a seat."""


def rounded(
    panels: Panels, lottery: Lottery, tickets: int, tell: Tell = lambda done, of: None
) -> list[Counts]:
    """
    So many panels, as counts by type, in which each type has as nearly as can be the seats that the lottery gives it.

    Each panel of the lottery comes as often as its share has whole tickets. The seats on the tickets that are left are first
    rounded for each type, all together so that they still meet the quotas on the average, and then taken apart ticket by ticket.
    Where that leaves somebody short of the smallest chance by more than a ticket, it is tried with the panels known already.

    >>> two = Panels(np.array([2, 1]), np.array([2, 1]), [])
    >>> lottery = Lottery((np.array([1, 0]), np.array([0, 1])), (PARTS // 4 * 3, PARTS // 4), np.array([1.0, 0.0]), ())
    >>> [panel.tolist() for panel in rounded(two, lottery, 4)]
    [[1, 0], [1, 0], [1, 0], [0, 1]]
    """
    shares = [share * tickets for share in lottery.shares]
    chosen = [
        panel for panel, share in zip(lottery.panels, shares, strict=True) for _each in range(share // PARTS)
    ]
    left = tickets - len(chosen)
    if not left:
        return chosen
    over = np.array([share % PARTS for share in shares], dtype=object)
    due = [int(one) for one in over @ np.array(lottery.panels, dtype=object)]
    seats = _seats(panels, due, left)
    for many in range(left, 0, -1):
        panel = _part(panels, seats, many)
        seats = [one - int(taken) for one, taken in zip(seats, panel, strict=True)]
        chosen.append(panel)
        tell(left - many + 1, left)
    if falls_short(panels, shares, lottery.panels, chosen):
        return _of_known(panels, shares, lottery.panels, chosen) or chosen
    return chosen


def falls_short(
    panels: Panels, shares: Sequence[int], of: Sequence[Counts], chosen: Sequence[Counts]
) -> bool:
    """Whether somebody is on fewer tickets than one below the smallest chance."""
    seats = sum(chosen[1:], chosen[0])
    return bool((seats // panels.people < _fewest(panels, shares, of)).any())


def _fewest(panels: Panels, shares: Sequence[int], of: Sequence[Counts]) -> int:
    """The fewest tickets that are within one of the smallest chance; `shares` in parts of a ticket."""
    due = np.array(shares, dtype=object) @ np.array(of, dtype=object)
    least = min(Fraction(int(one), PARTS * int(many)) for one, many in zip(due, panels.people, strict=True))
    return max(0, math.ceil(least) - 1)


def _of_known(
    panels: Panels, shares: Sequence[int], of: Sequence[Counts], chosen: Sequence[Counts]
) -> list[Counts] | None:
    """
    As many tickets of the panels known already, such that nobody falls short of the smallest chance by more than one, with as
    little between a type and its due as can be found soon; None where nothing is. For quotas between which few panels fit.
    """
    known = list({panel.tobytes(): panel for panel in (*of, *chosen)}.values())
    due = np.array(shares, dtype=object) @ np.array(of, dtype=object)
    fewest = _fewest(panels, shares, of)
    model = cp_model.CpModel()
    times = [model.new_int_var(0, len(chosen), "") for _each in known]
    model.add(cp_model.LinearExpr.sum(times) == len(chosen))
    apart: list[Any] = []
    for one, people in enumerate(panels.people.tolist()):
        seats = cp_model.LinearExpr.weighted_sum(times, [int(panel[one]) for panel in known])
        model.add(seats >= fewest * people)
        off = model.new_int_var(0, FAR * len(chosen) * people, "")
        wanted = int(due[one]) * FAR // PARTS
        model.add(seats * FAR - wanted <= off)
        model.add(wanted - seats * FAR <= off)
        apart.append(off)
    model.minimize(cp_model.LinearExpr.sum(apart))
    found = solve(model, PATIENCE)
    if found is None:
        return None
    return [panel for panel, many in zip(known, times, strict=True) for _each in range(found.value(many))]


def _seats(panels: Panels, due: list[int], tickets: int) -> list[int]:
    """
    For each type whole seats on so many tickets, next to what is `due` in parts of a seat.

    One seat less or more than a neighbour is dear, and a few types may have it where the quotas ask for it.
    """
    model = cp_model.CpModel()
    seats = [model.new_int_var(0, int(most) * tickets, "") for most in panels.most]
    for row in panels.rows:
        inside = cp_model.LinearExpr.sum([seats[one] for one in row.of])
        model.add_linear_constraint(inside, row.least * tickets, row.most * tickets)
    apart: list[Any] = []
    for one, parts in zip(seats, due, strict=True):
        low, rest = divmod(parts, PARTS)
        high = low + (rest > 0)
        below, above = model.new_int_var(0, low, ""), model.new_int_var(0, high + tickets, "")
        model.add(one + below >= low)
        model.add(one - above <= high)
        apart += [below * (3 * FAR), above * (2 * FAR), one * (FAR // 2 - rest * FAR // PARTS)]
    model.minimize(cp_model.LinearExpr.sum(apart))
    found = solve(model, PATIENCE)
    if found is None:
        return [round(parts / PARTS) for parts in due]
    return [int(found.value(one)) for one in seats]


def _part(panels: Panels, seats: list[int], tickets: int) -> Counts:
    """
    One panel of so many tickets that have the `seats` together: of each type and each quota its part, rounded down or up, so
    that what is left can be taken apart in the same way; where there is none such, the one that is least beside.
    """
    most = panels.most.tolist()
    low = [min(max(0, one // tickets), limit) for one, limit in zip(seats, most, strict=True)]
    high = [min(max(0, -(-one // tickets)), limit) for one, limit in zip(seats, most, strict=True)]
    model = cp_model.CpModel()
    counts = [model.new_int_var(*between, "") for between in zip(low, high, strict=True)]
    for row in panels.rows:
        inside = sum(seats[one] for one in row.of)
        least = min(max(row.least, inside // tickets), row.most)
        limit = max(min(row.most, -(-inside // tickets)), least)
        model.add_linear_constraint(cp_model.LinearExpr.sum([counts[one] for one in row.of]), least, limit)
    rest = [one % tickets * FAR // tickets for one in seats]
    model.maximize(cp_model.LinearExpr.weighted_sum(counts, rest))
    found = solve(model)
    if found is None:
        model, counts = panels.whole()
        aim = [count * part for count, part in zip(counts, rest, strict=True)]
        for count, least, limit in zip(counts, low, high, strict=True):
            below, above = model.new_int_var(0, least, ""), model.new_int_var(0, int(panels.most.max()), "")
            model.add(count + below >= least)
            model.add(count - above <= limit)
            aim += [below * (-3 * FAR), above * (-2 * FAR)]
        model.maximize(cp_model.LinearExpr.sum(aim))
        found = solve(model)
    if found is None:
        raise Broken("no panel for a ticket")
    return np.array([found.value(one) for one in counts], dtype=np.int64)
