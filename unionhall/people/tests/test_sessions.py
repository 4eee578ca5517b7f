"""Sessions: sealed under their cookie, twelve hours long, ended by their holder."""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.urls import reverse

from unionhall.people import actions, sealing
from unionhall.people.models import Session
from unionhall.people.sessions import SessionStore, key_hash

from .helpers import browser, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.urls("unionhall.people.urls")]


def test_what_is_kept_comes_back_under_the_same_cookie_only(noon):
    store = SessionStore()
    store["hall"] = "bakery"
    store.save()

    assert SessionStore(store.session_key)["hall"] == "bakery"
    assert SessionStore("x" * 43).get("hall") is None


def test_the_database_holds_neither_the_cookie_nor_what_is_kept(noon):
    store = SessionStore()
    store["canary"] = "a yellow bird"
    store.save()

    row = Session.objects.get()
    assert store.session_key not in (str(row.pk), row.key_hash) and row.key_hash == key_hash(
        store.session_key
    )
    assert b"yellow" not in bytes(row.data) and b"canary" not in bytes(row.data)
    assert not {field.name for field in Session._meta.fields} & {"address", "ip", "user_agent", "last_seen"}


def test_a_changed_row_opens_nothing(noon):
    store = SessionStore()
    store["hall"] = "bakery"
    store.save()
    row = Session.objects.get()
    data = bytearray(row.data)
    data[20] ^= 1
    Session.objects.update(data=bytes(data))

    assert SessionStore(store.session_key).get("hall") is None
    with pytest.raises(sealing.Unreadable):
        SessionStore(store.session_key).decode(bytes(data))


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(noon, ana):
    client = browser(ana)
    page = reverse("people:account")
    for _ in range(11):
        noon.later(hours=1)
        session = client.session
        session["used"] = noon.at.isoformat()
        session.save()
        assert client.get(page).status_code == 200

    noon.later(hours=1)

    assert client.get(page).status_code == 302


def test_the_day_is_kept_and_the_hour_it_ends_but_not_when_it_was_used(noon, ana):
    noon.later(minutes=17, seconds=3)
    browser(ana)

    row = Session.objects.get()
    assert row.begun_on == noon.at.date()
    assert (row.expires_at.minute, row.expires_at.second) == (0, 0)


def test_an_ended_session_does_not_come_back_by_a_late_write(noon, ana):
    late = browser(ana).session
    late["something"] = 1
    Session.objects.all().delete()

    with pytest.raises(UpdateError):
        late.save()
    assert not Session.objects.exists()


def test_one_sees_ones_own_sessions_and_ends_them(noon, ana, bilal):
    here, there, another = browser(ana), browser(ana), browser(bilal)
    page = here.get(reverse("people:sessions"))
    assert page.content.count(b"this one") == 1 and page.content.count(b"another browser") == 1
    other = Session.objects.get(key_hash=key_hash(there.session.session_key))

    assert here.post(reverse("people:end_session", args=[other.pk])).status_code == 302

    assert there.get(reverse("people:account")).status_code == 302
    assert here.get(reverse("people:account")).status_code == 200
    assert another.get(reverse("people:account")).status_code == 200


def test_somebody_elses_session_does_not_exist_for_me(noon, ana, bilal):
    client = browser(ana)
    theirs = Session.objects.get(key_hash=key_hash(browser(bilal).session.session_key))

    foreign = client.post(reverse("people:end_session", args=[theirs.pk]))
    never = client.post(reverse("people:end_session", args=["7f0c4a3e-0000-4000-8000-000000000000"]))

    assert foreign.status_code == never.status_code == 404
    assert foreign.content == never.content
    assert Session.objects.filter(pk=theirs.pk).exists()


def test_all_others_at_once(noon, ana):
    here, there = browser(ana), browser(ana)

    here.post(reverse("people:end_other_sessions"))

    assert here.get(reverse("people:account")).status_code == 200
    assert there.get(reverse("people:account")).status_code == 302


def test_what_has_ended_is_cleared_away(noon, ana):
    browser(ana)
    noon.later(hours=14)
    browser(ana)

    actions.purge()

    assert Session.objects.count() == 1


def test_whoever_ends_the_session_they_are_in_is_signed_out(noon, bakery):
    ana = somebody("ana", bakery.pk)
    here = browser(ana)

    answer = here.post(reverse("people:end_session", args=[Session.objects.get(account=ana.account).pk]))

    assert answer.status_code == 302
    assert answer["Location"] == reverse("account_login")
    assert here.get(reverse("people:account")).status_code == 302
