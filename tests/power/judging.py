"""What a start after a power cut finds, held against every state that the hall was really in."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from unionhall.core.log import leaves, merkle


class Fallen(AssertionError):
    """The power cut took something that it may not take."""


class Lost(Fallen):
    """What was acknowledged is not there."""


class Half(Fallen):
    """The tables hold what they never held: a transaction that is there in part, or a record that does not fit."""


class Corrupt(Fallen):
    """SQLite cannot read the file, or says itself that it is damaged."""


def digest(line: sqlite3.Connection) -> str:
    """One hash of every row of every table."""
    tables = line.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    whole = hashlib.sha256()
    for (table,) in tables:
        whole.update(table.encode())
        for row in line.execute(f'SELECT * FROM "{table}" ORDER BY 1'):
            whole.update(repr(row).encode())
    return whole.hexdigest()


def judge(place: Path, states: Sequence[str], acknowledged: int) -> None:
    """
    Open what a cut left in `place`, as the next start does, and judge it.

    `states`: digests in order, the first before the first commit; `acknowledged`: how many commits had come back. The hall
    is as after the last of them, or as after the one that was under way. Raises `Lost`, `Half` or `Corrupt`.
    """
    (file,) = place.glob("*.sqlite3")
    line = sqlite3.connect(file)
    try:
        said = line.execute("PRAGMA integrity_check").fetchall()
        if said != [("ok",)]:
            raise Corrupt(str(said[:3]))
        found = digest(line)
        if found not in states[acknowledged : acknowledged + 2]:
            if found in states:
                raise Lost(f"as after {states.index(found)} commits, though {acknowledged} were acknowledged")
            raise Half("the tables are as they never were")
        insist_on_the_record(line)
    except sqlite3.DatabaseError as wrong:
        raise Corrupt(str(wrong)) from wrong
    finally:
        line.close()


def insist_on_the_record(line: sqlite3.Connection) -> None:
    """
    The log and the tables agree: as many entries as the head says and none left out, each opening fits its seal, every
    checkpoint is the root of the entries before it, and as many ballots are there as lines say they voted. Raises `Half`.
    """
    for hall, size in line.execute("SELECT hall_id, size FROM record_head").fetchall():
        rows = line.execute(
            'SELECT "index", leaf, salt, content FROM record_entry LEFT JOIN record_opening ON entry_id = id '
            'WHERE record_entry.hall_id = ? ORDER BY "index"',
            (hall,),
        ).fetchall()
        if [row[0] for row in rows] != list(range(size)):
            raise Half(f"{len(rows)} entries, and a head of {size}")
        for place, leaf, salt, content in rows:
            if salt is not None and leaves.read(leaf).commit != leaves.commitment(salt, content.encode()):
                raise Half(f"entry {place} is not what its seal says")
        signed = line.execute(
            "SELECT size, root FROM record_checkpoint WHERE hall_id = ?", (hall,)
        ).fetchall()
        sealed = [merkle.leaf_hash(row[1].encode()) for row in rows]
        for length, root in signed[-2:]:
            if length > size or merkle.root(sealed[:length]).hex() != root:
                raise Half(f"the checkpoint at {length} is of another record")
    unequal = line.execute(
        "SELECT COUNT(*) FROM decisions_roll LEFT JOIN decisions_ballot ON roll_id = decisions_roll.id "
        "WHERE voted != (roll_id IS NOT NULL)"
    ).fetchone()[0]
    if unequal:
        raise Half(f"{unequal} lines of the register say something else than the ballots")
