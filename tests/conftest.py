"""What holds for all stories that cross rooms: the cast, and databases to be unkind to."""

from collections.abc import Iterator
from typing import NoReturn

import pytest

from tests.machine import parts, postgres, server
from unionhall.conftest import (  # noqa: F401
    ana,
    bakery,
    bilal,
    chidi,
    dora,
    eshe,
    hall,
    noon,
    other_hall,
)


def left_out(missing: parts.Missing) -> NoReturn:
    """Say in one line what was left out for want of a part; under CI=true nothing may be, and that is raised."""
    if parts.nothing_may_be_missing():
        raise missing
    pytest.skip(f"left out: {missing}")


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL of this story's own, for it is killed."""
    try:
        with postgres.cluster() as one:
            yield one
    except parts.Missing as missing:
        left_out(missing)


@pytest.fixture
def lite() -> Iterator[server.Server]:
    """A server on SQLite, not started, with its tables made."""
    one = server.fresh()
    yield one
    server.throw_away(one)


@pytest.fixture
def full(cluster: postgres.Cluster) -> Iterator[server.Server]:
    """A server on that PostgreSQL, not started, with its tables made."""
    one = server.fresh(UNIONHALL_DATABASE=cluster.address)
    one.start()
    one.stop()
    yield one
    server.throw_away(one)
