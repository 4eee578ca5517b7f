"""
Making a data folder ready to serve: a backup where something would change, migrations, static files.

Migrations only go forward; the backup made before them is the way back.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError

from unionhall.kit import clock
from unionhall.site.commands.speaking import progress, say

KEEP_BACKUPS = 5
"""How many of the backups made before migrations are kept."""


class CannotPrepare(Exception):
    """The data folder cannot be made ready; the message says why."""


def prepare() -> None:
    """Set Django up, back up and migrate where needed, collect the static files. Raises `CannotPrepare`."""
    set_up()
    waiting = pending_migrations()
    if waiting:
        if has_data():
            backup_before_migrating()
        migrate(waiting)
    collect_static()


def set_up() -> None:
    """Set Django up and reach the database. Raises `CannotPrepare` where it does not answer."""
    if not apps.ready:
        django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as wrong:
        raise CannotPrepare(f"The database cannot be reached: {str(wrong).strip()}") from wrong


def pending_migrations() -> list[str]:
    """The names of migrations that this database has not had yet, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def has_data() -> bool:
    """Whether the database holds any tables yet. Makes no SQLite file where there is none."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    return bool(connection.introspection.table_names())


def migrate(waiting: list[str]) -> None:
    """Run the migrations `waiting`, showing how far it is."""
    with progress(f"Preparing the database ({len(waiting)} steps)", total=len(waiting)) as tell:
        done = 0

        def step(action: str, *_: object) -> None:
            nonlocal done
            if action == "apply_success":
                done += 1
                tell(done, None)

        executor = MigrationExecutor(connection, step)
        executor.migrate(executor.loader.graph.leaf_nodes())
    call_command("migrate", verbosity=0, interactive=False)  # content types and what else follows migrations


def backup_before_migrating() -> Path | None:
    """
    Copy the SQLite database into the backups folder; gives the copy's path.

    PostgreSQL is left to its own tools, and the message says so (None).
    """
    if connection.vendor != "sqlite":
        say(
            "The database will be migrated. Back PostgreSQL up first with `unionhall backup`, if you have not."
        )
        return None
    folder = Path(settings.BACKUP_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # To the microsecond: a server that was killed on the way starts again within the same second.
    stamp = clock.now().strftime("%Y-%m-%d-%H%M%S-%f")
    target, part = (folder / f"before-migrating-{stamp}.{ending}" for ending in ("sqlite3", "part"))
    for broken_off in folder.glob("before-migrating-*.part"):
        broken_off.unlink()
    with progress("Backing up before the database changes"):
        copy_sqlite(Path(connection.settings_dict["NAME"]), part)
    part.rename(target)
    for old in sorted(folder.glob("before-migrating-*.sqlite3"))[:-KEEP_BACKUPS]:
        old.unlink()
    return target


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database that may be in use, by its online backup interface; the copy has mode 0600."""
    target.touch(mode=0o600, exist_ok=False)
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as from_,
        contextlib.closing(sqlite3.connect(target)) as to,
    ):
        from_.backup(to)


def static_fingerprint() -> str:
    """What the collected static files are known by: how they are packed, each one's path, size and time of change."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(b"gzip, br")  # how they are packed
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    """Gather the static files under hashed names, unless they have not changed since."""
    folder = Path(settings.STATIC_ROOT)
    stamp, wanted = folder / ".fingerprint", static_fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    with progress("Gathering styles, scripts and fonts"):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted)


def look_at_the_tables() -> None:
    """
    Have PostgreSQL look at its tables after many rows came at once. Until it has, it guesses how many there are: a page of 5,000
    members took 1.5 s, and 50 ms afterwards. By itself it does so a minute later, where nobody turned that off.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
