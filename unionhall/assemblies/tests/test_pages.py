"""The pages of meetings, as members use them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from unionhall.assemblies import actions
from unionhall.assemblies.models import Coming, Item, Meeting
from unionhall.conftest import browser
from unionhall.decisions import actions as decisions
from unionhall.decisions.tests.story import put
from unionhall.kit import pdf

from .test_calling_a_meeting import FRIDAY, call

pytestmark = pytest.mark.django_db
TYPED = {
    "day": "2026-05-08",
    "hour": "18:00",
    "place": "Back room",
    "agenda": "short",
    "language": "en",
    "shown": "",
}


def at(name, hall, **more):
    return reverse(f"assemblies:{name}", kwargs={"hall": hall.slug, **more})


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def meeting(hall, bakery, ana, bilal):
    """Called by Ana and Bilal on their phones."""
    browser(ana).post(at("call", hall), {**TYPED, "body": bakery.pk})
    made = Meeting.objects.get()
    browser(bilal).post(at("call_too", hall, pk=made.pk))
    made.refresh_from_db()
    return made


def test_from_no_meeting_to_one_that_stands(hall, bakery, ana, bilal):
    anas, bilals = browser(ana), browser(bilal)
    assert "2 of you together" in said(anas.get(at("meetings", hall)))
    assert "2 of you call it together" in said(anas.get(at("call", hall)))

    answer = anas.post(at("call", hall), {**TYPED, "body": bakery.pk}, follow=True)
    assert "Now others have to put their names to it" in said(answer) and "1 of 2 have called it" in said(
        answer
    )
    made = Meeting.objects.get()
    assert made.begins_at == FRIDAY, "18:00 is meant in the hall's own zone"
    assert made.items.count() == 3

    front = said(bilals.get(reverse("desk:hall", kwargs={"hall": hall.slug})))
    assert "A meeting is called for Friday, 8 May 2026, 18:00 CEST, and waits for more names" in front
    assert "No meeting stands." in front
    answer = bilals.post(at("call_too", hall, pk=made.pk), follow=True)
    assert "the meeting stands" in said(answer)

    front = said(anas.get(reverse("desk:hall", kwargs={"hall": hall.slug})))
    assert "We meet on Friday, 8 May 2026, 18:00 CEST. Are you coming?" in front


@pytest.mark.parametrize(
    "wrong, why",
    [
        ({"day": "2026-05-01"}, "lie ahead"),
        ({"day": "Friday"}, "Type the day like"),
        ({"hour": "six"}, "Type the hour like 18:30."),
        ({"place": " "}, "Say where it is"),
        ({"agenda": "tea"}, "Select a valid choice"),
    ],
)
def test_a_call_that_is_wrong_says_why_and_keeps_what_was_typed(hall, bakery, ana, wrong, why):
    answer = browser(ana).post(
        at("call", hall), {**TYPED, "about": "The new oven", "body": bakery.pk, **wrong}
    )

    assert answer.status_code == 422 and why in said(answer) and "The new oven" in said(answer)
    assert not Meeting.objects.exists()


def test_who_comes_says_so_and_what_they_need_is_read_by_those_who_called_it(hall, meeting, ana, chidi):
    chidis = browser(chidi)
    answer = chidis.post(at("coming", hall, pk=meeting.pk), {"coming": "yes", "needs": "a ramp"}, follow=True)
    assert "You are coming" in said(answer) and 'value="a ramp"' in said(answer)
    assert "What those who come need" not in said(answer)

    there = said(browser(ana).get(at("meeting", hall, pk=meeting.pk)))
    assert "1 of 2 are coming" in there and "One more makes a quorum." in there
    assert '<li><span dir="auto">a ramp</span></li>' in there and "Chidi" not in there

    chidis.post(at("coming", hall, pk=meeting.pk), {"coming": "no"})
    assert not Coming.objects.get().yes


def test_the_agenda_is_built_by_everybody(hall, bakery, meeting, ana, chidi):
    motion = put(ana, bakery, "Bread for the strikers")
    chidis, where = browser(chidi), at("put", hall, pk=meeting.pk)
    assert chidis.get(where)["Location"] == at("meeting", hall, pk=meeting.pk)

    answer = chidis.post(where, {"kind": "discussion", "title": "", "text": "much to say"})
    assert answer.status_code == 422 and "few words" in said(answer) and "much to say" in said(answer)
    chidis.post(where, {"kind": "discussion", "title": "The oven", "minutes": "15"})
    chidis.post(where, {"kind": "other", "motion": str(motion.pk)})

    there = said(chidis.get(at("meeting", hall, pk=meeting.pk)))
    assert (
        "Bread for the strikers" in there
        and f"Motion {motion.number}" in there
        and "70 minutes in all" in there
    )
    oven = Item.objects.get(title="The oven")
    assert browser(ana).post(at("take_off", hall, pk=oven.pk)).status_code == 403
    chidis.post(at("take_off", hall, pk=oven.pk))
    assert not Item.objects.filter(title="The oven").exists()


def test_a_long_agenda_asks_the_database_no_more_than_a_short_one(hall, bakery, meeting, ana):
    phone, where = browser(ana), at("meeting", hall, pk=meeting.pk)

    def questions():
        with CaptureQueriesContext(connection) as asked:
            phone.get(where)
        return len(asked)

    actions.put_item(by=ana.actor, meeting=meeting, motion=put(ana, bakery, "The first"))
    questions()
    few = questions()
    for number in range(12):
        actions.put_item(by=ana.actor, meeting=meeting, motion=put(ana, bakery, f"Motion {number}"))
    assert questions() == few


def test_what_an_agenda_begins_with_is_read_by_each_in_their_language(hall, bakery, ana, bilal):
    with translation.override("es"):
        made = call(bakery, ana, agenda="short")
    actions.put_item(by=ana.actor, meeting=made, title="What we decide")
    where = at("meeting", hall, pk=made.pk)

    assert "How is work? Each in turn" in said(browser(bilal).get(where))
    spanish = said(browser(bilal).get(where, headers={"accept-language": "es"}))
    assert "¿Cómo va el trabajo? Por turnos" in spanish
    assert "Qué decidimos" in spanish and "What we decide" in spanish, "what somebody wrote stands as it is"


def test_it_is_called_off_by_all_who_called_it_after_being_asked_once(hall, meeting, ana, bilal, chidi):
    actions.say_coming(by=chidi.actor, meeting=meeting, yes=True)
    where = at("call_off", hall, pk=meeting.pk)
    assert "Another member called it too" in said(browser(ana).get(where))
    assert "The meeting stands until all" in said(browser(ana).post(where, follow=True))
    assert "the meeting is off at once" in said(browser(bilal).get(where))
    assert "This meeting was called off." in said(browser(bilal).post(where, follow=True))

    there = said(browser(chidi).get(at("meetings", hall)))
    assert "Called off" in there and "<s>" in there and "We meet" not in there
    front = said(browser(chidi).get(reverse("desk:hall", kwargs={"hall": hall.slug})))
    assert "Called off: the meeting of Friday, 8 May 2026, 18:00 CEST" in front
    assert "Called off:" not in said(browser(ana).get(reverse("desk:hall", kwargs={"hall": hall.slug})))


def test_word_goes_out_without_a_telling_word(hall, meeting, ana):
    phone = browser(ana)
    page = phone.get(at("word", hall, pk=meeting.pk))
    line, reminder = page.context["line"], phone.get(at("calendar", hall, pk=meeting.pk)).content.decode()

    for told in (line, reminder):
        for word in ("Bakery", "meeting", "Back room", "union", "assembl"):
            assert word.lower() not in told.lower()
    assert "DTSTART:20260508T160000Z" in reminder
    short = re.search(r"https?://[^/]+(\S+)", line)[1]
    assert phone.get(short)["Location"] == at("meeting", hall, pk=meeting.pk)


def test_the_agenda_is_printed_with_each_motion_in_full_and_the_sheet_names_nobody(
    hall, bakery, meeting, ana, bilal, monkeypatch
):
    motion = put(ana, bakery, text="Two loaves a day.")
    browser(ana).post(at("put", hall, pk=meeting.pk), {"kind": "other", "motion": str(motion.pk)})
    printed = {}
    for layout in ("paper", "sheet"):
        monkeypatch.setattr(
            pdf, layout, lambda layout=layout, **given: printed.update({layout: given}) or b"%PDF"
        )

    browser(ana).get(at("agenda", hall, pk=meeting.pk))
    browser(ana).get(at("sheet", hall, pk=meeting.pk))

    last = printed["paper"]["sections"][-1]
    assert last["heading"] == f"4. {motion.binding_text().title}" and last["paragraphs"] == [
        "Two loaves a day."
    ]
    assert "Where: Back room" in printed["paper"]["lines"]
    assert not any(name in str(printed["sheet"]) for name in ("Ana", "Bilal", "Chidi", "Bakery"))


def test_the_printed_agenda_says_what_there_is_to_choose_from(hall, bakery, meeting, ana, monkeypatch):
    told = {}
    paper = pdf.paper
    monkeypatch.setattr(pdf, "paper", lambda **given: told.update(given) or paper(**given))
    choice = decisions.put_choice(by=ana.actor, body=bakery, title="Which oven", options="Gas\nWood")
    actions.put_item(by=ana.actor, meeting=meeting, motion=choice)

    browser(ana).get(at("agenda", hall, pk=meeting.pk))

    assert told["sections"][-1]["paragraphs"][:2] == ["1. Gas", "2. Wood"]


def test_the_papers_are_made(hall, meeting, ana):
    for name in ("agenda", "sheet"):
        assert browser(ana).get(at(name, hall, pk=meeting.pk)).content.startswith(b"%PDF-")


def test_a_place_kept_back_is_on_no_page_of_who_does_not_come(hall, bakery, ana, bilal, chidi, noon):
    browser(ana).post(
        at("call", hall), {**TYPED, "shown": "3", "link": "https://meet.example/x", "body": bakery.pk}
    )
    made = Meeting.objects.get()
    browser(bilal).post(at("call_too", hall, pk=made.pk))
    noon.at = FRIDAY - timedelta(hours=2)
    chidis, where = browser(chidi), at("meeting", hall, pk=made.pk)

    assert "Back room" not in said(chidis.get(where)) and "meet.example" not in said(chidis.get(where))
    chidis.post(at("coming", hall, pk=made.pk), {"coming": "yes"})
    assert "Back room" in said(chidis.get(where)) and "meet.example" in said(chidis.get(where))


def test_a_call_that_too_few_joined_says_so_once_its_hour_has_come(hall, bakery, ana, bilal, noon):
    made = call(bakery, ana)
    noon.at = FRIDAY + timedelta(hours=1)

    assert "it never became a meeting" in said(browser(bilal).get(at("meeting", hall, pk=made.pk)))
    assert "waiting for more names" not in said(browser(bilal).get(at("meetings", hall)))


def test_what_was_is_listed_and_what_was_called_off_says_so(hall, meeting, ana, bilal, noon):
    noon.at = FRIDAY + timedelta(days=1)
    there = said(browser(ana).get(at("meetings", hall)))
    assert "We met" in there and "8 May 2026" in there


def test_another_halls_meeting_is_nowhere(other_hall, hall, meeting, dora):
    for name in ("meeting", "word", "calendar", "agenda", "sheet", "at"):
        assert browser(dora).get(at(name, other_hall, pk=meeting.pk)).status_code == 404
    assert Client().get(at("meeting", hall, pk=meeting.pk)).status_code == 302


def test_a_bodys_own_meeting_is_for_its_members(hall, bakery, ana, bilal, chidi):
    from unionhall.bodies.tests.test_bodies_and_mandates import make

    group = make(hall, members="Ana\nBilal")
    own = call(group, ana)

    assert browser(chidi).get(at("meeting", hall, pk=own.pk)).status_code == 404
    assert browser(bilal).get(at("meeting", hall, pk=own.pk)).status_code == 200
