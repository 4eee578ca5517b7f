"""
Known and unknown names get the same answer in the same time.

Sixty tries each (five hundred with UNIONHALL_FULL=1, with hashes as slow as a real server's and by the wall clock):
bodies equal to the byte, medians less than 5 ms apart, and no difference that a Mann–Whitney test would find at one in
a hundred. A sign-in without the work done for nobody's hash is planted, and must be found.
"""

from __future__ import annotations

import math
import os
import random
import re
import statistics
import time

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from unionhall.people import backend, limits, sealing
from unionhall.people.models import Account, settled_name

from .test_signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("unionhall.people.urls")]
FULL = os.environ.get("UNIONHALL_FULL") == "1"
TRIES = 500 if FULL else 60
RUNS = 2
"""A difference that is there is there in both; one in a hundred by chance, one in ten thousand twice."""


def mann_whitney(one: list[float], other: list[float]) -> float:
    """
    The two-sided p of the rank-sum test, by the normal approximation with ties ranked in the middle.

    Mann and Whitney 1947; good from about twenty values on each side.
    """
    both = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks, start = 0.0, 0
    while start < len(both):
        end = start
        while end < len(both) and both[end][0] == both[start][0]:
            end += 1
        ranks += (start + end + 1) / 2 * sum(1 for _value, side in both[start:end] if side == 0)
        start = end
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))


def times(names: list[str], clock) -> dict[str, list[float]]:
    """Seconds each wrong sign-in took, the names shuffled; every browser and limit is fresh."""
    taken: dict[str, list[float]] = {name: [] for name in names}
    order = names * TRIES
    random.Random(7).shuffle(order)
    for name in [*names * 3, *order]:
        limits.passphrases.forget_all()
        client = Client()
        before = clock()
        sign_in(client, name, "a wrong passphrase")
        taken[name].append(clock() - before)
    return {name: all_of_them[3:] for name, all_of_them in taken.items()}


def looks_different(names: list[str]) -> bool:
    """Whether somebody with a stopwatch could tell the names apart, twice."""
    clock = time.perf_counter if FULL else time.process_time
    for _ in range(RUNS):
        taken = times(names, clock)
        one, other = (taken[name] for name in names)
        gap = abs(statistics.median(one) - statistics.median(other))
        if gap < 0.005 and mann_whitney(one, other) > 0.01:
            return False
    return True


@pytest.fixture
def hashes_that_take_a_while(monkeypatch):
    """About a tenth of a real hash's work, or all of it in the full count."""
    monkeypatch.setattr(sealing.PassphraseHasher, "time_cost", 3)
    monkeypatch.setattr(sealing.PassphraseHasher, "memory_cost", 64 * 1024 if FULL else 8 * 1024)
    backend.nobodys_hash.cache_clear()


def test_the_body_is_the_same_to_the_byte(ana):
    def body(name: str) -> bytes:
        limits.passphrases.forget_all()
        said = sign_in(Client(), name, "a wrong passphrase")
        assert said.status_code == 200
        return re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", said.content).replace(name.encode(), b"NAME")

    assert body("ana") == body("bob")


def test_the_headers_are_the_same(ana):
    def headers(name: str) -> dict[str, str]:
        said = sign_in(Client(), name, "a wrong passphrase")
        # The length follows the name that is given back, and `Expires` is the second of the answer.
        varying = {"Content-Length": "", "Expires": "now"}
        return {key: varying.get(key, value) for key, value in said.headers.items()}

    assert headers("ana") == headers("bob")


def test_it_takes_as_long(hashes_that_take_a_while, ana):
    assert not looks_different(["ana", "bob"])


def test_a_planted_short_cut_is_found(hashes_that_take_a_while, ana, monkeypatch):
    def hasty(self, request, username=None, password=None, **other):
        account = Account.objects.filter(sign_in_name=settled_name(username)).first()
        return account if account and check_password(password, account.password) else None

    monkeypatch.setattr(backend.PassphraseBackend, "authenticate", hasty)

    assert looks_different(["ana", "bob"])


def test_the_rank_sum_test_on_values_worked_by_hand():
    # 1..5 against 6..10: U = 0, z = -2.611, p = 0.009
    assert mann_whitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]) == pytest.approx(0.0090, abs=0.0005)
    assert mann_whitney([1, 4, 5, 8], [2, 3, 6, 7]) == pytest.approx(1.0)
