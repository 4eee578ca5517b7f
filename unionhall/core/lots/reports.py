"""Reports: what a draw came to, as data that anybody can check."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from unionhall.core.lots.proof import Proof

Name = str | int
PARTS = 10**12
"""A lottery's shares are whole numbers of such parts."""


def hash_of(tickets: Sequence[Sequence[Name]]) -> str:
    """
    SHA-256 of all tickets, in hexadecimal: of their JSON in UTF-8, without blanks.

    >>> hash_of([["ana", "bilal"], ["chidi", "ana"]])[:16]
    'e2fee1988513ed05'
    """
    text = json.dumps([list(ticket) for ticket in tickets], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def winner(seed: str, tickets_hash: str, tickets: int) -> int:
    """
    The number of the winning ticket, from 0: SHA-256(seed ‖ line feed ‖ hash of the tickets) as a whole number, modulo how many.

    >>> winner("4 2 6 1", hash_of([["ana"], ["bilal"]]), 2)
    1
    """
    digest = hashlib.sha256(f"{seed}\n{tickets_hash}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest, "big") % tickets


@dataclass(frozen=True)
class Draw:
    """
    What a draw came to.

    `names`: all who came forward. `tickets`: each the names of a panel. `chances`: by name, of the exact lottery, a share of
    one; `minimum`: the smallest of them; `bound`: what `proof` shows no lottery can exceed. `lottery`: its panels as (share in
    `PARTS`, counts by type). `inputs`: by file the SHA-256 of its bytes. `together`: the column of those who may not be
    chosen together, or None.
    """

    size: int
    seed: str
    names: tuple[Name, ...]
    tickets: tuple[tuple[Name, ...], ...]
    chances: tuple[Fraction, ...]
    bound: Fraction
    lottery: tuple[tuple[int, tuple[int, ...]], ...]
    proof: Proof
    inputs: Mapping[str, str] = field(default_factory=dict)
    together: str | None = None

    @cached_property
    def tickets_hash(self) -> str:
        """SHA-256 of the tickets."""
        return hash_of(self.tickets)

    @property
    def winner(self) -> int:
        """The number of the winning ticket, from 0."""
        return winner(self.seed, self.tickets_hash, len(self.tickets))

    @property
    def panel(self) -> tuple[Name, ...]:
        """Who was drawn."""
        return self.tickets[self.winner]

    @property
    def minimum(self) -> Fraction:
        """The smallest chance of anybody."""
        return min(self.chances)

    def ticket_counts(self) -> list[int]:
        """On how many tickets each is, in the order of `names`."""
        return counts_of(self.names, self.tickets)

    def largest_deviation(self) -> Fraction:
        """By how much the tickets miss somebody's chance at most, a share of one."""
        return deviation(self.ticket_counts(), self.chances, len(self.tickets))

    def to_data(self) -> dict[str, Any]:
        """The report as plain data, fit for JSON."""
        return {
            "size": self.size,
            "seed": self.seed,
            "together": self.together,
            "winner": self.winner,
            "panel": list(self.panel),
            "minimum": float(self.minimum),
            "bound": float(self.bound),
            "largest_deviation": float(self.largest_deviation()),
            "inputs": dict(self.inputs),
            "tickets_hash": self.tickets_hash,
            "probabilities": {
                str(name): float(one) for name, one in zip(self.names, self.chances, strict=True)
            },
            "ticket_counts": {
                str(name): one for name, one in zip(self.names, self.ticket_counts(), strict=True)
            },
            "tickets": [list(ticket) for ticket in self.tickets],
            "lottery": [{"share": share, "counts": list(counts)} for share, counts in self.lottery],
            "proof": self.proof.to_data(),
        }


def counts_of(names: Sequence[Name], tickets: Sequence[Sequence[Name]]) -> list[int]:
    """
    On how many tickets each is.

    >>> counts_of([1, 2, 3], [[1, 2], [1, 3], [1, 2]])
    [3, 2, 1]
    """
    counts = dict.fromkeys(names, 0)
    for ticket in tickets:
        for name in ticket:
            counts[name] += 1
    return list(counts.values())


def deviation(counts: Sequence[int], chances: Sequence[Fraction], tickets: int) -> Fraction:
    """
    The largest difference between somebody's share of the tickets and their chance.

    >>> deviation([1, 2], [Fraction(1, 2), Fraction(1, 2)], 3)
    Fraction(1, 6)
    """
    return max(abs(Fraction(count, tickets) - chance) for count, chance in zip(counts, chances, strict=True))


def chances_of(lottery: Sequence[tuple[int, Sequence[int]]], people: Sequence[int]) -> list[Fraction]:
    """
    The chance of somebody of each type: the seats of the type on the average, divided among its `people`.

    >>> chances_of([(PARTS // 2, (1, 0)), (PARTS // 2, (0, 1))], [2, 1])
    [Fraction(1, 4), Fraction(1, 2)]
    """
    seats = [0] * len(people)
    for share, counts in lottery:
        for one, count in enumerate(counts):
            seats[one] += share * count
    return [Fraction(many, PARTS * each) for many, each in zip(seats, people, strict=True)]
