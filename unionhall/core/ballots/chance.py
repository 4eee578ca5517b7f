"""Chance that came in as bytes, spread out: the same bytes always give the same numbers."""

from __future__ import annotations

import hashlib

from unionhall.core.ballots.faults import insist
from unionhall.core.ballots.groups import Group

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Base58: no 0, O, I and l, which look alike."""


class Chance:
    """
    A stream of numbers from 32 or more unforeseeable bytes, by SHAKE-256 over the bytes and a counter.

    Bytes are used for one thing only: who needs two streams takes two.

    >>> Chance(bytes(32)).word(8) == Chance(bytes(32)).word(8)
    True
    >>> Chance(b"short")
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: 32 bytes of chance are needed.
    """

    def __init__(self, seed: bytes) -> None:
        insist(len(seed) >= 32, "chance", "32 bytes of chance are needed.")
        self._seed, self._count = seed, 0

    def take(self, length: int) -> bytes:
        """The next `length` bytes."""
        self._count += 1
        return hashlib.shake_256(b"unionhall ballots|%d|" % self._count + self._seed).digest(length)

    def scalar(self, group: Group) -> int:
        """A number from 1 to q - 1; 64 bytes are reduced, so that none is likelier than another by more than 2^-250."""
        return int.from_bytes(self.take(64), "big") % (group.q - 1) + 1

    def word(self, length: int) -> str:
        """`length` signs of Base58, each as likely as the others."""
        signs = ""
        while len(signs) < length:
            signs += "".join(ALPHABET[byte % 58] for byte in self.take(64) if byte < 232)
        return signs[:length]
