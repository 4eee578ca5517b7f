"""The world is built once for all questions, and each question is undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings as site
from django.db import transaction

from tests.matrix import world as worlds
from tests.matrix.places import Clock
from unionhall.kit import clock
from unionhall.people import sealing


@pytest.fixture(scope="module")
def lived(tmp_path_factory, django_db_setup, django_db_blocker) -> Iterator[worlds.World]:
    """The two halls, in a transaction that is given up at the end."""
    place = tmp_path_factory.mktemp("matrix")
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), transaction.atomic():
        standing = Clock()
        patch.setattr(clock, "now", standing)
        patch.setattr(sealing.PassphraseHasher, "time_cost", 1)
        patch.setattr(sealing.PassphraseHasher, "memory_cost", 64)
        for name in ("SIGNER_DIR", "MEDIA_ROOT", "BACKUP_DIR"):
            patch.setattr(site, name, place / name.lower())
        yield worlds.build(standing)
        patch.undo()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def own_place() -> None:
    """The world keeps its files where it was built."""


@pytest.fixture
def world(lived) -> worlds.World:
    """The world."""
    return lived
