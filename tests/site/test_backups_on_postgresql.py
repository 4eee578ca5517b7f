"""The same backup and restore on PostgreSQL, by its own tools."""

from __future__ import annotations

import os
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests.machine import server
from tests.site.test_backups import COUNT, PLANT, shell

pytestmark = pytest.mark.postgres


@pytest.fixture
def two(tmp_path):
    """Two servers on two new databases of the suite's PostgreSQL: one with a hall, one empty."""
    address = os.environ["UNIONHALL_DATABASE"]
    parts = urlsplit(address)
    names = [f"backup_{uuid4().hex}" for _ in range(2)]
    with psycopg.connect(address, autocommit=True) as line:
        for name in names:
            line.execute(f"CREATE DATABASE {name}")
        kept, empty = (
            server.Server(
                tmp_path / name, UNIONHALL_DATABASE=f"{parts.scheme}://{parts.netloc}/{name}?{parts.query}"
            )
            for name in names
        )
        for one in (kept, empty):
            one.data.mkdir(mode=0o700)
        done = kept.command("django", "migrate", "--verbosity", "0")
        assert done.returncode == 0, done.stderr
        shell(kept, PLANT)
        yield kept, empty
        for name in names:
            line.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_backup_comes_back_without_sessions(two, tmp_path):
    kept, empty = two
    target = tmp_path / "b.tar.gz"
    done = kept.command("backup", str(target))
    assert done.returncode == 0, done.stderr
    done = empty.command("restore", str(target))
    assert done.returncode == 0, done.stderr

    assert shell(empty, COUNT) == "found canaryha 0\n"
    assert shell(kept, COUNT) == "found canaryha 1\n"
    assert "There is a hall here already" in kept.command("restore", str(target)).stderr


def test_a_backup_of_one_database_is_refused_by_the_other(two, tmp_path):
    kept, _empty = two
    target = tmp_path / "b.tar.gz"
    kept.command("backup", str(target))
    lite = server.Server(tmp_path / "lite")
    lite.data.mkdir(mode=0o700)
    done = lite.command("restore", str(target))

    assert done.returncode == 1
    assert "This backup is of PostgreSQL" in done.stderr
