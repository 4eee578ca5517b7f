"""Growing delays, never a lockout."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from unionhall.people.limits import LONGEST_WAIT, Limits

from .helpers import PASSPHRASE
from .test_signing_in import sign_in

AT = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def guess(limits: Limits, name: str, address: str, times: int, at: datetime = AT) -> datetime:
    """Miss so often, waiting each time as long as one must."""
    for _ in range(times):
        at += timedelta(seconds=limits.seconds_to_wait(name, address, at))
        limits.missed(name, address, at)
    return at


def test_the_first_few_tries_cost_nothing_and_then_each_waits_longer():
    limits = Limits()
    waits = []
    at = AT
    for _ in range(14):
        waits.append(limits.seconds_to_wait("ana", "192.0.2.1", at))
        at += timedelta(seconds=waits[-1])
        limits.missed("ana", "192.0.2.1", at)

    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_nobody_can_shut_somebody_out_however_much_they_guess():
    limits = Limits()
    at = AT
    for attacker in range(200):
        at = guess(limits, "ana", f"198.51.100.{attacker}", 6, at)

    assert limits.seconds_to_wait("ana", "192.0.2.1", at) == 0, "from her own phone at once"
    at = guess(limits, "ana", "192.0.2.1", 40, at)
    assert limits.seconds_to_wait("ana", "192.0.2.1", at) <= LONGEST_WAIT.total_seconds()


def test_refused_tries_do_not_make_the_wait_longer():
    limits = Limits()
    at = guess(limits, "ana", "192.0.2.1", 8)
    left = limits.seconds_to_wait("ana", "192.0.2.1", at)

    for _ in range(1000):
        assert limits.seconds_to_wait("ana", "192.0.2.1", at) == left


def test_one_address_trying_many_names_waits_too():
    limits = Limits()
    for number in range(60):
        limits.missed(f"name {number}", "192.0.2.1", AT)

    assert limits.seconds_to_wait("yet another", "192.0.2.1", AT) > 0
    assert limits.seconds_to_wait("yet another", "192.0.2.2", AT) == 0


def test_it_is_forgotten_after_half_an_hour_and_each_day():
    limits = Limits()
    at = guess(limits, "ana", "192.0.2.1", 12)

    assert limits.seconds_to_wait("ana", "192.0.2.1", at) > 0
    assert limits.seconds_to_wait("ana", "192.0.2.1", at + timedelta(minutes=31)) == 0
    limits.seconds_to_wait("ana", "192.0.2.1", at + timedelta(days=1))
    assert not limits._misses


def test_neither_names_nor_addresses_lie_in_memory():
    limits = Limits()
    limits.missed("ana", "192.0.2.1", AT)

    kept = b"".join(limits._misses)
    assert b"ana" not in kept and b"192.0.2.1" not in kept


@pytest.mark.django_db
@pytest.mark.urls("unionhall.people.urls")
@pytest.mark.parametrize("name", ["ana", "nobody"])
def test_the_page_says_how_long_to_wait_alike_for_known_and_unknown_names(noon, ana, name):
    client = Client()
    for _ in range(5):
        assert sign_in(client, name, "wrong passphrase").status_code == 200

    answer = sign_in(client, name, "wrong passphrase")

    assert answer.status_code == 429
    assert b"wait one second" in answer.content and b"nothing is locked" in answer.content


@pytest.mark.django_db
@pytest.mark.urls("unionhall.people.urls")
def test_after_the_wait_the_right_passphrase_works(noon, ana):
    client = Client()
    for _ in range(5):
        sign_in(client, "ana", "wrong passphrase")
    assert sign_in(client, "ana", PASSPHRASE).status_code == 429

    noon.later(seconds=1)

    assert sign_in(client, "ana", PASSPHRASE).status_code == 302
