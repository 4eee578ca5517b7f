"""A hall, a clock that stands still, and passphrases that are quickly hashed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from unionhall.kit import clock
from unionhall.people import backend, limits, sealing
from unionhall.record.models import Hall, Head

from .helpers import Somebody, somebody


class Noon:
    """A clock that stands at noon until it is put forward."""

    def __init__(self) -> None:
        self.at = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)

    def later(self, **by: float) -> datetime:
        """Put the clock forward."""
        self.at += timedelta(**by)
        return self.at


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> Noon:
    """The clock, standing."""
    standing = Noon()
    monkeypatch.setattr(clock, "now", lambda: standing.at)
    return standing


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest):
    """Hash with little memory, but in tests marked with the fixture `slow_hashes`; forget every miss."""
    for one in (limits.passphrases, limits.second_factors, limits.codes):
        one.forget_all()
    backend.nobodys_hash.cache_clear()
    if "slow_hashes" not in request.fixturenames:
        monkeypatch.setattr(sealing.PassphraseHasher, "time_cost", 1)
        monkeypatch.setattr(sealing.PassphraseHasher, "memory_cost", 64)
    yield
    backend.nobodys_hash.cache_clear()


@pytest.fixture
def slow_hashes() -> None:
    """Hash as a real server does."""


def make_hall(slug: str) -> Hall:
    """A hall whose record is empty."""
    hall = Hall.objects.create(slug=slug, origin=f"hall.example/{slug}", opened_on="2027-03-01")
    Head.objects.create(hall=hall)
    return hall


@pytest.fixture
def bakery(db: None) -> Hall:
    """The bakery's hall."""
    return make_hall("bakery")


@pytest.fixture
def dairy(db: None) -> Hall:
    """Another hall on the same server."""
    return make_hall("dairy")


@pytest.fixture
def ana(bakery: Hall) -> Somebody:
    """Ana, of the bakery."""
    return somebody("ana", bakery.pk)


@pytest.fixture
def bilal(bakery: Hall) -> Somebody:
    """Bilal, of the bakery."""
    return somebody("bilal", bakery.pk)
