"""Pools: who came forward, and how many of whom a panel may have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MOST_PEOPLE = 1_000_000
MOST_QUOTAS = 1_000
"""Lines of a file of quotas."""


@dataclass(frozen=True)
class Quota:
    """
    How many of one kind a panel may have: of those who are `feature` by `category`, from `least` to `most` people.

    >>> Quota("gender", "female", 9, 11).allows(10)
    True
    """

    category: str
    feature: str
    least: int
    most: int

    def allows(self, people: int) -> bool:
        """Whether a panel may have so many."""
        return self.least <= people <= self.most


@dataclass(frozen=True)
class Category:
    """A way to sort people, with one quota for each of its features, in the order of the file."""

    name: str
    quotas: tuple[Quota, ...]


@dataclass(frozen=True)
class Pool:
    """
    Who came forward.

    `names`: an id each, or the row number from 1 where the file has no ids. `rows`: for each person and each category the
    number (from 0) of their quota in it. `homes`: for each person what they have in common with those who may not be
    chosen with them, "" for nobody; empty where nothing was asked.

    >>> gender = Category("gender", (Quota("gender", "female", 1, 1), Quota("gender", "male", 0, 1)))
    >>> pool = Pool((gender,), ("ana", "bilal"), ((0,), (1,)))
    >>> pool.features(1), list(pool.quotas())[0].feature
    (['male'], 'female')
    """

    categories: tuple[Category, ...]
    names: tuple[str | int, ...]
    rows: tuple[tuple[int, ...], ...]
    homes: tuple[str, ...] = ()

    def features(self, person: int) -> list[str]:
        """What the person is by each category; `person` from 0."""
        return [
            category.quotas[number].feature
            for category, number in zip(self.categories, self.rows[person], strict=True)
        ]

    def quotas(self) -> Iterator[Quota]:
        """All quotas, in the order of the categories."""
        for category in self.categories:
            yield from category.quotas
