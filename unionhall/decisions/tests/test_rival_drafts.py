"""Rival drafts of a part of the charter on their pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from unionhall.conftest import browser
from unionhall.core.charters import rivals
from unionhall.decisions import actions
from unionhall.decisions.models import Motion

pytestmark = pytest.mark.django_db

TYPED = {
    "title": "Delegates",
    "draft_1": "Valley",
    "text_1": "Each group sends two.",
    "draft_2": "Harbour",
    "text_2": "By size.",
}


def put(hall, who, **typed):
    return browser(who).post(reverse("decisions:put_rivals", kwargs={"hall": hall.slug}), {**TYPED, **typed})


def test_they_are_one_motion_whose_text_is_all_of_them(hall, ana):
    assert put(hall, ana).status_code == 302
    motion = Motion.objects.get()
    text = motion.texts.get().text
    assert list(motion.choice.options) == ["Valley", "Harbour"]
    assert rivals.read(text, motion.choice.options) == {
        "Valley": "Each group sends two.",
        "Harbour": "By size.",
    }


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"draft_2": "Valley"}, "draft_2"),
        ({"draft_3": "Hill"}, "draft_3"),
        ({"text_3": "Everybody."}, "draft_3"),
        ({"text_2": ""}, "text_2"),
        ({"title": ""}, "title"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(hall, ana, typed, field):
    answer = put(hall, ana, **typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Each group sends two." in answer.content.decode()
    assert not Motion.objects.exists()


def test_they_are_read_where_one_votes(hall, ana, bilal):
    put(hall, ana)
    motion = actions.second_motion(by=bilal.actor, motion=Motion.objects.get())
    poll = actions.open_poll(by=ana.actor, motion=motion, method="open")
    page = browser(bilal).get(reverse("decisions:poll", kwargs={"hall": hall.slug, "pk": poll.pk}))
    said = page.content.decode()
    assert "Read the drafts side by side" in said
    assert "Each group sends two." in said and "By size." in said


def test_a_draft_may_have_headings_of_its_own(hall, ana):
    put(hall, ana, text_1="## Harbour\n\nis a heading here.")
    motion = Motion.objects.get()
    assert rivals.read(motion.texts.get().text, motion.choice.options) == {
        "Valley": "### Harbour\n\nis a heading here.",
        "Harbour": "By size.",
    }


def test_a_question_with_another_text_lays_nothing_side_by_side(hall, ana):
    where = {"hall": hall.slug}
    browser(ana).post(
        reverse("decisions:put_choice", kwargs=where),
        {
            "title": "Which bread?",
            "options": "Rye\nSpelt",
            "rule": "irv",
            "seats": 1,
            "text": "## Rye\n\nDark.",
        },
    )
    motion = Motion.objects.get()
    page = browser(ana).get(reverse("decisions:motion", kwargs={**where, "pk": motion.pk}))
    assert page.context["rivals"] is None
    assert "side by side" not in page.content.decode()
