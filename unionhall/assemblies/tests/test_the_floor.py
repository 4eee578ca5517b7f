"""The floor: hands, who is called, what is on; nothing of it is kept but how often somebody spoke."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unionhall.assemblies import actions, rules
from unionhall.assemblies.live import floor
from unionhall.assemblies.models import HandUp, Meeting, Presence
from unionhall.bodies import actions as bodies
from unionhall.bodies.models import Member
from unionhall.conftest import browser, joins, kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.kit.registries import fragments, gatherings
from unionhall.people.models import Person

from .evening import come, seconded
from .test_pages import at, said

pytestmark = pytest.mark.django_db


def up(meeting):
    return [one.presence.member.name for one, _why in rules.waiting(meeting)]


def speaks(meeting):
    return [one.presence.member.name for one in rules.speaking(meeting)]


def raises(meeting, *people, kind="turn", noon=None):
    for one in people:
        actions.raise_hand(by=one.actor, meeting=meeting, kind=kind)
        if noon is not None:
            noon.forward(timedelta(seconds=1))


# Hands ------------------------------------------------------------------------------------------------------------


def test_hands_go_up_are_called_and_leave_nothing_but_a_count(hall, open_now, ana, bilal, chidi, noon):
    come(open_now, chidi)
    raises(open_now, chidi, ana, noon=noon)
    assert up(open_now) == ["Chidi", "Ana"]
    with pytest.raises(OutOfOrder, match="up already"):
        actions.raise_hand(by=ana.actor, meeting=open_now)

    actions.call_hand(by=bilal.actor, meeting=open_now)
    assert (speaks(open_now), up(open_now)) == (["Chidi"], ["Ana"])
    actions.call_hand(by=bilal.actor, meeting=open_now)
    assert (speaks(open_now), up(open_now)) == (["Ana"], [])
    actions.take_down(by=ana.actor, hand=rules.speaking(open_now)[0])

    assert not HandUp.objects.exists()
    assert dict(Presence.objects.values_list("member__name", "turns")) == {"Ana": 1, "Bilal": 0, "Chidi": 1}
    with pytest.raises(OutOfOrder, match="No hand is up"):
        actions.call_hand(by=bilal.actor, meeting=open_now)
    assert kinds(hall)[-1] == "meeting.opened"


def test_a_point_interrupts_and_whoever_spoke_goes_on(open_now, ana, bilal, noon):
    raises(open_now, ana, noon=noon)
    actions.call_hand(by=bilal.actor, meeting=open_now)
    raises(open_now, bilal, noon=noon)
    raises(open_now, bilal, kind="order", noon=noon)

    called = actions.call_hand(by=ana.actor, meeting=open_now)
    assert called.kind == "order" and speaks(open_now) == ["Ana", "Bilal"]
    actions.take_down(by=ana.actor, hand=called)
    assert speaks(open_now) == ["Ana"] and up(open_now) == ["Bilal"]


def test_a_chosen_hand_is_called_before_its_place(open_now, ana, bilal, noon):
    raises(open_now, ana, bilal, noon=noon)
    last = rules.waiting(open_now)[1][0]
    actions.call_hand(by=ana.actor, meeting=open_now, hand=last)
    assert speaks(open_now) == ["Bilal"]
    with pytest.raises(OutOfOrder, match="not up any more"):
        actions.call_hand(by=ana.actor, meeting=open_now, hand=last)


def test_the_rule_changes_in_the_middle_and_what_people_say_of_themselves_counts(
    open_now, ana, bilal, chidi, noon
):
    come(open_now, chidi)
    Presence.objects.filter(member=ana).update(turns=2)
    raises(open_now, ana, bilal, chidi, noon=noon)
    assert up(open_now) == ["Ana", "Bilal", "Chidi"]

    meeting = actions.set_stack(by=ana.actor, meeting=open_now, way="fewest", turn_minutes=3)
    assert up(meeting) == ["Bilal", "Chidi", "Ana"]
    meeting = actions.set_stack(by=ana.actor, meeting=meeting, way="progressive", turn_minutes=3)
    actions.say_of_oneself(by=chidi.actor, meeting=meeting, seldom=True)
    assert up(meeting) == ["Chidi", "Bilal", "Ana"]
    meeting = actions.set_stack(by=ana.actor, meeting=meeting, way="alternating", turn_minutes=0)
    for one, side in ((ana, "a"), (bilal, "a"), (chidi, "b")):
        actions.say_of_oneself(by=one.actor, meeting=meeting, side=side)
    assert up(meeting) == ["Ana", "Chidi", "Bilal"]


@pytest.mark.parametrize("wrong", [{"way": "loudest"}, {"turn_minutes": 61}, {"turn_minutes": -1}])
def test_only_rules_there_are_and_turns_that_end(open_now, ana, wrong):
    with pytest.raises(OutOfOrder):
        actions.set_stack(by=ana.actor, meeting=open_now, **{"way": "fewest", "turn_minutes": 3, **wrong})


def test_a_hand_for_who_has_no_phone_and_none_for_who_is_not_there(open_now, ana, bilal, chidi):
    bodies.vouch_for(by=bilal.actor, application=bodies.type_in_card(by=ana.actor, name="Tina"))
    tina = Member.objects.get(name="Tina")
    with pytest.raises(OutOfOrder, match="not checked in"):
        actions.raise_hand(by=ana.actor, meeting=open_now, whose=tina)
    actions.tick_in(by=ana.actor, meeting=open_now, member=tina)
    actions.raise_hand(by=ana.actor, meeting=open_now, whose=tina)
    assert up(open_now) == ["Tina"]
    with pytest.raises(OutOfOrder, match="not checked in"):
        actions.raise_hand(by=chidi.actor, meeting=open_now)


def test_whoever_has_no_vote_may_speak_and_does_not_keep_the_stack(open_now, ana, bilal):
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)
    come(open_now, guest)
    raises(open_now, guest)
    for act in (
        lambda: actions.call_hand(by=guest.actor, meeting=open_now),
        lambda: actions.set_stack(by=guest.actor, meeting=open_now, way="fewest", turn_minutes=0),
        lambda: actions.go_to(by=guest.actor, meeting=open_now, item=None),
        lambda: actions.raise_hand(by=guest.actor, meeting=open_now, whose=ana),
    ):
        with pytest.raises(NotAuthorised):
            act()
    raises(open_now, bilal)
    with pytest.raises(NotAuthorised):
        actions.take_down(by=guest.actor, hand=HandUp.objects.get(presence__member=bilal))
    actions.take_down(by=guest.actor, hand=HandUp.objects.get(presence__member=guest))


def test_there_is_no_floor_before_it_is_open(evening, ana):
    come(evening, ana)
    for act in (
        lambda: actions.raise_hand(by=ana.actor, meeting=evening),
        lambda: actions.call_hand(by=ana.actor, meeting=evening),
    ):
        with pytest.raises(OutOfOrder, match="has not been opened"):
            act()


def test_whoever_leaves_takes_their_hand_with_them_and_the_close_takes_all(open_now, ana, bilal):
    raises(open_now, ana, bilal)
    actions.say_of_oneself(by=ana.actor, meeting=open_now, seldom=True)
    actions.check_out(by=bilal.actor, meeting=open_now)
    assert up(open_now) == ["Ana"] and HandUp.objects.count() == 1
    come(open_now, bilal)
    assert up(open_now) == ["Ana"]

    actions.close_meeting(by=ana.actor, meeting=open_now)
    assert not HandUp.objects.exists() and not Presence.objects.filter(seldom=True).exists()


# On the phones ----------------------------------------------------------------------------------------------------


def test_the_whole_floor_by_phone(hall, open_now, ana, bilal, chidi):
    anas, bilals = browser(ana), browser(bilal)
    page, one = at("floor", hall, pk=open_now.pk), {"pk": open_now.pk}
    assert "check" in said(browser(chidi).get(page)) and "Who waits" not in said(browser(chidi).get(page))

    assert "Your hand is up" in said(bilals.post(at("hand", hall, **one), {"kind": "turn"}, follow=True))
    assert "As the hands came." in said(anas.get(page))
    assert "Bilal speaks." in said(anas.post(at("following", hall, **one), follow=True))
    anas.post(at("stack", hall, **one), {"way": "progressive", "minutes": "3"})
    there = said(bilals.get(page))
    assert "You speak" in there and "until 18:03" in there and "seldom heard" in there
    bilals.post(at("myself", hall, **one), {"seldom": "yes"})
    assert Presence.objects.get(member=bilal).seldom
    ended = HandUp.objects.get()
    bilals.post(at("down", hall, pk=ended.pk))
    assert not HandUp.objects.exists()
    for typed in ("x", "-1", "99999"):
        answer = anas.post(at("stack", hall, **one), {"way": "fewest", "minutes": typed})
        assert answer.status_code == 409 and "A turn is from 1 to 60 minutes" in said(answer)


def test_the_item_that_is_on_and_its_vote_are_on_every_phone(hall, open_now, ana, bilal):
    motion = seconded(open_now, ana, bilal)
    item = open_now.items.create(hall=hall, place=1, kind="motion", motion=motion, by=ana)
    anas, page = browser(ana), at("floor", hall, pk=open_now.pk)
    assert "Next on the agenda: New aprons" in said(anas.get(page))
    anas.post(at("item", hall, pk=open_now.pk), {"item": item.pk})
    assert "New aprons" in said(browser(bilal).get(page))
    assert "A vote is open" not in said(browser(bilal).get(page))

    decisions.open_poll(by=ana.actor, motion=motion, method="hands")
    assert "A vote is open" in said(browser(bilal).get(page))
    wall = said(anas.get(at("screen", hall, pk=open_now.pk)))
    assert "New aprons" in wall and open_now.code in wall and "Quorate" in wall
    anas.post(at("item", hall, pk=open_now.pk), {"item": ""})
    assert "No item of the agenda is on" in said(anas.get(page))


def test_a_hand_or_an_item_of_elsewhere_is_none(hall, open_now, ana, bilal):
    other = actions.call_meeting(
        by=ana.actor, body=open_now.body, begins_at=open_now.begins_at + timedelta(days=9), place="Yard"
    )
    item = other.items.create(hall=hall, place=1, kind="other", title="Else")
    with pytest.raises(NotAuthorised, match="another agenda"):
        actions.go_to(by=ana.actor, meeting=open_now, item=item)
    answer = browser(ana).post(at("item", hall, pk=open_now.pk), {"item": item.pk})
    assert answer.status_code == 403
    assert browser(ana).post(at("down", hall, pk=item.pk)).status_code == 404


def test_many_hands_make_no_more_queries(hall, open_now, ana, bilal, chidi, noon):
    raises(open_now, ana, noon=noon)
    anas = browser(ana)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            anas.get(at("floor", hall, pk=open_now.pk))
        return len(asked)

    queries()
    few = queries()
    come(open_now, chidi)
    raises(open_now, bilal, chidi, noon=noon)
    assert queries() == few
    with CaptureQueriesContext(connection) as asked:
        floor(str(open_now.pk))
    assert len(asked) <= 18


@pytest.mark.parametrize("kind, name", [("meeting", "turnout-now"), ("floor", "floor-now")])
def test_what_is_pushed_takes_the_place_of_what_the_pages_show(hall, open_now, ana, kind, name):
    drawn = fragments.get(kind)(str(open_now.pk)).strip()
    outermost = re.findall(r"^<(\w+) id=\"([\w-]+)\"", drawn)
    assert outermost == [("div", name)] and drawn.endswith("</div>")
    for page in ("meeting", "screen") if kind == "meeting" else ("floor", "screen"):
        shown = browser(ana).get(at(page, hall, pk=open_now.pk)).content.decode()
        assert shown.count(f'id="{name}"') == 1 and "data-live" in shown


def test_a_vote_that_opens_or_ends_is_pushed_to_the_floor(open_now, ana, bilal, monkeypatch):
    pushed = []
    monkeypatch.setattr("unionhall.kit.live.publish", lambda _hall, topic: pushed.append(topic))
    motion = seconded(open_now, ana, bilal)
    for act in (
        lambda: decisions.open_poll(by=ana.actor, motion=motion, method="hands"),
        lambda: decisions.close_poll(by=ana.actor, poll=motion.polls.get()),
    ):
        pushed.clear()
        act()
        assert f"floor:{open_now.pk}" in pushed
        for one in (ana, bilal):
            if motion.polls.get().declared_at is None:
                decisions.type_figures(
                    by=one.actor,
                    poll=motion.polls.get(),
                    figures={"yes": 2, "no": 0, "abstain": 0},
                    present=2,
                )


def test_whoever_leaves_sees_no_more_of_who_speaks(open_now, ana, bilal, monkeypatch):
    dropped = []
    monkeypatch.setattr("unionhall.kit.live.drop", lambda person, hall: dropped.append((person, hall)))
    actions.tick_out(by=ana.actor, meeting=open_now, member=bilal)
    assert dropped == [(bilal.person_id, open_now.hall_id)]


def test_what_was_decided_last_is_on_every_phone_and_the_wall_with_its_count(hall, open_now, ana, bilal):
    motion = seconded(open_now, ana, bilal)
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="hands")
    assert "Decided last" not in floor(str(open_now.pk))
    for one in (ana, bilal):
        decisions.type_figures(by=one.actor, poll=poll, figures={"yes": 2, "no": 0, "abstain": 0}, present=2)
    decisions.close_poll(by=ana.actor, poll=poll)

    for shown in (floor(str(open_now.pk)), said(browser(bilal).get(at("screen", hall, pk=open_now.pk)))):
        assert "Decided last" in shown and "New aprons" in shown
        assert "2 for, 0 against, 0 abstaining" in shown
    assert "2 for, 0 against, 0 abstaining" in fragments.get("motion")(str(motion.pk))


def test_of_hundreds_who_wait_the_first_are_shown_and_how_many_more(open_now, ana, bilal, noon, monkeypatch):
    raises(open_now, ana, bilal, noon=noon)
    assert "more wait" not in floor(str(open_now.pk))
    monkeypatch.setattr("unionhall.assemblies.live.SHOWN", 1)
    shown = floor(str(open_now.pk))
    assert "Ana" in shown and "Bilal" not in shown and "1 more waits." in shown


def test_whoever_presses_next_calls_only_after_whom_they_saw(hall, open_now, ana, bilal, noon):
    raises(open_now, ana, bilal, noon=noon)
    anas, one = browser(ana), {"pk": open_now.pk}
    page = said(anas.get(at("floor", hall, **one)))
    assert 'id="call-next"' in page and '<input type="hidden" form="call-next" name="after" value="">' in page
    assert "Ana speaks." in said(anas.post(at("following", hall, **one), {"after": ""}, follow=True))
    late = browser(bilal).post(at("following", hall, **one), {"after": ""})
    assert late.status_code == 409 and "has just changed" in said(late)
    assert (speaks(open_now), up(open_now)) == (["Ana"], ["Bilal"])
    now = rules.speaking(open_now)[0].pk
    assert f'name="after" value="{now}"' in floor(str(open_now.pk))
    anas.post(at("following", hall, **one), {"after": now})
    assert speaks(open_now) == ["Bilal"]


def test_a_clock_that_is_put_back_opens_and_closes_nothing(hall, bakery, open_now, ana, bilal, noon):
    raises(open_now, ana, bilal, noon=noon)
    actions.call_hand(by=ana.actor, meeting=open_now)
    before = Meeting.objects.values().get()

    noon.forward(-timedelta(hours=2))
    page = said(browser(ana).get(at("floor", hall, pk=open_now.pk)))
    assert page.count("Bilal") >= 1 and "You speak" in page
    assert gatherings.get("meeting")(bakery, noon.at).many == 2
    for act in (
        lambda: actions.close_meeting(by=ana.actor, meeting=open_now),
        lambda: actions.open_meeting(by=ana.actor, meeting=open_now),
        lambda: actions.call_hand(by=ana.actor, meeting=open_now),
        lambda: actions.check_out(by=bilal.actor, meeting=open_now),
    ):
        with pytest.raises(OutOfOrder):
            act()
    assert actions.settle(hall.pk) in (0, None)
    assert Meeting.objects.values().get() == before
    assert (speaks(open_now), up(open_now)) == (["Ana"], ["Bilal"])

    noon.forward(timedelta(hours=2, minutes=5))
    assert actions.call_hand(by=ana.actor, meeting=open_now).presence.member == bilal


# Who spoke --------------------------------------------------------------------------------------------------------


def came(meeting, *, seldom, others, turns=(1, 2)):
    """So many came who say that they are seldom heard, and so many others, each with so many turns."""
    for place in range(seldom + others):
        member = Member.objects.create(
            hall=meeting.hall,
            name=f"Nr. {place}",
            person=Person.objects.create(),
            joined_on=meeting.opened_at.date(),
        )
        Presence.objects.create(
            hall=meeting.hall,
            meeting=meeting,
            member=member,
            came_at=meeting.opened_at,
            seldom=place < seldom,
            turns=turns[0] if place < seldom else turns[1],
        )


def test_how_often_those_spoke_who_are_seldom_heard_is_said_in_tenths_at_the_close(hall, open_now, ana):
    open_now.presences.all().delete()
    come(open_now, ana)
    came(open_now, seldom=5, others=14)
    actions.close_meeting(by=ana.actor, meeting=open_now)
    open_now.refresh_from_db()
    assert (open_now.seldom_of_ten, open_now.seldom_turns_of_ten) == (2, 2)  # 5 of 20 people, 5 of 33 turns
    page = said(browser(ana).get(at("minutes", hall, pk=open_now.pk)))
    assert "Of ten who came 2 say that they are seldom heard; of ten turns they had 2." in page
    assert not open_now.presences.filter(seldom=True).exists()


@pytest.mark.parametrize(
    ("seldom", "others", "turns"), [(4, 20, (9, 9)), (20, 3, (9, 9)), (5, 5, (1, 0)), (0, 30, (9, 9))]
)
def test_of_few_it_is_not_said(open_now, ana, seldom, others, turns):
    came(
        open_now, seldom=seldom, others=others - 2, turns=turns
    )  # Ana and Bilal are there, and have not spoken
    assert rules.seldom_share(open_now) is None


def test_a_hand_by_the_pages_script_is_answered_with_a_line_and_no_page(hall, open_now, ana, bilal, chidi):
    anas, where = browser(ana), at("hand", hall, pk=open_now.pk)
    answer = anas.post(where, {"kind": "turn", "part": "1"})
    assert answer.status_code == 200 and "Your hand is up" in said(answer) and "<html" not in said(answer)
    assert up(open_now) == ["Ana"]
    again = anas.post(where, {"kind": "turn", "part": "1"})
    assert again.status_code == 409 and "up already" in said(again) and "Your hand is up" in said(again)
    down = anas.post(at("down", hall, pk=HandUp.objects.get().pk), {"part": "1"})
    assert "Raise my hand" in said(down) and up(open_now) == []
    gone = browser(chidi).post(where, {"kind": "turn", "part": "1"})
    assert gone.status_code in (403, 409) and "Raise my hand" not in said(gone) and up(open_now) == []
