"""
Leaves: what the log holds of an entry, which by itself says only the day.

Version 1 is exactly `{commit, day, v}` in canonical JSON, with commit = SHA-256(salt ‖ content). Without the
salt a short content ("carried, 41 to 7") could be guessed; with salt and content destroyed the leaf still
verifies.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from unionhall.core.words import Sentence, _

from . import canonical
from .faults import NotProven

SALT_BYTES = 32
_FORM = re.compile(r'\{"commit":"([0-9a-f]{64})","day":"(\d{4}-\d{2}-\d{2})","v":1\}', re.ASCII)
"""The one canonical text that a leaf of version 1 has."""


@dataclass(frozen=True)
class Leaf:
    """
    A leaf of version 1. `commit`: 64 hex digits. `day`: the calendar day in the hall's zone, ISO 8601.

    >>> Leaf(commit="00" * 32, day="2026-05-01").day
    '2026-05-01'
    """

    commit: str
    day: str

    def text(self) -> str:
        """
        The canonical text, whose UTF-8 bytes are hashed into the log.

        >>> read(Leaf(commit="ab" * 32, day="2026-05-01").text()).day
        '2026-05-01'
        """
        return canonical.dumps({"commit": self.commit, "day": self.day, "v": 1}).decode()

    def is_opened_by(self, salt: bytes, content: bytes) -> bool:
        """
        Whether `salt` (32 bytes) and `content` are what was committed to.

        >>> leaf = Leaf(commitment(bytes(32), b"{}"), "2026-05-01")
        >>> leaf.is_opened_by(bytes(32), b"{}"), leaf.is_opened_by(bytes(32), b"[]")
        (True, False)
        """
        return len(salt) == SALT_BYTES and commitment(salt, content) == self.commit


def commitment(salt: bytes, content: bytes) -> str:
    """
    SHA-256(salt ‖ content) in hex. `salt`: 32 bytes, else `ValueError`, so that the two cannot be cut
    elsewhere.

    >>> commitment(bytes(32), b"")[:16]
    '66687aadf862bd77'
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 32 bytes")
    return hashlib.sha256(salt + content).hexdigest()


def read(data: bytes | str) -> Leaf:
    """
    The leaf in `data`; raises `NotProven` for any other form than version 1's, extra fields included.

    >>> read('{"commit":"zz","day":"2026-05-01","v":1}')
    Traceback (most recent call last):
    unionhall.core.log.faults.NotProven: This is not a leaf of version 1.
    """
    found = _FORM.fullmatch(data if isinstance(data, str) else data.decode("utf-8", "replace"))
    if found is None or not _is_day(found[2]):
        raise NotProven(Sentence(_("This is not a leaf of version 1.")))
    return Leaf(commit=found[1], day=found[2])


@lru_cache(4096)
def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
