"""S0-3.1: after the founding nobody has a power by having begun it."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.urls import reverse

from tests.stories.telling import before_all, decided, effect, everybody, joins, voted
from unionhall.bodies import actions, rules
from unionhall.conftest import browser, proved
from unionhall.core.rulings import NotAuthorised
from unionhall.decisions import actions as decisions
from unionhall.kit import clock
from unionhall.kit.registries import powers
from unionhall.mandates.gate import may_use
from unionhall.mandates.models import Mandate

pytestmark = pytest.mark.django_db


@pytest.fixture
def tina(ana, bilal):
    """Who came last, when all had been founded."""
    return joins(ana, "Tina", seconder=bilal)


def test_for_every_power_the_founder_is_told_what_who_came_last_is_told(bakery, ana, tina):
    told = {
        name: [may_use(proved(one.actor), name, bakery.pk, clock.now()).sentence for one in (ana, tina)]
        for name in powers
    }

    assert len(told) > 3
    assert [name for name, (first, last) in told.items() if not first or first != last] == []
    assert not Mandate.objects.exists()


def test_no_table_says_who_founded(ana, tina):
    """What the founder has a row in, every member has a row in, as many of them; but for invites, which anybody makes."""

    def rows(one):
        found = {}
        for model in apps.get_models():
            for field in model._meta.get_fields():
                if getattr(field, "related_model", None) is type(one) and field.concrete:
                    found[f"{model.__name__}.{field.name}"] = model._base_manager.filter(
                        **{field.name: one}
                    ).count()
        return {key: count for key, count in found.items() if count and not key.startswith("Invite.")}

    assert rows(ana) == rows(tina) != {}


@pytest.mark.parametrize(
    "page",
    [
        "desk:more",
        "desk:mandates",
        "bodies:members",
        "bodies:charter",
        "bodies:bodies",
        "bodies:cards",
        "bodies:notices",
    ],
)
def test_the_founder_sees_the_pages_that_who_came_last_sees(hall, ana, tina, page):
    address = reverse(page, kwargs={"hall": hall.slug})
    first, last = (
        re.sub(
            r'name="csrfmiddlewaretoken" value="[^"]+"|\bAna\b|\bTina\b',
            "",
            browser(one).get(address).content.decode(),
        )
        for one in (ana, tina)
    )
    assert first == last


def test_one_vote_each(hall, ana, tina):
    poll = voted(before_all(hall))

    assert set(poll.rolls.values_list("weight", flat=True)) == {1}
    assert poll.electorate == 4


def test_a_founder_goes_like_anybody_and_the_hall_lives_on(hall, bakery, ana, tina):
    decided(hall, effect("member.exclude", hall, who="Ana"), title="Without Ana")

    with pytest.raises(NotAuthorised):
        decisions.put_motion(by=ana.actor, body=bakery, title="I founded this")
    assert [one.name for one in everybody(bakery)] == ["Bilal", "Chidi", "Tina"]
    assert decided(hall, title="Bread").status == "carried"


def test_the_founding_group_has_no_seat(hall, bakery, ana, bilal, chidi, tina):
    """All three who founded leave; who came last has the whole hall in her hands, by the same rule."""
    for one in (ana, bilal, chidi):
        actions.leave_hall(by=one.actor)

    assert decided(hall, title="Alone, and by the same five sentences").status == "carried"
    assert rules.is_voter(tina, bakery, clock.now())
