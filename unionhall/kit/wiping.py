"""
Wiping: what was destroyed leaves no copy of itself behind in the database's own files.

SQLite overwrites what is deleted (`secure_delete`), but its write-ahead log keeps the pages from before until it is emptied.
PostgreSQL marks rows dead and leaves their bytes where they were; only rewriting a table takes them away. Its own
write-ahead log and archives of it are overwritten in time, and not by us (docs/running.md).
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


def rewrite_tables() -> list[str]:
    """
    On PostgreSQL, write each table anew without its dead rows; gives those that somebody held just then, for the next time.

    Each is locked for as long as it is rewritten: the smaller it is, the shorter.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        return []
    held = []
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [f"{PATIENCE}ms"])
        try:
            for model in apps.get_models():
                table = model._meta.db_table
                if model._meta.managed and not _rewritten(cursor, table):
                    held.append(table)
        finally:
            cursor.execute("RESET lock_timeout")
    return held


def _rewritten(cursor: object, table: str) -> bool:
    try:
        cursor.execute(f'VACUUM FULL "{table}"')  # type: ignore[attr-defined]
    except OperationalError as held:
        log.info("%s could not be rewritten now: %s", table, held)
        return False
    return True
