"""What nobody types, a NUL or a sign that turns the reading order round, breaks no page and is kept in no text."""

from __future__ import annotations

import pytest

from unionhall.bodies.models import Member
from unionhall.conftest import browser
from unionhall.decisions.models import Motion, Question
from unionhall.decisions.tests.story import put
from unionhall.kit.typed_text import as_typed

pytestmark = pytest.mark.django_db
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_a_nul_in_an_address_is_as_if_it_were_not_there(hall, bakery, ana):
    put(ana, bakery, title="Bread for the strikers")
    anas = browser(ana)

    for page in ("motions/register/", "search/", "members/", "motions/"):
        assert (
            anas.get(f"/h/{hall.slug}/{page}", {"q": "Bre\0ad", "page": "1\0", "body\0": ""}).status_code
            == 200
        )
    assert "strikers" in anas.get(f"/h/{hall.slug}/search/", {"q": "Bre\0ad"}).content.decode()


def test_a_nul_in_a_form_is_not_kept(hall, bakery, ana, bilal):
    motion = put(ana, bakery)

    browser(bilal).post(f"/h/{hall.slug}/motions/{motion.pk}/ask/", {"text": "Who pays\0?"})

    assert Question.objects.get().text == "Who pays?"


def test_a_name_and_a_motion_read_as_they_are_written(hall, bakery, ana):
    anas = browser(ana)

    anas.post(f"/h/{hall.slug}/me/name/", {"name": f"An{TURNING}na"})
    anas.post(
        f"/h/{hall.slug}/motions/put/",
        {"title": "Pay \u202e001\u202c euros", "text": "\u2066Each.\u2069", "language": "en"},
    )

    assert Member.objects.filter(hall=hall, name="Anna").exists()
    words = Motion.objects.get().texts.get()
    assert (words.title, words.text) == ("Pay 001 euros", "Each.")


def test_letters_of_every_direction_stay():
    text = "שלום \u200fالسلام\u061c (5) \u200e"

    assert as_typed(text) == text
