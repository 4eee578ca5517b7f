"""The timeline says who acted in the body's name; it is no list of its members."""

from __future__ import annotations

import pytest

from unionhall.bodies import actions, rules
from unionhall.conftest import joins
from unionhall.desk import timeline
from unionhall.record.models import Opening

pytestmark = pytest.mark.django_db


def said(hall, me):
    openings = Opening.objects.filter(hall=hall).select_related("entry").order_by("entry__index")
    return " ".join(line.text for line in timeline.lines(hall.pk, openings, me.pk))


def test_who_joined_is_named_to_themselves_and_to_others_only_by_their_own_choice(hall, ana, bilal, chidi):
    tina = joins(ana, "Tina", seconder=bilal)

    assert "Tina" not in said(hall, chidi)
    assert "A member joined." in said(hall, chidi)
    assert "Tina joined." in said(hall, tina)

    actions.show_in_directory(by=rules.actor_of(tina), shown=True)

    assert "Tina joined." in said(hall, chidi)


def test_who_acted_is_named(hall, ana, chidi):
    assert "Ana founded the hall" in said(hall, chidi)
