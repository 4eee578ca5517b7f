"""
Growing delays against guessing, never a lockout: nobody can shut a member out before a vote.

Kept in memory only, under a key that is drawn anew each day, so that neither a name nor an address can be read out of
it later. An address that has not guessed wrong lately may always try at once, whatever others do with the same name.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import math
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest

FREE_TRIES = 4
LONGEST_WAIT = timedelta(seconds=60)
FORGOTTEN_AFTER = timedelta(minutes=30)
MOST_KEPT = 50_000


@dataclass
class _Misses:
    """How often something was tried wrongly, and when last."""

    count: int
    last: datetime


def delay(misses: int) -> timedelta:
    """
    The wait after so many misses: none for the first few, then doubling, at most a minute.

    >>> [delay(n).seconds for n in (0, 4, 5, 6, 7, 8, 9, 10, 11, 500)]
    [0, 0, 1, 2, 4, 8, 16, 32, 60, 60]
    """
    if misses <= FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(misses - FREE_TRIES - 1, 10)), LONGEST_WAIT)


class Limits:
    """Misses by name and address. One of these serves a process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._misses: OrderedDict[bytes, _Misses] = OrderedDict()
        self._day: date | None = None
        self._key = b""

    def seconds_to_wait(self, name: str, address: str, at: datetime) -> int:
        """
        Seconds until `name` may be tried from `address` again, 0 for now.

        The longer of two waits: this address's own, and this address's for this name. What other addresses did to
        the name counts only for an address that has used up its own free tries.
        """
        with self._guard:
            self._new_day(at)
            own = self._left(("address", address), at)
            pair = self._left(("pair", name, address), at)
            shared = (
                self._left(("name", name), at)
                if self._count(("pair", name, address), at) >= FREE_TRIES
                else 0.0
            )
            return math.ceil(max(own, pair, shared))

    def missed(self, name: str, address: str, at: datetime) -> None:
        """Count a wrong try. Misses of one address for many names weigh a quarter: a workplace shares an address."""
        with self._guard:
            self._new_day(at)
            self._add(("pair", name, address), at)
            self._add(("name", name), at)
            self._add(("quarter", address), at)
            if self._count(("quarter", address), at) % 4 == 0:
                self._add(("address", address), at)

    def hit(self, name: str, address: str, at: datetime) -> None:
        """Forget this address's misses for this name: it was right."""
        with self._guard:
            self._new_day(at)
            self._misses.pop(self._slot(("pair", name, address)), None)

    def forget_all(self) -> None:
        """Forget every miss."""
        with self._guard:
            self._misses.clear()

    def _new_day(self, at: datetime) -> None:
        if self._day != at.date():
            self._day, self._key = at.date(), secrets.token_bytes(32)
            self._misses.clear()

    def _slot(self, what: tuple[str, ...]) -> bytes:
        return hmac.new(self._key, "\0".join(what).encode("utf-8", "surrogatepass"), hashlib.sha256).digest()

    def _found(self, what: tuple[str, ...], at: datetime) -> _Misses | None:
        found = self._misses.get(self._slot(what))
        return found if found is not None and at - found.last < FORGOTTEN_AFTER else None

    def _count(self, what: tuple[str, ...], at: datetime) -> int:
        found = self._found(what, at)
        return found.count if found else 0

    def _left(self, what: tuple[str, ...], at: datetime) -> float:
        found = self._found(what, at)
        return max(0.0, (found.last + delay(found.count) - at).total_seconds()) if found else 0.0

    def _add(self, what: tuple[str, ...], at: datetime) -> None:
        slot = self._slot(what)
        self._misses[slot] = _Misses(self._count(what, at) + 1, at)
        self._misses.move_to_end(slot)
        while len(self._misses) > MOST_KEPT:
            self._misses.popitem(last=False)


passphrases = Limits()
second_factors = Limits()
codes = Limits()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as coarse as it can be and still be told apart: an IPv6 network, not a machine."""
    given = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return given
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else given
