"""What every test in the house may ask for: a clock that stands still, and a place of its own for files."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest


class StandingClock:
    """The clock of a test: it stands at `at` until the test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **span: float) -> datetime:
        """Let time pass: `clock.passes(days=3, hours=1)`. Gives the new moment."""
        self.at += timedelta(**span)
        return self.at

    def stands_at(self, at: datetime) -> datetime:
        """Set the clock, forwards or backwards."""
        self.at = at
        return at


def pytest_collection_modifyitems(config, items) -> None:
    """Leave out what needs the other database: the suite runs twice, once on each."""
    other = "sqlite" if os.environ.get("UNIONHALL_DATABASE") else "postgres"
    out = [item for item in items if item.get_closest_marker(other)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if not item.get_closest_marker(other)]


@pytest.fixture
def noon(monkeypatch) -> StandingClock:
    """Monday 2 March 2026, noon UTC, and the clock stands. Move it with `noon.passes(hours=1)`."""
    standing = StandingClock(datetime(2026, 3, 2, 12, tzinfo=UTC))
    monkeypatch.setattr("unionhall.kit.clock.now", standing)
    return standing


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
