"""
An earlier version's hall from a SQLite file onto an empty PostgreSQL, in the tables that version had.

A program: `python -m tests.upgrades.bringing_over FILE`. The rows are read and written by the models as the migrations of that
version describe them, so nothing of today's code has a say.
"""

from __future__ import annotations

import sys

BATCH = 500


def main(file: str) -> None:
    """Migrate the database that the settings name to where `file` is, and copy every row."""
    import django
    from django.core.management.color import no_style
    from django.db import connection, connections, transaction
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.recorder import MigrationRecorder

    django.setup()
    connections.databases["old"] = {
        **connections.databases["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {},
    }
    had = MigrationRecorder(connections["old"]).applied_migrations()
    executor = MigrationExecutor(connection)
    leaves = [one for one in had if not _followed(one, had, executor)]
    executor.migrate(leaves)

    models = executor.loader.project_state(leaves).apps.get_models(include_auto_created=True)
    with transaction.atomic(), connection.cursor() as cursor:
        # What the migrations put there themselves comes with the file too.
        for model in models:
            cursor.execute(f'TRUNCATE "{model._meta.db_table}" CASCADE')
        for model in models:
            rows = model._base_manager.using("old").iterator(BATCH)
            model._base_manager.using("default").bulk_create(rows, BATCH)
        # Rows came with their numbers: a table of a later version asks for the next one.
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _followed(one, had, executor) -> bool:  # type: ignore[no-untyped-def]
    """Whether another migration of the same room, that the file has had too, comes after this one."""
    node = executor.loader.graph.node_map[one]
    return any(child.key in had and child.key[0] == one[0] for child in node.children)


if __name__ == "__main__":
    main(sys.argv[1])
