"""The pages towards outside: affiliations between halls, and the public door, before there is one and after."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from unionhall.bodies.models import Affiliation, Application
from unionhall.bodies.tests.carrying import carry, filled
from unionhall.bodies.tests.test_going_public import go_public
from unionhall.bodies.views.at_the_door import asked_often
from unionhall.conftest import browser, mandated


@pytest.fixture
def ana_there(ana) -> Client:
    """Ana's phone."""
    return browser(ana)


def url(hall, page, /, **more):
    return reverse(f"bodies:{page}", kwargs={"hall": hall.slug, **more})


@pytest.mark.django_db(transaction=True)
def test_two_halls_affiliate_by_what_their_pages_hand_over(hall, other_hall, ana, dora, ana_there):
    there = {hall: ana_there, other_hall: browser(dora)}
    for own, other, wider in ((hall, other_hall, "no"), (other_hall, hall, "yes")):
        vkey = there[other].get(url(other, "affiliations")).context["vkey"]
        carry(
            "affiliation.agree",
            own,
            filled("affiliation.agree", own, {"name": "Them", "vkey": vkey, "wider": wider}),
        )
    edges = {own: Affiliation.objects.get(hall=own) for own in there}
    documents = {
        own: there[own].get(url(own, "affiliation_document", pk=edges[own].pk)).content.decode()
        for own in there
    }
    assert json.loads(documents[hall])["origin"] == hall.origin

    wrong = ana_there.post(url(hall, "affiliation", pk=edges[hall].pk), {"text": documents[hall]})
    assert wrong.status_code == 422 and "does not prove itself" in wrong.content.decode()
    ana_there.post(url(hall, "affiliation", pk=edges[hall].pk), {"text": documents[other_hall]})
    there[other_hall].post(url(other_hall, "affiliation", pk=edges[other_hall].pk), {"text": documents[hall]})

    assert all(edge.since for edge in Affiliation.objects.all())
    assert "It stands" in ana_there.get(url(hall, "affiliations")).content.decode()
    assert str(ana.pk) not in documents[hall]


def bare(page, slug: str) -> str:
    """A page without what differs on every visit: the form's token and the address asked for."""
    words = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.content.decode())
    return re.sub(r'nonce="[^"]*"', "", words).replace(slug, "")


def addresses(patterns, before: str = "") -> list[str]:
    """Every address there is, with the places in it still open."""
    found = []
    for one in patterns:
        whole = before + str(one.pattern)
        found += addresses(one.url_patterns, whole) if hasattr(one, "url_patterns") else [whole]
    return found


def test_before_going_public_an_outsiders_crawl_finds_no_name_kind_or_count(hall, ana):
    kept = {
        "hall": hall.slug,
        "slug": hall.slug,
        "pk": str(ana.pk),
        "token": "x" * 20,
        "number": "1",
        "index": "0",
    }
    paths = {
        "/"
        + re.sub(r"<(?:\w+:)?(\w+)>", lambda place: kept.get(place[1], "ordinary"), one)
        .lstrip("^/")
        .rstrip("$")
        for one in addresses(get_resolver().url_patterns)
    }
    assert len(paths) > 60
    for path in sorted(paths):
        page = Client().get(path)
        words = page.content.decode(errors="replace") if not page.streaming else ""
        said = [
            word
            for word in ("Bakery", "collective", "Ana", "Bilal", "Chidi")
            if re.search(rf"\b{word}\b", words)
        ]
        # The one page that offers the kinds to choose from is the one for founding, which needs its link.
        assert said == [], path


def test_before_going_public_there_is_no_door_and_afterwards_there_is(ana_there, hall, ana):
    door = reverse("door:front", kwargs={"slug": hall.slug})
    never = Client().get(reverse("door:front", kwargs={"slug": "neverwas"}))
    before = Client().get(door)
    assert before.status_code == 404
    assert bare(before, hall.slug) == bare(never, "neverwas")
    assert "We are quiet" in ana_there.get(url(hall, "publicity")).content.decode()

    go_public(hall)

    page = Client().get(door).content.decode()
    assert "Bakers of Grunge Street" in page and "We bake." in page
    assert all(name not in page for name in ("Ana", "Bilal", "Chidi"))
    assert "Public since" in ana_there.get(url(hall, "publicity")).content.decode()
    assert ana_there.post(url(hall, "publicity"), {"front": "Hello."}).status_code == 403
    mandated(ana, "bodies.speak")
    ana_there.post(url(hall, "publicity"), {"front": "Come in."})
    assert "Come in." in Client().get(door).content.decode()


def test_a_public_hall_has_a_way_in_for_its_members(hall, ana_there):
    go_public(hall)
    door, asking = (reverse(f"door:{page}", kwargs={"slug": hall.slug}) for page in ("front", "apply"))
    asked = {"name": "Tina", "contact": "at the back door", "way": "affirms"}

    for page in (
        Client().get("/", follow=True),
        Client().get(door),
        Client().get(asking),
        Client().post(asking, asked),
    ):
        words = page.content.decode()
        assert "Members: sign in" in words and f'href="{reverse("account_login")}"' in words
    assert "Members: sign in" not in ana_there.get(door).content.decode(), "she is in already"


def test_the_page_of_publicity_does_not_say_to_those_who_founded_a_hall_that_they_did_not(ana_there, hall):
    words = ana_there.get(url(hall, "publicity")).content.decode()

    assert "Until our founding is declared complete" in words and "Until we are founded" not in words


@pytest.fixture
def nobody_has_asked_yet():
    """How often one address may ask is kept in memory: other stories shall not count here, nor this one in theirs."""
    asked_often.forget_all()
    yield
    asked_often.forget_all()


def test_a_page_loaded_anew_asks_once(hall, ana, nobody_has_asked_yet):
    go_public(hall)
    door = reverse("door:apply", kwargs={"slug": hall.slug})
    letter = reverse("door:write", kwargs={"slug": hall.slug, "way": "help"})
    asked = {"name": "Eshe", "contact": "by the gate", "words": "The rent went up.", "way": "affirms"}

    for where in (door, letter):
        for _again in range(2):
            Client().post(where, asked)

    assert sorted(Application.objects.values_list("way", flat=True)) == ["form", "help"]
