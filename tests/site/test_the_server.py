"""The server starts where nothing can be lost, refuses where something could, and stops when asked."""

from __future__ import annotations

import contextlib
import re
import signal
import sqlite3
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.db import connection

from tests.machine import server as machine
from unionhall.kit import clock
from unionhall.kit.sqlite import base as sqlite_base
from unionhall.site import preparing, server


@pytest.fixture
def house(tmp_path):
    one = machine.Server(machine.copied(tmp_path / "data"))
    yield one
    one.stop(9)


@pytest.mark.sqlite
def test_the_first_run_makes_everything_prints_the_founding_link_and_serves_it(tmp_path):
    first = machine.Server(tmp_path / "data").start()

    assert "Preparing the database" in first.said
    assert first.founding_link.startswith(f"{first.url}/found/")
    with urllib.request.urlopen(first.founding_link) as answer:
        assert answer.status == 200
    assert first.stop() == 0


@pytest.mark.sqlite
@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_asked_with_streams_open(house, asked):
    house.start()
    code = "from uuid import UUID; from unionhall.kit import live; print(live.ticket(UUID(int=1), 'x'))"
    ticket = house.command("django", "shell", "--no-imports", "-c", code)
    with urllib.request.urlopen(f"{house.url}/live/{ticket.stdout.strip()}") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert house.stop(asked) == 0


@pytest.mark.sqlite
def test_it_asks_for_as_many_open_lines_as_the_system_allows(house):
    house.before = ("prlimit", "--nofile=256:5000")
    house.start()

    limits = Path(f"/proc/{house.process.pid}/limits").read_text()
    assert re.search(r"^Max open files +5000 +5000 ", limits, re.M), limits


@pytest.mark.sqlite
def test_each_start_makes_one_open_link(house):
    house.start()
    first = house.founding_link
    house.stop()
    house.start()

    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(first)
    with urllib.request.urlopen(house.founding_link) as answer:
        assert answer.status == 200


@pytest.mark.sqlite
def test_nobody_else_on_the_machine_reads_the_data(house):
    house.start()
    house.stop()

    assert house.data.stat().st_mode & 0o077 == 0
    assert [path.name for path in house.data.iterdir() if path.stat().st_mode & 0o077] == []


@pytest.mark.sqlite
def test_no_address_is_written_down(house):
    house.start()
    for path in ("/", "/sign-in/", "/no-such-page/", "/live/none"):
        request = urllib.request.Request(house.url + path, headers={"User-Agent": "canary-browser"})
        try:
            urllib.request.urlopen(request).close()
        except urllib.error.HTTPError as answer:
            answer.close()
    house.stop()
    kept = b"".join(path.read_bytes() for path in house.data.rglob("*") if path.is_file())

    assert "127.0.0.1" not in house.said
    assert "canary-browser" not in house.said
    assert b"127.0.0.1" not in kept
    assert b"canary-browser" not in kept


@pytest.mark.sqlite
def test_two_servers_on_one_sqlite_are_refused(house):
    house.start()
    other = machine.Server(house.data)

    with pytest.raises(RuntimeError, match="already running"):
        other.start()


@pytest.mark.sqlite
def test_a_port_in_use_is_said(house, tmp_path):
    house.start()
    other = machine.Server(machine.copied(tmp_path / "other"), port=house.port)
    done = other.command("run", "--port", str(house.port))

    assert done.returncode == 1
    assert f"Port {house.port}" in done.stderr


@pytest.mark.sqlite
def test_debug_never_faces_a_network(house):
    done = machine.Server(house.data, UNIONHALL_DEBUG="1").command("run", "--host", "0.0.0.0", "--port", "1")

    assert done.returncode == 1
    assert "UNIONHALL_DEBUG" in done.stderr


@pytest.mark.sqlite
def test_a_database_nobody_can_reach_is_said(house):
    nowhere = machine.Server(house.data, UNIONHALL_DATABASE="postgresql://nobody@127.0.0.1:1/none")
    done = nowhere.command("run", "--port", str(house.port))

    assert done.returncode == 1
    assert "The database cannot be reached" in done.stderr


@pytest.mark.django_db
def test_a_durable_database_is_accepted():
    server.insist_on_durability()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_sqlite_below_full_is_refused(settings):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = NORMAL")
    try:
        with pytest.raises(server.UnsafeStart, match="synchronous=FULL"):
            server.insist_on_durability()
    finally:
        connection.close()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_postgresql_that_answers_too_early_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    try:
        with pytest.raises(server.UnsafeStart, match="synchronous_commit"):
            server.insist_on_durability()
    finally:
        connection.close()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_sqlite_is_set_as_a_hall_needs_it():
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "auto_vacuum": 1,
        "foreign_keys": 1,
    }
    found = {}
    with connection.cursor() as cursor:
        for name in wanted:
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]

    assert found == wanted


def test_the_clock_goes_on_after_something_went_wrong(caplog):
    stop, done = threading.Event(), []

    def work():
        done.append(1)
        if len(done) == 1:
            raise RuntimeError("planted")
        stop.set()

    clock = server.Clock("clock", 0.01, work, stop)
    clock.start()
    clock.join(5)

    assert len(done) == 2
    assert "planted" in caplog.text


def test_writers_are_served_in_the_order_they_came():
    queue, order, waiting = sqlite_base.Queue(), [], []
    assert queue.take(1)

    def wait(number):
        queue.take(5)
        order.append(number)
        queue.give()

    for number in range(8):
        thread = threading.Thread(target=wait, args=(number,))
        thread.start()
        while len(queue._waiting) <= number:
            threading.Event().wait(0.001)
        waiting.append(thread)
    queue.give()
    for thread in waiting:
        thread.join(5)

    assert order == list(range(8))
    assert queue.take(0.01)  # and it is free again


def test_a_writer_who_waits_too_long_gives_up_and_leaves_the_queue():
    queue = sqlite_base.Queue()
    queue.take(1)

    assert queue.take(0.01) is False
    queue.give()
    assert queue.take(0.01) is True


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_many_writers_lose_nothing():
    """Twenty threads, ten transactions each, read-then-write: all are there and no turn is left taken."""
    from django.db import transaction

    from unionhall.bodies.models import FoundingLink

    link = FoundingLink.objects.create(token_hash="0", made_at="2026-03-02T12:00Z")
    faults = []

    def write():
        try:
            for _ in range(10):
                with transaction.atomic():
                    row = FoundingLink.objects.get(pk=link.pk)
                    row.token_hash = str(int(row.token_hash) + 1)
                    row.save()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    link.refresh_from_db()

    assert faults == []
    assert link.token_hash == "200"
    assert sqlite_base.queue_of(str(connection.settings_dict["NAME"]))._taken is False


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_turn_is_given_back_after_a_failure():
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        raise RuntimeError
    with transaction.atomic():
        assert sqlite_base.queue_of(str(connection.settings_dict["NAME"]))._taken is True

    assert sqlite_base.queue_of(str(connection.settings_dict["NAME"]))._taken is False


@pytest.mark.sqlite
def test_an_older_database_is_backed_up_before_it_changes(house):
    (house.data / "hall.sqlite3").unlink()
    done = house.command("django", "migrate", "record", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    house.start()
    house.stop()
    backups = list((house.data / "backups").glob("before-migrating-*.sqlite3"))

    assert len(backups) == 1
    with contextlib.closing(sqlite3.connect(backups[0])) as copy:
        tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "record_hall" in tables
    assert "bodies_organisation" not in tables

    house.start()
    house.stop()
    assert len(list((house.data / "backups").glob("*.sqlite3"))) == 1  # nothing to change, nothing to back up


@pytest.mark.sqlite
def test_a_server_killed_while_it_migrates_backs_up_again_within_the_same_second(
    tmp_path, settings, monkeypatch
):
    with contextlib.closing(sqlite3.connect(tmp_path / "hall.sqlite3")) as line:
        line.execute("CREATE TABLE members (name)")
    settings.BACKUP_DIR = tmp_path / "backups"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "hall.sqlite3"))
    began = clock.now()

    for part in (1, 2):
        monkeypatch.setattr(clock, "now", lambda part=part: began.replace(microsecond=part))
        made = preparing.backup_before_migrating()
        made.with_suffix(".part").touch()  # as a kill in the midst of the copy leaves it

    found = sorted(one.suffix for one in settings.BACKUP_DIR.iterdir())
    assert found == [".part", ".sqlite3", ".sqlite3"], "each backup takes away what was broken off"
