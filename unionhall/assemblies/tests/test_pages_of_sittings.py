"""The pages of an assembly in several sittings: calling it, its list and page, counting at each, the result and the minutes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from unionhall.assemblies import actions
from unionhall.assemblies.models import Meeting
from unionhall.conftest import browser
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Poll

from .evening import FRIDAY, come, seconded
from .test_pages import TYPED, at, said

pytestmark = pytest.mark.django_db
NIGHT = FRIDAY + timedelta(hours=6)
SECOND = {"sitting-2-day": "2026-05-09", "sitting-2-hour": "00:00", "sitting-2-place": "Gate 2"}


@pytest.fixture
def two(hall, bakery, ana, bilal):
    """Called on the page, for 18:00 and for midnight, by Ana and Bilal."""
    browser(ana).post(at("call", hall), {**TYPED, **SECOND, "body": bakery.pk})
    first = Meeting.objects.get(first=None)
    browser(bilal).post(at("call_too", hall, pk=first.pk))
    first.refresh_from_db()
    return first, first.further.get()


def vote_at(name, poll):
    return reverse(f"decisions:{name}", kwargs={"hall": poll.hall.slug, "pk": poll.pk})


def test_a_small_hall_is_not_asked_for_more_than_one(hall, ana):
    page = browser(ana).get(at("call", hall)).content.decode()
    assert re.search(r"<details><summary>It meets more than once", page)


def test_further_sittings_are_called_on_the_same_page(hall, two, ana):
    first, night = two
    assert (night.place, night.begins_at) == ("Gate 2", NIGHT)
    page = said(browser(ana).get(at("meetings", hall)))
    assert "sitting 1 of 2" in page and "sitting 2 of 2" in page
    page = said(browser(ana).get(at("meeting", hall, pk=night.pk)))
    assert "It meets more than once" in page and "Gate 2" in page and "Back room" in page
    assert at("put", hall, pk=night.pk) in page and at("call_off", hall, pk=first.pk) in page


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"sitting-2-hour": "20:00"}, "on which day"),
        ({"sitting-3-place": "Mill"}, "at which hour"),
        ({"sitting-2-day": "2026-05-08", "sitting-2-hour": "17:00"}, "The first sitting is the earliest"),
    ],
)
def test_what_is_no_sitting_is_refused_and_stays_typed(hall, bakery, ana, typed, why):
    answer = browser(ana).post(at("call", hall), {**TYPED, **typed, "body": bakery.pk})
    assert answer.status_code == 422 and why in said(answer)
    assert "<details open>" in answer.content.decode() and next(iter(typed.values())) in said(answer)
    assert not Meeting.objects.exists()


def test_from_the_first_count_to_the_result_on_phones(hall, two, ana, bilal, chidi, noon):
    first, night = two
    noon.forward(FRIDAY - noon.at)
    come(first, ana, bilal)
    actions.open_meeting(by=ana.actor, meeting=first)
    motion = seconded(first, ana, bilal)
    page = said(browser(ana).get(reverse("decisions:open", kwargs={"hall": hall.slug, "pk": motion.pk})))
    assert "goes through our sittings" in page and "2 sittings are on or to come" in page
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="hands")

    assert "check in first" in said(browser(chidi).get(vote_at("tell", poll)))
    assert "2 are counted here" in said(browser(ana).get(vote_at("tell", poll)))
    figures = {"present": 2, "yes": 2, "no": 0, "abstain": 0}
    wrong = browser(ana).post(vote_at("tell", poll), {**figures, "present": 1, "yes": 1, "teller": "Ana"})
    assert wrong.status_code == 409 and "2 are checked in who were counted" in said(wrong)
    for one in (ana, bilal):
        browser(one).post(vote_at("tell", poll), {**figures, "teller": one.name})
    page = said(browser(bilal).get(vote_at("tell", poll)))
    assert (
        "What was counted is sealed" in page
        and "This sitting has counted" in page
        and "In favour" not in page
    )
    answer = browser(bilal).post(vote_at("close", poll), follow=True)
    assert "stays sealed until the last one has" in said(answer) and "your vote is in it" in said(answer)
    assert "Counted at this sitting" in said(browser(ana).get(at("floor", hall, pk=first.pk)))
    browser(ana).post(at("close", hall, pk=first.pk))

    noon.forward(NIGHT - noon.at)
    night.refresh_from_db()
    come(night, chidi, ana)
    actions.open_meeting(by=chidi.actor, meeting=night)
    page = said(browser(chidi).get(vote_at("tell", poll)))
    assert "Counted at another sitting, so not here again: " in page and "1 is counted here" in page
    for one in (chidi, ana):
        sent = {"present": 1, "yes": 0, "no": 1, "abstain": 0, "teller": one.name}
        browser(one).post(vote_at("tell", poll), sent)
    assert "declares the result" in said(browser(chidi).get(vote_at("tell", poll)))
    browser(chidi).post(vote_at("close", poll))

    assert Poll.objects.get().declared_at is not None
    page = said(browser(bilal).get(vote_at("poll", poll)))
    assert "Sitting by sitting" in page and "In favour 2, against 0, abstaining 0" in page
    minutes = browser(ana).get(at("minutes", hall, pk=night.pk), follow=True)
    assert minutes.redirect_chain and said(minutes).count("2 with a vote were there") >= 2
    text = browser(ana).get(at("minutes_markdown", hall, pk=night.pk)).content.decode()
    assert text.count("Opened") == 2 and "carried" in text
