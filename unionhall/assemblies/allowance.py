"""How many notes without a name one member may send in a round: counted in the server's memory, and nowhere else."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections import Counter
from uuid import UUID

MOST_NOTES = 3
"""So many one member sends in a round: enough for what is to be said, too few to fill the box alone."""


class Allowance:
    """
    How many notes were sent by whom, under a key that is drawn anew for each round and thrown away with it.

    Whoever reads the memory of the running server can find out who sent any, as they can see it arrive; nobody can later, for
    nothing of it is written anywhere. A server that starts anew, and each of several processes, begins to count from nought.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._rounds: dict[UUID, tuple[bytes, Counter[bytes]]] = {}

    def is_left(self, round_id: UUID, member_id: object) -> bool:
        """Whether that member may send one more in that round."""
        with self._guard:
            if round_id not in self._rounds:
                return True
            key, sent = self._rounds[round_id]
            return sent[_slot(key, member_id)] < MOST_NOTES

    def used(self, round_id: UUID, member_id: object) -> None:
        """Count one that was sent."""
        with self._guard:
            key, sent = self._rounds.setdefault(round_id, (secrets.token_bytes(32), Counter()))
            sent[_slot(key, member_id)] += 1

    def forget(self, round_id: UUID) -> None:
        """Forget who sent any in a round: no more go in."""
        with self._guard:
            self._rounds.pop(round_id, None)


def _slot(key: bytes, member_id: object) -> bytes:
    return hmac.new(key, str(member_id).encode(), hashlib.sha256).digest()


allowance = Allowance()
"""One of these serves a process."""
