"""
Every version whose migrations were kept comes to this one with all its data, and a kill at any statement on the way is made good
by starting again.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.machine import server
from tests.proving import note, times
from tests.upgrades import earlier

MOVED = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "django_session",
    "auth_group_permissions",
}
"""Tables that are the framework's own, and say nothing of a hall."""
SAID_ANEW = {("bodies_body", "name")}
"""What a migration words otherwise: the general assembly's own name is said in each reader's language."""
HALFWAY_ONLY = times(check=True, prove=False)
"""Whether an upgrade is killed at the middle one of its statements, or at each. Before the first nothing has changed yet."""

pytestmark = pytest.mark.sqlite  # each makes the database it needs, so once is enough

Made = Callable[[Path], server.Server]


@pytest.fixture(params=["sqlite", "postgresql"])
def made(request, tmp_path) -> Iterator[Made]:
    """Makes a server, not started, on what an earlier version left, in SQLite or in a database of its own on PostgreSQL."""
    ours: list[server.Server] = []
    cluster = request.getfixturevalue("cluster") if request.param == "postgresql" else None

    def make(kept: Path) -> server.Server:
        data = earlier.unpacked(kept, tmp_path / uuid4().hex)
        more = {}
        if cluster is not None:
            more = {"UNIONHALL_DATABASE": _new_database(cluster.address)}
            earlier.brought_over(data, more["UNIONHALL_DATABASE"])
        ours.append(server.Server(data, **more))
        return ours[-1]

    yield make
    for one in ours:
        one.stop()


def _new_database(address: str) -> str:
    name = f"upgrade_{uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")
    before, _, query = address.partition("?")
    return f"{before.rpartition('/')[0]}/{name}?{query}"


def prepared(of: server.Server, **watch: str) -> int:
    """Make the server's data folder ready under the watch of `tests.upgrades.killed`; gives the exit code."""
    return subprocess.run(
        [sys.executable, "-m", "tests.upgrades.killed"],
        cwd=server.ROOT,
        env=server.environment(of.data, DJANGO_SETTINGS_MODULE="unionhall.site.settings", **of.more, **watch),
        capture_output=True,
        check=False,
    ).returncode


def killed_at(of: server.Server, at: int, **watch: str) -> None:
    """Upgrade, killed at a statement, and upgrade again."""
    assert prepared(of, UPGRADE_KILL_AT=str(at), **watch) == -signal.SIGKILL
    assert prepared(of) == 0, f"killed at statement {at}: it does not start again"


def ours(found: earlier.Contents) -> earlier.Contents:
    """The tables that are a hall's."""
    return {name: rows for name, rows in found.items() if name not in MOVED}


def test_all_that_was_there_is_there(made):
    for kept in earlier.KEPT:
        one = made(kept)
        before = ours(earlier.contents(one))
        assert sum(map(len, before.values())) > 1000

        assert prepared(one) == 0  # a start would go on and clear away what is due
        after = ours(earlier.contents(one))

        assert changed(before, after) == []


def test_a_row_that_is_lost_or_changed_is_noticed(made):
    """The planted fault: an upgrade that takes a name away, and one that words it otherwise."""
    one = made(earlier.KEPT[0])
    before = ours(earlier.contents(one))
    for rows in (before["bodies_member"][1:], [{**row, "name": '"X"'} for row in before["bodies_member"]]):
        assert changed(before, {**before, "bodies_member": rows}) == ["bodies_member"]


def changed(before: earlier.Contents, after: earlier.Contents) -> list[str]:
    """The tables whose rows are not the same after as before, in the columns there were before."""
    return [
        table
        for table, rows in before.items()
        if _seen(table, rows, rows) != _seen(table, rows, after[table])
    ]


def _seen(table: str, before: list[dict[str, str]], rows: list[dict[str, str]]) -> list[str]:
    return _columns(rows, [name for name in (before or [{}])[0] if (table, name) not in SAID_ANEW])


def _columns(rows: list[dict[str, str]], columns: list[str]) -> list[str]:
    return sorted(json.dumps([row[name] for name in columns]) for row in rows)


def test_its_members_come_in_and_its_record_verifies(made, tmp_path):
    for kept in earlier.KEPT:
        one = made(kept)
        one.start()
        said = server.told(one, "tests.upgrades.looking_round", str(one.data / "sign-in.txt"))
        assert said["pages"] > 20 and not said["wrong"], said
        one.stop()

        folder = tmp_path / f"record-{uuid4().hex}"
        assert one.command("record", "export", said["hall"], str(folder)).returncode == 0
        verified = one.command("record", "verify", str(folder))
        assert verified.returncode == 0, verified.stdout + verified.stderr
        looked = json.loads(one.command("doctor", "--json").stdout)
        assert {one["about"] for one in looked["wrong"]} <= {"backup"}, looked


def test_killed_at_a_statement_it_comes_to_the_same(made, tmp_path):
    kept, counted = earlier.KEPT[0], tmp_path / "count"
    whole = made(kept)
    assert prepared(whole, UPGRADE_COUNT=str(counted)) == 0
    statements, wanted = int(counted.read_text()), ours(earlier.contents(whole))

    assert statements > 100
    tried = [statements // 2] if HALFWAY_ONLY else list(range(1, statements + 1))
    for at in tried:
        one = made(kept)
        killed_at(one, at)
        assert ours(earlier.contents(one)) == wanted, f"killed at statement {at}"
        shutil.rmtree(one.data)
    database = "postgresql" if whole.more else "sqlite"
    note(f"upgrade-killed-{database}", database=database, statements=statements, killed=len(tried), lost=0)


@pytest.mark.parametrize("made", times(check=["sqlite"], prove=["sqlite", "postgresql"]), indirect=True)
def test_half_a_step_left_behind_is_noticed(made, tmp_path):
    """The planted fault: migrations whose steps are not one transaction."""
    counted = tmp_path / "count"
    assert prepared(made(earlier.KEPT[0]), UPGRADE_COUNT=str(counted)) == 0
    with pytest.raises(AssertionError, match="does not start again"):
        for at in range(2, int(counted.read_text()) + 1):
            killed_at(made(earlier.KEPT[0]), at, UPGRADE_LOOSE="1")
