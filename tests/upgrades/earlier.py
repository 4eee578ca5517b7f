"""Halls as an earlier version left them, on either database, and all that lies in one."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import psycopg

from tests.machine import server

KEPT = sorted((Path(__file__).parent / "kept").glob("*.tar.xz"))
"""Data folders, packed, each by the day of the version that made it; kept/README.md says how."""

Contents = dict[str, list[dict[str, Any]]]
"""All rows of a database by table: each row by its columns, every value as JSON writes it."""


def unpacked(kept: Path, data: Path) -> Path:
    """Have `data` be the folder packed in `kept`."""
    data.mkdir(mode=0o700)
    with tarfile.open(kept) as pack:
        pack.extractall(data, filter="data")
    return data


def brought_over(data: Path, address: str) -> None:
    """
    Have the empty PostgreSQL at `address` hold what the SQLite file in `data` does, in the tables of its version; the file goes.

    Raises RuntimeError with what went wrong.
    """
    old = data / "hall.sqlite3"
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgrades.bringing_over", str(old)],
        cwd=server.ROOT,
        env=server.environment(
            data, UNIONHALL_DATABASE=address, DJANGO_SETTINGS_MODULE="unionhall.site.settings"
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    old.unlink()


def contents(of: server.Server) -> Contents:
    """All rows of a server's database."""
    address = of.more.get("UNIONHALL_DATABASE")
    return _of_postgresql(address) if address else _of_sqlite(of.data / "hall.sqlite3")


def _of_sqlite(file: Path) -> Contents:
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as line:
        line.row_factory = sqlite3.Row
        tables = [
            name
            for (name,) in line.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith("sqlite_")
        ]
        # A table's name cannot be bound.
        return {name: _said(map(dict, line.execute(f'SELECT * FROM "{name}"'))) for name in tables}


def _of_postgresql(address: str) -> Contents:
    with psycopg.connect(address, row_factory=psycopg.rows.dict_row) as line:
        tables = [
            row["tablename"]
            for row in line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        ]
        return {name: _said(line.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables}


def _said(rows: Any) -> list[dict[str, Any]]:
    told = [
        {name: json.dumps(value, default=repr, sort_keys=True) for name, value in row.items()} for row in rows
    ]
    return sorted(told, key=lambda row: json.dumps(row, sort_keys=True))
