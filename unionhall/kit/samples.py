"""
What PostgreSQL's planner remembers of a table: not what people wrote in it.

To plan well it keeps samples of each column's values in a table of its own (`pg_statistic`), names and texts among them, where no
erasing of ours reaches. It is told to take none of what is erased one day, and of no longer text (`SET STATISTICS 0`); no page
chooses rows by those. SQLite keeps no samples.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from .privacy import FOREVER, HALL, of_room

SHORT = (models.CharField,)
LONG = (models.TextField, models.JSONField, models.BinaryField)


def unsampled() -> Iterator[tuple[str, str]]:
    """Each column of which no sample is to be kept: table, column."""
    for model in apps.get_models(include_auto_created=True):
        ours = of_room(model._meta.app_label) if model.__module__.startswith("unionhall.") else {}
        for field in model._meta.local_concrete_fields:
            _who, keep = ours.get(f"{model.__name__}.{field.name}", (None, FOREVER))
            erased = isinstance(field, SHORT) and not field.choices and keep not in (HALL, FOREVER)
            if field.column and (erased or isinstance(field, LONG)):
                yield model._meta.db_table, field.column


def keep_none(**_of_the_signal: Any) -> None:
    """Tell PostgreSQL so, for each column that it has not been told of; once the tables are there."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
            " AND a.attnum > 0 AND a.attstattarget = 0"
        )
        told = set(cursor.fetchall())
        there = set(connection.introspection.table_names(cursor))
        for table, column in unsampled():
            if table in there and (table, column) not in told:
                cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')
