"""U-7: "what we decided": one page, print and paste, in the hall's languages, at the close; in hands before they leave."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from unionhall.assemblies import actions
from unionhall.assemblies.tests.evening import FRIDAY, come
from unionhall.conftest import browser
from unionhall.decisions import actions as decisions
from unionhall.kit import clock
from unionhall.kit.registries import fragments

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(bakery, ana, bilal, chidi, noon):
    """All three are there, and it is open."""
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room")
    actions.call_too(by=bilal.actor, meeting=made)
    noon.forward(FRIDAY - clock.now())
    come(made, ana, bilal, chidi)
    return actions.open_meeting(by=ana.actor, meeting=made)


def decide(meeting, people, title, *, yes, spanish=""):
    """A motion put and voted on in the room; `spanish`: its words in the other language."""
    ana, bilal, *_rest = people
    motion = decisions.put_motion(
        by=ana.actor, body=meeting.body, title=title, text="So be it.", language="en"
    )
    if spanish:
        decisions.translate(by=bilal.actor, motion=motion, language="es", title=spanish, text="Sea.")
    motion = decisions.second_motion(by=bilal.actor, motion=motion)
    poll = decisions.open_poll(by=ana.actor, motion=motion)
    for place, one in enumerate(people):
        choice = "yes" if place < yes else "no"
        decisions.cast_ballot(by=one.actor, poll=poll, choice=choice, client_id=uuid4())
    return decisions.close_poll(by=ana.actor, poll=poll).motion


def to(meeting, name):
    return reverse(f"assemblies:{name}", kwargs={"hall": meeting.hall.slug, "pk": meeting.pk})


def paper(member, meeting, language):
    answer = browser(member).get(to(meeting, "decided_printed"), {"language": language})
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return len(pages), re.sub(r"\s+", " ", " ".join(one.extract_text() for one in pages))


def pasted(member, meeting):
    """What there is to paste, by language."""
    return {one["code"]: one["text"] for one in browser(member).get(to(meeting, "decided")).context["texts"]}


def test_whoever_closes_the_meeting_stands_before_it_and_everybody_else_is_led_there(
    evening, ana, bilal, chidi
):
    decide(evening, (ana, bilal, chidi), "New aprons", yes=3)
    before = fragments.get("floor")(str(evening.pk))
    assert to(evening, "decided") not in before

    closed = browser(ana).post(to(evening, "close"), follow=True)

    page = re.sub(r"\s+", " ", closed.content.decode())
    assert closed.redirect_chain[-1][0] == to(evening, "decided")
    assert "New aprons" in page and "3 for, 0 against" in page
    for region in ("floor", "meeting"):  # pushed to the phones that have them open, without a touch
        assert to(evening, "decided") in fragments.get(region)(str(evening.pk)), region
    assert "New aprons" in browser(chidi).get(to(evening, "decided")).content.decode()


def test_it_says_what_was_lost_too_and_nothing_of_another_evening(evening, ana, bilal, chidi, noon):
    people = (ana, bilal, chidi)
    decide(evening, people, "New aprons", yes=3)
    decide(evening, people, "A machine that counts loaves", yes=1)
    noon.forward(timedelta(minutes=10))
    actions.close_meeting(by=ana.actor, meeting=evening)
    noon.forward(timedelta(days=1))
    decide(evening, people, "Something between meetings", yes=3)

    text = pasted(chidi, evening)["en"]
    assert "Motion 1, “New aprons”: carried. 3 for, 0 against, 0 abstaining." in text
    assert "Motion 2, “A machine that counts loaves”: lost. 1 for, 2 against, 0 abstaining." in text
    assert "Something between meetings" not in text
    assert len(text.splitlines()) == 3


def test_it_is_pasted_and_printed_in_each_of_the_halls_languages(evening, ana, bilal, chidi):
    decide(evening, (ana, bilal, chidi), "New aprons", yes=2, spanish="Delantales nuevos")
    actions.close_meeting(by=ana.actor, meeting=evening)

    texts = pasted(chidi, evening)
    assert list(texts) == ["en", "es"] and set(texts) == {code for code, _name in settings.LANGUAGES}
    assert "New aprons" in texts["en"] and "Delantales nuevos" not in texts["en"]
    assert "Delantales nuevos" in texts["es"] and "New aprons" not in texts["es"]
    with translation.override("es"):
        assert str(translation.gettext("carried")) in texts["es"]
    many, words = paper(chidi, evening, "es")
    assert many == 1 and "Delantales nuevos" in words and "New aprons" not in words
    many, words = paper(chidi, evening, "xx")
    assert many == 1 and "New aprons" in words, "a language that the hall does not have is the reader's own"


def test_a_full_evening_prints_on_one_page(evening, ana, bilal, chidi):
    for number in range(12):
        decide(
            evening, (ana, bilal, chidi), f"Thing {number} that has waited for us since last summer", yes=2
        )
    actions.close_meeting(by=ana.actor, meeting=evening)
    many, words = paper(chidi, evening, "en")
    assert many == 1
    assert all(f"Thing {number} that" in words for number in range(12))


def test_without_a_decision_it_says_so(evening, ana, chidi):
    actions.close_meeting(by=ana.actor, meeting=evening)
    assert "Nothing was put to the vote." in pasted(chidi, evening)["en"]
    assert paper(chidi, evening, "en")[0] == 1


def test_before_it_was_opened_there_is_nothing_to_read(bakery, ana, bilal, noon):
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room")
    assert browser(bilal).get(to(made, "decided")).status_code == 409


def test_no_name_stands_on_it_and_many_decisions_ask_no_more_than_few(evening, ana, bilal, chidi):
    people = (ana, bilal, chidi)
    decide(evening, people, "Thing 0", yes=2)
    phone = browser(chidi)
    phone.get(to(evening, "decided"))
    with CaptureQueriesContext(connection) as few:
        page = phone.get(to(evening, "decided"))
    for number in range(1, 5):
        decide(evening, people, f"Thing {number}", yes=2)
    with CaptureQueriesContext(connection) as many:
        phone.get(to(evening, "decided"))
    assert len(many) == len(few)
    assert not [name for name in ("Ana", "Bilal") if name in page.content.decode()]
