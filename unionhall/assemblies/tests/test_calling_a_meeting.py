"""A meeting is called by as many as the charter says, with the notice it asks for, and no one of them can stop it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from unionhall.assemblies import actions, rules
from unionhall.assemblies.models import Coming, Meeting
from unionhall.bodies import actions as bodies
from unionhall.bodies.rules import assembly
from unionhall.conftest import joins, kinds
from unionhall.core.charters import Options
from unionhall.core.charters.presets import STARTER
from unionhall.core.quorums import Quorum
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions.tests.story import adopt, put
from unionhall.kit.actor import Actor

from .evening import FRIDAY, come

pytestmark = pytest.mark.django_db


def call(body, by, begins_at=FRIDAY, **more):
    return actions.call_meeting(by=by.actor, body=body, begins_at=begins_at, **{"place": "Back room", **more})


@pytest.fixture
def meeting(bakery, ana, bilal):
    """Called by Ana and Bilal for Friday, 18:00 in Vienna."""
    return actions.call_too(by=bilal.actor, meeting=call(bakery, ana))


# Called together -----------------------------------------------------------------------------------------


def test_any_two_call_a_meeting_and_one_does_not(hall, bakery, ana, bilal):
    one = call(bakery, ana)
    assert one.convened_at is None
    with pytest.raises(OutOfOrder, match="called this meeting already"):
        actions.call_too(by=ana.actor, meeting=one)

    both = actions.call_too(by=bilal.actor, meeting=one)

    assert both.convened_at is not None
    assert kinds(hall) == ["meeting.called", "call.joined"]


def test_where_one_is_all_there_are_one_is_enough(other_hall, dora):
    assert call(assembly(other_hall.pk), dora).convened_at is not None


@pytest.mark.parametrize("callers, names", [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_it_takes_as_many_as_the_charter_says_never_more_than_there_are(
    bakery, ana, bilal, chidi, callers, names
):
    adopt(bakery, replace(STARTER.charter, options=Options(callers=callers)))
    made = call(bakery, ana)
    for one in (bilal, chidi)[: names - 1]:
        assert made.convened_at is None
        made = actions.call_too(by=one.actor, meeting=made)

    assert made.convened_at is not None


def test_who_has_no_vote_calls_none(bakery, ana, bilal, dora):
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)
    one = call(bakery, ana)

    for stranger in (guest, dora):
        with pytest.raises(NotAuthorised):
            call(bakery, stranger)
        with pytest.raises(NotAuthorised):
            actions.call_too(by=stranger.actor, meeting=one)


def test_it_lies_ahead_within_a_year_and_somewhere(bakery, ana, noon):
    for wrong in (noon.at, noon.at - timedelta(days=1), noon.at + timedelta(days=367)):
        with pytest.raises(OutOfOrder, match=r"ahead|within a year"):
            call(bakery, ana, wrong)
    with pytest.raises(OutOfOrder, match="Say where it is"):
        call(bakery, ana, place="  ")
    assert not Meeting.objects.exists()


# Notice --------------------------------------------------------------------------------------------------


def noticed(bakery, **notice):
    adopt(bakery, replace(STARTER.charter, ordinary=replace(STARTER.charter.ordinary, **notice)))


def test_notice_of_days_is_calendar_days_from_the_last_name_that_was_wanting(bakery, ana, bilal, noon):
    noticed(bakery, notice_days=3)
    with pytest.raises(OutOfOrder, match=r"notice of 3 days.*7 May 2026"):
        call(bakery, ana, datetime(2026, 5, 6, 20, tzinfo=UTC))

    one = call(bakery, ana, datetime(2026, 5, 7, 8, tzinfo=UTC))
    noon.forward(timedelta(days=1))
    with pytest.raises(OutOfOrder, match=r"notice of 3 days.*8 May 2026"):
        actions.call_too(by=bilal.actor, meeting=one)
    one.refresh_from_db()
    assert one.convened_at is None


def test_notice_of_hours_is_by_the_clock(bakery, ana, noon):
    noticed(bakery, notice_hours=48)
    with pytest.raises(OutOfOrder, match="notice of 48 hours"):
        call(bakery, ana, noon.at + timedelta(hours=47))
    assert call(bakery, ana, noon.at + timedelta(hours=48))


def test_the_charters_common_notice_holds_where_the_ordinary_rule_names_none(bakery, ana, noon):
    adopt(bakery, replace(STARTER.charter, options=Options(notice_days=7)))
    with pytest.raises(OutOfOrder, match="notice of 7 days"):
        call(bakery, ana, noon.at + timedelta(days=5))


def test_a_further_name_under_a_meeting_that_stands_is_in_time_on_its_last_day(bakery, meeting, chidi, noon):
    noticed(bakery, notice_days=3)
    served = meeting.convened_at
    noon.at = FRIDAY - timedelta(hours=1)

    actions.call_too(by=chidi.actor, meeting=meeting)

    meeting.refresh_from_db()
    assert meeting.convened_at == served, "notice is served once"


# Called off ----------------------------------------------------------------------------------------------


def test_it_is_off_once_all_who_called_it_say_so_and_one_cannot_stop_it(hall, meeting, ana, bilal, chidi):
    with pytest.raises(NotAuthorised, match="all of them"):
        actions.call_off(by=chidi.actor, meeting=meeting)
    actions.call_too(by=chidi.actor, meeting=meeting)

    assert actions.call_off(by=ana.actor, meeting=meeting).called_off_at is None
    with pytest.raises(OutOfOrder, match="taken your call back already"):
        actions.call_off(by=ana.actor, meeting=meeting)
    assert actions.call_off(by=bilal.actor, meeting=meeting).called_off_at is None
    assert actions.call_off(by=chidi.actor, meeting=meeting).called_off_at is not None

    assert rules.next_meeting(hall, meeting.called_at) is None
    with pytest.raises(OutOfOrder, match="called off"):
        actions.call_off(by=ana.actor, meeting=meeting)


def test_a_call_taken_back_before_enough_stood_behind_it_counts_no_more(bakery, ana, bilal, chidi):
    adopt(bakery, replace(STARTER.charter, options=Options(callers=2)))
    one = call(bakery, ana)

    assert actions.call_off(by=ana.actor, meeting=one).called_off_at is not None
    with pytest.raises(OutOfOrder, match="called off"):
        actions.call_too(by=bilal.actor, meeting=one)


def test_of_three_wanted_one_who_took_it_back_is_not_counted(bakery, ana, bilal, chidi):
    adopt(bakery, replace(STARTER.charter, options=Options(callers=3)))
    fourth = joins(ana, "Hana", seconder=bilal)
    one = call(bakery, ana)
    actions.call_too(by=bilal.actor, meeting=one)
    actions.call_off(by=ana.actor, meeting=one)

    assert actions.call_too(by=chidi.actor, meeting=one).convened_at is None
    assert actions.call_too(by=fourth.actor, meeting=one).convened_at is not None


def test_who_has_left_stands_behind_no_call(bakery, ana, bilal, chidi):
    gone = call(bakery, ana)
    bodies.leave_hall(by=ana.actor)

    assert actions.call_too(by=bilal.actor, meeting=gone).convened_at is None
    assert actions.call_too(by=chidi.actor, meeting=gone).convened_at is not None
    actions.call_off(by=bilal.actor, meeting=gone)
    assert actions.call_off(by=chidi.actor, meeting=gone).called_off_at is not None, (
        "who left keeps it standing for nobody"
    )


# Who comes -----------------------------------------------------------------------------------------------


def test_who_comes_is_said_changed_and_counted_against_the_quorum(bakery, meeting, ana, bilal, chidi, noon):
    assert rules.forecast(meeting, noon.at) == rules.Turnout(voters=3, wanted=2, many=0)

    actions.say_coming(by=ana.actor, meeting=meeting, yes=True, needs="  a chair ")
    actions.say_coming(by=chidi.actor, meeting=meeting, yes=True)
    actions.say_coming(by=chidi.actor, meeting=meeting, yes=False, needs="nothing")

    forecast = rules.forecast(meeting, noon.at)
    assert (forecast.many, forecast.lacking) == (1, 1)
    assert {one.member_id: (one.yes, one.needs) for one in Coming.objects.all()} == {
        ana.pk: (True, "a chair"),
        chidi.pk: (False, ""),
    }


def test_a_guest_comes_and_makes_no_quorum(meeting, ana, bilal, noon):
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)
    actions.say_coming(by=guest.actor, meeting=meeting, yes=True)

    assert rules.forecast(meeting, noon.at).many == 0


def test_without_a_quorum_in_the_charter_nobody_is_lacking(bakery, meeting, noon):
    noticed(bakery, quorum_present=None)
    assert rules.forecast(meeting, noon.at).lacking == 0
    noticed(bakery, quorum_present=Quorum(number=3))
    assert rules.forecast(meeting, noon.at).lacking == 3


def test_where_it_is_may_be_shown_only_to_who_comes_from_an_hour_on(bakery, ana, bilal, chidi, noon):
    secret = call(bakery, ana, place_from=FRIDAY - timedelta(hours=3))
    secret = actions.call_too(by=bilal.actor, meeting=secret)

    assert rules.place_is_shown(secret, ana, False, noon.at), "whoever calls it knows"
    early, late = FRIDAY - timedelta(hours=4), FRIDAY - timedelta(hours=3)
    assert [rules.place_is_shown(secret, chidi, comes, at) for comes in (False, True) for at in (early, late)] == [
        False, False, False, True,
    ]  # fmt: skip
    with pytest.raises(OutOfOrder, match="before it begins"):
        call(bakery, ana, place_from=FRIDAY + timedelta(hours=1))


def test_thirty_days_later_nobody_knows_who_came_or_where_it_was(hall, meeting, ana, noon):
    actions.say_coming(by=ana.actor, meeting=meeting, yes=True, needs="a chair")
    before = kinds(hall)
    noon.at = FRIDAY + timedelta(days=29)
    actions.settle(hall.pk)
    assert Coming.objects.exists()

    noon.forward(timedelta(days=1))
    for _again in range(2):
        actions.settle(hall.pk)

    meeting.refresh_from_db()
    assert not Coming.objects.exists() and meeting.place == "" and meeting.begins_at == FRIDAY
    assert kinds(hall) == before


# The agenda ----------------------------------------------------------------------------------------------


def test_an_agenda_begins_with_what_was_chosen_and_grows_at_its_end(bakery, meeting, ana, chidi):
    begun = call(bakery, ana, agenda="rusty")
    assert [one.title for one in begun.items.all()][:2] == [
        "Opening; who facilitates; quorum",
        "Reading the last minutes",
    ]
    with pytest.raises(OutOfOrder, match="one of these agendas"):
        call(bakery, ana, agenda="tea")

    motion = put(ana, bakery, "Bread for the strikers")
    actions.put_item(by=chidi.actor, meeting=meeting, motion=motion)
    actions.put_item(by=ana.actor, meeting=meeting, title=" The  oven ", minutes=10)

    assert [(one.place, one.kind, one.title) for one in meeting.items.all()] == [
        (1, "motion", ""),
        (2, "discussion", "The oven"),
    ]
    with pytest.raises(OutOfOrder, match="on the agenda already"):
        actions.put_item(by=ana.actor, meeting=meeting, motion=motion)


@pytest.mark.parametrize(
    "wrong, why",
    [
        ({"title": " "}, "few words"),
        ({"title": "x", "kind": "nap"}, "what kind"),
        ({"title": "x", "minutes": 999}, "240"),
    ],
)
def test_an_item_that_says_nothing_is_refused(meeting, ana, wrong, why):
    with pytest.raises(OutOfOrder, match=why):
        actions.put_item(by=ana.actor, meeting=meeting, **wrong)


def test_nobody_takes_off_what_another_put_on(bakery, meeting, ana, chidi):
    item = actions.put_item(by=chidi.actor, meeting=meeting, title="The oven")
    with pytest.raises(NotAuthorised, match="Whoever put it on"):
        actions.take_off_item(by=ana.actor, item=item)

    actions.take_off_item(by=chidi.actor, item=item)
    assert not meeting.items.exists()


def test_those_who_called_it_take_off_what_it_began_with(bakery, ana, bilal, chidi):
    begun = actions.call_too(by=bilal.actor, meeting=call(bakery, ana, agenda="first"))
    first, second = begun.items.all()[:2]
    with pytest.raises(NotAuthorised):
        actions.take_off_item(by=chidi.actor, item=first)

    actions.take_off_item(by=ana.actor, item=first)
    actions.take_off_item(by=bilal.actor, item=second)


def test_from_its_hour_on_whoever_is_there_puts_things_on_its_agenda_and_nobody_takes_them_off(
    meeting, ana, bilal, noon
):
    item = actions.put_item(by=ana.actor, meeting=meeting, title="The oven")
    noon.at = FRIDAY
    for late in (
        lambda: actions.put_item(by=ana.actor, meeting=meeting, title="The roof"),
        lambda: actions.take_off_item(by=ana.actor, item=item),
    ):
        with pytest.raises(OutOfOrder, match="hour has come"):
            late()
    come(meeting, ana)
    opened = actions.open_meeting(by=ana.actor, meeting=meeting)
    last = actions.put_item(by=ana.actor, meeting=opened, title="The roof")
    assert list(opened.items.all())[-1] == last
    with pytest.raises(NotAuthorised, match="check in first"):
        actions.put_item(by=bilal.actor, meeting=opened, title="The yard")
    with pytest.raises(OutOfOrder, match="hour has come"):
        actions.take_off_item(by=ana.actor, item=last)
    closed = actions.close_meeting(by=ana.actor, meeting=opened)
    with pytest.raises(OutOfOrder, match="closed"):
        actions.put_item(by=ana.actor, meeting=closed, title="The cellar")


def test_the_record_says_that_and_when_and_not_where_or_what_for(hall, meeting, ana):
    from unionhall.record.models import Opening

    said = str(list(Opening.objects.filter(entry__hall=hall).values()))
    assert "2026-05-08T16:00" in said and "Back room" not in said


def test_the_clock_calls_nothing(bakery, meeting):
    with pytest.raises(NotAuthorised):
        actions.call_too(by=Actor.the_clock(bakery.hall_id), meeting=meeting)
