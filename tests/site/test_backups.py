"""A backup holds the whole server and nothing of who is signed in; restoring never overwrites a hall."""

from __future__ import annotations

import json
import os
import stat
import tarfile
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest

from tests.machine import server
from unionhall.kit import clock

PLANT = """
from datetime import date, timedelta
from unionhall.kit import clock
from unionhall.people.models import Session
from unionhall.record.models import Hall, Head
hall = Hall.objects.create(slug="canaryha", origin="canary.example/record", opened_on=date(2026, 3, 2))
Head.objects.create(hall=hall)
Session.objects.create(key_hash="c" * 64, data=b"canary-of-a-session", begun_on=date(2026, 3, 2),
                       expires_at=clock.now() + timedelta(hours=1))
"""
COUNT = """
from unionhall.people.models import Session
from unionhall.record.models import Hall
print("found", Hall.objects.get().slug, Session.objects.count())
"""

pytestmark = pytest.mark.sqlite  # servers of their own; the run on PostgreSQL has its own story below


def shell(one: server.Server, code: str) -> str:
    done = one.command("django", "shell", "--no-imports", "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout


def prepared_at(folder: Path) -> server.Server:
    """A server's data folder, migrated, that nobody serves."""
    one = server.Server(folder)
    one.data.mkdir(mode=0o700)
    done = one.command("django", "migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return one


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> server.Server:
    """A server with a hall, a signed-in browser, a member's file and a signer's secret."""
    one = prepared_at(tmp_path_factory.mktemp("kept") / "data")
    shell(one, PLANT)
    (one.data / "media").mkdir()
    (one.data / "media" / "leaflet.bin").write_bytes(b"sealed leaflet")
    (one.data / "signer").mkdir()
    (one.data / "signer" / "keys").write_text("signer-secret-canary")
    return one


@pytest.fixture
def empty(tmp_path) -> server.Server:
    one = server.Server(tmp_path / "empty")
    one.data.mkdir(mode=0o700)
    return one


def names_in(path: Path) -> set[str]:
    with tarfile.open(path) as tar:
        return set(tar.getnames())


def test_a_backup_comes_back_without_sessions(kept, empty, tmp_path):
    done = kept.command("backup", str(tmp_path / "b.tar.gz"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["encrypted"] is False

    done = empty.command("restore", str(tmp_path / "b.tar.gz"))
    assert done.returncode == 0, done.stderr

    assert shell(empty, COUNT) == "found canaryha 0\n"
    assert (empty.data / "media" / "leaflet.bin").read_bytes() == b"sealed leaflet"
    assert shell(kept, COUNT) == "found canaryha 1\n"  # the server itself goes on


def test_neither_the_signer_nor_a_session_is_in_it(kept, tmp_path):
    target = tmp_path / "b.tar.gz"
    kept.command("backup", str(target))

    with tarfile.open(target) as tar:
        whole = b"".join(tar.extractfile(one).read() for one in tar.getmembers() if one.isfile())
    assert not [name for name in names_in(target) if "signer" in name or "secret.key" in name]
    assert b"signer-secret-canary" not in whole
    assert b"canary-of-a-session" not in whole
    assert b"canaryha" in whole  # the search finds what is there
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_it_leaves_nothing_else_behind(kept, tmp_path):
    kept.command("backup", str(tmp_path / "b.tar.gz"))

    assert [path.name for path in kept.data.iterdir() if path.name.startswith(".carrying")] == []
    assert os.listdir(tmp_path) == ["b.tar.gz"]


def test_with_a_recipient_only_their_key_opens_it(kept, empty, tmp_path):
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    key, wrong = tmp_path / "key.txt", tmp_path / "wrong.txt"
    key.write_text(f"# the treasurer's drawer\n{mine}\n")
    wrong.write_text(f"{other}\n")
    target = tmp_path / "b.age"
    kept.command("backup", str(target), "--recipient", str(mine.to_public()))

    assert b"canaryha" not in target.read_bytes()
    assert "encrypted" in empty.command("restore", str(target)).stderr
    assert "does not open" in empty.command("restore", str(target), "--identity", str(wrong)).stderr
    assert not (empty.data / "hall.sqlite3").exists()

    done = empty.command("restore", str(target), "--identity", str(key))
    assert done.returncode == 0, done.stderr
    assert shell(empty, COUNT) == "found canaryha 0\n"


def test_the_days_backup_is_made_once_and_old_ones_go(kept, tmp_path):
    keys = [pyrage.x25519.Identity.generate() for _ in range(2)]
    asked = server.Server(kept.data, UNIONHALL_BACKUP_TO=", ".join(str(key.to_public()) for key in keys))
    folder = kept.data / "backups"
    folder.mkdir(exist_ok=True)
    today = clock.now().date()
    for days in (34, 35, 400):
        (folder / f"hall-{today - timedelta(days=days)}.age").write_bytes(b"old")
    (folder / "hall-of-mirrors.age").write_bytes(b"somebody's own")

    none = kept.command("backup", "--daily")
    assert none.returncode == 1 and "UNIONHALL_BACKUP_TO" in none.stderr
    first, second = (asked.command("backup", "--daily") for _ in range(2))

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "there already" in second.stdout + second.stderr
    left = sorted(path.name for path in folder.glob("*.age"))
    assert left == [f"hall-{today - timedelta(days=34)}.age", f"hall-{today}.age", "hall-of-mirrors.age"]
    for key in keys:
        assert pyrage.decrypt((folder / f"hall-{today}.age").read_bytes(), [key])[:2] == b"\x1f\x8b"
    assert kept.command("backup").returncode == 2


def test_two_recipients_can_each_open_it(kept, tmp_path):
    several = [pyrage.x25519.Identity.generate() for _ in range(2)]
    words = [word for one in several for word in ("--recipient", str(one.to_public()))]
    kept.command("backup", str(tmp_path / "b.age"), *words)

    for one in several:
        assert pyrage.decrypt((tmp_path / "b.age").read_bytes(), [one])[:2] == b"\x1f\x8b"


def test_a_hall_is_never_overwritten(kept, tmp_path):
    kept.command("backup", str(tmp_path / "b.tar.gz"))

    done = kept.command("restore", str(tmp_path / "b.tar.gz"))

    assert done.returncode == 1
    assert "There is a hall here already" in done.stderr
    assert shell(kept, COUNT) == "found canaryha 1\n"


def test_a_backup_never_overwrites_another(kept, tmp_path):
    (tmp_path / "b.tar.gz").write_bytes(b"last week's")

    done = kept.command("backup", str(tmp_path / "b.tar.gz"))

    assert done.returncode == 1
    assert (tmp_path / "b.tar.gz").read_bytes() == b"last week's"


def test_a_changed_backup_is_refused_and_leaves_nothing(kept, empty, tmp_path):
    kept.command("backup", str(tmp_path / "b.tar.gz"))
    with tarfile.open(tmp_path / "b.tar.gz") as tar:
        tar.extractall(tmp_path / "inside", filter="data")
    database = tmp_path / "inside" / "database.sqlite3"
    database.write_bytes(database.read_bytes().replace(b"canaryha", b"canaryhb"))
    with tarfile.open(tmp_path / "changed.tar.gz", "w:gz") as tar:
        for path in sorted((tmp_path / "inside").iterdir()):
            tar.add(path, path.name)

    done = empty.command("restore", str(tmp_path / "changed.tar.gz"))

    assert done.returncode == 1
    assert "database.sqlite3 is not what was written" in done.stderr
    assert not (empty.data / "hall.sqlite3").exists()


@pytest.mark.parametrize("content", [b"", b"not a backup", b"\x1f\x8b\x08\x00broken"])
def test_what_is_no_backup_is_refused(empty, tmp_path, content):
    (tmp_path / "x").write_bytes(content)

    done = empty.command("restore", str(tmp_path / "x"))

    assert done.returncode == 1
    assert "is no backup of Unionhall, or it is damaged" in done.stderr


def test_a_recipient_that_is_none_is_refused(kept, tmp_path):
    done = kept.command("backup", str(tmp_path / "b.age"), "--recipient", "treasurer@example.org")

    assert done.returncode == 1
    assert "no age recipient" in done.stderr
    assert not (tmp_path / "b.age").exists()
