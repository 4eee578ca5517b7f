"""The evening itself, on the phones of those who come: checking in, the door, opening, a vote, closing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unionhall.assemblies import actions
from unionhall.assemblies.models import Meeting, Presence
from unionhall.conftest import browser, joins
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions as decisions

from .evening import FRIDAY, come, seconded
from .test_pages import at, said

pytestmark = pytest.mark.django_db


def test_from_the_first_who_comes_to_the_close(hall, evening, ana, bilal, chidi):
    anas, bilals = browser(ana), browser(bilal)
    page = at("meeting", hall, pk=evening.pk)
    assert "We meet now: say that you are here" in said(anas.get(reverse("desk:hall", args=[hall.slug])))
    assert "The code of the room" not in said(anas.get(page))

    answer = said(anas.post(at("here", hall, pk=evening.pk), {}, follow=True))
    evening.refresh_from_db()
    assert "You are checked in" in answer and evening.code in answer
    assert "We meet now" not in said(anas.get(reverse("desk:hall", args=[hall.slug])))

    theirs = said(bilals.get(page))
    assert "The code of the room" in theirs and evening.code not in theirs
    link = re.search(r"<figcaption[^>]*>(.*?)</figcaption>", said(anas.get(page))).group(1)
    assert f'value="{evening.code}"' in said(bilals.get(link))
    wrong = bilals.post(at("here", hall, pk=evening.pk), {"code": "NOCODE"})
    assert wrong.status_code == 409 and 'value="NOCODE"' in said(wrong) and "tick you in" in said(wrong)
    bilals.post(at("here", hall, pk=evening.pk), {"code": evening.code})

    door = said(anas.get(at("door", hall, pk=evening.pk)))
    assert "2 are here" in door and "Chidi" in door
    anas.post(at("tick", hall, pk=evening.pk), {"member": chidi.pk, "tick": "in"})
    assert "ticked in by Ana" in said(anas.get(at("door", hall, pk=evening.pk)))
    anas.post(at("guests", hall, pk=evening.pk), {"guests": "2"})
    anas.post(at("tick", hall, pk=evening.pk), {"member": chidi.pk, "tick": "out"})
    assert "has not been opened" in said(anas.get(at("close", hall, pk=evening.pk)))

    assert "The meeting is open." in said(anas.post(at("open", hall, pk=evening.pk), follow=True))
    there = said(anas.get(page))
    assert "2 present of 3" in there and "Quorate: 2 are needed" in there and "2 guests" in there
    bilals.post(at("gone", hall, pk=evening.pk))
    assert "Not quorate" in said(bilals.get(page))

    assert "checked out by this" in said(anas.get(at("close", hall, pk=evening.pk)))
    closed = said(anas.post(at("close", hall, pk=evening.pk), follow=True))
    assert "The meeting is closed" in closed and "I am here" not in closed


def test_names_of_those_there_are_for_who_keeps_the_door(hall, evening, ana, bilal, chidi):
    come(evening, ana)
    for path in (at("door", hall, pk=evening.pk), at("meeting", hall, pk=evening.pk)):
        assert "ticked in by" not in said(browser(bilal).get(path))
    assert "check in first" in said(browser(bilal).get(at("door", hall, pk=evening.pk)))
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)
    assert "Ana</span>" not in said(browser(guest).get(at("door", hall, pk=evening.pk)))


def test_in_a_larger_body_the_door_finds_by_name_and_lists_nobody_who_is_away(
    hall, evening, ana, bilal, chidi, monkeypatch
):
    monkeypatch.setattr("unionhall.assemblies.views.presence.KNOW_EACH_OTHER", 2)
    come(evening, ana)
    anas = browser(ana)
    assert "Bilal" not in said(anas.get(at("door", hall, pk=evening.pk)))
    assert "Bilal" in said(anas.get(at("door", hall, pk=evening.pk), {"q": "Bilal"}))
    assert "Bilal" not in said(anas.get(at("door", hall, pk=evening.pk), {"q": "Bi"}))

    monkeypatch.setattr("unionhall.assemblies.views.presence.SHOWN", 0)
    assert "type a name above" in said(anas.get(at("door", hall, pk=evening.pk)))
    assert "Has left" in said(anas.get(at("door", hall, pk=evening.pk), {"q": "Ana"}))


@pytest.mark.parametrize("typed", ["", "x", "-1", "1.5", "999999999", "٣"])
def test_guests_are_a_number(hall, evening, ana, typed):
    come(evening, ana)
    answer = browser(ana).post(at("guests", hall, pk=evening.pk), {"guests": typed})
    assert answer.status_code == 409 and "Type a number" in said(answer)


def test_the_page_where_a_vote_is_opened_says_whether_enough_are_here(hall, open_now, ana, bilal):
    motion = seconded(open_now, ana, bilal)
    page = reverse("decisions:open", kwargs={"hall": hall.slug, "pk": motion.pk})
    assert "2 who vote are checked in: enough" in said(browser(ana).get(page))
    assert "Note that we are too few" not in said(browser(ana).get(page))

    actions.check_out(by=bilal.actor, meeting=open_now)
    short = said(browser(ana).get(page))
    assert "A quorum is 2" in short and "Note that we are too few" in short
    noted = browser(ana).post(
        reverse("decisions:too_few", kwargs={"hall": hall.slug, "pk": motion.pk}), follow=True
    )
    assert "this call came to no quorum" in said(noted) and "Not quorate" in said(noted)


def test_many_who_are_there_make_no_more_queries(hall, open_now, ana, bilal, chidi):
    anas = browser(ana)

    def queries(name):
        with CaptureQueriesContext(connection) as asked:
            anas.get(at(name, hall, pk=open_now.pk))
        return len(asked)

    for name in ("meeting", "door"):
        queries(name)
        few = queries(name)
        come(open_now, chidi)
        assert queries(name) <= few
        actions.check_out(by=chidi.actor, meeting=open_now)


def test_the_page_is_brought_up_to_date_with_counts_and_no_names(open_now, ana):
    from unionhall.assemblies.live import region

    drawn = region(str(open_now.pk))
    assert "2 present of 3" in drawn and "Ana" not in drawn


def test_a_meeting_long_begun_is_over_by_itself(hall, open_now, ana, noon):
    noon.forward(timedelta(hours=12))
    assert "I leave" not in said(browser(ana).get(at("meeting", hall, pk=open_now.pk)))
    assert Meeting.objects.get().closed_at is None and Presence.objects.count() == 2


# What a stranger stumbled over ------------------------------------------------------------------------------------


def test_a_meeting_that_was_opened_is_not_called_off(hall, open_now, ana, bilal):
    assert "Call it off" not in said(browser(ana).get(at("meeting", hall, pk=open_now.pk)))
    with pytest.raises(OutOfOrder, match="not called off"):
        actions.call_off(by=ana.actor, meeting=open_now)
    closed = actions.close_meeting(by=ana.actor, meeting=open_now)
    with pytest.raises(OutOfOrder, match="not called off"):
        actions.call_off(by=ana.actor, meeting=closed)


def test_once_closed_every_page_says_so_and_leads_to_the_minutes(hall, open_now, ana):
    from unionhall.kit.registries import fragments

    anas, front = browser(ana), reverse("desk:hall", args=[hall.slug])
    assert "Our meeting is open: what is on now" in said(anas.get(front))
    actions.close_meeting(by=ana.actor, meeting=open_now)
    for kind in ("meeting", "floor"):
        drawn = fragments.get(kind)(str(open_now.pk))
        assert "This meeting is closed." in drawn and "has not been opened" not in drawn
    minutes = at("minutes", hall, pk=open_now.pk)
    for name in ("floor", "screen"):
        page = said(anas.get(at(name, hall, pk=open_now.pk)))
        assert "This meeting is closed." in page and minutes in page
    assert "Our meeting is open" not in said(anas.get(front))
    assert "No meeting stands." in said(anas.get(front))
    listed = anas.get(at("meetings", hall)).content.decode()
    assert listed.count(at("meeting", hall, pk=open_now.pk)) == 1


def test_a_vote_in_the_room_is_on_every_phone_whatever_item_is_on(hall, open_now, ana, bilal):
    poll = decisions.open_poll(by=ana.actor, motion=seconded(open_now, ana, bilal), method="hands")
    there = reverse("decisions:poll", kwargs={"hall": hall.slug, "pk": poll.pk})
    for name in ("floor", "screen", "close"):
        assert there in said(browser(bilal).get(at(name, hall, pk=open_now.pk)))


def test_calling_with_no_hand_up_is_a_word_and_no_refusal(hall, open_now, ana):
    answer = browser(ana).post(at("following", hall, pk=open_now.pk), follow=True)
    assert answer.status_code == 200 and "No hand is up." in said(answer)


def test_before_its_hour_the_page_says_when_it_is_opened(hall, bakery, ana, bilal, noon):
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room")
    actions.call_too(by=bilal.actor, meeting=made)
    noon.forward(FRIDAY - noon.at - timedelta(minutes=5))
    actions.check_in(by=ana.actor, meeting=made)
    page = said(browser(ana).get(at("meeting", hall, pk=made.pk)))
    assert "opened at its hour" in page and "Open the meeting" not in page
    front = said(browser(bilal).get(reverse("desk:hall", args=[hall.slug])))
    assert "We meet now" in front and "Are you coming?" not in front


def test_that_too_few_came_is_asked_twice_and_says_what_the_next_call_needs(hall, open_now, ana, bilal):
    motion = seconded(open_now, ana, bilal)
    actions.check_out(by=bilal.actor, meeting=open_now)
    page = reverse("decisions:open", kwargs={"hall": hall.slug, "pk": motion.pk})
    short = said(browser(ana).get(page))
    assert "cannot be taken back" in short and "This is a second call" in short
    assert "It needs notice of 3 days." in short
