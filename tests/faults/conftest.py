"""Servers to make fail, gone afterwards. In `make prove` only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.machine import server
from tests.proving import proving

collect_ignore_glob = [] if proving() else ["test_*.py"]
"""Whether a fault is met in the few seconds that `make check` has is a matter of luck: these run in `make prove`."""


def with_its_tables(one: server.Server) -> server.Server:
    """The same server, started and stopped once."""
    one.start()
    one.stop()
    return one


@pytest.fixture
def lite() -> Iterator[server.Server]:
    """A server on SQLite, not started, with its tables made."""
    one = server.fresh()
    yield one
    server.throw_away(one)


@pytest.fixture
def big(cluster) -> Iterator[server.Server]:
    """A server on that PostgreSQL, not started, with its tables made."""
    one = server.fresh(UNIONHALL_DATABASE=cluster.address)
    yield with_its_tables(one)
    server.throw_away(one)
