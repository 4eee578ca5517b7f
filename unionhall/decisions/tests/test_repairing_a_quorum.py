"""U-5: three meetings failed, the fourth repairs the rule and nothing else; then the body decides again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from unionhall.bodies.rules import charter
from unionhall.core.charters import Rule, SecondCall
from unionhall.core.charters.presets import STARTER
from unionhall.core.quorums import Quorum
from unionhall.decisions import actions
from unionhall.kit import clock

from .story import adopt, declared, grown, put, seconded, vote

pytestmark = pytest.mark.django_db


def called(motion, came, bakery, noon, days=0):
    """One call to which `came` come; all of them are in favour."""
    noon.forward(timedelta(days=days))
    poll = actions.open_poll(by=came[0].actor, motion=motion)
    vote(poll, "yes", *came)
    noon.forward(timedelta(hours=73))
    actions.settle(bakery.hall_id)
    poll = declared(poll)
    motion.refresh_from_db()
    return poll.outcome


@pytest.fixture
def stuck(bakery, ana, bilal):
    """Twelve members under a quorum of ten, also at a second call; two still come."""
    grown(ana, bilal, 9)
    ten = Rule(quorum_present=Quorum(number=10), second_call=SecondCall(quorum=Quorum(number=10)))
    adopt(bakery, replace(STARTER.charter, ordinary=ten))
    return [ana, bilal]


def test_three_failed_meetings_and_the_fourth_repairs_the_rule(bakery, stuck, noon):
    ana, bilal = stuck
    motion = seconded(ana, bakery, bilal)
    for days in (0, 3, 3):
        assert called(motion, stuck, bakery, noon, days) == "not_quorate"
    assert called(motion, stuck, bakery, noon, 3) == "not_quorate"  # what is no repair stays where it is

    effect = {"kind": "quorum.repair", "params": {"quorum": {"number": 2}}}
    repair = actions.second_motion(
        by=bilal.actor, motion=put(ana, bakery, "Two of us make a meeting", effects=[effect])
    )
    assert called(repair, stuck, bakery, noon) == "carried"

    assert repair.effects.get().state == "done"
    assert charter(bakery.hall_id, clock.now()).ordinary.quorum_present.needs(12) <= 2
    assert called(motion, stuck, bakery, noon, 3) == "carried"


def test_a_repair_before_that_needs_the_quorum_like_everything_else(bakery, stuck, noon):
    ana, bilal = stuck
    effect = {"kind": "quorum.repair", "params": {"quorum": {"number": 2}}}
    repair = actions.second_motion(
        by=bilal.actor, motion=put(ana, bakery, "Two of us make a meeting", effects=[effect])
    )
    assert called(repair, stuck, bakery, noon) == "not_quorate"
