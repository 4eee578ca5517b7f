"""PostgreSQL's planner keeps no sample of what is erased one day."""

import pytest
from django.db import connection

from unionhall.kit.samples import unsampled

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def sampled():
    """The columns that PostgreSQL has samples of, and all that stands in those."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(
            "SELECT tablename, attname, most_common_vals::text, histogram_bounds::text FROM pg_stats"
            " WHERE schemaname = current_schema()"
        )
        found = cursor.fetchall()
    return {(table, column) for table, column, *_ in found}, repr(found)


def test_no_name_stands_in_what_the_planner_remembers(hall, ana, bilal, chidi):
    columns, values = sampled()

    assert ("bodies_member", "hall_id") in columns
    assert not columns & set(unsampled())
    assert not any(name in values for name in ("Ana", "Bilal", "Chidi"))


def test_where_it_was_not_told_the_names_stand_there(hall, ana, bilal, chidi):
    """The fault that the test before is there for."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bodies_member ALTER COLUMN name SET STATISTICS -1")

    columns, values = sampled()

    assert columns & set(unsampled()) == {("bodies_member", "name")}
    assert "Bilal" in values
