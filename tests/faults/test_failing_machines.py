"""
The disk is full, or fails, or the database goes away, while members vote and put motions.

Whoever was told that something is in finds it in; whoever was not reads why, with what they sent, and once the machine is
mended everything goes on. Real servers, over HTTP; a server that swallows one error must be caught.
"""

from __future__ import annotations

import errno
import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import pytest

from tests.conftest import left_out
from tests.crashes.rounds import Lost, town
from tests.faults import machines
from tests.faults.conftest import with_its_tables
from tests.faults.storms import storm
from tests.machine import parts, server
from tests.proving import note, times

VOTERS = times(check=8, prove=40)
ROUNDS = times(check=1, prove=20)
PLANTED = 4
"""A fault may be lucky once: it must be seen within so many rounds."""
AWAY = 1.0
"""Seconds that a database is away at least."""
FAILING = (
    ("posix/io/sync/*", 0.05, errno.EIO),
    ("posix/io/rw/pwrite", 0.01, errno.EIO),
    ("posix/io/rw/pwrite", 0.05, errno.ENOSPC),
)
"""What fails, how often, and what the machine then says."""


def holds(
    of: server.Server, faults: Sequence[Callable[[], AbstractContextManager[None]]], promise: str, **more
) -> None:
    """Storms on the server `of`, each round by the next of `faults`; what came out is noted as `promise`."""
    hall = town(of, str(VOTERS), str(ROUNDS))
    of.start()

    told: Counter[str] = Counter()
    for number, vote in enumerate(hall["votes"]):
        told += storm(of, hall, vote, number, faults[number % len(faults)]())

    wrong = json.loads(of.command("doctor", "--json").stdout)["wrong"]
    assert not [one for one in wrong if one["about"] in ("record", "signer")]
    assert told["acknowledged"] > 0
    assert told["motion acknowledged"] > 0
    assert told["unknown"] + told["motion unknown"] > 0, "nobody met the fault"
    note(promise, rounds=len(hall["votes"]), voters=VOTERS, lost=0, half=0, **more, **told)


@pytest.mark.sqlite
def test_the_disk_is_full():
    with machines.small_disk() as place:
        if place is None:
            one = server.fresh()
        else:
            (place / "server").mkdir()
            one = server.Server(place / "server" / "data")
        with_its_tables(one)
        try:
            room = machines.no_longer_files if place is None else machines.full
            holds(one, [lambda: room(one)], "full-disk-sqlite", by=room.__name__)
        finally:
            server.throw_away(one)


@pytest.mark.sqlite
def test_the_disk_fails_now_and_then(lite):
    disk = failing(lite)

    holds(
        lite, [lambda what=what: disk.fails(*what) for what in FAILING], "failing-disk-sqlite", kinds=FAILING
    )


@pytest.mark.sqlite
def test_a_server_that_swallows_an_error_is_caught(lite):
    """The planted fault."""
    disk = failing(lite)
    hall = town(lite, str(VOTERS), str(PLANTED))
    lite.program = "tests.faults.careless"
    lite.start()

    with pytest.raises(Lost):
        for number, vote in enumerate(hall["votes"]):
            storm(lite, hall, vote, number, disk.fails("posix/io/rw/pwrite", 0.3, errno.EIO))


@pytest.mark.postgres
def test_the_database_goes_away_and_comes_back(cluster, full):
    holds(full, [lambda: machines.restarts(cluster, AWAY)], "database-away-postgresql", seconds=AWAY)


def failing(of: server.Server) -> machines.FailingDisk:
    try:
        return machines.FailingDisk(of)
    except parts.Missing as missing:
        left_out(missing)
        raise
