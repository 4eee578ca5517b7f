"""U-8: a committee of four sees "4"; an outsider sees nothing: no name, no kind, no number, and a neutral title."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.stories.telling import decided, effect, joins
from unionhall.bodies.models import Body
from unionhall.conftest import browser, plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(hall, ana, bilal):
    """Four of five members are its committee."""
    joins(ana, "Tina", seconder=bilal)
    joins(ana, "Uwe", seconder=bilal)
    decided(
        hall,
        effect(
            "body.make",
            hall,
            kind="committee",
            name="Ovens",
            members="Ana\nBilal\nChidi\nTina",
            until="2026-06-30",
        ),
    )
    return Body.objects.get(hall=hall, name="Ovens")


def address(hall, name, **more):
    return reverse(name, kwargs={"hall": hall.slug, **more})


def test_a_committee_of_four_sees_four(hall, committee, ana):
    page = browser(ana).get(address(hall, "bodies:body", pk=committee.pk)).content.decode()
    assert re.search(r"<dt>Members</dt><dd>\s*4\b", page)


def test_a_hall_sees_its_own_numbers_however_small(hall, ana):
    page = browser(ana).get(address(hall, "bodies:members")).content.decode()
    assert re.search(r"of us</dt><dd>\s*3\b", page)


def test_an_outsider_sees_nothing(hall, committee, dora):
    """Whoever is signed in elsewhere, or nowhere, gets for this hall what they get for one that never was."""
    inside = [
        address(hall, "bodies:body", pk=committee.pk),
        address(hall, "bodies:members"),
        f"/at/{hall.slug}/",
    ]
    for phone in (browser(dora), Client()):
        for one in inside:
            other = one.replace(hall.slug, "neverwas")
            real, never = phone.get(one), phone.get(other)
            assert real.status_code == never.status_code != 200
            assert plain(real).replace(hall.slug, "neverwas") == plain(never)


def test_what_a_stranger_is_shown_has_a_neutral_title_and_icon(hall):
    for page in ("/", reverse("account_login")):
        answer = Client().get(page, follow=True).content.decode()
        title = re.search(r"<title>(.*?)</title>", answer, re.S).group(1)
        assert not re.search(r"hall|union|Bakery|member", title, re.I)
        icons = re.findall(r'<link rel="[^"]*icon[^"]*"[^>]*href="([^"]+)"', answer)
        assert icons and not [one for one in icons if re.search(r"hall|union|fist|flag", one, re.I)]


def test_one_key_leaves_every_page(hall, ana):
    """What the key does in a browser is told in tests/browser; here, that no page is without it."""
    pages = [
        (Client(), reverse("account_login")),
        (browser(ana), address(hall, "desk:hall")),
        (browser(ana), address(hall, "bodies:members")),
        (browser(ana), address(hall, "decisions:motions")),
        (browser(ana), address(hall, "desk:record")),
        (browser(ana), reverse("people:account")),
    ]
    for phone, page in pages:
        assert "data-leave" in phone.get(page).content.decode(), page
