"""Who is in the room is kept for as long as it is needed: checking in, the door, the quorum, and what a vote rests on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from unionhall.assemblies import actions
from unionhall.assemblies.models import Meeting, Presence
from unionhall.bodies import actions as bodies
from unionhall.bodies.models import Body
from unionhall.conftest import joins, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Outcome, Status
from unionhall.decisions.rules import calls_failed, gathered

from .evening import FRIDAY, come, many, seconded

pytestmark = pytest.mark.django_db


# Checking in ------------------------------------------------------------------------------------------------------


def test_who_comes_first_makes_the_code_and_the_others_say_it(evening, ana, bilal, chidi, noon):
    actions.check_in(by=ana.actor, meeting=evening)
    evening.refresh_from_db()
    assert len(evening.code) == 6

    for wrong in ("", "000000", evening.code[:5], "\ud800", "ñ" * 6):
        with pytest.raises(NotAuthorised, match="not the code of the room"):
            actions.check_in(by=bilal.actor, meeting=evening, code=wrong)
    actions.check_in(by=bilal.actor, meeting=evening, code=f" {evening.code[:3]}-{evening.code[3:].lower()} ")

    assert many(evening, noon) == 2


def test_who_is_there_is_there_once_and_may_go_and_come_again(evening, ana, bilal, noon):
    come(evening, ana, bilal)
    with pytest.raises(OutOfOrder, match="checked in already"):
        actions.check_in(by=bilal.actor, meeting=evening, code=evening.code)

    actions.check_out(by=bilal.actor, meeting=evening)
    assert many(evening, noon) == 1
    with pytest.raises(OutOfOrder, match="not checked in"):
        actions.check_out(by=bilal.actor, meeting=evening)
    come(evening, bilal)
    assert many(evening, noon) == 2 and Presence.objects.count() == 2


def test_the_doors_open_an_hour_before_and_not_for_a_meeting_too_few_have_called(bakery, ana, bilal, noon):
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room")
    with pytest.raises(OutOfOrder, match="Too few have called"):
        actions.check_in(by=ana.actor, meeting=made)
    actions.call_too(by=bilal.actor, meeting=made)

    noon.forward(FRIDAY - noon.at - timedelta(minutes=61))
    with pytest.raises(OutOfOrder, match="an hour before"):
        actions.check_in(by=ana.actor, meeting=made)
    noon.forward(timedelta(minutes=1))
    actions.check_in(by=ana.actor, meeting=made)


def test_online_one_needs_no_code_and_is_told_apart(evening, ana, bilal):
    come(evening, ana)
    with pytest.raises(OutOfOrder, match="no address online"):
        actions.check_in(by=bilal.actor, meeting=evening, online=True)
    Meeting.objects.update(link="https://call.example/abc")
    evening.refresh_from_db()
    assert actions.check_in(by=bilal.actor, meeting=evening, online=True).online


def test_who_has_no_vote_makes_no_quorum_and_strangers_are_the_doors_to_count(
    evening, ana, bilal, dora, noon
):
    come(evening, ana)
    come(evening, joins(ana, "Uwe", way="not_yet", seconder=bilal))
    with pytest.raises(NotAuthorised):
        actions.check_in(by=dora.actor, meeting=evening, code=evening.code)
    with pytest.raises(OutOfOrder, match="among the guests"):
        actions.tick_in(by=ana.actor, meeting=evening, member=dora)

    actions.count_guests(by=ana.actor, meeting=evening, guests=3)
    assert many(evening, noon) == 1
    for wrong in (-1, 10_001):
        with pytest.raises(OutOfOrder, match="Type a number"):
            actions.count_guests(by=ana.actor, meeting=evening, guests=wrong)


# The door ---------------------------------------------------------------------------------------------------------


def test_whoever_is_there_ticks_others_in_and_out_and_it_says_who_did(evening, ana, bilal, noon):
    with pytest.raises(NotAuthorised, match="check in first"):
        actions.tick_in(by=ana.actor, meeting=evening, member=bilal)
    come(evening, ana)

    ticked = actions.tick_in(by=ana.actor, meeting=evening, member=bilal)
    assert ticked.ticked_by_id == ana.pk
    actions.tick_out(by=ana.actor, meeting=evening, member=bilal)
    assert many(evening, noon) == 1
    with pytest.raises(OutOfOrder, match="not checked in"):
        actions.tick_out(by=ana.actor, meeting=evening, member=bilal)


# Opening and closing ----------------------------------------------------------------------------------------------


def test_it_is_opened_at_its_hour_by_who_is_there_and_closed_once(hall, evening, ana, bilal, noon):
    come(evening, ana)
    with pytest.raises(NotAuthorised, match="check in first"):
        actions.open_meeting(by=bilal.actor, meeting=evening)
    with pytest.raises(OutOfOrder, match="has not been opened"):
        actions.close_meeting(by=ana.actor, meeting=evening)

    actions.open_meeting(by=ana.actor, meeting=evening)
    with pytest.raises(OutOfOrder, match="open already"):
        actions.open_meeting(by=ana.actor, meeting=evening)
    closed = actions.close_meeting(by=ana.actor, meeting=evening)

    assert closed.code == "" and many(closed, noon) == 0
    with pytest.raises(OutOfOrder, match="is closed"):
        actions.check_in(by=bilal.actor, meeting=closed)
    assert kinds(hall)[-2:] == ["meeting.opened", "meeting.closed"]


def test_a_meeting_is_not_closed_over_an_open_vote_in_the_room(open_now, ana, bilal):
    decisions.open_poll(by=ana.actor, motion=seconded(open_now, ana, bilal), method="hands")
    with pytest.raises(OutOfOrder, match="first its result"):
        actions.close_meeting(by=ana.actor, meeting=open_now)


def test_it_is_not_opened_before_its_hour(bakery, ana, bilal, noon):
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room")
    actions.call_too(by=bilal.actor, meeting=made)
    noon.forward(FRIDAY - noon.at - timedelta(minutes=1))
    actions.check_in(by=ana.actor, meeting=made)
    with pytest.raises(OutOfOrder, match="at its hour"):
        actions.open_meeting(by=ana.actor, meeting=made)


# What a vote in the room rests on ---------------------------------------------------------------------------------


def test_tellers_can_count_no_more_than_came(open_now, ana, bilal, chidi):
    poll = decisions.open_poll(by=ana.actor, motion=seconded(open_now, ana, bilal), method="hands")
    assert poll.policy == "meeting"
    figures = {"yes": 3, "no": 0, "abstain": 0}
    with pytest.raises(OutOfOrder, match="2 are checked in"):
        decisions.type_figures(by=ana.actor, poll=poll, figures=figures, present=3)

    come(open_now, chidi)
    for one in (ana, bilal):
        decisions.type_figures(by=one.actor, poll=poll, figures=figures, present=3)
    poll = decisions.close_poll(by=chidi.actor, poll=poll)
    assert (poll.outcome, poll.present) == (Outcome.CARRIED, 3)


def test_without_an_open_meeting_the_tellers_say_it_as_before(evening, ana, bilal):
    come(evening, ana)
    assert gathered(evening.body, FRIDAY) is None
    poll = decisions.open_poll(by=ana.actor, motion=seconded(evening, ana, bilal), method="hands")
    assert poll.policy == "tellers"
    decisions.type_figures(by=ana.actor, poll=poll, figures={"yes": 3, "no": 0, "abstain": 0}, present=3)


def test_no_vote_opens_in_the_room_without_a_quorum_and_one_by_phone_does(open_now, ana, bilal, noon):
    motion = seconded(open_now, ana, bilal)
    actions.check_out(by=bilal.actor, meeting=open_now)
    assert gathered(open_now.body, noon.at).many == 1
    with pytest.raises(OutOfOrder, match=r"Checked in with a vote: 1\. A quorum is 2"):
        decisions.open_poll(by=ana.actor, motion=motion, method="hands")

    assert decisions.open_poll(by=ana.actor, motion=motion, method="open")


def test_that_too_few_came_is_a_call_without_quorum(hall, open_now, ana, bilal):
    motion = seconded(open_now, ana, bilal)
    with pytest.raises(OutOfOrder, match="Enough are here"):
        decisions.note_too_few(by=ana.actor, motion=motion)
    actions.check_out(by=bilal.actor, meeting=open_now)

    poll = decisions.note_too_few(by=ana.actor, motion=motion)

    motion.refresh_from_db()
    assert (poll.outcome, poll.present, poll.needed) == (Outcome.NOT_QUORATE, 1, 2)
    assert motion.status == Status.NOT_QUORATE and calls_failed(motion) == 1
    assert kinds(hall)[-2:] == ["poll.opened", "poll.declared"]


def test_who_is_not_in_the_room_does_not_note_that_too_few_are(open_now, ana, bilal, chidi):
    motion = seconded(open_now, ana, bilal)
    actions.check_out(by=bilal.actor, meeting=open_now)
    for one in (bilal, chidi):
        with pytest.raises(NotAuthorised, match="in the room"):
            decisions.note_too_few(by=one.actor, motion=motion)


def test_nobody_notes_that_too_few_came_where_nobody_counts(evening, ana, bilal):
    with pytest.raises(OutOfOrder, match="keeps count"):
        decisions.note_too_few(by=ana.actor, motion=seconded(evening, ana, bilal))


def test_who_left_the_hall_is_not_counted(open_now, bilal, noon):
    bodies.leave_hall(by=bilal.actor)
    assert many(open_now, noon) == 1


def test_who_came_goes_after_30_days_and_how_many_stays(hall, open_now, noon):
    assert Presence.objects.count() == 2
    noon.forward(timedelta(days=30))
    actions.settle(hall.pk)
    assert not Presence.objects.exists()
    open_now.refresh_from_db()
    assert open_now.code == "" and open_now.opened_at is not None


def test_a_meeting_of_another_body_is_nobodys_gathering_here(hall, open_now, noon):
    group = Body.objects.create(hall=hall, kind="group", name="Ovens", made_at=noon.at)
    assert gathered(open_now.body, noon.at) is not None and gathered(group, noon.at) is None
