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

from unionhall.core.words import Sentence, _

from . import canonical
from .faults import NotProven

SALT_BYTES = 32
_COMMIT = re.compile(r"[0-9a-f]{64}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


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
    refusal = NotProven(Sentence(_("This is not a leaf of version 1.")))
    try:
        value = canonical.loads(data)
    except NotProven:
        raise refusal from None
    if not isinstance(value, dict) or value.keys() != {"commit", "day", "v"}:
        raise refusal
    if value["v"] != 1 or value["v"] is True:  # True == 1 in Python
        raise refusal
    commit, day = value["commit"], value["day"]
    if not (isinstance(commit, str) and _COMMIT.fullmatch(commit) and isinstance(day, str) and _is_day(day)):
        raise refusal
    return Leaf(commit=commit, day=day)


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
