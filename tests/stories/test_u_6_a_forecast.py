"""U-6: coming? yes, no, what I need; and two days before, the forecast warns those who can still do something about it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.stories.telling import everybody, joins
from unionhall.assemblies import actions
from unionhall.assemblies.tests.evening import FRIDAY
from unionhall.conftest import browser
from unionhall.core.charters.presets import STARTER
from unionhall.core.quorums import Quorum
from unionhall.decisions.tests.story import adopt
from unionhall.kit import clock

pytestmark = pytest.mark.django_db

WARNING = "Too few are coming"
TWO_DAYS = timedelta(days=2)


@pytest.fixture
def meeting(bakery, ana, bilal):
    """Six of them; four make a quorum. Ana and Bilal call a meeting for Friday."""
    for name in ("Dana", "Eli", "Fay"):
        joins(ana, name, seconder=bilal)
    four = replace(STARTER.charter.ordinary, quorum_present=Quorum(number=4))
    adopt(bakery, replace(STARTER.charter, ordinary=four))
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room")
    actions.call_too(by=bilal.actor, meeting=made)
    made.refresh_from_db()
    return made


def page(member, meeting, name="assemblies:meeting"):
    kwargs = {"hall": meeting.hall.slug} | ({} if name == "desk:hall" else {"pk": meeting.pk})
    return re.sub(r"\s+", " ", browser(member).get(reverse(name, kwargs=kwargs)).content.decode())


def says(member, meeting, word, needs=""):
    where = reverse("assemblies:coming", kwargs={"hall": meeting.hall.slug, "pk": meeting.pk})
    assert browser(member).post(where, {"coming": word, "needs": needs}).status_code == 302


def warned(member, meeting):
    """Whether first page and meeting's page warn."""
    return WARNING in page(member, meeting, "desk:hall"), WARNING in page(member, meeting)


def until(noon, moment):
    noon.forward(moment - clock.now())


def test_two_days_before_those_who_called_it_are_warned_and_not_an_hour_earlier(
    meeting, ana, bilal, chidi, noon
):
    says(ana, meeting, "yes")
    says(chidi, meeting, "no")
    until(noon, FRIDAY - TWO_DAYS - timedelta(minutes=1))
    assert warned(ana, meeting) == warned(bilal, meeting) == (False, False)

    until(noon, FRIDAY - TWO_DAYS)

    assert warned(ana, meeting) == warned(bilal, meeting) == (True, True)
    assert "3 more make a quorum." in page(ana, meeting, "desk:hall")
    assert "1 of the 4 that make a quorum said that they come." in page(ana, meeting)
    assert warned(chidi, meeting) == (False, False), "who declined is not pressed"


def test_whoever_has_not_answered_reads_how_many_are_wanting(meeting, ana, bilal, chidi, noon):
    says(ana, meeting, "yes")
    until(noon, FRIDAY - TWO_DAYS - timedelta(minutes=1))
    assert "make a quorum" not in page(chidi, meeting, "desk:hall")
    until(noon, FRIDAY - TWO_DAYS)
    asked = page(chidi, meeting, "desk:hall")
    assert "Are you coming? 3 more make a quorum." in asked


def test_the_warning_goes_as_soon_as_enough_come_and_comes_again_when_one_takes_it_back(
    meeting, ana, bilal, chidi, noon
):
    until(noon, FRIDAY - TWO_DAYS)
    for one in (ana, bilal, chidi):
        says(one, meeting, "yes")
    assert "One more makes a quorum." in page(ana, meeting, "desk:hall")
    eli = next(one for one in everybody(meeting.body) if one.name == "Eli")
    actions.say_coming(by=eli.actor, meeting=meeting, yes=True)
    assert warned(ana, meeting) == (False, False)

    says(chidi, meeting, "no")
    assert warned(ana, meeting) == (True, True)


def test_who_took_the_call_back_is_warned_no_more(meeting, ana, bilal, noon):
    until(noon, FRIDAY - TWO_DAYS)
    actions.call_off(by=ana.actor, meeting=meeting)
    assert WARNING not in page(ana, meeting, "desk:hall")
    assert warned(bilal, meeting)[0]
    actions.call_off(by=bilal.actor, meeting=meeting)
    assert warned(bilal, meeting) == (False, False)


def test_what_is_needed_reaches_who_called_it_without_a_name_and_nobody_else(meeting, ana, bilal, chidi):
    says(bilal, meeting, "yes", needs="A chair near the door.")
    shown = page(ana, meeting)
    needs = shown[shown.index("What those who come need") :][:200]
    assert "A chair near the door." in needs and "Bilal" not in needs
    assert "A chair near the door." not in page(chidi, meeting)


def test_without_a_quorum_in_the_charter_nobody_is_warned(bakery, meeting, ana, noon):
    adopt(bakery, replace(STARTER.charter, ordinary=replace(STARTER.charter.ordinary, quorum_present=None)))
    until(noon, FRIDAY - TWO_DAYS)
    assert warned(ana, meeting) == (False, False)
