"""
A server's place on disk for one walk: its own database, files and signer, so that commits, backups and restores are real.

On SQLite the database is a file; on PostgreSQL a database of its own, made from the migrated one of the test run.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connection, connections
from django.test import override_settings

from unionhall.people import tidying
from unionhall.record import signer


class Template:
    """The migrated, empty database of this test run, to make places from. `close` throws it away."""

    def __init__(self) -> None:
        self.of_the_run = connections["default"]
        self.folder = Path(tempfile.mkdtemp(prefix="walks-", dir=os.environ["UNIONHALL_DATA"]))
        self.name = f"walks_{uuid4().hex}"
        if self.on_sqlite:
            connection.ensure_connection()
            connection.connection.execute("VACUUM INTO ?", [str(self.folder / "template.sqlite3")])
        else:
            self.of_the_run.close()  # a database that somebody is connected to is no template
            self._admin(f"CREATE DATABASE {self.name} TEMPLATE {self.of_the_run.settings_dict['NAME']}")

    @property
    def on_sqlite(self) -> bool:
        """Whether the run is on SQLite."""
        return bool(self.of_the_run.vendor == "sqlite")

    def new_database(self, folder: Path, *, empty: bool = False) -> str:
        """A database for a place in `folder`, migrated or `empty`; gives its name."""
        if self.on_sqlite:
            target = folder / "hall.sqlite3"
            if not empty:
                shutil.copy(self.folder / "template.sqlite3", target)
            return str(target)
        name = f"walk_{uuid4().hex}"
        self._admin(f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {self.name}"))
        return name

    def drop(self, name: str) -> None:
        """Throw a place's database away."""
        if not self.on_sqlite:
            self._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        """Go back to the database of the run."""
        connections["default"] = self.of_the_run
        self.drop(self.name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _admin(self, command: str) -> None:
        at = self.of_the_run.settings_dict
        with psycopg.connect(
            host=at["HOST"] or None,
            port=at["PORT"] or None,
            user=at["USER"] or None,
            password=at["PASSWORD"] or None,
            dbname="postgres",
            autocommit=True,
        ) as admin:
            admin.execute(command)  # type: ignore[call-overload]


class Place:
    """
    One server's place, used from `enter` to `leave`.

    `empty`: without tables, for a backup to come back into. `signer_of`: the place whose signer's folder goes along, as where a
    database was lost and the server was not.
    """

    def __init__(self, template: Template, *, empty: bool = False, signer_of: Place | None = None) -> None:
        self.template = template
        self.folder = Path(tempfile.mkdtemp(dir=template.folder))
        self.database = template.new_database(self.folder, empty=empty)
        if signer_of is not None and signer_of.signer.is_dir():
            shutil.copytree(signer_of.signer, self.signer)
        self.settings = override_settings(
            DATA=self.folder,
            MEDIA_ROOT=self.folder / "media",
            SIGNER_DIR=self.signer,
            BACKUP_DIR=self.folder / "backups",
        )

    @property
    def signer(self) -> Path:
        """The signer's folder."""
        return self.folder / "signer"

    def enter(self) -> None:
        """Let the process serve this place, as one that was just started."""
        self.settings.enable()
        run = self.template.of_the_run
        connections["default"] = type(run)({**run.settings_dict, "NAME": self.database}, "default")
        signer._edges.clear()
        tidying._done.clear()

    def leave(self) -> None:
        """Close it and throw it away."""
        connection.close()
        connections["default"] = self.template.of_the_run
        self.settings.disable()
        self.template.drop(self.database)
        shutil.rmtree(self.folder, ignore_errors=True)

    def log_kept(self) -> bytes:
        """SQLite's write-ahead log; nothing of PostgreSQL, whose log is its own."""
        return b"\n".join(path.read_bytes() for path in sorted(self.folder.rglob("*-wal")))

    def bytes_kept(self) -> bytes:
        """Everything that lies on the disk of this place; of PostgreSQL, whatever a dump of its tables says."""
        kept: list[bytes] = [path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()]
        if not self.template.on_sqlite:
            kept += _tables()
        return b"\n".join(kept)


def _tables() -> list[bytes]:
    """Each table of the connected PostgreSQL as COPY writes it."""
    kept: list[Any] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                kept += [bytes(block) for block in rows]
    return kept
