"""What holds for every test in the house: the database it is for, and a place of its own for files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.machine import server
from tests.proving import times


def pytest_collection_modifyitems(config, items) -> None:
    """Leave out what needs the other database, and on PostgreSQL what asks for none: the suite runs twice, once on each."""
    on_postgresql = bool(os.environ.get("UNIONHALL_DATABASE"))
    other = {"sqlite", *times({"either"}, set())} if on_postgresql else {"postgres"}
    out = {
        item
        for item in items
        if any(map(item.get_closest_marker, other)) or (on_postgresql and not _asks_for_a_database(item))
    }
    if out:
        config.hook.pytest_deselected(items=list(out))
        items[:] = [item for item in items if item not in out]


def _asks_for_a_database(item) -> bool:
    """Whether a test has the suite's database, or makes a PostgreSQL of its own; others come out the same on either."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    return marked or not {"db", "transactional_db", "cluster"}.isdisjoint(getattr(item, "fixturenames", ()))


# The tables of the tests on SQLite --------------------------------------------------------------------------
#
# Every migration takes eight seconds, and each worker of each run would wait for them: the file they leave is kept in the
# checkout for as long as what it is made from stays the same, and each begins with a copy.


def _kept() -> Path | None:
    """Where the file lies; None on PostgreSQL, and where whoever runs pytest many times over has tables of their own."""
    if os.environ.get("UNIONHALL_DATABASE") or "UNIONHALL_SURROUNDED" in os.environ:
        return None
    return server.ROOT / ".cache" / "tables" / f"{server.made_from()}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb) -> bool:
    """A file that is there is brought forward, not made anew; the folder it lies in is thrown away in the end."""
    return django_db_keepdb or _kept() is not None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_createdb) -> None:
    """Begin with a copy, where there is one."""
    from django.db import connection

    kept = _kept()
    if kept is not None and kept.exists() and not django_db_createdb:
        shutil.copyfile(kept, connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Keep what was made, where nothing was kept."""
    from django.db import connection

    kept = _kept()
    if kept is None or kept.exists():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    new = kept.with_name(f"{kept.name}.{os.getpid()}")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(new)])
    new.replace(kept)  # another worker may have been quicker; it is the same


@pytest.fixture(autouse=True)
def own_place(request, tmp_path_factory) -> None:
    """Files of one test (the signer's, members' files, backups) are not those of the next."""
    if "core/tests" in str(request.path):  # plain Python: nothing of Django's to keep apart
        return
    settings = request.getfixturevalue("settings")
    place = tmp_path_factory.mktemp("place")
    settings.SIGNER_DIR = place / "signer"
    settings.MEDIA_ROOT = place / "media"
    settings.BACKUP_DIR = place / "backups"

    from django.core.cache import cache

    cache.clear()
