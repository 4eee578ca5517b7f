"""Quiet until the body decides otherwise; then a door, and still nobody's name."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from unionhall.bodies.actions.publicity import word_the_door
from unionhall.bodies.models import Organisation
from unionhall.bodies.tests.carrying import carry, filled
from unionhall.conftest import kinds, mandated
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit.registries import effects


def go_public(hall, **typed):
    given = {
        "name": "Bakers of Grunge Street",
        "front": "We bake. Join us.",
        "place": "Grunge Street",
        "industry": "bread",
    }
    carry("organisation.go_public", hall, filled("organisation.go_public", hall, {**given, **typed}))


def test_going_public_opens_the_door_in_that_act(hall, noon):
    go_public(hall)

    organisation = Organisation.objects.get(hall=hall)
    assert organisation.public and organisation.public_since == noon.at
    assert organisation.front == "We bake. Join us."
    assert organisation.public_by is not None
    assert kinds(hall) == ["organisation.went_public"]


def test_the_whole_door_is_read_before_the_vote(hall, bakery):
    kind = effects.get("organisation.go_public")
    seen = kind.whole(
        hall, bakery, {"name": "Bakers", "front": "We bake.", "reach": "ring 555", "place": "Grunge Street"}
    )

    for words in (
        "We bake.",
        "Join us",
        "Start one where you are",
        "Do you need help?",
        "ring 555",
        "Grunge Street",
    ):
        assert words in seen


def test_the_door_promises_no_help_without_saying_where(hall):
    go_public(hall)
    asking = reverse("door:apply", kwargs={"slug": hall.slug})
    door = reverse("door:front", kwargs={"slug": hall.slug})
    writing = [reverse("door:write", kwargs={"slug": hall.slug, "way": way}) for way in ("begin", "help")]
    roads = [f'href="{road}"' for road in (asking, *writing)]
    seen = Client().get(door).content.decode()
    assert [seen.count(road) for road in roads] == [1, 1, 1] and "You reach us here" not in seen

    Organisation.objects.update(reach="ring 555")
    seen = Client().get(door).content.decode()
    assert seen.count("ring 555") == 2
    assert [seen.count(road) for road in roads] == [1, 1, 1]


def test_we_go_public_once_and_with_something_to_say(hall, bakery, noon):
    with pytest.raises(OutOfOrder, match="what the public door says"):
        effects.get("organisation.go_public").check(hall, bakery, {"front": " "})
    go_public(hall)
    with pytest.raises(OutOfOrder, match="public already"):
        go_public(hall)


def test_only_whoever_has_the_mandate_words_the_door(hall, ana, bilal, noon):
    with pytest.raises(OutOfOrder, match="quiet"):
        word_the_door(by=ana.actor, front="Hello.")
    go_public(hall)
    with pytest.raises(NotAuthorised, match="no mandate"):
        word_the_door(by=ana.actor, front="Hello.")
    mandated(bilal, "bodies.speak")

    word_the_door(by=bilal.actor, front="Come in.", place="Everywhere")

    organisation = Organisation.objects.get(hall=hall)
    assert (organisation.front, organisation.place) == ("Come in.", "Everywhere")
    assert kinds(hall)[-1] == "organisation.door_worded"
