"""S2-1.1c: three guests leave quorum and votes as they were; one joins at the door and counts from then on."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from tests.stories.telling import joins
from unionhall.assemblies import actions, rules
from unionhall.assemblies.models import HandUp
from unionhall.assemblies.tests.evening import FRIDAY, come, seconded
from unionhall.bodies import actions as joining
from unionhall.bodies.models import Application, Invite, Member
from unionhall.bodies.rules import actor_of
from unionhall.conftest import browser, holder
from unionhall.core.charters.presets import STARTER
from unionhall.core.quorums import Quorum
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Roll
from unionhall.decisions.tests.story import adopt

pytestmark = pytest.mark.django_db

OF_FOUR = replace(STARTER.charter.ordinary, quorum_present=Quorum(number=4))


def address(name, hall, *more, room="assemblies"):
    return reverse(f"{room}:{name}", args=[hall.slug, *more])


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def evening(hall, bakery, ana, bilal, chidi, noon):
    """Four members, of whom three have come; four make a quorum. Three guests are counted at the door."""
    joins(ana, "Emre", seconder=bilal)
    adopt(bakery, replace(STARTER.charter, ordinary=OF_FOUR))
    meeting = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room")
    meeting = actions.call_too(by=bilal.actor, meeting=meeting)
    noon.forward(FRIDAY - noon.at)
    come(meeting, ana, bilal, chidi)
    return actions.open_meeting(by=ana.actor, meeting=meeting)


def stands(meeting, noon):
    """(how many with a vote are there, how many are wanted, how many vote at all)."""
    there = rules.turned_out(meeting, noon.at)
    return there.many, there.wanted, there.voters


def test_three_guests_leave_quorum_and_votes_unchanged(hall, evening, ana, bilal, noon):
    motion = seconded(evening, ana, bilal)
    assert stands(evening, noon) == (3, 4, 4)

    answer = browser(ana).post(address("guests", hall, evening.pk), {"guests": "3"}, follow=True)
    assert "3 guests are there." in said(answer)
    assert stands(evening, noon) == (3, 4, 4)
    page = said(browser(bilal).get(address("meeting", hall, evening.pk)))
    assert "3 present of 4" in page and "3 guests" in page and "1 more is needed" in page
    with pytest.raises(OutOfOrder):
        decisions.open_poll(by=ana.actor, motion=motion, method="hands")


def test_a_guest_joins_on_a_card_at_the_door_and_counts_from_then(hall, evening, ana, bilal, noon):
    motion = seconded(evening, ana, bilal)
    actions.count_guests(by=ana.actor, meeting=evening, guests=3)
    door = said(browser(ana).get(address("door", hall, evening.pk)))
    assert "A guest wants to join" in door and address("cards", hall, room="bodies") in door

    card = {"name": "Gülay", "card_number": "7", "contact": "", "way": "affirms"}
    assert browser(ana).post(address("cards", hall, room="bodies"), card).status_code == 302
    vouching = {"card": str(Application.objects.get(name="Gülay").pk)}
    browser(bilal).post(address("vouch_for_cards", hall, room="bodies"), vouching)
    guest = Member.objects.get(name="Gülay")
    assert stands(evening, noon) == (3, 4, 5)  # a member, and not in the room until somebody ticks them in

    browser(ana).post(address("tick", hall, evening.pk), {"member": guest.pk, "tick": "in"})
    browser(ana).post(address("guests", hall, evening.pk), {"guests": "2"})
    evening.refresh_from_db()
    assert (*stands(evening, noon), evening.guests) == (4, 4, 5, 2)
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="hands")
    assert Roll.objects.filter(poll=poll, member=guest).exists()
    for teller in (ana, bilal):
        counted = {"yes": 4, "no": 0, "abstain": 0}
        decisions.type_figures(by=teller.actor, poll=poll, figures=counted, present=4)
    assert decisions.close_poll(by=ana.actor, poll=poll).motion.status == "carried"


def test_guests_are_none_of_those_whose_hands_are_counted(hall, evening, ana, bilal, noon):
    emre = Member.objects.get(name="Emre")
    actions.tick_in(by=ana.actor, meeting=evening, member=emre)
    actions.count_guests(by=ana.actor, meeting=evening, guests=3)
    poll = decisions.open_poll(by=ana.actor, motion=seconded(evening, ana, bilal), method="hands")
    with pytest.raises(OutOfOrder):
        decisions.type_figures(by=ana.actor, poll=poll, figures={"yes": 7, "no": 0, "abstain": 0}, present=7)


def test_a_guest_with_a_phone_scans_a_code_that_the_door_makes_in_two_taps(hall, evening, ana, bilal, noon):
    door = said(browser(ana).get(address("door", hall, evening.pk)))
    making = re.search(r'<details id="join">.*?<form method="post" action="([^"]+)">', door).group(1)
    shown = said(browser(ana).post(making, {"hint": ""}, follow=True))
    assert 'class="qr"' in shown and "A second member has to vouch" in shown

    browser(bilal).post(address("vouch", hall, Invite.objects.get(used_at=None).pk, room="bodies"))
    token = re.search(r"/join/([^/\"<]+)/", shown).group(1)
    who = holder("hedi")
    joined = joining.accept_invite(token=token, holder=who, name="Hedi", way="affirms")
    evening.refresh_from_db()
    actions.check_in(by=actor_of(joined.member), meeting=evening, code=evening.code)
    assert stands(evening, noon) == (4, 4, 5)


def test_guests_have_a_voice_where_the_meeting_says_so_and_no_name(hall, evening, ana, bilal, chidi, noon):
    floor, hand = address("floor", hall, evening.pk), address("hand", hall, evening.pk)
    actions.count_guests(by=ana.actor, meeting=evening, guests=1)
    keeper = browser(ana)
    assert "Raise a hand for a guest" not in said(keeper.get(floor))
    assert keeper.post(hand, {"guest": "yes"}).status_code == 409

    keeper.post(address("stack", hall, evening.pk), {"way": "fewest", "minutes": "0", "guests": "yes"})
    assert "Raise a hand for a guest" in said(keeper.get(floor))
    assert keeper.post(hand, {"guest": "yes"}).status_code == 302
    assert keeper.post(hand, {"guest": "yes"}).status_code == 409  # one guest is counted, and one hand is up
    actions.raise_hand(by=chidi.actor, meeting=evening)
    waits = said(browser(bilal).get(floor))
    assert "<strong>One of our guests</strong>" in waits
    assert "One of our guests speaks." in said(
        keeper.post(address("following", hall, evening.pk), follow=True)
    )

    # All guests together are heard as one: the next of them waits behind who has not spoken.
    actions.take_down(by=ana.actor, hand=HandUp.objects.get(presence=None))
    keeper.post(hand, {"guest": "yes"})
    evening.refresh_from_db()
    assert [one.whose for one, _why in rules.waiting(evening)] == ["Chidi", "One of our guests"]
    actions.close_meeting(by=ana.actor, meeting=evening)
    assert not HandUp.objects.exists()
