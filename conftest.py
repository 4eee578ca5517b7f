"""What holds for every test in the house: the database it is for, and a place of its own for files."""

from __future__ import annotations

import os

import pytest

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
