"""S2-1.8: a motion in three languages, one of them binding; the amendment marks the two others as behind."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.stories.telling import before_all, mandate_for, voted
from unionhall.assemblies import actions as assemblies
from unionhall.assemblies.tests.evening import FRIDAY
from unionhall.conftest import browser
from unionhall.decisions import actions, rules
from unionhall.decisions.actions.making import digest_of, title_of
from unionhall.decisions.models import Motion, MotionText
from unionhall.decisions.tests.story import put
from unionhall.kit import pdf
from unionhall.record.models import Opening

pytestmark = pytest.mark.django_db

ENGLISH = "We give one loaf to each striker.\n\nThe bakery pays."
SPANISH = "Damos un pan a cada huelguista.\n\nPaga la panadería."
TURKISH = "Her grevciye bir somun veriyoruz.\n\nFırın öder."
AMENDED = ENGLISH.replace("one loaf", "two loaves")


def page(name, motion, **more):
    return reverse(f"decisions:{name}", kwargs={"hall": motion.hall.slug, "pk": motion.pk, **more})


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def languages_on(phone, motion):
    """The languages that the motion's page names, each with what is said of it."""
    shown = said(phone.get(page("motion", motion)))
    rows = re.findall(r'<b lang="(\w+)">[^<]+</b> <span class="small soft">([^<]+)</span>', shown)
    return {code: " ".join(words.split()) for code, words in rows}


def translated(phone, motion, language, title, text):
    answer = phone.post(page("translate", motion), {"language": language, "title": title, "text": text})
    assert answer.status_code == 302, said(answer)


@pytest.fixture
def motion(bakery, ana, bilal, chidi):
    """Put in English by Ana, in Spanish by Bilal and in Turkish by Chidi; seconded."""
    made = put(ana, bakery, "Bread", text=ENGLISH)
    actions.second_motion(by=bilal.actor, motion=made)
    translated(browser(bilal), made, "es", "Pan", SPANISH)
    translated(browser(chidi), made, "tr", "Ekmek", TURKISH)
    made.refresh_from_db()
    return made


def amended(motion, one, two):
    """An amendment is put on one phone, seconded on the other, and carried by all."""
    phone = browser(one)
    assert phone.post(page("amend", motion), {"title": "Bread", "text": AMENDED}).status_code == 302
    amendment = Motion.objects.get(amends=motion)
    actions.second_motion(by=two.actor, motion=amendment)
    amendment = voted(amendment).motion
    assert amendment.status == "carried"
    motion.refresh_from_db()


def test_an_amendment_marks_two_of_three_languages_as_behind(motion, ana, bilal, chidi):
    phone = browser(ana)
    current = {"en": "binding: what we vote on", "es": "translation", "tr": "translation"}
    assert languages_on(phone, motion) == current
    assert "Damos un pan" in said(phone.get(page("motion", motion)))

    amended(motion, bilal, chidi)

    behind = "behind: it says what version 1 said"
    assert languages_on(phone, motion) == {**current, "es": behind, "tr": behind}
    shown = said(phone.get(page("motion", motion)))
    assert "two loaves" in shown and "Damos un pan" not in shown  # nobody reads as ours what we no longer say
    bilals = browser(bilal)
    bilals.cookies["django_language"] = "es"
    in_spanish = said(bilals.get(page("motion", motion), headers={"accept-language": "es"}))
    assert "two loaves" in in_spanish and "Damos un pan" not in in_spanish


def test_whoever_can_brings_one_up_to_date_and_the_other_stays_behind(motion, ana, bilal, chidi):
    amended(motion, bilal, chidi)
    phone = browser(ana)

    form = said(phone.get(page("translate", motion) + "?language=es"))
    assert "Damos un pan a cada huelguista." in form and 'value="es" selected' in form
    assert "What has changed since it was translated" in form and "two loaves" in form
    translated(phone, motion, "es", "Pan", SPANISH.replace("un pan", "dos panes"))

    assert languages_on(phone, motion)["es"] == "translation"
    assert languages_on(phone, motion)["tr"].startswith("behind")
    assert rules.text_in(motion, "es").text.startswith("Damos dos panes")
    assert rules.text_in(motion, "tr").text == AMENDED


def test_what_is_voted_on_and_entered_is_what_binds(motion, ana, bilal, chidi):
    poll = voted(motion)
    entered = next(one for one in Opening.objects.all() if one.kind == "poll.opened").said()["facts"]
    assert entered["text"] == poll.text_digest == digest_of("Bread", ENGLISH)
    assert poll.motion.binding_text().text == ENGLISH
    texts = MotionText.objects.filter(motion=motion)
    assert texts.get(binding=True).language == "en" and texts.filter(binding=False).count() == 2


def test_the_printed_agenda_has_all_three_and_names_what_is_behind(
    motion, bakery, ana, bilal, chidi, monkeypatch
):
    meeting = assemblies.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Back room")
    meeting = assemblies.call_too(by=bilal.actor, meeting=meeting)
    assemblies.put_item(by=ana.actor, meeting=meeting, motion=motion)
    printing = reverse("assemblies:agenda", args=[bakery.hall.slug, meeting.pk])
    given: dict[str, list[dict[str, list[str]]]] = {}
    paper = pdf.paper
    monkeypatch.setattr(pdf, "paper", lambda **data: given.update(data) or paper(**data))

    assert browser(ana).get(printing).content.startswith(b"%PDF")
    assert given["sections"][0]["paragraphs"] == [
        "English, binding: Bread",
        ENGLISH,
        "español, a translation: Pan",
        SPANISH,
        "Türkçe, a translation: Ekmek",
        TURKISH,
    ]
    amended(motion, bilal, chidi)
    translated(browser(chidi), motion, "tr", "Ekmek", TURKISH.replace("bir somun", "iki somun"))
    browser(ana).get(printing)
    assert given["sections"][0]["paragraphs"] == [
        "English, binding: Bread",
        AMENDED,
        "español: the translation is behind, and is not printed.",
        "Türkçe, a translation: Ekmek",
        TURKISH.replace("bir somun", "iki somun"),
    ]


def test_a_title_that_the_software_says_in_its_own_languages_needs_no_word(hall, bakery, ana):
    does = mandate_for(hall, "Ana", "bodies.admit")
    made = before_all(hall, does, title=title_of(hall, bakery, does["kind"], does["params"]))
    assert made.texts.filter(binding=False).exists()
    assert languages_on(browser(ana), made) == {}


def test_a_text_may_be_read_in_languages_that_the_pages_do_not_speak(hall, bakery, ana):
    made = put(ana, bakery, "Bread", text=ENGLISH)
    form = said(browser(ana).get(page("translate", made)))
    assert "العربيّة" in form and "Kurdî" in form
