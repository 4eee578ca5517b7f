"""Whoever types figures in says who counted; the page is no way to try out names."""

from __future__ import annotations

import pytest
from django.urls import reverse

from unionhall.bodies import looking
from unionhall.conftest import browser, joins
from unionhall.decisions import actions

from .story import seconded

pytestmark = pytest.mark.django_db
FIGURES = {"present": 3, "yes": 2, "no": 1, "abstain": 0}


@pytest.fixture
def where(bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    return reverse("decisions:tell", kwargs={"hall": bakery.hall.slug, "pk": poll.pk})


def test_another_teller_is_found_by_name(where, chidi):
    assert browser(chidi).post(where, {"teller": "bilal", **FIGURES}).status_code == 302


def test_names_are_not_tried_one_after_the_other(where, chidi):
    for _turn in range(looking.LOOKS_A_MINUTE):
        looking.count(chidi)

    said = browser(chidi).post(where, {"teller": "zy", **FIGURES}).content.decode()

    assert "many searches" in said and "fits nobody" not in said


def test_figures_that_cannot_be_find_nobody(where, chidi):
    said = browser(chidi).post(where, {"teller": "zy", **FIGURES, "present": 4}).content.decode()

    assert "more present" in said and "fits nobody" not in said


def test_a_guest_finds_nobody(where, ana, bilal):
    guest = joins(ana, "Uwe", way="not_yet", seconder=bilal)

    assert "fits nobody" not in browser(guest).post(where, {"teller": "zy", **FIGURES}).content.decode()
