"""S1-4.2: before the motion an outsider finds nothing; in the act that declares it carried, there is a front door."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.stories.telling import before_all, effect, voted
from unionhall.bodies.models import Application, Organisation
from unionhall.bodies.views.at_the_door import asked_often
from unionhall.conftest import kinds, plain

pytestmark = pytest.mark.django_db
NAME, FRONT = "Bakers of Grunge Street", "We bake at night. Join us."


def going_public(hall):
    return before_all(
        hall,
        effect(
            "organisation.go_public", hall, name=NAME, front=FRONT, place="Grunge Street", industry="bread"
        ),
        title="Into the open",
    )


def doors(hall):
    return [reverse(f"door:{page}", kwargs={"slug": hall.slug}) for page in ("front", "apply")]


def crawl(hall):
    """What somebody without an account gets to read, wherever they look."""
    stranger = Client()
    addresses = [
        "/",
        reverse("account_login"),
        *doors(hall),
        f"/h/{hall.slug}/",
        f"/h/{hall.slug}/cards/",
        "/robots.txt",
        "/sitemap.xml",
    ]
    return {one: stranger.get(one, follow=True) for one in addresses}


def nothing_is_said(hall):
    for address, answer in crawl(hall).items():
        said = answer.content.decode() + str(dict(answer.headers))
        for word in ("Bakery", NAME, "Ana", "Bilal", "Chidi", "collective", "members"):
            assert word not in said, (address, word)


def test_before_it_there_is_no_name_no_kind_and_no_count(hall):
    nothing_is_said(hall)
    never = Client().get(reverse("door:front", kwargs={"slug": "neverwas"}))
    answer = Client().get(doors(hall)[0])
    assert answer.status_code == never.status_code == 404
    assert plain(answer).replace(hall.slug, "neverwas") == plain(never)


def test_while_the_motion_is_before_the_body_nothing_shows_outside(hall):
    going_public(hall)
    nothing_is_said(hall)


def test_a_motion_that_is_lost_leaves_us_quiet(hall):
    assert voted(going_public(hall), against=3).outcome == "lost"
    nothing_is_said(hall)


def test_what_will_be_seen_is_said_before_anyone_votes(hall):
    said = going_public(hall).effects.get().said
    assert NAME in said and "cannot be taken back" in said


def test_afterwards_there_is_the_announcement_and_still_nobodys_name(hall, noon):
    voted(going_public(hall))

    front, apply = (Client().get(one) for one in doors(hall))
    words = front.content.decode()
    assert front.status_code == 200
    assert f"<title>{NAME}" in words.replace("\n", "") or NAME in words.split("</title>")[0]
    assert FRONT in words and "Grunge Street" in words
    assert not [name for name in ("Ana", "Bilal", "Chidi") if name in words]
    assert apply.status_code == 200
    assert kinds()[-2:] == ["poll.declared", "organisation.went_public"]
    assert Organisation.objects.get(hall=hall).public_since == noon.at


def test_a_stranger_asks_at_the_door(hall):
    asked_often.forget_all()  # kept in memory, and other stories have asked from this address
    voted(going_public(hall))

    typed = {"name": "Tina", "contact": "at the night shift's table", "words": "", "way": "affirms"}
    answer = Client().post(doors(hall)[1], typed)

    assert answer.status_code == 200, answer.content.decode()
    assert Application.objects.get().name == "Tina"
