"""Second factors: sealed under the passphrase, asked for before grave powers, proved for half an hour."""

from __future__ import annotations

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from unionhall.people import actions, keyring
from unionhall.people.models import Account, Session

from .helpers import PASSPHRASE, Somebody, browser
from .test_keyring import asking
from .test_signing_in import sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("unionhall.people.urls")]


@pytest.fixture(autouse=True)
def no_code_used_yet():
    """Codes used in one story are new in the next."""
    cache.clear()


def figures(secret: str, ahead: int = 0) -> str:
    """What an authenticator app shows now, or `ahead` half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def add_app(client: Client) -> str:
    """Add an authenticator app as the pages ask for it; gives its secret."""
    page = reverse("mfa_activate_totp")
    if client.get(page).status_code == 302:
        again = client.post(f"{reverse('account_reauthenticate')}?next={page}", {"passphrase": PASSPHRASE})
        assert again["Location"] == page
    shown = client.get(page)
    secret = shown.context["form"].secret
    seen = re.sub(r"</?(span|wbr)[^>]*>", "", shown.content.decode())
    assert f'dir="ltr">{secret}</code>' in seen and "<svg" in shown.content.decode()
    answer = client.post(page, {"code": figures(secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return secret


def sheet(client: Client) -> list[str]:
    """The codes on the printed sheet."""
    return list(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"])


def test_adding_one_asks_for_the_passphrase_first(ana):
    client = browser(ana)

    answer = client.get(reverse("mfa_activate_totp"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    wrong = client.post(reverse("account_reauthenticate"), {"passphrase": "not this one"})
    assert b"not your passphrase" in wrong.content

    add_app(client)
    assert Authenticator.objects.filter(user=ana.account, type="totp").count() == 1


def test_whoever_has_one_is_asked_for_it_when_signing_in(bakery, ana):
    secret = add_app(browser(ana))
    client = Client()

    assert sign_in(client)["Location"] == reverse("mfa_authenticate")
    page = client.get(reverse("mfa_authenticate"))
    assert b"six figures" in page.content
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200 and "_auth_user_id" not in client.session
    answer = client.post(reverse("mfa_authenticate"), {"code": figures(secret, 1)})

    assert answer["Location"] == "/"
    request = asking(client)
    assert keyring.person_in(request, bakery.pk) == ana.person
    assert keyring.proved_at(request, ana.person) is not None


def test_a_code_from_the_sheet_works_once(ana):
    client = browser(ana)
    add_app(client)
    code = sheet(client)[3]

    first, second = Client(), Client()
    sign_in(first)
    assert first.post(reverse("mfa_authenticate"), {"code": f"{code[:4]} {code[4:]}"}).status_code == 302
    cache.clear()
    sign_in(second)
    assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert code not in sheet(client)


def test_the_same_figures_do_not_count_twice(ana):
    secret = add_app(browser(ana))
    code = figures(secret, 1)
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)

    assert first.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert second.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200


def test_a_proof_lasts_half_an_hour(monkeypatch, ana):
    client = browser(ana)
    add_app(client)
    request = asking(client)
    at = keyring.proved_at(request, ana.person)
    assert at is not None

    from datetime import timedelta

    from unionhall.kit import clock

    monkeypatch.setattr(clock, "now", lambda: at + timedelta(minutes=30))
    assert keyring.proved_at(request, ana.person) == at
    monkeypatch.setattr(clock, "now", lambda: at + timedelta(minutes=30, seconds=1))
    assert keyring.proved_at(request, ana.person) is None


def test_a_recall_drops_the_proof_in_every_open_session(bakery, ana):
    one, two = browser(ana, proved=True), browser(ana, proved=True)
    assert keyring.proved_at(asking(one), ana.person) and keyring.proved_at(asking(two), ana.person)

    actions.void_proofs(person=ana.person)

    for client in (one, two):
        request = asking(client)
        person = keyring.person_in(request, bakery.pk)
        assert person == ana.person, "she stays signed in as the member she is"
        assert keyring.proved_at(request, person) is None


def test_proving_again_after_a_recall_counts(ana):
    client = browser(ana, proved=True)
    secret = add_app(client)
    actions.void_proofs(person=ana.person)
    ana.person.refresh_from_db()
    old_cookie = client.session.session_key

    asked = client.get(reverse("people:prove"), {"next": "/account/"})
    assert asked["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Faccount%2F"
    answer = client.post(asked["Location"], {"code": figures(secret, 1), "next": "/account/"})

    assert answer["Location"] == "/account/"
    assert keyring.proved_at(asking(client), ana.person) is not None
    assert client.session.session_key != old_cookie, "the cookie changes with the step up"


def test_whoever_has_none_is_told_how_to_get_one(ana):
    page = browser(ana).get(reverse("people:prove"), {"next": "/account/"}).content.decode()

    assert "You have none yet" in page and reverse("mfa_index") in page and 'href="/account/"' in page


def test_somebody_elses_proof_does_not_count(ana, bilal):
    client = browser(ana, proved=True)
    client.force_login(bilal.account, backend="unionhall.people.backend.PassphraseBackend")

    assert keyring.proved_at(asking(client), bilal.person) is None


def test_with_a_second_factor_the_passphrase_alone_changes_no_factor(ana):
    secret = add_app(browser(ana))
    client = Client()
    sign_in(client)
    client.post(reverse("mfa_authenticate"), {"code": figures(secret, 1)})

    asked = client.get(reverse("mfa_deactivate_totp"))
    assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
    by_passphrase = client.post(reverse("account_reauthenticate"), {"passphrase": PASSPHRASE})
    assert by_passphrase["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_change_of_factors_ends_the_other_sessions(ana):
    here, there = browser(ana), browser(ana)

    add_app(here)

    assert here.get(reverse("people:account")).status_code == 200
    assert there.get(reverse("people:account")).status_code == 302

    there = browser(ana)
    here.post(reverse("mfa_generate_recovery_codes"))
    assert there.get(reverse("people:account")).status_code == 302

    there = browser(ana)
    here.post(reverse("mfa_deactivate_totp"))
    assert there.get(reverse("people:account")).status_code == 302
    assert not Authenticator.objects.exists(), "the sheet goes with the last factor"
    assert keyring.proved_at(asking(here), ana.person) is None


def test_secrets_lie_sealed_and_no_times_are_kept(ana):
    client = browser(ana)
    secret = add_app(client)
    codes = sheet(client)
    fresh = Client()
    sign_in(fresh)
    fresh.post(reverse("mfa_authenticate"), {"code": figures(secret, 1)})

    for factor in Authenticator.objects.all():
        kept = json.dumps(factor.data)
        assert secret not in kept and not any(code in kept for code in codes)
        assert factor.last_used_at is None
        assert (factor.created_at.hour, factor.created_at.minute, factor.created_at.second) == (0, 0, 0)
        assert factor.data.get("viewed_at") in (None, 1)


def test_a_new_passphrase_takes_the_factors_along(ana):
    client = browser(ana)
    secret = add_app(client)
    codes = sheet(client)

    answer = client.post(
        reverse("account_change_password"), {"old": PASSPHRASE, "new": "gravel tuesday copper owl"}
    )

    assert answer.status_code == 302
    assert sheet(client) == codes
    fresh = Client()
    sign_in(fresh, passphrase="gravel tuesday copper owl")
    assert fresh.post(reverse("mfa_authenticate"), {"code": figures(secret, 1)}).status_code == 302


def test_guessing_figures_grows_slower_and_slower(ana):
    secret = add_app(browser(ana))
    client = Client()
    sign_in(client)
    for _ in range(5):
        assert (
            b"These figures do not open it"
            in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content
        )

    answer = client.post(reverse("mfa_authenticate"), {"code": figures(secret, 1)})

    assert b"nothing is locked" in answer.content and "_auth_user_id" not in client.session


def test_a_phone_is_told_nothing_about_whose_passkey_it_is(ana):
    client = browser(ana)
    add_app(client)

    page = client.get(reverse("mfa_add_webauthn"))

    options = page.context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"] == {"id": "testserver", "name": "Notes"}
    assert options["user"]["name"] == options["user"]["displayName"] == "Notes"
    assert ana.account.pk.hex not in json.dumps(options) and "ana" not in json.dumps(options["user"])


def half_a_key(**response: str) -> str:
    """What a device might answer, with this in it."""
    return json.dumps({"id": "eA", "rawId": "eA", "type": "public-key", "response": response})


NO_PASSKEYS = {
    "long": "9" * 5000,
    "deep": "[" * 100_000,
    "half": "{",
    "words": '"x"',
    "nothing": "null",
    "list": "[1]",
    "no answer": half_a_key(),
    "not in base64": half_a_key(clientDataJSON="é", attestationObject="é"),
    "no JSON in it": half_a_key(clientDataJSON="eA", attestationObject="eA"),
    "nothing in it": half_a_key(clientDataJSON="e30", attestationObject="oA"),
    "nothing signed": half_a_key(clientDataJSON="e30", authenticatorData="AA", signature="AA"),
    "a number": '{"id": 1, "rawId": 2, "response": 3}',
}


@pytest.mark.parametrize("answer", NO_PASSKEYS.values(), ids=NO_PASSKEYS)
def test_an_answer_of_no_passkey_is_refused_and_breaks_nothing(ana, answer):
    """
    Python reads neither so long a number nor so many brackets, and says so in other words than for what is no JSON; the library
    trips over what no device says.
    """
    client = browser(ana)
    add_app(client)

    for name in ("mfa_add_webauthn", "mfa_reauthenticate_webauthn"):
        assert client.post(reverse(name), {"credential": answer}).status_code < 500
    client.logout()
    sign_in(client)
    assert client.post(reverse("mfa_authenticate"), {"credential": answer}).status_code < 500


def test_a_passkey_alone_signs_nobody_in(ana):
    for address in ("/account/second-factor/webauthn/login/", "/accounts/2fa/webauthn/login/"):
        assert Client().get(address).status_code == 404


def test_somebody_elses_passkey_does_not_exist_for_me(ana, bilal):
    def passkey(who: Somebody) -> Authenticator:
        return Authenticator.objects.create(
            user=who.account, type="webauthn", data={"name": f"of {who.account}", "credential": {}}
        )

    theirs = passkey(bilal)
    client = browser(ana)
    add_app(client)

    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        foreign = client.get(reverse(name, args=[theirs.pk]))
        never = client.get(reverse(name, args=[999_999]))
        assert foreign.status_code == never.status_code == 404
    assert b"of bilal" not in client.get(reverse("mfa_index")).content


def test_deleting_an_account_takes_its_factors_along(ana):
    client = browser(ana)
    add_app(client)

    answer = client.post(reverse("people:close_account"), {"passphrase": PASSPHRASE})

    assert answer.status_code == 200 and "Clear-Site-Data" in answer
    assert (
        not Authenticator.objects.exists() and not Session.objects.exists() and not Account.objects.exists()
    )
    ana.person.refresh_from_db()
    assert not ana.person.has_account


@pytest.mark.parametrize("apart", ["-", " ", " - "])
def test_a_used_code_is_used_however_it_is_written(ana, monkeypatch, apart):
    moment = time.time() // 30 * 30 + 1
    monkeypatch.setattr(time, "time", lambda: moment)
    secret = add_app(browser(ana))
    code = figures(secret, 1)
    owner, thief = Client(), Client()
    sign_in(owner)
    assert owner.post(reverse("mfa_authenticate"), {"code": code})["Location"] == "/"
    monkeypatch.setattr(time, "time", lambda: moment + 35)  # the library's own memory of it is over
    sign_in(thief)

    answer = thief.post(reverse("mfa_authenticate"), {"code": code[:3] + apart + code[3:]})

    assert answer.status_code == 200
    assert "used already" in answer.content.decode()
    assert "_auth_user_id" not in thief.session


def test_the_code_that_added_an_app_signs_nobody_in(ana, monkeypatch):
    half_minute = time.time()
    monkeypatch.setattr(
        time, "time", lambda: half_minute
    )  # on a busy machine the next half minute may have begun
    client, thief = browser(ana), Client()
    secret = add_app(client)
    sign_in(thief)

    answer = thief.post(reverse("mfa_authenticate"), {"code": "-".join(figures(secret))})

    assert answer.status_code == 200 and "_auth_user_id" not in thief.session


def test_what_was_done_to_a_second_factor_is_said_once(ana):
    client = browser(ana)
    add_app(client)
    said = "The app is your second factor from now on."

    assert said in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert said not in client.get(reverse("mfa_index")).content.decode()

    gone = client.post(reverse("mfa_deactivate_totp"), follow=True).content.decode()
    assert "The app is taken away" in gone
