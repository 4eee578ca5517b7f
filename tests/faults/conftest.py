"""Servers to make fail, gone afterwards. In `make prove` only."""

from __future__ import annotations

from tests.machine import server
from tests.proving import proving

collect_ignore_glob = [] if proving() else ["test_*.py"]
"""Whether a fault is met in the few seconds that `make check` has is a matter of luck: these run in `make prove`."""


def with_its_tables(one: server.Server) -> server.Server:
    """The same server, started and stopped once."""
    one.start()
    one.stop()
    return one
