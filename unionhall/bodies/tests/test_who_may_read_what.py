"""What waits for a second voucher, is over, or lies far ahead, as its page shows it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from unionhall.bodies import actions
from unionhall.bodies.rules import assembly
from unionhall.conftest import browser, joins, warrant_of

from .test_households_and_proxies import option

pytestmark = pytest.mark.django_db


def reads(member, hall, page):
    return browser(member).get(f"/h/{hall.slug}/{page}").content.decode()


@pytest.fixture
def guest(hall, ana, bilal):
    return joins(ana, "Uwe", way="not_yet", seconder=bilal)


@pytest.fixture
def suspended(hall, ana, chidi):
    actions.suspend_member(by=ana.actor, member=chidi, days=7, warrant=warrant_of(hall))
    return chidi


def test_who_invites_whom_is_read_by_who_may_vouch(hall, ana, bilal, guest, suspended):
    actions.make_invite(by=bilal.actor, hint="my cousin Tina in packing")

    assert "my cousin Tina" in reads(ana, hall, "invites/") and "Bilal" in reads(ana, hall, "invites/")
    assert "my cousin Tina" in reads(bilal, hall, "invites/")
    for one in (guest, suspended):
        assert "my cousin Tina" not in reads(one, hall, "invites/")
        assert "Bilal" not in reads(one, hall, "invites/")


def test_so_are_the_cards_that_wait(hall, ana, bilal, guest, suspended):
    actions.type_in_card(by=bilal.actor, name="Karla")

    assert "Karla" in reads(ana, hall, "cards/")
    assert "Karla" not in reads(guest, hall, "cards/") and "Karla" not in reads(suspended, hall, "cards/")


def test_a_note_that_has_come_down_is_found_by_no_search(hall, ana, bilal, noon):
    actions.pin_notice(
        by=ana.actor, title="Lift to the meeting", text="", language="en", until=noon.at.date()
    )
    assert "Lift to the meeting" in reads(bilal, hall, "search/?q=lift")

    noon.forward(timedelta(days=1))
    assert "Lift to the meeting" not in reads(bilal, hall, "search/?q=lift")


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("propose/mandate.give/", {"who": "Bilal", "powers": "bodies.speak"}),
        ("propose/body.make/", {"kind": "committee", "name": "Kitchen"}),
        ("me/proxy/", {}),
        ("board/pin/", {"title": "x", "text": "y", "language": "en"}),
    ],
)
def test_no_day_lies_beyond_the_calendar(hall, ana, bilal, noon, page, typed):
    option(hall, noon.at, proxies=1)
    typed = {**typed, "holder": str(bilal.pk), "until": "9999-12-31"}

    answer = browser(ana).post(f"/h/{hall.slug}/{page}", typed)

    assert answer.status_code in (200, 422) and "before the year 2200" in answer.content.decode()


def test_who_gives_their_vote_away_reads_first_that_all_can_read_it(hall, ana, bilal, noon):
    option(hall, noon.at, proxies=1)

    assert "All members read in the record" in reads(ana, hall, f"me/proxy/?holder={bilal.pk}")
    actions.give_proxy(by=ana.actor, body=assembly(hall.pk), holder=bilal, until=noon.at + timedelta(days=3))
    assert "Ana let Bilal cast their vote" in reads(bilal, hall, "record/")
