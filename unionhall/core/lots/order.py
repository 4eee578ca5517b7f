"""The plain lot: people in an order that a seed gives, each equally likely in each place. Checked with one hash each."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator

from unionhall.core.counting.files.rows import Rows
from unionhall.core.words import _

COLUMNS = ["place", "drawn", "person", "mark"]


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
    yield ",".join(COLUMNS) + "\n"
    for place, person in enumerate(ordered(people, seed), 1):
        yield f"{place},{'yes' if person in drawn else 'no'},{person},{mark_of(person, seed)}\n"


def checked(blocks: Iterable[bytes], file: str, seed: str) -> tuple[list[str], list[str]]:
    """
    A proof, as `proof` wrote it, checked with its `seed`: everybody in their order, and who of them was drawn.

    `blocks`: the bytes of the table; `file`: its name, for errors. Raises `Unreadable` with the line where a mark, a place or
    the order is wrong. Who stands before somebody drawn and was not drawn had left
    meanwhile: that is for those who know them to say.

    >>> people, drawn = checked(["".join(proof(["ana", "bilal"], "4 2 6", ["ana"])).encode()], "lot.csv", "4 2 6")
    >>> sorted(people), drawn
    (['ana', 'bilal'], ['ana'])
    """
    rows = Rows(blocks, file)
    if next(rows, None) != COLUMNS:
        raise rows.wrong(_("expected the columns place, drawn, person and mark"))
    people: list[str] = []
    drawn: list[str] = []
    before = ""
    for row in rows:
        if len(row) != len(COLUMNS) or row[1] not in ("yes", "no"):
            raise rows.wrong(_("expected a place, yes or no, a person and a mark"))
        place, is_drawn, person, mark = row
        if mark != mark_of(person, seed):
            raise rows.wrong(_("this mark is not what the seed makes of this person"))
        if mark <= before or place != str(len(people) + 1):
            raise rows.wrong(_("expected the marks in ascending order, and places from 1 without a gap"))
        people.append(person)
        before = mark
        if is_drawn == "yes":
            drawn.append(person)
    if not people:
        raise rows.wrong(_("the file ends here; expected at least one person"))
    return people, drawn
