"""What `unionhall doctor` finds: each thing that is unsafe, and nothing on a server where all is well."""

from __future__ import annotations

import json
import os
import shutil
from collections import namedtuple
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from tests.conftest import left_out
from tests.machine import parts, postgres
from unionhall.kit.actor import Actor
from unionhall.record import actions, signer
from unionhall.record.models import Entry, Hall, Head, Opening
from unionhall.site import carrying, health, server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(settings, tmp_path) -> None:
    """A data folder as a server keeps it, reached by https."""
    settings.DATA = tmp_path / "data"
    settings.SIGNER_DIR, settings.BACKUP_DIR = settings.DATA / "signer", settings.DATA / "backups"
    settings.PUBLIC_URL = "https://notes.example.org"
    settings.DATA.mkdir(mode=0o700)
    settings.BACKUP_DIR.mkdir(mode=0o700)


@pytest.fixture
def well(place, hall, settings, noon) -> Hall:
    """A hall on a server where all is well, backed up today."""
    secret = settings.DATA / "secret.key"
    secret.write_text("of the server")
    secret.chmod(0o600)
    backed_up(noon.at.date().isoformat())
    return hall


def backed_up(day: str, encrypted: bool = True) -> None:
    carrying.newest_backup().write_text(json.dumps({"made": day, "encrypted": encrypted}))
    carrying.newest_backup().chmod(0o600)


def found() -> list[str]:
    """What each finding is about."""
    for one in health.findings():
        assert one.wrong.endswith((".", "?")) and one.remedy, one
    return [one.about for one in health.findings()]


def test_where_all_is_well_nothing_is_found(well):
    assert list(health.findings()) == []


@pytest.mark.parametrize("name", [".", "secret.key", "signer", "backups"])
def test_what_others_can_read(well, settings, name):
    (settings.DATA / name).chmod(0o755 if (settings.DATA / name).is_dir() else 0o640)

    assert found() == ["files"]
    assert "chmod go= " in next(health.findings()).remedy


def test_a_signers_key_that_others_can_read(well, settings):
    next(settings.SIGNER_DIR.rglob("keys")).chmod(0o604)

    assert found() == ["files"]


def test_settings_that_others_can_read(well, settings, tmp_path, monkeypatch):
    kept = tmp_path / "unionhall.env"
    kept.write_text("UNIONHALL_DATABASE='postgresql://hall:secret@localhost/hall'\n")
    monkeypatch.setenv("UNIONHALL_SETTINGS", str(kept))
    kept.chmod(0o600)
    assert found() == []
    kept.chmod(0o644)
    assert found() == ["files"]


def test_no_data_folder(well, settings, tmp_path):
    settings.DATA = tmp_path / "none"

    assert found() == ["files"]


def test_a_public_address_without_https(well, settings):
    settings.PUBLIC_URL = "http://192.168.1.20:8000"
    assert found() == ["https"]
    settings.PUBLIC_URL = "http://localhost:8000"
    assert found() == []


def test_insides_shown_to_everybody(well, settings):
    settings.DEBUG = True

    assert found() == ["debug"]


def test_no_secret(well, settings):
    settings.SECRET_KEY = ""

    assert found() == ["secret"]


def test_a_disk_nearly_full(well, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(100, 90, health.ROOM_NEEDED - 1))

    assert found() == ["disk"]


def test_a_backup_kept_too_long(well, settings, noon):
    old = settings.BACKUP_DIR / "before-migrating-2026-03-01-120000.sqlite3"
    old.touch(mode=0o600)
    moment = (noon.at - health.KEPT_BACKUPS).timestamp()
    os.utime(old, (moment, moment))
    assert found() == []
    os.utime(old, (moment - 86_400, moment - 86_400))
    assert found() == ["old backup"]


def test_no_backup_lately(well, noon):
    backed_up((noon.at - timedelta(days=7)).date().isoformat())
    assert found() == []
    backed_up((noon.at - timedelta(days=8)).date().isoformat())
    assert found() == ["backup"]


@pytest.mark.parametrize("kept", ["", "{}", "nonsense", '{"made": "soon", "encrypted": true}'])
def test_no_backup_at_all(well, kept):
    carrying.newest_backup().write_text(kept)

    assert found() == ["backup"]


def test_a_backup_that_anybody_can_open(well, noon):
    backed_up(noon.at.date().isoformat(), encrypted=False)

    assert found() == ["backup"]


def test_where_there_is_nothing_to_lose_no_backup_is_missed(well):
    carrying.newest_backup().unlink()
    Entry.objects.all().delete()
    connection.cursor().execute("DELETE FROM record_head")

    assert "record" not in found()


def test_a_database_older_than_the_program(well, monkeypatch):
    from unionhall.site import preparing

    monkeypatch.setattr(preparing, "pending_migrations", lambda: ["record.0002_something"])

    assert found() == ["migrations"]


def test_a_clock_behind_the_record(well, noon):
    noon.forward(-timedelta(hours=1))

    assert found() == ["clock"]


# The record and its signer ------------------------------------------------------------------------------


def test_a_lost_entry(well):
    last = Entry.objects.filter(hall=well).order_by("-index").first()
    Entry.objects.filter(pk=last.pk).delete()

    assert found() == ["record"]


def test_a_changed_entry_that_was_signed(well):
    entry = Entry.objects.get(hall=well, index=1)
    entry.leaf = entry.leaf.replace('"day"', '"dey"')
    entry.save()

    assert "no longer begins with" in next(health.findings()).wrong


def test_an_entry_that_says_something_else_than_was_sealed(well):
    opening = Opening.objects.get(entry__hall=well, entry__index=1)
    opening.content = opening.content.replace("member", "mumber", 1)
    opening.save()

    assert "What entry 1 says is not what was sealed." in next(health.findings()).wrong


def test_a_signer_at_rest_after_a_restore(well):
    head = Head.objects.get(hall=well)  # what an older backup brings back: a shorter record
    Entry.objects.filter(hall=well, index=head.size - 1).delete()
    Head.objects.filter(hall=well).update(size=head.size - 1)

    assert found() == ["signer"]
    assert f"unionhall record reconcile {well.slug}" in next(health.findings()).remedy


def test_entries_that_nobody_signs(well, noon, settings):
    whole = settings.SIGNER_DIR
    settings.SIGNER_DIR = whole.with_name("away")
    settings.SIGNER_DIR.write_text("in the way of the signer")
    actions.enter_reconciliation(by=Actor.the_clock(well.pk), hall=well, missing=0)
    settings.SIGNER_DIR = whole
    assert found() == []
    noon.forward(health.SIGNED_WITHIN + timedelta(seconds=1))
    assert found() == ["signer"]


def test_it_signs_nothing_itself(well, noon):
    before = signer.keeper_of(well.pk).head()
    list(health.findings())

    assert signer.keeper_of(well.pk).head() == before


# Starts that are refused --------------------------------------------------------------------------------


def test_a_start_without_a_secret_is_refused(settings):
    settings.SECRET_KEY = ""

    with pytest.raises(server.UnsafeStart, match="no secret key"):
        server.insist_on_safety("127.0.0.1")


@pytest.mark.parametrize(("host", "url"), [
    ("0.0.0.0", "http://localhost:8000"),
    ("127.0.0.1", "https://notes.example.org"),
    ("::", "http://localhost:8000"),
])  # fmt: skip
def test_a_start_that_shows_its_insides_to_a_network_is_refused(settings, host, url):
    settings.DEBUG, settings.PUBLIC_URL = True, url

    with pytest.raises(server.UnsafeStart, match="UNIONHALL_DEBUG"):
        server.insist_on_safety(host)


def test_a_safe_start_is_not_refused(settings):
    server.insist_on_safety("127.0.0.1")
    settings.DEBUG, settings.PUBLIC_URL = True, "http://localhost:8000"
    server.insist_on_safety("127.0.0.1")


@pytest.fixture(scope="module")
def loose():
    """A PostgreSQL of its own, to be set as none should be."""
    try:
        making = postgres.cluster()
        one = making.__enter__()
    except parts.Missing as missing:
        left_out(missing)
    yield one
    making.__exit__(None, None, None)


@pytest.mark.sqlite
@pytest.mark.parametrize("setting", ["synchronous_commit", "fsync", "full_page_writes"])
def test_a_postgresql_that_could_forget_is_refused_and_found(loose, tmp_path, setting):
    from tests.machine.server import Server

    with psycopg.connect(loose.address, autocommit=True) as line:
        line.execute(f"ALTER SYSTEM SET {setting} = off")
        line.execute("SELECT pg_reload_conf()")
        house = Server(tmp_path / "data", UNIONHALL_DATABASE=loose.address)
        started, asked = house.command("run", "--port", "1"), house.command("doctor", "--json")
        line.execute(f"ALTER SYSTEM RESET {setting}")
        line.execute("SELECT pg_reload_conf()")

    assert started.returncode == 1
    assert f"PostgreSQL has {setting}=off" in started.stderr
    said = json.loads(asked.stdout)
    assert asked.returncode == 1
    assert [one["about"] for one in said["wrong"] if one["about"] == "durability"] == ["durability"]
    assert f"{setting}=off" in str(said["wrong"])
