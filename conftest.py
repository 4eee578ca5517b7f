"""What holds for every test in the house: the database it is for, and a place of its own for files."""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(config, items) -> None:
    """Leave out what needs the other database: the suite runs twice, once on each."""
    other = "sqlite" if os.environ.get("UNIONHALL_DATABASE") else "postgres"
    out = [item for item in items if item.get_closest_marker(other)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if not item.get_closest_marker(other)]


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
