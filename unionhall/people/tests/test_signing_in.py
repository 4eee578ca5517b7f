"""Signing in and out."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from unionhall.people import keyring
from unionhall.people.models import Account, Session

from .helpers import PASSPHRASE, browser
from .test_keyring import asking

pytestmark = [pytest.mark.django_db, pytest.mark.urls("unionhall.people.urls")]


def sign_in(client: Client, name: str = "ana", passphrase: str = PASSPHRASE, **more: str):
    """Type a name and a passphrase."""
    typed = {"sign_in_name": name, "passphrase": passphrase, **more}
    return client.post(reverse("account_login"), typed)


def test_the_right_passphrase_lets_one_in_as_the_person_one_is(noon, bakery, ana):
    client = Client()

    answer = sign_in(client, " ANA ")

    assert answer.status_code == 302 and answer["Location"] == "/"
    assert keyring.person_in(asking(client), bakery.pk) == ana.person


def test_one_goes_where_one_wanted_to_but_never_to_another_server(noon, ana):
    assert sign_in(Client(), next="/account/")["Location"] == "/account/"
    assert sign_in(Client(), next="https://elsewhere.example/")["Location"] == "/"


@pytest.mark.parametrize(("name", "passphrase"), [("ana", "not this one at all"), ("nobody", PASSPHRASE)])
def test_a_wrong_one_is_told_the_same_whatever_was_wrong(noon, ana, name, passphrase):
    client = Client()

    answer = sign_in(client, name, passphrase)

    assert answer.status_code == 200
    assert b"do not belong together" in answer.content
    assert f'value="{name}"'.encode() in answer.content, "what was typed is kept"
    assert passphrase.encode() not in answer.content
    assert client.get(reverse("people:account")).status_code == 302


def test_when_somebody_last_signed_in_is_not_kept(noon, ana):
    sign_in(Client())

    assert Account.objects.get().last_login is None
    assert "last_login" not in {field.name for field in Account._meta.get_fields()}


def test_signing_in_changes_the_cookie(noon, ana):
    client = Client()
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["s"] = session.session_key

    sign_in(client)

    assert client.session.session_key != session.session_key
    assert Session.objects.count() == 1


def test_signing_out_ends_the_session_and_the_browser_forgets(noon, ana):
    client = browser(ana)

    assert client.get(reverse("account_logout")).status_code == 200
    assert Session.objects.count() == 1, "opening the page ends nothing"
    answer = client.post(reverse("account_logout"))

    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert not Session.objects.exists()


def test_the_sign_in_page_names_nobody(noon, bakery, ana):
    page = Client().get(reverse("account_login")).content.decode()

    assert "<title>Sign in · Notes</title>" in page
    for word in ("bakery", "Unionhall", "union", "member"):
        assert word not in page


def test_who_waits_for_a_second_factor_opens_no_keyring(noon, bakery, ana):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=ana.account, type="totp", data={"secret": "x"})
    client = Client()

    answer = sign_in(client)

    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("people:account")).status_code == 302


@pytest.mark.parametrize("page", ["account/", "account/passphrase/", "account/close/", "account/sessions/"])
def test_a_stranger_is_asked_to_sign_in(noon, db, page):
    answer = Client().get(f"/{page}")

    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("page", ["signup/", "email/", "password/reset/", "accounts/signup/", "admin/"])
def test_what_is_not_used_has_no_address(noon, db, page):
    assert Client().get(f"/{page}").status_code == 404
