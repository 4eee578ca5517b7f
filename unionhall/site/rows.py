"""
Rows carried from one database to another, whichever two they are: through Django's models, keys and all.

What carries them is a SQLite file: it opens everywhere, has the same schema by the same migrations, and an older one is
brought forward like any database before it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from unionhall.bodies.belongings import ours
from unionhall.core.rulings import OutOfOrder

CARRIED = "carried"
"""Django's name for the SQLite file that is being carried."""
PIECE = 500
"""Rows in memory at a time."""


@contextmanager
def carried(file: Path) -> Iterator[str]:
    """Open the SQLite file under the name `CARRIED`, made where there is none, and close it at the end."""
    how: dict[str, Any] = deepcopy(connections.settings["default"])
    how.update(
        ENGINE="unionhall.kit.sqlite",
        NAME=str(file),
        OPTIONS={"transaction_mode": "IMMEDIATE", "timeout": 20},
        CONN_MAX_AGE=None,
    )
    connections.settings[CARRIED] = how
    try:
        yield CARRIED
    finally:
        connections[CARRIED].close()
        del connections[CARRIED]
        del connections.settings[CARRIED]


def bring_forward(using: str) -> None:
    """Migrate a database to this version. Raises `OutOfOrder` where it is of a newer one, and leaves it as it is."""
    known = set(MigrationExecutor(connections[using]).loader.disk_migrations)
    had = set(MigrationRecorder(connections[using]).applied_migrations())
    newer = sorted(f"{app}.{name}" for app, name in had - known if apps.is_installed(f"unionhall.{app}"))
    if newer:
        raise OutOfOrder(
            f"This was written by a newer version of Unionhall ({newer[0]}): bring this server up to date."
        )
    call_command("migrate", database=using, verbosity=0, interactive=False)


def copy(sets: Iterable[models.QuerySet[Any]], using: str) -> int:
    """
    Write the rows of `sets` into the database `using` as they are; gives how many.

    In one transaction of the caller's: references are checked at its end, so the order does not matter.
    """
    count, counted = 0, []
    for rows in sets:
        piece: list[models.Model] = []
        for row in rows.order_by("pk").iterator(PIECE):
            piece.append(row)
            if len(piece) == PIECE:
                count += _written(rows.model, piece, using)
                piece = []
        count += _written(rows.model, piece, using)
        counted.append(rows.model)
    with connections[using].cursor() as cursor:
        for statement in connections[using].ops.sequence_reset_sql(no_style(), counted):
            cursor.execute(statement)
    return count


def _written(model: type[models.Model], piece: list[models.Model], using: str) -> int:
    for row in piece:
        row._state.adding, row._state.db = True, using
    model._base_manager.using(using).bulk_create(piece)
    return len(piece)


def load_all(file: Path, left_out: Iterable[str] = ()) -> int:
    """Bring every row of a SQLite file into this server's empty database; gives how many."""
    with carried(file) as source:
        bring_forward(source)
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            count = copy(
                [model._base_manager.using(source).all() for model in ours(left_out)], connection.alias
            )
    return count
