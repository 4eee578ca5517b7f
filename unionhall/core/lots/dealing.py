"""Dealing: the seats of a type on all tickets, given to its people as evenly as whole numbers allow."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from unionhall.core.lots.types import Types


def dealt(types: Types, tickets: Sequence[NDArray[np.int64]]) -> list[list[int]]:
    """
    For each ticket (a panel as counts by type) who is on it, as numbers in the pool, ascending.

    People of one type are on equally many tickets, or on one more than the others. Of a household no two are on one ticket.

    >>> from unionhall.core.lots.pools import Pool
    >>> from unionhall.core.lots.types import types_of
    >>> types = types_of(Pool((), ("ana", "bilal", "chidi"), ((0,), (0,), (0,))))
    >>> dealt(types, [np.array([2]), np.array([1]), np.array([3])])
    [[0, 2], [1], [0, 1, 2]]
    """
    found: list[list[int]] = [[] for _each in tickets]
    for sort in types.sorts:
        wanted = [[int(ticket[number]) for number in sort.types] for ticket in tickets]
        turns = [[0] * len(sort.types) for _home in sort.homes]
        for ticket, place, home in households(wanted, len(sort.homes)):
            people = sort.homes[home][place]
            found[ticket].append(people[turns[home][place] % len(people)])
            turns[home][place] += 1
    return [sorted(ticket) for ticket in found]


def households(wanted: Sequence[Sequence[int]], homes: int) -> Iterator[tuple[int, int, int]]:
    """
    Which household (from 0, of so many) each seat goes to: yields ticket, type and household.

    `wanted`: for each ticket and each type of this sort of household the seats, on no ticket more than households. A
    household has one seat on a ticket at most, and of each type as many as the others, or one more. Where there is one
    type, it goes round; else the households are the colours of a bipartite graph between tickets and types, each type cut
    into pieces of as many seats as there are households (König 1916; de Werra 1971).

    >>> list(households([[2], [1]], 3))
    [(0, 0, 0), (0, 0, 2), (1, 0, 1)]
    >>> list(households([[1, 1], [1, 1]], 2))
    [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]
    """
    if wanted and len(wanted[0]) == 1:
        for ticket, chosen in enumerate(_round([many for (many,) in wanted], homes)):
            for home in chosen:
                yield ticket, 0, home
        return
    at_ticket: list[dict[int, tuple[int, int]]] = [{} for _each in wanted]
    at_piece: dict[tuple[int, int], dict[int, int]] = {}
    dealt_of = [0] * (len(wanted[0]) if wanted else 0)
    for ticket, seats in enumerate(wanted):
        for place, many in enumerate(seats):
            for _each in range(many):
                piece = (place, dealt_of[place] // homes)
                dealt_of[place] += 1
                _colour(at_ticket, at_piece, ticket, piece, homes)
    for ticket, coloured in enumerate(at_ticket):
        for home, (place, _part) in sorted(coloured.items(), key=lambda one: (one[1][0], one[0])):
            yield ticket, place, home


def _round(wanted: Sequence[int], homes: int) -> Iterator[list[int]]:
    """
    For each ticket so many of the households, each as often as the others or once more.

    All have their turn before anybody has the next; in each round they are gone through with another stride, so that neighbours
    in a file are not always chosen together.

    >>> list(_round([2, 2, 2, 2], 5))
    [[0, 3], [1, 4], [2, 1], [0, 4]]
    """
    coprime = [one for one in range(1, homes + 1) if math.gcd(one, homes) == 1]
    strides = sorted(
        coprime, key=lambda one: (abs(34 * one - 21 * homes), one)
    )  # about the golden section first
    coming: list[int] = []
    turn = 0
    for many in wanted:
        chosen: list[int] = []
        at = 0
        while len(chosen) < many:
            if at == len(coming):
                stride = strides[turn % len(strides)]
                coming += [(turn + stride * step) % homes for step in range(homes)]
                turn += 1
            if coming[at] in chosen:
                at += 1
            else:
                chosen.append(coming.pop(at))
        yield chosen


def _colour(
    at_ticket: list[dict[int, tuple[int, int]]],
    at_piece: dict[tuple[int, int], dict[int, int]],
    ticket: int,
    piece: tuple[int, int],
    homes: int,
) -> None:
    """Give the seat between a ticket and a piece of a type a household that neither has yet, changing others where need be."""
    mine, its = at_ticket[ticket], at_piece.setdefault(piece, {})
    both = next((one for one in range(homes) if one not in mine and one not in its), None)
    if both is None:
        here = next(one for one in range(homes) if one not in mine)
        there = next(one for one in range(homes) if one not in its)
        # Along the path of seats that have these two households in turn, they change places; it never comes back to the ticket.
        path: list[tuple[int, tuple[int, int], int]] = []
        at, want = piece, here
        while want in at_piece[at]:
            other = at_piece[at][want]
            path.append((other, at, want))
            back = there if want == here else here
            if back not in at_ticket[other]:
                break
            at = at_ticket[other][back]
            path.append((other, at, back))
        for one, where, had in path:
            del at_ticket[one][had], at_piece[where][had]
        for one, where, had in path:
            now = there if had == here else here
            at_ticket[one][now], at_piece[where][now] = where, one
        both = here
    mine[both], its[both] = piece, ticket
