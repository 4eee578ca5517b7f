"""Servers to make fail, gone afterwards. In `make prove` only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine import parts, postgres, server
from tests.proving import proving

collect_ignore_glob = [] if proving() else ["test_*.py"]
"""Whether a fault is met in the few seconds that `make check` has is a matter of luck: these run in `make prove`."""


def with_its_tables(one: server.Server) -> server.Server:
    """The same server, started and stopped once."""
    one.start()
    one.stop()
    return one


@pytest.fixture(scope="session")
def tables() -> Iterator[Path]:
    """A data folder on SQLite with its tables made: each story begins with a copy of it."""
    one = with_its_tables(server.fresh())
    yield one.data
    server.throw_away(one)


@pytest.fixture
def lite(tables) -> Iterator[server.Server]:
    """A server on SQLite, not started, with its tables made."""
    one = server.fresh(tables)
    yield one
    server.throw_away(one)


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL of this story's own, for it is killed."""
    try:
        with postgres.cluster() as one:
            yield one
    except parts.Missing as missing:
        left_out(missing)


@pytest.fixture
def big(cluster) -> Iterator[server.Server]:
    """A server on that PostgreSQL, not started, with its tables made."""
    one = server.fresh(UNIONHALL_DATABASE=cluster.address)
    yield with_its_tables(one)
    server.throw_away(one)


def left_out(missing: parts.Missing) -> None:
    """Say in one line what was left out; under CI it may not be."""
    if parts.nothing_may_be_missing():
        raise missing
    pytest.skip(f"left out: {missing}")
