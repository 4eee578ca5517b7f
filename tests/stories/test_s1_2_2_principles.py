"""S1-2.2: who joined under the first version of the principles is asked again at the second, and loses nothing by waiting."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.stories.telling import before_all, decided, effect, everybody, joins, mandate_for, voted
from unionhall.bodies import rules
from unionhall.bodies.models import Affirmation, Principles
from unionhall.conftest import browser, proved
from unionhall.kit import clock
from unionhall.mandates.gate import may_use

pytestmark = pytest.mark.django_db
FIRST, SECOND = "Bread for all.", "Bread for all, and roses."


def adopt(hall, text):
    decided(hall, effect("principles.adopt", hall, text=text, language="en"), title="What we stand for")
    return Principles.objects.filter(hall=hall).latest("version")


def page(member):
    return reverse("bodies:principles", kwargs={"hall": member.hall.slug})


@pytest.fixture
def tina(hall, ana, bilal):
    """Tina joined when the first version stood, and affirmed it."""
    adopt(hall, FIRST)
    return joins(ana, "Tina", seconder=bilal)


def test_each_who_joins_answers_the_version_of_that_day(hall, ana, bilal, tina):
    adopt(hall, SECOND)
    uwe = joins(ana, "Uwe", seconder=bilal, way="reserves")

    assert Affirmation.objects.get(member=tina).principles.text == FIRST
    assert Affirmation.objects.get(member=uwe).principles.text == SECOND
    assert Affirmation.objects.get(member=uwe).reservation == "but"


def test_at_the_second_version_they_are_asked_again(hall, tina):
    assert not rules.principles_to_answer(tina, clock.now())

    second = adopt(hall, SECOND)

    assert rules.principles_to_answer(tina, clock.now()) == second
    asked = browser(tina).get(page(tina)).content.decode()
    assert SECOND in asked and 'name="way"' in asked


def test_who_waits_votes_holds_and_uses_what_they_had(hall, bakery, tina, noon):
    decided(hall, mandate_for(hall, "Tina", "bodies.admit"), title="Tina at the door")
    adopt(hall, SECOND)

    assert rules.is_voter(tina, bakery, noon.at)
    assert may_use(proved(tina.actor), "bodies.admit", bakery.pk, noon.at)
    poll = voted(before_all(hall, title="Ovens"))
    assert poll.rolls.get(member=tina).voted


@pytest.mark.parametrize("way", ["affirms", "reserves", "not_yet"])
def test_whatever_they_answer_they_stay_a_member_with_a_vote(hall, bakery, tina, way, noon):
    adopt(hall, SECOND)

    answer = browser(tina).post(
        page(tina), {"way": way, "reservation": "thorns" if way == "reserves" else ""}
    )

    assert answer.status_code == 302
    assert not rules.principles_to_answer(tina, noon.at)
    assert rules.is_voter(tina, bakery, noon.at)
    assert Affirmation.objects.filter(member=tina).count() == 2


def test_who_has_only_ever_said_not_yet_is_a_guest_until_they_affirm(hall, bakery, ana, bilal, tina, noon):
    guest = joins(ana, "Vic", seconder=bilal, way="not_yet")
    assert guest.name not in {one.name for one in everybody(bakery)}

    adopt(hall, SECOND)
    browser(guest).post(page(guest), {"way": "affirms", "reservation": ""})

    assert rules.is_voter(guest, bakery, noon.at)
