"""A matter that the charter decides by a rule of its own is not decided as an ordinary one by oversight, and says what it is."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import override

from unionhall.bodies.forms.effects.charters import change_to, preset_in
from unionhall.conftest import browser, mandated
from unionhall.core.charters import Rule
from unionhall.core.charters.presets import STARTER, SYNDICATE
from unionhall.decisions import actions
from unionhall.decisions.models import MotionText

from .story import adopt, put

pytestmark = pytest.mark.django_db
HINT = "This was put as an ordinary matter. By rules of their own we decide: Strike."


def page(member, name, motion=None):
    where = {} if motion is None else {"pk": motion.pk}
    return (
        browser(member)
        .get(reverse(f"decisions:{name}", kwargs={"hall": member.hall.slug, **where}))
        .content.decode()
    )


def test_it_is_asked_in_the_open_where_the_charter_has_such_rules(bakery, ana):
    assert 'name="matter"' not in page(ana, "put")

    adopt(bakery, SYNDICATE.charter)

    asked = page(ana, "put")
    assert asked.index('name="title"') < asked.index('name="matter"') < asked.index("<details")
    assert "What it is about</label>" in asked, "and it is not asked “if you like”"


def test_whoever_seconds_it_or_opens_the_vote_is_asked_to_look(bakery, ana, bilal):
    adopt(bakery, SYNDICATE.charter)
    plain, strike = put(ana, bakery), put(ana, bakery, title="We go on strike", matter="strike")

    assert HINT in page(bilal, "motion", plain) and HINT not in page(bilal, "motion", strike)
    actions.second_motion(by=bilal.actor, motion=plain)
    assert HINT not in page(bilal, "motion", plain)
    assert HINT in page(bilal, "open", plain)


def test_nothing_is_asked_where_what_it_does_says_it_or_no_rule_is_its_own(bakery, ana, bilal):
    mandate = mandated(bilal, "bodies.admit")
    assert "By rules of their own" not in page(bilal, "motion", put(ana, bakery))
    adopt(bakery, SYNDICATE.charter)
    recall = actions.start_recall(by=ana.actor, mandate=mandate)
    assert "By rules of their own" not in page(ana, "motion", recall)


def titles(motion):
    return dict(MotionText.objects.filter(motion=motion).values_list("language", "title"))


def test_a_title_the_hall_words_itself_is_said_in_every_language(hall, bakery, ana, bilal):
    mandate = mandated(bilal, "bodies.admit")
    recall = actions.start_recall(by=ana.actor, mandate=mandate)

    assert titles(recall) == {
        "en": "Take back a mandate: admit members",
        "es": "Revocar un mandato: admitir integrantes",
    }
    assert recall.texts.get(binding=True).language == "en"
    with override("es"):
        assert MotionText.objects.for_reader([recall])[recall.pk].language == "es"


def test_a_title_of_ones_own_is_nobodys_to_translate(hall, bakery, ana):
    new = STARTER.charter.with_rule("spending", Rule())
    effect = {"kind": "charter.change", "params": change_to(STARTER.charter, new)}
    adopt(bakery, STARTER.charter)

    offered = put(ana, bakery, title="Change our charter: Spending", effects=[effect])
    own = put(ana, bakery, title="Money is everybody's", effects=[effect])
    grounds = put(ana, bakery, title="Change our charter: Spending", text="Because.", effects=[effect])

    assert titles(offered)["es"].startswith("Cambiar nuestros estatutos: ")
    assert set(titles(own)) == set(titles(grounds)) == {"en"}


def test_a_ready_made_charter_is_in_the_halls_language_whoever_takes_it():
    with override("es"):
        taken = preset_in("syndicate", "en")
    assert (taken.title, taken.language) == ("Syndicate with a strike ballot", "en")
