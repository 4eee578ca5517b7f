"""A NUL in an address or a form breaks no page, on either database."""

from __future__ import annotations

import pytest

from unionhall.conftest import browser
from unionhall.decisions.models import Question
from unionhall.decisions.tests.story import put

pytestmark = pytest.mark.django_db


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
