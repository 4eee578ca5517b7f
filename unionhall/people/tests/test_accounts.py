"""Accounts: opened with two typed fields, given another passphrase, deleted."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from unionhall.core.rulings import OutOfOrder
from unionhall.people import actions, entering, keyring
from unionhall.people.forms import NewAccountForm
from unionhall.people.models import Account, Person

from .helpers import PASSPHRASE, browser
from .test_keyring import asking
from .test_signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("unionhall.people.urls")]


def test_founding_opens_an_account_seats_its_person_and_signs_in_in_one_go(rf, bakery):
    form = NewAccountForm({"sign_in_name": " Chidi ", "passphrase": PASSPHRASE})
    assert form.is_valid(), form.errors
    client = Client()
    request = rf.post("/")
    request.session, request.user = client.session, AnonymousUser()

    holder = form.holder()
    seat = actions.seat(holder=holder, hall_id=bakery.pk)
    entering.settle(request, holder, seat.account)

    assert seat.account.sign_in_name == "chidi"
    assert keyring.person_in(request, bakery.pk) == seat.person
    request.session.save()
    client.cookies["s"] = request.session.session_key
    assert client.get(reverse("people:account")).status_code == 200


@pytest.mark.parametrize(
    ("name", "passphrase", "said"),
    [
        ("a", PASSPHRASE, "at least two letters"),
        ("chi\u0000di", PASSPHRASE, "ull characters"),
        ("ana", PASSPHRASE, "already signs in with this name"),
        ("ＡＮＡ", PASSPHRASE, "already signs in with this name"),
        ("chidi", "short", "too short"),
        ("chidi", "1234567890", "too common"),
        ("chidi okonkwo", "Chidi Okonkwo", "another than the sign-in name"),
    ],
)
def test_what_will_not_do_is_said_in_a_sentence(ana, name, passphrase, said):
    form = NewAccountForm({"sign_in_name": name, "passphrase": passphrase})

    assert not form.is_valid()
    assert said in str(form.errors)


def test_a_refused_form_keeps_the_name_and_never_shows_the_passphrase(ana):
    form = NewAccountForm({"sign_in_name": "chidi", "passphrase": "1234567890"})

    page = form.as_div()

    assert 'value="chidi"' in page and "1234567890" not in page


def test_a_long_passphrase_of_words_in_any_script_is_fine(ana):
    form = NewAccountForm({"sign_in_name": "чиди", "passphrase": "  حليب السماء الزرقاء  "})

    assert form.is_valid() and form.cleaned_data["passphrase"].startswith("  ")


def test_a_new_passphrase_opens_everything_and_the_old_one_nothing(noon, bakery, ana):
    here, there = browser(ana), browser(ana)

    answer = here.post(
        reverse("account_change_password"), {"old": PASSPHRASE, "new": "gravel tuesday copper owl"}
    )

    assert answer["Location"] == reverse("people:account")
    assert keyring.person_in(asking(here), bakery.pk) == ana.person, "this browser goes on"
    assert there.get(reverse("people:account")).status_code == 302, "the others are signed out"
    assert sign_in(Client(), passphrase=PASSPHRASE).status_code == 200
    client = Client()
    assert sign_in(client, passphrase="gravel tuesday copper owl").status_code == 302
    assert keyring.person_in(asking(client), bakery.pk) == ana.person


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("wrong wrong wrong", "gravel tuesday copper owl", "not your passphrase"),
        (PASSPHRASE, "short", "too short"),
    ],
)
def test_a_wrong_old_one_or_a_weak_new_one_changes_nothing(noon, ana, old, new, said):
    answer = browser(ana).post(reverse("account_change_password"), {"old": old, "new": new})

    assert answer.status_code == 200 and said in answer.content.decode()
    assert sign_in(Client()).status_code == 302


def test_two_browsers_changing_the_passphrase_at_once_lose_no_key(bakery, ana):
    first, second = (
        keyring.locks_for("gravel tuesday copper owl"),
        keyring.locks_for("another four good words"),
    )
    actions.change_passphrase(account=ana.account, wrap_key=ana.wrap_key, locks=first)

    with pytest.raises(OutOfOrder, match="changed meanwhile"):
        actions.change_passphrase(account=ana.account, wrap_key=ana.wrap_key, locks=second)

    assert keyring.unpack(Account.objects.get(), first.wrap_key)[0].person_id == ana.person.pk


def test_a_hall_joined_in_one_browser_is_open_in_the_other(bakery, dairy, ana):
    other = browser(ana)
    seat = actions.seat(holder=keyring.Holder(ana.wrap_key, account=ana.account), hall_id=dairy.pk)

    assert keyring.person_in(asking(other), dairy.pk) == seat.person


def test_deleting_an_account_leaves_the_person_without_a_key(noon, ana, bilal):
    client = browser(ana)
    wrong = client.post(reverse("people:close_account"), {"passphrase": "not this one"})
    assert b"not your passphrase" in wrong.content and Account.objects.count() == 2

    client.post(reverse("people:close_account"), {"passphrase": PASSPHRASE})

    assert [account.sign_in_name for account in Account.objects.all()] == ["bilal"]
    assert {person.pk: person.has_account for person in Person.objects.all()} == {
        ana.person.pk: False,
        bilal.person.pk: True,
    }


def test_an_account_has_no_flag_that_opens_anything():
    fields = {field.name for field in Account._meta.get_fields()}

    assert not fields & {"is_staff", "is_superuser", "groups", "user_permissions", "email", "last_login"}
    assert not hasattr(Account(), "is_staff") and not hasattr(Account(), "is_superuser")
