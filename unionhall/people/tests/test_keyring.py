"""The keyring: nobody but its holder can say which person an account is."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from django.core import serializers
from django.test import RequestFactory

from unionhall.core.rulings import OutOfOrder
from unionhall.people import actions, keyring, sealing
from unionhall.people.models import Account, Person, Session

from .helpers import PASSPHRASE, browser, somebody

_ID = UUID(int=7)
pytestmark = [pytest.mark.django_db, pytest.mark.urls("unionhall.people.urls")]


def asking(client):
    """A request as the browser `client` would send it."""
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = Account.objects.get(pk=request.session["_auth_user_id"])
    return request


def test_whoever_signs_in_is_the_person_they_are_in_each_hall(bakery, dairy):
    ana = somebody("ana", bakery.pk)
    there = actions.seat(holder=keyring.Holder(ana.wrap_key, account=ana.account), hall_id=dairy.pk)

    request = asking(browser(ana))

    assert keyring.person_in(request, bakery.pk) == ana.person
    assert keyring.person_in(request, dairy.pk) == there.person
    assert sorted(keyring.halls(request)) == sorted([(bakery.pk, ana.person.pk), (dairy.pk, there.person.pk)])


def test_in_a_hall_that_is_not_ones_own_one_is_nobody(bakery, dairy, ana):
    assert keyring.person_in(asking(browser(ana)), dairy.pk) is None


def test_a_keyring_opens_with_its_own_passphrase_only(ana):
    salt = bytes(ana.account.keyring_salt)

    assert keyring.unpack(ana.account, sealing.key_from_passphrase(PASSPHRASE, salt))
    with pytest.raises(sealing.Unreadable):
        keyring.unpack(ana.account, sealing.key_from_passphrase("another passphrase", salt))


def test_the_password_hash_in_the_database_does_not_open_the_keyring(ana):
    kept = ana.account.password.split("$")[-1]

    for guess in (kept.encode()[:32].ljust(32), sealing.derived(kept.encode(), "keyring")):
        with pytest.raises(sealing.Unreadable):
            keyring.unpack(ana.account, guess)


def test_a_keyring_does_not_open_in_another_accounts_row(ana, bilal):
    bilal.account.keyring = ana.account.keyring

    with pytest.raises(sealing.Unreadable):
        keyring.unpack(bilal.account, ana.wrap_key)


def test_a_keyring_is_as_long_for_one_hall_as_for_sixteen():
    one, sixteen, seventeen = (
        len(keyring.pack(_ID, bytes(32), [keyring.Key(_ID, _ID, bytes(32))] * count)) for count in (1, 16, 17)
    )

    assert one == sixteen < seventeen


def test_the_same_hall_is_not_joined_twice_with_one_account(bakery, ana):
    with pytest.raises(OutOfOrder, match="already have a place"):
        actions.seat(holder=keyring.Holder(ana.wrap_key, account=ana.account), hall_id=bakery.pk)

    assert Person.objects.count() == 1


def test_a_name_that_was_taken_meanwhile_opens_no_second_account(bakery, ana):
    with pytest.raises(OutOfOrder, match="already signs in with this name"):
        somebody("ANA ", bakery.pk)

    assert (Account.objects.count(), Person.objects.count()) == (1, 1)


def test_who_left_has_no_key_there_any_more_and_keeps_the_others(bakery, dairy, ana):
    actions.seat(holder=keyring.Holder(ana.wrap_key, account=ana.account), hall_id=dairy.pk)
    client = browser(ana)

    actions.let_go(person=ana.person)

    assert keyring.person_in(asking(client), bakery.pk) is None
    assert [hall for hall, _ in keyring.halls(asking(client))] == [dairy.pk]


def test_nothing_in_a_copy_of_the_database_joins_an_account_to_a_person_or_two_persons(bakery, dairy):
    ana = somebody("ana", bakery.pk)
    there = actions.seat(holder=keyring.Holder(ana.wrap_key, account=ana.account), hall_id=dairy.pk)
    browser(ana)
    keys = keyring.unpack(there.account, ana.wrap_key)

    accounts = serializers.serialize("json", [*Account.objects.all(), *Session.objects.all()])
    persons = serializers.serialize("json", Person.objects.all())

    assert str(ana.account.pk) in accounts and str(ana.account.pk) not in persons
    for person in (ana.person, there.person):
        assert str(person.pk) in persons
        assert str(person.pk) not in accounts and person.pk.hex not in accounts
    for key in keys:
        assert key.secret.hex() not in accounts + persons
    rows = [row["fields"] for row in json.loads(persons)]
    assert rows[0].keys() == rows[1].keys() and rows[0]["key_hash"] != rows[1]["key_hash"]


def test_the_check_above_would_see_a_planted_link(ana):
    ana.account.sign_in_name = str(ana.person.pk)
    ana.account.save()

    assert str(ana.person.pk) in serializers.serialize("json", Account.objects.all())


def test_the_order_of_rows_says_nothing_of_who_came_when(bakery):
    from django.db import connection

    names = [f"member {number}" for number in range(12)]
    for name in names:
        somebody(name, bakery.pk)
    actions.scatter()

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sign_in_name FROM people_account ORDER BY rowid")
            assert [row[0] for row in cursor.fetchall()] != names
        else:
            cursor.execute("SELECT count(DISTINCT xmin::text) FROM people_account")
            assert cursor.fetchone()[0] == 1
            cursor.execute("SELECT sign_in_name FROM people_account ORDER BY ctid")
            assert [row[0] for row in cursor.fetchall()] != names
