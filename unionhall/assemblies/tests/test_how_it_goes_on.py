"""How a meeting goes on: moved, seconded, decided by hands, carried out at once; and what stands before what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from unionhall.assemblies import actions, rules
from unionhall.assemblies.models import ItemState, ProceduralMotion
from unionhall.conftest import browser, joins, kinds
from unionhall.core.charters.presets import STARTER
from unionhall.core.procedure import Procedure
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions.tests.story import adopt
from unionhall.record.book import entry_of
from unionhall.record.models import Opening

from .conftest import OF_TWO
from .evening import come, seconded
from .test_pages import at, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor(bakery, open_now, ana, bilal, chidi):
    """The open meeting of three, under a charter with the table of motions, its item about aprons on."""
    options = replace(STARTER.charter.options, procedure=Procedure.IWW)
    adopt(bakery, replace(STARTER.charter, ordinary=OF_TWO, options=options))
    come(open_now, chidi)
    motion = seconded(open_now, ana, bilal)
    item = open_now.items.create(
        hall=open_now.hall, place=1, kind="motion", motion=motion, by=ana, minutes=10
    )
    return actions.go_to(by=ana.actor, meeting=open_now, item=item)


def moves(meeting, ana, bilal, what, **more):
    made = actions.move(by=ana.actor, meeting=meeting, what=what, **more)
    return actions.second_move(by=bilal.actor, motion=made)


def decided(meeting, ana, bilal, what, yes=2, no=1, **more):
    told = actions.note_hands(by=ana.actor, motion=moves(meeting, ana, bilal, what, **more), yes=yes, no=no)
    meeting.refresh_from_db()
    return told


# One moves, another seconds, hands decide ------------------------------------------------------------------------


def test_it_is_moved_seconded_and_decided_and_the_record_has_the_hands_and_no_word(hall, floor, ana, bilal):
    made = actions.move(by=ana.actor, meeting=floor, what="refer", words="The  tool committee")
    assert made.words == "The tool committee" and kinds(hall)[-1] != "floor.decided"
    for act, why in (
        (lambda: actions.second_move(by=ana.actor, motion=made), "moved it yourself"),
        (lambda: actions.note_hands(by=ana.actor, motion=made, yes=2, no=0), "second it first"),
    ):
        with pytest.raises((OutOfOrder, NotAuthorised), match=why):
            act()
    actions.second_move(by=bilal.actor, motion=made)
    with pytest.raises(OutOfOrder, match="seconded already"):
        actions.second_move(by=bilal.actor, motion=made)

    told = actions.note_hands(by=bilal.actor, motion=made, yes=2, no=1)
    assert told.fate == "carried"
    facts = Opening.objects.get(entry=entry_of(floor, "floor.decided")).said()["facts"]
    assert facts == {"move": "refer", "carried": True, "yes": 2, "no": 1, "present": 3}
    with pytest.raises(OutOfOrder, match="decided already"):
        actions.note_hands(by=bilal.actor, motion=made, yes=2, no=1)


@pytest.mark.parametrize("yes, no", [(3, 1), (-1, 2), (2, -1), (4, 0)])
def test_no_more_hands_than_are_there(floor, ana, bilal, yes, no):
    made = moves(floor, ana, bilal, "table")
    with pytest.raises(OutOfOrder, match="3 with a vote are checked in"):
        actions.note_hands(by=ana.actor, motion=made, yes=yes, no=no)
    made.refresh_from_db()
    assert made.fate == "" and made.yes is None


def test_what_stands_higher_is_decided_first(floor, ana, bilal):
    lower = moves(floor, ana, bilal, "refer", words="Others")
    with pytest.raises(OutOfOrder, match="moved already"):
        actions.move(by=bilal.actor, meeting=floor, what="refer", words="Again")
    higher = moves(floor, ana, bilal, "recess", minutes=10)
    with pytest.raises(OutOfOrder, match="to take a break"):
        actions.note_hands(by=ana.actor, motion=lower, yes=2, no=0)
    with pytest.raises(OutOfOrder, match="First it is decided whether to take a break"):
        actions.move(by=ana.actor, meeting=floor, what="postpone")

    actions.note_hands(by=ana.actor, motion=higher, yes=1, no=2)
    assert actions.note_hands(by=ana.actor, motion=lower, yes=2, no=0).fate == "carried"


def test_it_is_withdrawn_by_who_moved_it_or_falls_where_nobody_seconds_it(floor, ana, bilal, chidi):
    made = moves(floor, ana, bilal, "table")
    with pytest.raises(OutOfOrder, match="whoever moved it withdraws it"):
        actions.drop_move(by=chidi.actor, motion=made)
    actions.drop_move(by=ana.actor, motion=made)
    alone = actions.move(by=ana.actor, meeting=floor, what="table")
    actions.drop_move(by=chidi.actor, motion=alone)
    assert list(ProceduralMotion.objects.values_list("fate", flat=True)) == ["fell", "fell"]
    assert moves(floor, ana, bilal, "table")


def test_whoever_has_no_vote_or_is_not_there_moves_nothing(floor, ana, bilal, chidi):
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)
    come(floor, guest)
    made = actions.move(by=ana.actor, meeting=floor, what="table")
    actions.check_out(by=chidi.actor, meeting=floor)
    for one in (guest, chidi):
        for act in (
            lambda one=one: actions.move(by=one.actor, meeting=floor, what="adjourn"),
            lambda one=one: actions.second_move(by=one.actor, motion=made),
            lambda one=one: actions.note_hands(by=one.actor, motion=made, yes=1, no=0),
            lambda one=one: actions.drop_move(by=one.actor, motion=made),
        ):
            with pytest.raises(NotAuthorised):
                act()


@pytest.mark.parametrize(
    "what, more, why",
    [
        ("refer", {}, "to whom"),
        ("recess", {}, "how many minutes"),
        ("recess", {"minutes": 241}, "how many minutes"),
        ("extend_time", {"minutes": -1}, "how many minutes"),
        ("amend", {}, "knows no such motion"),
        ("dance", {}, "Choose what you move"),
        ("", {}, "Choose what you move"),
    ],
)
def test_a_motion_says_what_it_needs(floor, ana, what, more, why):
    with pytest.raises(OutOfOrder, match=why):
        actions.move(by=ana.actor, meeting=floor, what=what, **more)


def test_the_starter_agreement_knows_none(open_now, ana):
    with pytest.raises(OutOfOrder, match="propose, amend, vote"):
        actions.move(by=ana.actor, meeting=open_now, what="adjourn")


# What comes of it ------------------------------------------------------------------------------------------------


def test_the_debate_ends_and_no_more_turns_are_given_but_points_are(floor, ana, bilal):
    actions.raise_hand(by=bilal.actor, meeting=floor)
    decided(floor, ana, bilal, "end_debate")
    assert rules.waiting(floor) == [] and floor.now.state == ItemState.DEBATED
    with pytest.raises(OutOfOrder, match="debate is over"):
        actions.raise_hand(by=bilal.actor, meeting=floor)
    actions.raise_hand(by=bilal.actor, meeting=floor, kind="order")
    with pytest.raises(OutOfOrder, match="now it is voted on"):
        actions.move(by=ana.actor, meeting=floor, what="postpone")
    decisions.open_poll(by=ana.actor, motion=floor.now.motion, method="hands")


def test_more_time_takes_two_thirds(floor, ana, bilal):
    assert decided(floor, ana, bilal, "extend_time", 1, 1, minutes=5).fate == "lost"
    assert floor.now.minutes == 10
    assert decided(floor, ana, bilal, "extend_time", 2, 1, minutes=5).fate == "carried"
    assert floor.now.minutes == 15


@pytest.mark.parametrize(
    "what, state", [("table", "tabled"), ("postpone", "postponed"), ("refer", "referred")]
)
def test_what_is_laid_aside_is_not_voted_on_in_the_room_until_it_is_taken_up_again(
    floor, ana, bilal, what, state
):
    item = floor.now
    made = moves(floor, ana, bilal, what, words="The committee")
    with pytest.raises(OutOfOrder, match="First it is decided whether"):
        decisions.open_poll(by=ana.actor, motion=item.motion, method="hands")
    with pytest.raises(OutOfOrder, match="First it is decided whether"):
        actions.go_to(by=ana.actor, meeting=floor, item=None)
    actions.note_hands(by=ana.actor, motion=made, yes=3, no=0)

    floor.refresh_from_db()
    item.refresh_from_db()
    assert (floor.now, item.state) == (None, state)
    with pytest.raises(OutOfOrder, match="laid this aside"):
        decisions.open_poll(by=ana.actor, motion=item.motion, method="hands")
    actions.go_to(by=ana.actor, meeting=floor, item=item)
    item.refresh_from_db()
    assert item.state == ""
    decisions.open_poll(by=ana.actor, motion=item.motion, method="hands")


def test_a_break_says_until_when(floor, ana, bilal, noon):
    decided(floor, ana, bilal, "recess", minutes=20)
    assert floor.break_until == noon.at + timedelta(minutes=20)
    assert "A break until 18:20" in said(browser(bilal).get(at("floor", floor.hall, pk=floor.pk)))
    noon.forward(timedelta(minutes=20))
    assert "A break until" not in said(browser(bilal).get(at("floor", floor.hall, pk=floor.pk)))


def test_after_adjourning_nothing_is_moved_and_the_meeting_can_be_closed(floor, ana, bilal):
    waits = actions.move(by=bilal.actor, meeting=floor, what="table")
    decided(floor, ana, bilal, "adjourn")
    waits.refresh_from_db()
    assert waits.fate == "fell"
    with pytest.raises(OutOfOrder, match="close the meeting"):
        actions.move(by=ana.actor, meeting=floor, what="recess", minutes=5)
    page = said(browser(ana).get(at("procedure", floor.hall, pk=floor.pk)))
    assert "Close the meeting" in page and "I move it" not in page
    actions.close_meeting(by=ana.actor, meeting=floor)


def test_without_a_quorum_a_break_and_the_end_are_all_that_is_decided(floor, ana, bilal, chidi):
    made = moves(floor, ana, bilal, "table")
    for one in (chidi, bilal):
        actions.check_out(by=one.actor, meeting=floor)
    with pytest.raises(OutOfOrder, match="Too few are here"):
        actions.note_hands(by=ana.actor, motion=made, yes=1, no=0)
    actions.drop_move(by=ana.actor, motion=made)
    with pytest.raises(OutOfOrder, match="Too few are here"):
        actions.move(by=ana.actor, meeting=floor, what="end_debate")
    assert "One more is wanted for a quorum" in said(browser(ana).get(at("floor", floor.hall, pk=floor.pk)))
    ends = actions.move(by=ana.actor, meeting=floor, what="adjourn")
    come(floor, bilal)
    actions.second_move(by=bilal.actor, motion=ends)
    actions.check_out(by=bilal.actor, meeting=floor)
    assert actions.note_hands(by=ana.actor, motion=ends, yes=1, no=0).fate == "carried"


def test_who_moved_is_known_for_thirty_days_and_what_was_decided_for_good(floor, ana, bilal, noon):
    decided(floor, ana, bilal, "extend_time", 2, 1, minutes=5)
    actions.move(by=ana.actor, meeting=floor, what="table")
    actions.close_meeting(by=ana.actor, meeting=floor)
    assert ProceduralMotion.objects.get(move="table").fate == "fell"
    noon.forward(timedelta(days=31))
    actions.settle(floor.hall_id)
    assert set(ProceduralMotion.objects.values_list("by", "seconded_by")) == {(None, None)}
    assert ProceduralMotion.objects.get(move="extend_time").yes == 2


# On the phones ---------------------------------------------------------------------------------------------------


def test_the_whole_of_it_by_phone(hall, floor, ana, bilal):
    anas, bilals = browser(ana), browser(bilal)
    page = at("procedure", hall, pk=floor.pk)
    assert "Procedural motions" in said(anas.get(at("floor", hall, pk=floor.pk)))
    there = said(anas.get(page))
    assert "To end the debate" in there and "It may be debated." in there

    asked = {"move": "refer", "words": "The tool committee"}
    there = said(anas.post(at("move", hall, pk=floor.pk), asked, follow=True))
    assert "To refer it to others: The tool committee" in there
    assert "I withdraw it" in there and "Second it" not in there
    assert "That is moved already." in there
    made = ProceduralMotion.objects.get()
    assert "waits for somebody to second it" in said(bilals.get(at("floor", hall, pk=floor.pk)))
    there = said(bilals.post(at("second_move", hall, pk=made.pk), follow=True))
    assert "seconded by Bilal" in there and "So it is decided" in there
    for typed in ({"yes": "many", "no": "0"}, {"yes": "", "no": ""}, {"yes": "4", "no": "0"}):
        assert bilals.post(at("hands", hall, pk=made.pk), typed).status_code == 409
    there = said(bilals.post(at("hands", hall, pk=made.pk), {"yes": "2", "no": "1"}, follow=True))
    assert "Carried: to refer it to others." in there and "2 for, 1 against" in there
    assert "referred" in said(anas.get(at("meeting", hall, pk=floor.pk)))


def test_the_page_of_a_plain_charter_says_what_there_is_and_who_is_not_there_is_told(
    hall, open_now, ana, chidi
):
    assert "propose, amend, vote" in said(browser(ana).get(at("procedure", hall, pk=open_now.pk)))
    assert "Procedural motions" not in said(browser(ana).get(at("floor", hall, pk=open_now.pk)))
    assert "check in first" in said(browser(chidi).get(at("procedure", hall, pk=open_now.pk)))


# In the minutes, and what is voted on first ----------------------------------------------------------------------


def test_the_minutes_say_how_the_meeting_went_on(hall, floor, ana, bilal):
    decided(floor, ana, bilal, "extend_time", 2, 1, minutes=5)
    before = rules.stand_of(floor).digest
    decided(floor, ana, bilal, "recess", 1, 2, minutes=10)
    assert rules.stand_of(floor).digest != before
    anas = browser(ana)
    page = said(anas.get(at("minutes", hall, pk=floor.pk)))
    assert "18:00 · to extend the time: 5 minutes · carried · 2 for, 1 against" in page
    assert "to take a break: 10 minutes · lost · 1 for, 2 against" in page
    plain = anas.get(at("minutes_markdown", hall, pk=floor.pk)).content.decode()
    assert "How the meeting went on" in plain and "to extend the time: 5 minutes" in plain


def test_open_amendments_stand_on_the_floor_each_before_what_it_changes(hall, floor, ana, bilal, chidi):
    motion = floor.now.motion
    first = decisions.put_amendment(by=bilal.actor, motion=motion, title="New aprons, green", text="")
    decisions.second_motion(by=chidi.actor, motion=first)
    inner = decisions.put_amendment(by=chidi.actor, motion=first, title="New aprons, dark green", text="")
    page = said(browser(ana).get(at("floor", hall, pk=floor.pk)))
    assert "Voted on before it" in page
    deeper, outer = page.index(f"/motions/{inner.pk}/"), page.index(f"/motions/{first.pk}/")
    assert deeper < outer
    decisions.withdraw_motion(by=chidi.actor, motion=inner)
    assert f"/motions/{inner.pk}/" not in said(browser(ana).get(at("floor", hall, pk=floor.pk)))
