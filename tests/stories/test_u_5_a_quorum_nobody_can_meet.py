"""U-5: three meetings fail for want of a quorum; the fourth, whoever comes to it, repairs the rule and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.stories.telling import decided, effect, everybody, joins
from unionhall.bodies import rules
from unionhall.bodies.forms.effects.charters import change_to
from unionhall.conftest import kinds
from unionhall.core.charters import Rule, SecondCall
from unionhall.core.quorums import Quorum
from unionhall.decisions import actions
from unionhall.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def ten_of_twelve(hall, bakery, ana, bilal):
    """Twelve who were enthusiastic and decided that ten make a meeting, at a second call too. Nine of them come no more."""
    for place in range(9):
        joins(ana, f"Member {place}", seconder=bilal)
    old = rules.charter(hall.pk, clock.now())
    ten = Rule(quorum_present=Quorum(number=10), second_call=SecondCall(quorum=Quorum(number=10)))
    decided(
        hall,
        {"kind": "charter.change", "params": change_to(old, replace(old, ordinary=ten))},
        title="Ten of us",
    )
    return [one for one in everybody(bakery) if one.name in ("Ana", "Bilal", "Chidi")]


def meets(motion, came, noon):
    """A call on the motion: notice passes, whoever came votes for it, the day is over. Gives what became of it."""
    noon.forward(timedelta(days=4))
    poll = actions.open_poll(by=came[0].actor, motion=motion)
    for one in came:
        actions.cast_ballot(by=one.actor, poll=poll, choice="yes", client_id=uuid4())
    noon.forward(timedelta(hours=73))
    actions.settle(motion.hall_id)
    motion.refresh_from_db()
    return motion.status


def put(came, body, title, *effects):
    first, second, *_rest = came
    motion = actions.put_motion(by=first.actor, body=body, title=title, effects=list(effects))
    return actions.second_motion(by=second.actor, motion=motion)


def two_are_enough(hall):
    return effect("quorum.repair", hall, quorum="number", number="2")


def test_three_failed_meetings_and_the_fourth_repairs_the_rule(hall, bakery, ten_of_twelve, noon):
    bread = put(ten_of_twelve, bakery, "Bread")
    assert [meets(bread, ten_of_twelve, noon) for _call in range(3)] == ["not_quorate"] * 3

    repair = put(ten_of_twelve, bakery, "Two of us make a meeting", two_are_enough(hall))
    assert meets(repair, ten_of_twelve, noon) == "carried"

    assert repair.effects.get().state == "done"
    assert meets(put(ten_of_twelve, bakery, "Bread again"), ten_of_twelve, noon) == "carried"
    assert "charter.adopted" in kinds()


def test_that_meeting_decides_nothing_else(hall, bakery, ten_of_twelve, noon):
    bread = put(ten_of_twelve, bakery, "Bread")
    for _call in range(3):
        meets(bread, ten_of_twelve, noon)

    assert meets(bread, ten_of_twelve, noon) == "not_quorate"
    other = put(
        ten_of_twelve,
        bakery,
        "Another charter",
        effect("charter.change", hall, preset="syndicate", in_days="0"),
    )
    assert meets(other, ten_of_twelve, noon) == "not_quorate"


def test_before_that_a_repair_needs_the_quorum_like_anything_else(hall, bakery, ten_of_twelve, noon):
    repair = put(ten_of_twelve, bakery, "Two of us make a meeting", two_are_enough(hall))
    assert meets(repair, ten_of_twelve, noon) == "not_quorate"


def test_a_second_call_has_its_own_lower_number_and_its_own_notice(hall, bakery, ana, bilal, chidi, noon):
    """Under the starter agreement: half of us at first, half of that at the second call, three days later."""
    for place in range(5):
        joins(ana, f"Member {place}", seconder=bilal)
    came = [one for one in everybody(bakery) if one.name in ("Ana", "Bilal")]
    bread = put(came, bakery, "Bread")
    assert meets(bread, came, noon) == "not_quorate"  # two of eight; four were needed

    assert meets(bread, came, noon) == "carried"
