"""
Proofs to carry away: one entry's way to a signed root, in one text file that needs no server to check.

Source: https://c2sp.org/tlog-proof
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from unionhall.core.words import Sentence, _

from . import checkpoints, merkle
from .checkpoints import Checkpoint
from .faults import NotProven
from .notes import VerifierKey

FIRST_LINE = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class Proof:
    """
    The parts of a `.tlog-proof`. `index`: the entry's place, from 0. `hashes`: the way up, 32 bytes each.
    `checkpoint`: the signed note as text. `extra`: what else travels along, which nothing signs; None for
    none.

    >>> print(Proof(0, (), "hall\\n1\\n…\\n").text().splitlines()[:3])
    ['c2sp.org/tlog-proof@v1', 'index 0', '']
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def text(self) -> str:
        """
        The file's text.

        >>> read(Proof(2, (bytes(32),), "hall\\n3\\n…\\n", b"{}").text()).extra
        b'{}'
        """
        lines = [FIRST_LINE]
        if self.extra is not None:
            lines.append(f"extra {base64.b64encode(self.extra).decode()}")
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(one).decode() for one in self.hashes]
        return "\n".join(lines) + "\n\n" + self.checkpoint

    def check(self, leaf: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
        """
        The checkpoint that the leaf's bytes are proven to be in. Raises `NotProven` where they are not.

        >>> from .notes import SigningKey
        >>> key = SigningKey("hall", bytes(32))
        >>> note = str(Checkpoint("hall", 1, merkle.leaf_hash(b"x")).signed([key]))
        >>> Proof(0, (), note).check(b"x", [key.verifier]).size
        1
        """
        checkpoint = checkpoints.read(self.checkpoint, keys)
        if not merkle.is_included(
            merkle.leaf_hash(leaf), self.index, checkpoint.size, self.hashes, checkpoint.root
        ):
            raise NotProven(Sentence(_("The proof does not lead from this entry to the signed root.")))
        return checkpoint


def read(text: str) -> Proof:
    """
    The proof in a file's text, nothing of it checked yet. Raises `NotProven` where it is malformed.

    >>> read("c2sp.org/tlog-proof@v2\\n")
    Traceback (most recent call last):
    unionhall.core.log.faults.NotProven: This is not a proof of an entry.
    """
    refusal = NotProven(Sentence(_("This is not a proof of an entry.")))
    head, found, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not found or lines.pop(0) != FIRST_LINE:
        raise refusal
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = _decoded(lines.pop(0).removeprefix("extra "))
        if extra is None:
            raise refusal
    place = lines.pop(0) if lines else ""
    digits = place.removeprefix("index ")
    if not place.startswith("index ") or not (digits.isascii() and digits.isdecimal() and len(digits) < 20):
        raise refusal
    hashes = [_decoded(line) for line in lines]
    if str(int(digits)) != digits or len(hashes) > 63:
        raise refusal
    whole = tuple(one for one in hashes if one is not None and len(one) == 32)
    if len(whole) != len(hashes):
        raise refusal
    return Proof(int(digits), whole, checkpoint, extra)


def _decoded(encoded: str) -> bytes | None:
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == encoded else None
