"""The pages of rotas: nine people in two fields, what each may read, the fridge's sheet, the neutral calendar."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from unionhall.conftest import browser, joins
from unionhall.people.models import Person
from unionhall.work import actions
from unionhall.work.models import Rota, Turn

pytestmark = pytest.mark.django_db


def at(name, hall, pk=None):
    return reverse(
        f"work:{name}", kwargs={"hall": hall.slug} if pk is None else {"hall": hall.slug, "pk": pk}
    )


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def rota(hall, bakery, ana, bilal):
    return actions.begin_rota(by=ana.actor, body=bakery, title="Cleaning", others=[bilal])


def test_a_hall_without_a_rota_says_what_one_is(hall, ana):
    page = said(browser(ana).get(at("rotas", hall)))
    assert "No rota yet" in page and at("begin", hall) in page


def test_two_lines_begin_a_rota_that_shows_whose_turn_it_is(hall, ana, bilal, chidi):
    answer = browser(ana).post(
        at("begin", hall), {"title": "Cleaning", "names": "bilal\nChidi, Ana"}, follow=True
    )
    page = said(answer)
    assert [one.member.name for one in Turn.objects.all()] == ["Ana", "Bilal", "Chidi", "Ana"]
    assert "Whose turn it is" in page and "week of" in page and "Print it for the fridge" in page


def test_a_name_that_finds_nobody_is_said_and_nothing_typed_is_lost(hall, ana):
    answer = browser(ana).post(
        at("begin", hall), {"title": "Cleaning", "names": "Bilal, Zoe", "every": "meeting"}
    )
    page = said(answer)
    assert answer.status_code == 409 and "“Zoe”" in page
    assert 'value="Cleaning"' in page and "Bilal, Zoe" in page and 'value="meeting" checked' in page
    assert not Rota.objects.exists()


def test_who_is_not_in_it_reads_no_name_and_may_come_in(hall, rota, bilal, chidi):
    page = said(browser(chidi).get(at("rota", hall, rota.pk)))
    assert "I’m in" in page and "Bilal" not in page
    assert browser(chidi).get(at("printed", hall, rota.pk)).status_code == 403
    turn = rota.turns.first()
    assert browser(chidi).post(at("turn", hall, turn.pk), {"choice": "take"}).status_code == 404
    assert "Bilal" in said(browser(chidi).post(at("who", hall, rota.pk), {"choice": "in"}, follow=True))


def test_each_tap_does_what_it_says(hall, rota, ana, bilal):
    turn, next_one = rota.turns.all()[:2]
    tap = browser(ana).post
    tap(at("turn", hall, turn.pk), {"choice": "offer"})
    page = said(browser(bilal).get(at("rota", hall, rota.pk)))
    assert "who can take it?" in page and "I take it" in page
    tap(at("turn", hall, turn.pk), {"choice": "keep"})
    tap(at("swap", hall, turn.pk), {"for": next_one.pk})
    assert "Ana asks Bilal to swap" in said(browser(bilal).get(at("rota", hall, rota.pk)))
    assert "Yes, swap" not in said(browser(ana).get(at("rota", hall, rota.pk)))
    browser(bilal).post(at("answer", hall, turn.pk), {"choice": "yes"})
    turn.refresh_from_db()
    assert turn.member == bilal
    assert "nobody had had fewer" in said(browser(ana).get(at("rota", hall, rota.pk)))
    browser(bilal).post(at("turn", hall, turn.pk), {"choice": "done"})
    turn.refresh_from_db()
    assert turn.fate == "done"


def test_what_is_no_choice_is_refused(hall, rota, ana):
    turn = rota.turns.first()
    for name, key, typed in (
        ("turn", turn.pk, {"choice": "eat"}),
        ("swap", turn.pk, {"for": "x"}),
        ("answer", turn.pk, {"choice": "perhaps"}),
        ("who", rota.pk, {"choice": "perhaps"}),
        ("who", rota.pk, {"choice": "out", "member": "x"}),
        ("put_in", rota.pk, {"names": " , "}),
    ):
        assert browser(ana).post(at(name, hall, key), typed).status_code == 409, (name, typed)


def test_who_has_no_phone_is_spoken_for(hall, rota, ana, bilal):
    Person.objects.filter(pk=bilal.person_id).update(key_hash="")
    page = said(browser(ana).get(at("rota", hall, rota.pk)))
    assert "They told me, and have no phone" in page and "They want out" in page
    browser(ana).post(at("who", hall, rota.pk), {"choice": "out", "member": str(bilal.pk)})
    assert not rota.people.filter(member=bilal).exists()


def test_past_turns_are_marked_by_one_tap(hall, rota, ana, noon):
    noon.forward(timedelta(days=8))
    page = said(browser(ana).get(at("rota", hall, rota.pk)))
    assert "Was it done?" in page and "Not done" in page


def test_one_sheet_for_the_fridge_with_every_turn_and_no_hall_on_it(hall, rota, ana):
    answer = browser(ana).get(at("printed", hall, rota.pk))
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
    assert len(pages) == 1 and text.count("Bilal") == 2 and "Cleaning" in text
    assert "Bakery" not in text and hall.slug not in text


def test_the_calendar_says_a_neutral_word_and_nothing_else(hall, rota, ana, noon):
    entry = browser(ana).get(at("calendar", hall)).content.decode()
    assert entry.count("BEGIN:VEVENT") == 2 and entry.count("SUMMARY:Reminder") == 2
    assert "Cleaning" not in entry and "LOCATION" not in entry and hall.slug not in entry


def test_a_page_asks_as_many_questions_for_three_as_for_seven(hall, rota, ana, bilal):
    where = at("rota", hall, rota.pk)
    browser(ana).get(where)
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser(ana).get(where)
    others = [joins(ana, name, seconder=bilal) for name in ("Eve", "Fred", "Gus", "Hoa")]
    actions.put_in(by=ana.actor, rota=rota, members=others)
    with CaptureQueriesContext(connection) as many:
        browser(ana).get(where)
    assert len(many) == len(few)


def test_stopping_is_asked_first(hall, rota, ana):
    assert "erased" in said(browser(ana).get(at("stop", hall, rota.pk)))
    browser(ana).post(at("stop", hall, rota.pk))
    assert not Rota.objects.exists()
