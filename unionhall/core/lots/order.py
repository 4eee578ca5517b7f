"""The plain lot: people in an order that a seed gives, each equally likely in each place. Checked with one hash each."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator


def mark_of(person: str, seed: str) -> str:
    """
    What decides somebody's place: SHA-256(seed ‖ line feed ‖ person) in hex, all in UTF-8.

    >>> mark_of("ana", "4 2 6")[:8]
    '1de9eac5'
    """
    return hashlib.sha256(f"{seed}\n{person}".encode()).hexdigest()


def ordered(people: Iterable[str], seed: str) -> list[str]:
    """
    The `people`, each named once, in ascending order of their marks: the first so many are drawn, the next stand in for them.

    The pool is sealed before anybody knows the seed; then nobody can choose it, and every order is equally likely.

    >>> ordered(["ana", "bilal", "chidi"], "4 2 6") == ordered(["chidi", "ana", "bilal"], "4 2 6")
    True
    """
    return sorted(set(people), key=lambda person: mark_of(person, seed))


def pool_digest(people: Iterable[str]) -> str:
    """
    SHA-256 in hex of the pool, a person a line in ascending order: what is sealed before the seed is known.

    >>> pool_digest(["bilal", "ana"]) == pool_digest(["ana", "bilal"])
    True
    """
    return hashlib.sha256("\n".join(sorted(set(people))).encode()).hexdigest()


def proof(people: Iterable[str], seed: str, drawn: Collection[str]) -> Iterator[str]:
    """
    The draw as lines of a table, with line ends: place, whether drawn, person, mark. Each mark can be checked by itself.

    >>> print("".join(proof(["ana"], "4 2 6", ["ana"])), end="")  # doctest: +ELLIPSIS
    place,drawn,person,mark
    1,yes,ana,1de9...
    """
    yield "place,drawn,person,mark\n"
    for place, person in enumerate(ordered(people, seed), 1):
        yield f"{place},{'yes' if person in drawn else 'no'},{person},{mark_of(person, seed)}\n"
