"""Quiet until the body decides otherwise; then a door, and still nobody's name."""

from __future__ import annotations

import pytest

from unionhall.bodies.actions.publicity import word_the_door
from unionhall.bodies.models import Organisation
from unionhall.bodies.tests.carrying import carry, filled
from unionhall.conftest import kinds, mandated
from unionhall.core.rulings import NotAuthorised, OutOfOrder


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


def test_we_go_public_once_and_with_something_to_say(hall, bakery, noon):
    from unionhall.kit.registries import effects

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
