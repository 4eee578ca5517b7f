"""
Types: people with the same features are interchangeable, so a fair lottery need only know how many there are of each.

Where people of one household may not be chosen together, a household is known by the features of all who live in it, and a type
by its features and its sort of household.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from unionhall.core.lots.pools import Pool

Features = tuple[int, ...]


@dataclass(frozen=True)
class Type:
    """
    People with the same chance.

    `features`: for each category the number of the quota. `people`: how many there are. `most`: how many of them can be
    on one panel. `sort`: the number of their sort of household.
    """

    features: Features
    people: int
    most: int
    sort: int


@dataclass(frozen=True)
class Sort:
    """
    Households with the same people in them; somebody alone is a household too.

    `types`: their numbers. `homes`: for each household and each of `types`, who is meant (numbers in the pool).
    """

    types: tuple[int, ...]
    homes: tuple[tuple[tuple[int, ...], ...], ...]


@dataclass(frozen=True)
class Types:
    """All types of a pool in an order of their own, which no name and no order of rows changes, and the sorts of household."""

    types: tuple[Type, ...]
    sorts: tuple[Sort, ...]

    def type_of(self) -> dict[int, int]:
        """
        The type of each person, by number.

        >>> types_of(Pool((), ("ana", "bilal"), ((1,), (0,)))).type_of()
        {1: 0, 0: 1}
        """
        return {
            person: number
            for sort in self.sorts
            for home in sort.homes
            for number, people in zip(sort.types, home, strict=True)
            for person in people
        }


def types_of(pool: Pool) -> Types:
    """
    Put people together who are alike.

    >>> found = types_of(Pool((), ("ana", "bilal", "chidi"), ((0,), (1,), (0,))))
    >>> [(one.features, one.people, one.most) for one in found.types]
    [((0,), 2, 2), ((1,), 1, 1)]
    >>> found = types_of(Pool((), ("ana", "bilal", "chidi"), ((0,), (1,), (0,)), ("mill", "mill", "")))
    >>> [(one.features, one.people, one.most) for one in found.types]
    [((0,), 1, 1), ((0,), 1, 1), ((1,), 1, 1)]
    """
    households: dict[tuple[str, int], list[int]] = defaultdict(list)
    by_name = sorted(
        range(len(pool.names)), key=lambda person: (str(type(pool.names[person])), pool.names[person])
    )
    for person in by_name:
        home = pool.homes[person] if pool.homes else ""
        households[home, -1 if home else person].append(person)
    by_sort: dict[tuple[Features, ...], list[list[int]]] = defaultdict(list)
    for people in households.values():
        by_sort[tuple(sorted(pool.rows[person] for person in people))].append(people)

    named = sorted((features, alike) for alike in by_sort for features in set(alike))
    number_of = {one: number for number, one in enumerate(named)}
    sorts, types = [], {}
    for number, (alike, homes) in enumerate(sorted(by_sort.items())):
        inside = sorted(set(alike))
        for features in inside:
            many = len(homes) * alike.count(features)
            types[number_of[features, alike]] = Type(features, many, len(homes), number)
        sorts.append(
            Sort(
                tuple(number_of[features, alike] for features in inside),
                tuple(
                    tuple(tuple(one for one in home if pool.rows[one] == features) for features in inside)
                    for home in homes
                ),
            )
        )
    return Types(tuple(types[number] for number in range(len(named))), tuple(sorts))
