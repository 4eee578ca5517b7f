"""A page that refuses shows what was typed again; no passphrase ever stands on one."""

from __future__ import annotations

import html
from types import SimpleNamespace

import pytest
from django.urls import reverse

from unionhall.conftest import browser
from unionhall.decisions.tests.story import carried
from unionhall.kit.forms import typed

pytestmark = pytest.mark.django_db


def sent(name: str, member, hall, data: dict[str, str], **at) -> tuple[int, str]:
    """Send a form; gives the answer's status and its words."""
    answer = browser(member).post(reverse(name, kwargs={"hall": hall.slug, **at}), data)
    return answer.status_code, html.unescape(answer.content.decode())


def test_one_word_is_worth_keeping_and_an_id_is_not():
    post = {
        "text": "Brot",
        "hint": "für Zoë",
        "client_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "way": "affirms",
    }

    assert typed(SimpleNamespace(POST=post)) == [("The text", "Brot"), ("In another field", "für Zoë")]


def test_no_passphrase_stands_on_a_page_that_refuses():
    post = {"old": "Kettle lantern oat", "new": "another kettle oat", "passphrase": "a b c", "current": "c d"}

    assert typed(SimpleNamespace(POST=post)) == []


@pytest.mark.parametrize(
    ("name", "field", "words", "why"),
    [
        ("decisions:work", "words", "half of it " * 40, "200 characters"),
        ("decisions:review", "on", "after the summer", "2026-05-04"),
        ("decisions:review", "on", "2999-01-01", "before the year 2200"),
    ],
)
def test_beside_a_decision(hall, bakery, ana, bilal, chidi, name, field, words, why):
    motion = carried(ana, bakery, bilal, chidi)

    status, page = sent(name, ana, hall, {field: words}, pk=motion.pk)

    assert status == 409 and why in page
    assert words.strip() in page or words == "2999-01-01"


def test_a_speaker_and_a_proxy_are_asked_for_when_nobody_was_chosen(hall, ana):
    assert "Choose somebody of your household." in sent("bodies:speaker", ana, hall, {"speaker": "nobody"})[1]
    assert "Choose who is to cast your vote." in sent("bodies:proxy", ana, hall, {"until": "2026-06-01"})[1]


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
def test_a_version_that_no_database_can_count_to_does_not_exist(hall, ana, number):
    for name in ("bodies:principles_version", "bodies:charter_version"):
        address = reverse(name, kwargs={"hall": hall.slug, "number": number})
        assert browser(ana).get(address).status_code == 404
