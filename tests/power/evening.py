"""
An evening of a hall's real acts, as the statements that Unionhall's own connection sent to SQLite.

The acts run on the real settings, through the rooms' actions. `replayed` sends the same statements, with the same
pragmas as that connection has, through a disk that records.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
from django.db import connection

from tests.power.disk import Acknowledged, Event, RecordingVFS
from tests.power.judging import digest
from unionhall.bodies import actions as bodies
from unionhall.conftest import joins, mandated
from unionhall.decisions import actions
from unionhall.decisions.tests.story import grown, seconded, vote

FILE = "hall.sqlite3"
PRAGMAS = (
    "page_size",
    "auto_vacuum",
    "journal_mode",
    "synchronous",
    "fullfsync",
    "checkpoint_fullfsync",
    "wal_autocheckpoint",
    "journal_size_limit",
    "secure_delete",
    "foreign_keys",
    "cache_size",
    "cache_spill",
)
"""What decides when and how SQLite writes to the disk."""
READS = ("SELECT", "PRAGMA", "EXPLAIN", "--")


@dataclass(frozen=True)
class Evening:
    """
    What was said to the database. `base`: the file before, `statements`: in order, `pragmas`: the live connection's own.

    `states`: a digest of everything in the tables, before the first and after each commit.
    """

    base: bytes
    statements: tuple[str, ...]
    pragmas: dict[str, Any]
    states: tuple[str, ...]


def pragmas_in_force() -> dict[str, Any]:
    """What Unionhall's own connection has set, asked of it."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        return {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}


def spent(place: Path, ana: Any, bilal: Any, chidi: Any, bakery: Any, votes: int, people: int) -> Evening:
    """
    Let the bakers and `people` more spend an evening: `votes` votes, a recall, somebody who comes and goes.

    `place`: a folder for the copy of the database as it was before.
    """
    others = grown(ana, bilal, people)
    before = _copied(place)
    said: list[str] = []
    connection.connection.set_trace_callback(said.append)
    try:
        for number in range(votes):
            _voted(ana, bilal, chidi, bakery, others, number)
        mandate = mandated(bilal, "bodies.admit")
        _decided(actions.start_recall(by=ana.actor, mandate=mandate).polls.get(), ana, chidi, bilal, *others)
        bodies.leave_hall(by=joins(ana, "Gabi", seconder=bilal).actor)
    finally:
        connection.connection.set_trace_callback(None)
    statements = tuple(one for one in said if not one.lstrip().upper().startswith(READS))
    return Evening(before, statements, pragmas_in_force(), _states(before, statements))


def _voted(ana: Any, bilal: Any, chidi: Any, bakery: Any, others: list[Any], number: int) -> None:
    """A motion put, seconded and voted on; two vote again, and the last counts."""
    words = f"We bake {number} loaves more on the first day of each strike. " * 20
    poll = actions.open_poll(
        by=ana.actor, motion=seconded(ana, bakery, bilal, title=f"Bread for strike {number}", text=words)
    )
    vote(poll, "no", ana, *others[:1])
    _decided(poll, ana, bilal, chidi, *others)


def _decided(poll: Any, *voters: Any) -> None:
    vote(poll, "yes", *voters)
    actions.close_poll(by=voters[0].actor, poll=poll)


def _copied(place: Path) -> bytes:
    """The live database as one file, taken by SQLite's own backup."""
    target = place / "before.sqlite3"
    to = sqlite3.connect(target)
    connection.connection.backup(to)
    to.close()
    return target.read_bytes()


def in_memory(file: bytes) -> sqlite3.Connection:
    """A database file in memory, where there is no log to write ahead: its header says so (sqlite.org/c3ref/deserialize.html)."""
    line = sqlite3.connect(":memory:", isolation_level=None)
    line.deserialize(file[:18] + b"\x01\x01" + file[20:])
    return line


def _states(before: bytes, statements: tuple[str, ...]) -> tuple[str, ...]:
    """A digest of all tables at the beginning and after each commit, by the SQLite that the hall runs on."""
    line = in_memory(before)
    states = [digest(line)]
    for statement in statements:
        line.execute(statement).fetchall()
        if not line.in_transaction:
            states.append(digest(line))
    line.close()
    return tuple(states)


def replayed(place: Path, evening: Evening, **otherwise: Any) -> list[Event]:
    """
    The evening again in the empty folder `place`, each event of the disk noted, by the pragmas of the live connection.

    `otherwise`: pragmas set differently, for what must be caught.
    """
    events: list[Event] = []
    vfs = RecordingVFS(events)
    (place / FILE).write_bytes(evening.base)
    line = apsw.Connection(str(place / FILE), vfs=vfs.name)
    for name, value in {**evening.pragmas, **otherwise}.items():
        list(line.execute(f"PRAGMA {name} = {value}"))
    found = {name: line.pragma(name) for name in PRAGMAS}
    wanted = {**evening.pragmas, **otherwise}
    assert found == wanted, (found, wanted)
    for statement in evening.statements:
        list(line.execute(statement))
        if not line.in_transaction:
            events.append(Acknowledged())
    line.close()
    vfs.unregister()
    return events
