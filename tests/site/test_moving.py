"""The drill of a move: one hall goes from one server to another, on either database, and its record goes on."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import tarfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pyrage
import pytest
from django.db import connections
from django.db.backends.base.base import NO_DB_ALIAS

from tests.machine import server
from tests.site import hall_moves as does
from tests.site.test_backups import shell
from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder
from unionhall.people import codes, sealing
from unionhall.record import signer
from unionhall.record.keeper import SignerRefuses
from unionhall.record.models import Hall, Head
from unionhall.record.verify import verify
from unionhall.site import moving, rows

NEW = "https://new.example.org"


def runs(one: server.Server, code: str, **words: str) -> dict[str, str]:
    """Run a program beside a server; gives what it printed, by each line's first word (the last of them)."""
    given = "".join(
        f"{name} = {value!r}\n" for name, value in {"PASSPHRASE": does.PASSPHRASE, **words}.items()
    )
    said = shell(one, given + code)
    return {line.split(" ", 1)[0]: line.partition(" ")[2] for line in said.splitlines()}


def done(one: server.Server, *words: str) -> str:
    result = one.command(*words)
    assert result.returncode == 0, result.stderr + result.stdout
    return result.stdout


@pytest.fixture
def at(a_server, tmp_path):
    """`at(name, database)`: a server of its own on that database ("sqlite", "postgresql"), migrated and empty."""
    closing = ExitStack()

    def make(name: str, database: str) -> server.Server:
        if database == "sqlite":
            return a_server(name)
        address = os.environ["UNIONHALL_DATABASE"]
        parts, own = urlsplit(address), f"moving_{uuid4().hex}"
        line = closing.enter_context(psycopg.connect(address, autocommit=True))
        line.execute(f"CREATE DATABASE {own}")
        closing.callback(lambda: line.execute(f"DROP DATABASE {own} WITH (FORCE)"))
        one = server.Server(
            tmp_path / name, UNIONHALL_DATABASE=f"{parts.scheme}://{parts.netloc}/{own}?{parts.query}"
        )
        one.data.mkdir(mode=0o700)
        done(one, "found", "--first")
        return one

    yield make
    closing.close()


LITE, LARGE = "sqlite", "postgresql"
WAYS = [
    pytest.param(LITE, LITE, marks=pytest.mark.sqlite, id="within SQLite"),
    pytest.param(LITE, LARGE, marks=pytest.mark.postgres, id="from SQLite to PostgreSQL"),
    pytest.param(LARGE, LITE, marks=pytest.mark.postgres, id="from PostgreSQL to SQLite"),
]


@pytest.mark.parametrize(("from_", "to"), WAYS)
def test_a_hall_moves_and_its_record_goes_on(at, tmp_path, from_, to):
    old, new = at("old", from_), at("new", to)
    slug = shell(old, f"PASSPHRASE = {does.PASSPHRASE!r}\n" + does.OLD).split()[1]
    shell(new, f"PASSPHRASE = {does.PASSPHRASE!r}\n" + does.NEW)
    done(old, "record", "export", slug, str(tmp_path / "before"))

    file, key = tmp_path / "bakery.age", tmp_path / "key.txt"
    recipient = done(new, "move", "--key", str(key)).strip()
    done(old, "move", slug, str(file), "--to", NEW, "--recipient", recipient, "--yes")
    came = json.loads(done(new, "move", "--in", str(file), "--key", str(key), "--json"))

    nothing_of_the_others_is_in_it(file, key, tmp_path)
    left = runs(old, does.LEFT, SLUG=slug)
    assert left["refused"].startswith("This hall has moved")
    assert left["signs"] == "nothing"
    assert (left["page"], left["stranger"], left["others"]) == ("410", "302", "200")
    assert left["way"].startswith(f"{NEW}/claim/?code=")
    assert not list((old.data / "signer" / came["hall"]).glob("keys"))

    arrived = runs(
        new, does.ARRIVED, SLUG=came["slug"], WAY=left["way"], NAME="ana-of-the-inn" if to == LITE else ""
    )
    assert arrived["last"] == "hall.settled"
    assert "canary" not in str(arrived) and "ana-at-the-bakery" not in arrived["accounts"]
    assert (arrived["claimed"], arrived["in"], arrived["paper"]) == ("302", "200", "True")
    assert arrived["again"] == "200 False"
    assert "Millie" in arrived["members"]  # whoever was there before still is

    done(new, "record", "export", came["slug"], str(tmp_path / "after"))
    report = verify(
        tmp_path / "after",
        since=tmp_path / "before" / "checkpoint",
        key=(tmp_path / "before" / "vkey").read_text(),
    )
    assert report.good, report
    assert "already" in new.command("move", "--in", str(file), "--key", str(key)).stderr
    assert "Nothing of it is left" in done(old, "move", "--forget", slug, "--yes")
    assert shell(
        old, "from unionhall.bodies.models import Member; print([m.name for m in Member.objects.all()])"
    ) == ("['Dora-canary']\n")


def nothing_of_the_others_is_in_it(file, key, folder) -> None:
    """Not a word of the other hall on the old server, nor of any account; the search finds what is there."""
    identity = pyrage.x25519.Identity.from_str(key.read_text().strip())
    plain = pyrage.decrypt(file.read_bytes(), [identity])
    assert b"Bakery" not in file.read_bytes()
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        tar.extractall(folder / "opened", filter="data")
    whole = b"".join(path.read_bytes() for path in (folder / "opened").rglob("*") if path.is_file())
    assert b"Bakery bakes on Fridays" in whole
    assert b"canary" not in whole
    assert b"ana-at-the-bakery" not in whole
    with sqlite3.connect(folder / "opened" / "hall.sqlite3") as rows:
        for table in ("people_account", "people_session", "mfa_authenticator", "bodies_foundinglink"):
            assert rows.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        assert rows.execute("SELECT count(*) FROM record_hall").fetchone() == (1,)


# One step at a time -------------------------------------------------------------------------------------


@pytest.fixture
def reader():
    return pyrage.x25519.Identity.generate()


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Where an empty file that holds every table is kept, once one was made by every migration."""
    return tmp_path_factory.mktemp("empty") / "hall.sqlite3"


@pytest.fixture
def away(settings, tmp_path, monkeypatch, empty):
    """A data folder of their own for the halls founded after this, and where the bakery's file goes."""
    # Django's tests refuse databases they did not know at the start, but for this one name.
    monkeypatch.setattr(rows, "CARRIED", NO_DB_ALIAS)
    forward = rows.bring_forward

    def forward_from_empty(using: str) -> None:
        """Every migration takes seconds: a new file begins as a copy of the first that was made."""
        file = Path(connections[using].settings_dict["NAME"])
        new = not file.exists()
        if new and empty.exists():
            shutil.copyfile(empty, file)
        forward(using)
        if new and not empty.exists():
            with connections[using].cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(empty)])

    monkeypatch.setattr(rows, "bring_forward", forward_from_empty)
    settings.DATA = tmp_path / "data"
    settings.SIGNER_DIR, settings.MEDIA_ROOT = settings.DATA / "signer", settings.DATA / "media"
    return tmp_path / "hall.age"


def moves(hall, file, *readers):
    return moving.move_out(hall, file, NEW, [str(one.to_public()) for one in readers])


def in_the_file(file, reader) -> set[str]:
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(file.read_bytes(), [reader]))) as tar:
        return set(tar.getnames())


@pytest.mark.django_db(transaction=True)
def test_without_somebody_to_open_it_nothing_happens(away, hall):
    with pytest.raises(OutOfOrder, match="name who can open it"):
        moves(hall, away)
    hall.refresh_from_db()

    assert hall.moved_to == ""
    assert not away.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "to", ["new.example.org", "ftp://new.example.org", "https://", "https://new.example.org/h/abc"]
)
def test_an_address_that_is_none_is_refused(away, hall, reader, to):
    with pytest.raises(OutOfOrder, match="is no server's address"):
        moving.move_out(hall, away, to, [str(reader.to_public())])
    hall.refresh_from_db()

    assert hall.moved_to == ""


@pytest.mark.django_db(transaction=True)
def test_a_power_cut_before_the_file_is_whole_costs_nothing(away, hall, reader, monkeypatch):
    """The key is destroyed last: the same command again finishes what was begun, key and all."""

    def cut(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as planted:
        planted.setattr(moving.carrying, "finish", cut)
        with pytest.raises(KeyboardInterrupt):
            moves(hall, away, reader)
    hall.refresh_from_db()
    assert (hall.moved_to, away.exists(), signer.keeper_of(hall.pk).has_key()) == (NEW, False, True)

    assert moves(hall, away, reader)["has_key"] is True
    assert "signer/keys" in in_the_file(away, reader)
    assert not signer.keeper_of(hall.pk).has_key()


@pytest.mark.django_db(transaction=True)
def test_a_second_file_holds_no_key_and_the_old_signer_never_signs_again(away, hall, reader, tmp_path):
    moves(hall, away, reader)
    again = tmp_path / "again.age"

    assert moves(hall, again, reader)["has_key"] is False
    assert "signer/keys" not in in_the_file(again, reader)
    keeper = signer.keeper_of(hall.pk)
    for attempt in (
        lambda: keeper.make_key(hall.origin),
        lambda: signer.checkpoint(hall),
        lambda: signer.reconcile(hall),
    ):
        with pytest.raises(SignerRefuses):
            attempt()
    assert not keeper.has_key()


@pytest.mark.django_db(transaction=True)
def test_only_what_moved_away_is_forgotten_and_it_may_come_back(away, hall, dora, reader):
    with pytest.raises(OutOfOrder, match="This hall is here"):
        moving.forget(hall)
    size = Head.objects.get(hall=hall).size
    moves(hall, away, reader)
    hall.refresh_from_db()
    moving.forget(hall)
    assert [one.name for one in Member.objects.all()] == ["Dora"]

    came = moving.move_in(away, [str(reader)])
    back = Hall.objects.get(pk=came["hall"])

    assert (back.moved_to, back.slug) == ("", hall.slug)
    assert Head.objects.get(hall=back).size == size + 2  # it moved, and settled
    assert signer.checkpoint(back).size == size + 2
    assert came["persons"] == 3


@pytest.mark.django_db(transaction=True)
def test_a_changed_file_brings_nothing(away, hall, reader, tmp_path):
    moves(hall, away, reader)
    moving.forget(Hall.objects.get(pk=hall.pk))
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(away.read_bytes(), [reader]))) as tar:
        tar.extractall(tmp_path / "inside", filter="data")
    carried = tmp_path / "inside" / "hall.sqlite3"
    carried.write_bytes(carried.read_bytes().replace(b"Bilal", b"Boris"))
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for path in sorted((tmp_path / "inside").iterdir()):
            tar.add(path, path.name)
    away.write_bytes(pyrage.encrypt(packed.getvalue(), [reader.to_public()]))

    with pytest.raises(OutOfOrder, match=r"hall\.sqlite3 is not what was written"):
        moving.move_in(away, [str(reader)])
    assert not Hall.objects.exists()


@pytest.mark.parametrize("secret", [bytes(32), bytes([255]) * 32, bytes(range(32))])
def test_a_carried_key_is_known_by_its_hash_alone(secret):
    code = codes.carried_code(secret)

    assert codes.carried_hash(sealing.digest(secret)) in codes.hashes_of(code.lower())
    assert codes.carried_hash(sealing.digest(secret)) not in codes.hashes_of(
        code[:-1] + ("0" if code[-1] != "0" else "1")
    )
    assert len(codes.hashes_of(codes.new_code())) == 1
