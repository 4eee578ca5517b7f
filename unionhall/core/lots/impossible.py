"""Quotas that cannot be met: which of them conflict, and the smallest change that would do."""

from __future__ import annotations

from typing import Any

from ortools.sat.python import cp_model

from unionhall.core.lots.panels import Panels, solve
from unionhall.core.lots.pools import Pool, Quota
from unionhall.core.lots.types import Types
from unionhall.core.words import Sentence, Wrong, _

PATIENCE = 10.0
"""Seconds of the solver's own clock for the smallest change."""


class Impossible(Wrong):
    """
    No panel of that size meets the quotas. `conflict`: quotas of which, with the size, not all can be met, and any one fewer
    could. `change`: the quotas to change, as they are and as they would have to be; None where no change would do.
    """

    def __init__(self, size: int, conflict: list[Quota], change: list[tuple[Quota, Quota]]) -> None:
        super().__init__(
            _(
                "No panel of {size} can meet these quotas together: {conflict}. The smallest change that would do: {change}."
            ),
            size=size,
            conflict=[quota_in_words(one) for one in conflict],
            change=[change_in_words(*one) for one in change],
        )
        self.conflict, self.change = conflict, change


def quota_in_words(quota: Quota) -> Sentence:
    """
    One quota.

    >>> str(quota_in_words(Quota("gender", "female", 9, 11)))
    'gender “female” 9 to 11'
    """
    return Sentence(
        _("{category} “{feature}” {least} to {most}"),
        category=quota.category,
        feature=quota.feature,
        least=quota.least,
        most=quota.most,
    )


def change_in_words(was: Quota, now: Quota) -> Sentence:
    """
    What would have to change of a quota.

    >>> str(change_in_words(Quota("gender", "female", 9, 11), Quota("gender", "female", 7, 11)))
    'gender “female” from 7 to 11 (now 9 to 11)'
    """
    return Sentence(
        _("{category} “{feature}” from {least} to {most} (now {least_before} to {most_before})"),
        category=was.category,
        feature=was.feature,
        least=now.least,
        most=now.most,
        least_before=was.least,
        most_before=was.most,
    )


def impossible(pool: Pool, types: Types, panels: Panels, size: int) -> Wrong:
    """The error for a panel that there is not: with what conflicts, and the smallest change of quotas."""
    at_most = sum(len(sort.homes) for sort in types.sorts)
    if size > at_most:
        if pool.homes:
            return Wrong(
                _("A panel of {size} needs {size} households, and people of {households} came forward."),
                size=size,
                households=at_most,
            )
        return Wrong(
            _("A panel of {size} needs {size} people, and {people} came forward."), size=size, people=at_most
        )
    quotas = list(pool.quotas())
    return Impossible(size, _conflict(panels, quotas), _change(panels, quotas))


def _conflict(panels: Panels, quotas: list[Quota]) -> list[Quota]:
    """Quotas that conflict, none too many: each is left out in turn, and stays out where the rest conflict without it."""
    rows = panels.rows
    inside = set(range(1, len(quotas) + 1))
    for number in range(1, len(quotas) + 1):
        fewer = inside - {number}
        kept = [row for place, row in enumerate(rows) if place in fewer or not 1 <= place <= len(quotas)]
        if Panels(panels.people, panels.most, kept).any() is None:
            inside = fewer
    return [quotas[number - 1] for number in sorted(inside)]


def _change(panels: Panels, quotas: list[Quota]) -> list[tuple[Quota, Quota]]:
    """The change with the fewest people in all; of those that with the fewest quotas."""
    model = cp_model.CpModel()
    counts = [model.new_int_var(0, int(most), "") for most in panels.most]
    size = panels.rows[0].most
    cost: list[Any] = []
    changes: list[tuple[Quota, Any, Any]] = []
    for place, row in enumerate(panels.rows):
        inside = cp_model.LinearExpr.sum([counts[one] for one in row.of])
        if not 1 <= place <= len(quotas):
            model.add_linear_constraint(inside, row.least, row.most)
            continue
        lower = model.new_int_var(0, row.least, "")
        higher = model.new_int_var(0, size, "")
        touched = model.new_bool_var("")
        model.add(inside + lower >= row.least)
        model.add(inside - higher <= row.most)
        model.add(lower + higher <= max(row.least, size) * touched)
        cost += [(lower + higher) * 1000, touched]
        changes.append((quotas[place - 1], lower, higher))
    model.minimize(cp_model.LinearExpr.sum(cost))
    found = solve(model, PATIENCE)
    if found is None:
        return []
    return [
        (
            quota,
            Quota(
                quota.category,
                quota.feature,
                quota.least - found.value(lower),
                quota.most + found.value(higher),
            ),
        )
        for quota, lower, higher in changes
        if found.value(lower) or found.value(higher)
    ]
