"""
Members vote and vote again, and everything is killed at a moment nobody chose.

Nothing that a voter was told is in is lost, nothing counts twice, and what nobody knows of is settled by sending the
same paper again. Each harness is shown a server or database that does lose, and must see it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable

import psycopg
import pytest

from tests.crashes.rounds import Lost, crash, kill_server, town
from tests.machine import postgres, server
from tests.proving import note, times

VOTERS = times(check=10, prove=50)
ROUNDS = int(os.environ.get("UNIONHALL_ROUNDS", times(check=2, prove=20)))
"""The long run, once in a while: `UNIONHALL_ROUNDS=500 make prove ARGS="--only crashes"`."""
PLANTED = 6
"""A fault may be lucky once: it must be seen within so many rounds."""


def kill_database(cluster: postgres.Cluster) -> None:
    cluster.kill()
    cluster.start()


def survives(of: server.Server, kill: Callable[[], None], promise: str) -> None:
    """Members vote on `of` and `kill` is called, once a round; what came out is noted as `promise`."""
    hall = town(of, str(VOTERS), str(ROUNDS))
    of.start()

    told: Counter[str] = Counter()
    for number, vote in enumerate(hall["votes"]):
        told += crash(of, hall, vote, seed=number, kill=kill)

    assert told["acknowledged"] > ROUNDS * VOTERS // 2
    note(promise, rounds=ROUNDS, voters=VOTERS, lost=0, counted_twice=0, **told)


@pytest.mark.sqlite
def test_the_server_on_sqlite_is_killed(lite):
    survives(lite, kill_server(lite), "kill-9-server-sqlite")


@pytest.mark.sqlite
def test_a_server_that_answers_before_it_commits_is_caught(lite):
    """The planted fault on SQLite."""
    hall = town(lite, str(VOTERS), str(PLANTED))
    lite.program = "tests.crashes.hasty"
    lite.start()

    with pytest.raises(Lost):
        for number, vote in enumerate(hall["votes"]):
            crash(lite, hall, vote, seed=number, kill=kill_server(lite))


@pytest.mark.postgres
def test_the_server_on_postgresql_is_killed(full):
    survives(full, kill_server(full), "kill-9-server-postgresql")


@pytest.mark.postgres
def test_every_process_of_the_database_is_killed(cluster, full):
    survives(full, lambda: kill_database(cluster), "kill-9-database-postgresql")


@pytest.mark.postgres
def test_a_database_that_acknowledges_before_it_writes_is_caught(cluster, full):
    """The planted fault on PostgreSQL. Our server would refuse to start on it: it is set once the server runs."""
    hall = town(full, str(VOTERS), str(PLANTED))
    full.start()
    with psycopg.connect(cluster.address, autocommit=True) as line:
        for setting in (
            "synchronous_commit = off",
            "wal_writer_delay = '10s'",
            "wal_writer_flush_after = '1GB'",
        ):
            line.execute(f"ALTER SYSTEM SET {setting}")
        line.execute("SELECT pg_reload_conf()")

    with pytest.raises(Lost):
        for number, vote in enumerate(hall["votes"]):
            crash(full, hall, vote, seed=number, kill=lambda: kill_database(cluster))
