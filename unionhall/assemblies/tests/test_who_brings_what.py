"""Who brings what: anybody adds a line, one takes it, gives it back; nothing of it is left 30 days after the meeting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unionhall.assemblies import actions, rules
from unionhall.assemblies.models import Bringing
from unionhall.bodies import actions as joining
from unionhall.conftest import browser, joins, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder

from .test_calling_a_meeting import FRIDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(bakery, ana, bilal):
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room")
    actions.call_too(by=bilal.actor, meeting=made)
    return made


def at(name, row):
    return reverse(f"assemblies:{name}", kwargs={"hall": row.hall.slug, "pk": row.pk})


def test_one_adds_another_takes_and_gives_it_back(meeting, ana, bilal):
    before = kinds()
    soup = actions.add_thing(by=ana.actor, meeting=meeting, what="  Soup   for all ")
    assert (soup.what, soup.taken_by) == ("Soup for all", None)
    assert actions.take_thing(by=bilal.actor, thing=soup).taken_by == bilal
    assert actions.give_back_thing(by=bilal.actor, thing=soup).taken_by is None
    actions.strike_thing(by=ana.actor, thing=soup)
    assert not Bringing.objects.exists()
    assert kinds() == before


def test_what_one_brings_oneself_stands_there_as_taken(meeting, ana):
    assert actions.add_thing(by=ana.actor, meeting=meeting, what="The key", mine=True).taken_by == ana


def test_two_who_take_it_at_once_cannot_both_have_it(meeting, ana, bilal, chidi):
    soup = actions.add_thing(by=ana.actor, meeting=meeting, what="Soup")
    actions.take_thing(by=bilal.actor, thing=soup)
    with pytest.raises(OutOfOrder, match="already"):
        actions.take_thing(by=chidi.actor, thing=soup)


def test_each_gives_back_and_strikes_off_their_own(meeting, ana, bilal, chidi):
    soup = actions.add_thing(by=ana.actor, meeting=meeting, what="Soup")
    with pytest.raises(NotAuthorised):
        actions.strike_thing(by=bilal.actor, thing=soup)
    actions.take_thing(by=bilal.actor, thing=soup)
    with pytest.raises(NotAuthorised):
        actions.give_back_thing(by=chidi.actor, thing=soup)
    with pytest.raises(OutOfOrder, match="already"):
        actions.strike_thing(by=ana.actor, thing=soup)


@pytest.mark.parametrize("what", ["", "   ", "x" * 121])
def test_a_few_words_are_wanted(meeting, ana, what):
    with pytest.raises(OutOfOrder):
        actions.add_thing(by=ana.actor, meeting=meeting, what=what)


def test_the_list_has_an_end(meeting, ana):
    for number in range(rules.MOST_BROUGHT):
        actions.add_thing(by=ana.actor, meeting=meeting, what=f"Thing {number}")
    with pytest.raises(OutOfOrder, match="full"):
        actions.add_thing(by=ana.actor, meeting=meeting, what="One more")


def test_who_is_of_another_hall_adds_and_takes_nothing(meeting, ana, dora):
    soup = actions.add_thing(by=ana.actor, meeting=meeting, what="Soup")
    with pytest.raises(NotAuthorised):
        actions.add_thing(by=dora.actor, meeting=meeting, what="Cake")
    with pytest.raises(NotAuthorised):
        actions.take_thing(by=dora.actor, thing=soup)


def test_a_guest_may_bring_something(meeting, ana, bilal):
    greta = joins(ana, "Greta", way="not_yet", seconder=bilal)
    soup = actions.add_thing(by=ana.actor, meeting=meeting, what="Soup")
    assert actions.take_thing(by=greta.actor, thing=soup).taken_by == greta


def test_after_the_meeting_nothing_is_added(meeting, ana, noon):
    noon.forward(timedelta(days=6))
    with pytest.raises(OutOfOrder, match="over"):
        actions.add_thing(by=ana.actor, meeting=meeting, what="Soup")


def test_it_is_gone_30_days_after_the_meeting(meeting, ana, noon):
    actions.add_thing(by=ana.actor, meeting=meeting, what="Soup", mine=True)
    noon.forward(FRIDAY + timedelta(days=29) - noon.at)
    actions.settle(meeting.hall_id)
    assert Bringing.objects.exists()
    noon.forward(timedelta(days=1))
    actions.settle(meeting.hall_id)
    assert not Bringing.objects.exists()


def test_the_page_folds_an_empty_list_away_and_shows_a_full_one(meeting, ana, bilal):
    phone = browser(bilal)
    empty = phone.get(at("meeting", meeting)).content.decode()
    assert "<summary>Who brings what</summary>" in empty
    assert '<details class="no-print"><summary>Who brings what' in empty
    phone.post(at("bringing_add", meeting), {"what": "The key", "choice": "mine"})
    phone.post(at("bringing_add", meeting), {"what": "Soup"})

    anas = browser(ana)
    page = anas.get(at("meeting", meeting)).content.decode()
    assert '<details class="no-print" open><summary>Who brings what' in page
    assert "Soup" in page and "Nobody yet." in page and "Bilal" in page
    soup = Bringing.objects.get(what="Soup")
    assert anas.post(at("bringing", soup), {"choice": "take"}).status_code == 302
    assert anas.post(at("bringing", soup), {"choice": "eat"}).status_code == 409
    assert "You bring it." in anas.get(at("meeting", meeting)).content.decode()
    anas.post(at("bringing", soup), {"choice": "back"})
    phone.post(at("bringing", soup), {"choice": "off"})
    assert list(Bringing.objects.values_list("what", flat=True)) == ["The key"]


def test_who_left_is_no_longer_named(meeting, ana, bilal):
    actions.add_thing(by=bilal.actor, meeting=meeting, what="Soup", mine=True)
    joining.leave_hall(by=bilal.actor)
    section = browser(ana).get(at("meeting", meeting)).content.decode().partition("Who brings what")[2]
    assert "Soup" in section


def test_a_long_list_asks_no_more_than_a_short_one(meeting, ana, bilal):
    phone = browser(ana)
    actions.add_thing(by=bilal.actor, meeting=meeting, what="Thing 0", mine=True)
    phone.get(at("meeting", meeting))
    with CaptureQueriesContext(connection) as few:
        phone.get(at("meeting", meeting))
    for number in range(1, 8):
        actions.add_thing(by=bilal.actor, meeting=meeting, what=f"Thing {number}", mine=number % 2 == 0)
    with CaptureQueriesContext(connection) as many:
        phone.get(at("meeting", meeting))
    assert len(many) == len(few)
