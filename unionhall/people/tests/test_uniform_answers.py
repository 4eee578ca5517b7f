"""
Known and unknown names get the same answer in the same time, at signing in and wherever a code is typed.

Bodies equal to the byte, and times as `stopwatch` says. A sign-in without the work done for nobody's hash, and a page of
codes that looks names up first, are planted and must be found.
"""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from tests.proving import proving
from unionhall.people import actions, backend, limits, sealing, views
from unionhall.people.models import Account, Claim, settled_name

from .helpers import PASSPHRASE
from .stopwatch import looks_different, mann_whitney
from .test_signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("unionhall.people.urls")]


def tries_in(*names: str):
    """What is compared at signing in: a wrong passphrase for each name, from a fresh browser with fresh limits."""

    def asks(name: str):
        def ask():
            limits.passphrases.forget_all()
            return sign_in(Client(), name, "a wrong passphrase")

        return ask

    return {name: asks(name) for name in names}


@pytest.fixture
def hashes_that_take_a_while(monkeypatch):
    """About a tenth of a real hash's work, or all of it in the full count."""
    monkeypatch.setattr(sealing.PassphraseHasher, "time_cost", 3)
    monkeypatch.setattr(sealing.PassphraseHasher, "memory_cost", 64 * 1024 if proving() else 8 * 1024)
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
    assert not looks_different(tries_in("ana", "bob"), "same-time-signing-in")


def test_a_planted_short_cut_is_found(hashes_that_take_a_while, ana, monkeypatch):
    def hasty(self, request, username=None, password=None, **other):
        account = Account.objects.filter(sign_in_name=settled_name(username)).first()
        return account if account and check_password(password, account.password) else None

    monkeypatch.setattr(backend.PassphraseBackend, "authenticate", hasty)

    assert looks_different(tries_in("ana", "bob"))


def test_the_rank_sum_test_on_values_worked_by_hand():
    # 1..5 against 6..10: U = 0, z = -2.611, p = 0.009
    assert mann_whitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]) == pytest.approx(0.0090, abs=0.0005)
    assert mann_whitney([1, 4, 5, 8], [2, 3, 6, 7]) == pytest.approx(1.0)


# Letting back in: a code that somebody was given ------------------------------------------------------------


@pytest.fixture
def codes(noon, bakery) -> dict[str, str]:
    """A code that was used already, and one that never was."""
    issued = actions.make_claim(person=actions.new_person(), hall=bakery, purpose=Claim.Purpose.LET_BACK_IN)
    Client().post("/claim/", {"code": issued.code, "sign_in_name": "dora", "passphrase": PASSPHRASE})
    assert Claim.objects.get().consumed_at is not None
    return {"used": issued.code, "never was": "ABCD-EFGH-JKLM-NPQR"}


def claims(code: str, name: str = "new-name"):
    """Type a code and the name for a new account."""
    limits.codes.forget_all()
    return Client().post("/claim/", {"code": code, "sign_in_name": name, "passphrase": PASSPHRASE})


def body(said, *words: str) -> bytes:
    """The answer without its token and what was typed."""
    found = re.sub(rb'csrfmiddlewaretoken" value="\w+"', b"", said.content)
    for word in words:
        found = found.replace(word.encode(), b"WORD")
    return found


def test_a_code_that_was_used_is_answered_like_one_that_never_was(codes):
    used, never = codes.values()

    assert body(claims(used), used) == body(claims(never), never)


def test_with_no_code_that_works_nobody_learns_which_names_are_taken(ana, codes):
    known, unknown = (body(claims(codes["never was"], name), name) for name in ("ana", "bob"))

    assert known == unknown and b"WORD" in known, "and the name that was typed stays"


def test_codes_and_names_take_as_long_there(ana, codes):
    asks = {name: lambda code=code: claims(code) for name, code in codes.items()}
    assert not looks_different(asks, "same-time-letting-back-in")
    asks = {name: lambda name=name: claims(codes["never was"], name) for name in ("ana", "bob")}
    assert not looks_different(asks)


def test_a_planted_look_at_the_name_is_found(ana, codes, monkeypatch):
    class Hasty(views.NewAccountForm):
        def __init__(self, data=None, initial=None, **given):
            super().__init__({"passphrase": PASSPHRASE, **initial} if initial else data, **given)

    monkeypatch.setattr(views, "NewAccountForm", Hasty)
    known, unknown = (body(claims(codes["never was"], name), name) for name in ("ana", "bob"))

    assert known != unknown
