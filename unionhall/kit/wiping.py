"""
Wiping: what was destroyed leaves no copy of itself behind in the database's own files.

SQLite overwrites what is deleted (`secure_delete`), but not the copies that stay in the gaps of a page whose rows were moved to
another as it grew full, and its write-ahead log keeps the pages from before until it is emptied. PostgreSQL marks rows dead and
leaves their bytes where they were. Only rewriting takes all that away. PostgreSQL's own write-ahead log and archives of it are
overwritten in time, and not by us (docs/running.md).
"""

from __future__ import annotations

import logging

from django.apps import apps
from django.db import connection
from django.db.utils import OperationalError

log = logging.getLogger(__name__)
PATIENCE = 200
"""Milliseconds to wait for whoever reads just then; after that it is done the next time."""


def empty_write_ahead_log() -> bool:
    """On SQLite, write everything into the database's file and empty the log; whether that was possible just now."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            busy, _pages, _written = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except OperationalError:  # a writer of our own connection's kind, just now
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
    return not busy


def rewrite() -> bool:
    """
    Write the tables anew, with what they hold and nothing else; whether all could be, or somebody held one just then.

    SQLite writes its whole file and keeps writers waiting meanwhile (a second for 100 MB here); PostgreSQL locks one table
    after the other.
    """
    if connection.in_atomic_block:
        return False
    return _rewrite_file() if connection.vendor == "sqlite" else not _rewrite_tables()


def _rewrite_file() -> bool:
    with connection.turn(PATIENCE / 1000) as taken:  # type: ignore[attr-defined]
        if taken:
            return _rewritten("VACUUM")
    return False


def _rewrite_tables() -> list[str]:
    """Rewrite each table; gives those that somebody held just then."""
    held = []
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [f"{PATIENCE}ms"])
        try:
            for model in apps.get_models():
                table = model._meta.db_table
                if model._meta.managed and not _rewritten(f'VACUUM FULL ANALYZE "{table}"'):
                    held.append(table)
        finally:
            cursor.execute("RESET lock_timeout")
    return held


def _rewritten(how: str) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(how)
    except OperationalError as held:
        log.info("%s was not possible now: %s", how, held)
        return False
    return True
