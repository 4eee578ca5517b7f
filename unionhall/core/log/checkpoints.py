"""
Checkpoints: the signed statement that a log of this name had this many entries with this root.

Source: https://c2sp.org/tlog-checkpoint
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from unionhall.core.words import Sentence, _

from . import notes
from .faults import NotProven
from .notes import Note, SigningKey, VerifierKey


@dataclass(frozen=True)
class Checkpoint:
    """
    A head of a log. `origin`: the log's name. `size`: entries. `root`: 32 bytes.

    >>> print(Checkpoint("hall.example/bakery", 3, bytes(32)).text(), end="")
    hall.example/bakery
    3
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
    """

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """
        The text that is signed: origin, size and base64 root, a line each.

        >>> read_text(Checkpoint("hall", 3, bytes(32)).text()).size
        3
        """
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, keys: Iterable[SigningKey]) -> Note:
        """
        The checkpoint as a note under `keys`.

        >>> Checkpoint("hall", 3, bytes(32)).signed([SigningKey("hall", bytes(32))]).signatures[0].name
        'hall'
        """
        return notes.sign(self.text(), keys)


def read_text(text: str) -> Checkpoint:
    """
    The checkpoint in a note's text. Lines after the third are extensions and passed over. Raises `NotProven`.

    >>> read_text("hall\\n03\\nAAAA\\n")
    Traceback (most recent call last):
    unionhall.core.log.faults.NotProven: This is not a checkpoint.
    """
    refusal = NotProven(Sentence(_("This is not a checkpoint.")))
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise refusal
    origin, size, encoded = lines[:3]
    if not (size.isascii() and size.isdecimal() and len(size) < 20 and str(int(size)) == size):
        raise refusal
    try:
        root = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise refusal from None
    if len(root) != 32 or base64.b64encode(root).decode() != encoded:
        raise refusal
    return Checkpoint(origin, int(size), root)


def read(note: bytes | str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """
    The checkpoint of a signed note, its signature checked. The log's key must bear the log's name.

    `keys`: those trusted. Raises `NotProven` where the note is malformed, false, or signed by none of them
    for this log.

    >>> key = SigningKey("hall", bytes(32))
    >>> read(str(Checkpoint("hall", 3, bytes(32)).signed([key])), [key.verifier]).size
    3
    """
    parsed = notes.read(note)
    signers = parsed.signed_by(keys)
    checkpoint = read_text(parsed.text)
    if not any(key.name == checkpoint.origin for key in signers):
        other = _("This checkpoint is of {origin}, whose key has not signed it.")
        raise NotProven(Sentence(other, origin=checkpoint.origin))
    return checkpoint
