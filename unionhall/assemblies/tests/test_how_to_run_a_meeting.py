"""Templates of agendas, and beside them one page, and one sheet, on how a meeting is run."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from unionhall.assemblies import actions
from unionhall.assemblies.agendas import AGENDAS
from unionhall.assemblies.howto import PARTS
from unionhall.assemblies.models import ItemKind, Role
from unionhall.conftest import browser

from .test_calling_a_meeting import FRIDAY

pytestmark = pytest.mark.django_db


def at(hall, name):
    return reverse(f"assemblies:{name}", kwargs={"hall": hall.slug})


def test_every_role_that_can_be_taken_is_explained_once():
    with translation.override("en"):
        words = [str(word) for word, _said in PARTS[-1].lines]
    assert words == [str(role.label) for role in Role]


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_prints_on_one_sheet_with_every_line(hall, ana, language):
    phone = browser(ana)
    with translation.override(language):
        answer = phone.get(at(hall, "how_printed"), headers={"accept-language": language})
        lines = [str(said) for part in PARTS for _word, said in part.lines]
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 1
    printed = "".join(pages[0].extract_text().split())
    missing = [line for line in lines if "".join(line.split()) not in printed]
    assert missing == []


def test_the_page_stands_beside_the_templates(hall, ana):
    phone = browser(ana)
    for name in ("call", "meetings"):
        assert at(hall, "how") in phone.get(at(hall, name)).content.decode()
    page = phone.get(at(hall, "how")).content.decode()
    assert "Keeps the door:" in page and "A tie is lost." in page


def test_a_founding_conference_seats_first_then_rules_then_rival_structures_part_by_part(hall, bakery, ana):
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Hall", agenda="founding")
    titles = [item.title for item in made.items.all()]
    wanted = [
        "Seats",
        "How this conference",
        "rival structures",
        "Part by part",
        "confirmed as a whole",
        "goes back",
    ]
    places = [next(place for place, title in enumerate(titles) if words in title) for words in wanted]
    assert places == sorted(places)


@pytest.mark.parametrize("name", AGENDAS)
def test_each_template_can_be_called_and_names_kinds_there_are(bakery, ana, name):
    made = actions.call_meeting(by=ana.actor, body=bakery, begins_at=FRIDAY, place="Hall", agenda=name)
    assert made.items.count() == len(AGENDAS[name].items)
    assert all(item.kind in ItemKind.values and len(item.title) > 3 for item in made.items.all())
