"""The same backup and restore on PostgreSQL, by its own tools."""

from __future__ import annotations

import os
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests.machine import server
from tests.site.hall_moves import OLD, PASSPHRASE
from tests.site.test_backups import COUNT, PLANT, shell

EVERYTHING = """
import hashlib, json
from django.core import serializers
from unionhall.record import signer
from unionhall.record.models import Hall
from unionhall.site import carrying, rows
for model in rows.ours(carrying.LEFT_OUT):
    told = serializers.serialize("python", model._base_manager.all())
    said = sorted(json.dumps(row, sort_keys=True, default=repr) for row in told)  # jsonb keeps no order of its keys
    print(model._meta.label, len(said), hashlib.sha256("".join(said).encode()).hexdigest())
for hall in Hall.objects.order_by("origin"):
    print("sealed", signer.checkpoint(hall).root == signer.keeper_of(hall.pk).head().root.hex())
"""
"""A program that says what every table holds, and whether the signer goes on."""

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


def test_a_backup_of_postgresql_is_refused_by_sqlite(two, tmp_path):
    kept, _empty = two
    target = tmp_path / "b.tar.gz"
    kept.command("backup", str(target))
    lite = server.Server(tmp_path / "lite")
    lite.data.mkdir(mode=0o700)
    done = lite.command("restore", str(target))

    assert done.returncode == 1
    assert "This backup is of PostgreSQL" in done.stderr


def test_one_setting_moves_a_server_from_sqlite_to_postgresql(two, a_server, tmp_path):
    """Backup on SQLite, restore on PostgreSQL, the same data folder: rows, files and the signer's head as they were."""
    _kept, large = two
    lite = a_server("lite")
    shell(lite, f"PASSPHRASE = {PASSPHRASE!r}\n" + OLD)
    before = shell(lite, EVERYTHING)
    done = lite.command("backup", str(tmp_path / "b.tar.gz"))
    assert done.returncode == 0, done.stderr

    same = server.Server(lite.data, **large.more)
    done = same.command("restore", str(tmp_path / "b.tar.gz"))
    assert done.returncode == 0, done.stderr
    after = shell(same, EVERYTHING)

    assert "sealed True" in before
    assert after == before
    (lite.data / "media" / "papers" / "strange").write_bytes(b"not in the backup")
    other = server.Server(
        lite.data, UNIONHALL_DATABASE=_kept.more["UNIONHALL_DATABASE"] + "&application_name=x"
    )
    assert "There is a hall here already" in other.command("restore", str(tmp_path / "b.tar.gz")).stderr
