"""Rows: what a panel must meet, as sums over types; and what a solver proved besides."""

from __future__ import annotations

from dataclasses import dataclass

from unionhall.core.lots.pools import Pool
from unionhall.core.lots.types import Types


@dataclass(frozen=True)
class Row:
    """Of the types `of`, a panel has at least `least` and at most `most` people."""

    of: tuple[int, ...]
    least: int
    most: int


@dataclass(frozen=True)
class Cut:
    """What no panel exceeds: `weights` (whole numbers, one a type) times its people come to at most `most`."""

    weights: tuple[int, ...]
    most: int


def rows_of(pool: Pool, types: Types, size: int) -> list[Row]:
    """
    What a panel must meet: the size first, then each quota, then each sort of household with people of several types.

    >>> from unionhall.core.lots.pools import Category, Quota
    >>> from unionhall.core.lots.types import types_of
    >>> pool = Pool((Category("g", (Quota("g", "f", 1, 2),)),), ("ana", "bilal"), ((0,), (0,)))
    >>> rows_of(pool, types_of(pool), 1)
    [Row(of=(0,), least=1, most=1), Row(of=(0,), least=1, most=2)]
    """
    every = tuple(range(len(types.types)))
    rows = [Row(every, size, size)]
    for place, category in enumerate(pool.categories):
        for number, quota in enumerate(category.quotas):
            of = tuple(one for one in every if types.types[one].features[place] == number)
            rows.append(Row(of, quota.least, quota.most))
    rows += [Row(sort.types, 0, len(sort.homes)) for sort in types.sorts if len(sort.types) > 1]
    return rows
