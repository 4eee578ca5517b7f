"""The everyday rota, a list on the fridge: whoever did it least goes next, and of those whoever did it longest ago."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class InIt:
    """
    Somebody in a rota. `key`: who; `turns`: how many they had, those to come included; `last`: the number of their last turn,
    -1 for none; `learns`: wants somebody practised beside them.
    """

    key: Any
    turns: int = 0
    last: int = -1
    learns: bool = False


@dataclass(frozen=True)
class Given:
    """A turn given. `to`: whose; `had`: how many they had before; `beside`: who is there with a learner, None where nobody is."""

    to: Any
    had: int
    beside: Any = None


def next_in(people: Sequence[InIt], unable: Collection[Any] = ()) -> InIt | None:
    """
    Whose turn is next, None where all are among the `unable`: who had fewest, then whose last is longest ago, then as listed.

    >>> next_in([InIt("Ana", 2, 0), InIt("Bilal", 1, 1), InIt("Chidi", 1, 2)]).key
    'Bilal'
    >>> next_in([InIt("Ana", 2), InIt("Bilal", 1)], unable=["Bilal"]).key
    'Ana'
    >>> next_in([InIt("Ana")], unable=["Ana"]) is None
    True
    """
    able = [one for one in people if one.key not in unable]
    return min(able, key=lambda one: (one.turns, one.last)) if able else None


def give(people: Sequence[InIt], first: int, many: int) -> list[Given]:
    """
    Give `many` turns, numbered from `first`. A learner is given their turns like anybody, with somebody practised beside them,
    whose turn it is too; where there is nobody practised, alone.

    >>> [turn.to for turn in give([InIt("Ana"), InIt("Bilal"), InIt("Chidi", turns=1)], 0, 5)]
    ['Ana', 'Bilal', 'Chidi', 'Ana', 'Bilal']
    >>> give([InIt("Ana"), InIt("Bilal", learns=True)], 0, 2)
    [Given(to='Ana', had=0, beside=None), Given(to='Bilal', had=0, beside='Ana')]
    >>> give([], 0, 2)
    []
    """
    now = {one.key: one for one in people}
    given = []
    for number in range(first, first + many):
        whose = next_in(list(now.values()))
        if whose is None:
            break
        beside = beside_whom(list(now.values()), whose)
        given.append(Given(whose.key, whose.turns, beside))
        for key in (whose.key, beside):
            if key is not None:
                now[key] = replace(now[key], turns=now[key].turns + 1, last=number)
    return given


def beside_whom(people: Sequence[InIt], whose: InIt) -> Any:
    """
    Who is beside `whose` turn: the practised one who had fewest, where they learn; else, or where nobody is practised, None.

    >>> ana, bilal = InIt("Ana", 3), InIt("Bilal", learns=True)
    >>> beside_whom([ana, bilal], bilal), beside_whom([ana, bilal], ana)
    ('Ana', None)
    """
    if not whose.learns:
        return None
    practised = next_in([one for one in people if not one.learns], unable=[whose.key])
    return practised.key if practised else None
