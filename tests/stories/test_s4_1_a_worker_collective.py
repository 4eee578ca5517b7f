"""S4-1: nine people run a worker collective: one member one vote, no board, turns that end, trial time and then admission."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stories.telling import before_all, decided, effect, everybody, joins, mandate_for, voted
from unionhall.bodies import actions as joining
from unionhall.bodies import rules
from unionhall.bodies.models import Body, Office
from unionhall.bodies.rules import actor_of
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.mandates.gate import may_use
from unionhall.mandates.models import Mandate

pytestmark = pytest.mark.django_db
TURN = 182
"""Days a turn lasts at most, by the preset."""


@pytest.fixture
def nine(hall, bakery, ana, bilal, chidi):
    """Nine people, founded, on the charter of a worker collective, which they adopted by motion."""
    for place in range(6):
        joins(ana, f"Member {place}", seconder=bilal)
    decided(hall, effect("charter.change", hall, preset="collective", in_days="0"), title="A collective")
    decided(hall, effect("organisation.found", hall, stage="founded"), title="We are founded")
    return everybody(bakery)


def test_one_member_one_vote_and_no_board(hall, nine):
    poll = voted(before_all(hall, title="Ovens"), against=4)

    assert (poll.outcome, poll.electorate) == ("carried", 9)
    assert set(poll.rolls.values_list("weight", flat=True)) == {1}
    assert list(Body.objects.filter(hall=hall).values_list("kind", flat=True)) == ["assembly"]
    assert not Mandate.objects.exists()  # nobody holds a thing unless all of them give it


def test_no_office_is_held_longer_than_its_turn(hall, bakery, nine, noon):
    with pytest.raises(OutOfOrder, match=f"{TURN} days") as refused:
        decided(hall, mandate_for(hall, "Ana", "bodies.speak", days=TURN + 1))
    assert refused.value.rule == "terms"
    with pytest.raises(OutOfOrder, match=f"{TURN} days"):
        decided(
            hall,
            effect(
                "office.make", hall, name="Coordination", powers=["bodies.speak"], term_days=str(TURN + 1)
            ),
        )

    decided(
        hall, effect("office.make", hall, name="Coordination", powers=["bodies.speak"], term_days=str(TURN))
    )
    office = Office.objects.get(hall=hall)
    for turn in (
        "Ana",
        "Bilal",
        "Member 3",
    ):  # a year and a half: each turn ends by itself, and another has it
        until = (noon.at + timedelta(days=TURN - 1)).date().isoformat()
        decided(hall, effect("mandate.give", hall, who=turn, office=str(office.pk), until=until), title=turn)
        held = Mandate.objects.get(hall=hall, ended_at=None)
        holder = next(one for one in nine if one.person_id == held.holder_id)
        assert holder.name == turn
        assert may_use(holder.actor, "bodies.speak", bakery.pk, noon.at)

        noon.forward(timedelta(days=TURN))

        assert not may_use(holder.actor, "bodies.speak", bakery.pk, noon.at)  # also before anybody entered it
        joining.settle(hall.pk)
        held.refresh_from_db()
        assert held.ending == "ran_out"
        assert held.until - held.since <= timedelta(days=TURN + 1)
    assert not Mandate.objects.filter(hall=hall, ended_at=None).exists()


def test_who_joins_is_on_trial_first_and_then_voted_in(hall, bakery, nine, noon):
    zoe = joins(nine[0], "Zoe", seconder=nine[1])

    ruling = rules.is_voter(zoe, bakery, noon.at)
    assert "on trial" in ruling.sentence
    assert voted(before_all(hall, title="Flour")).electorate == 9
    with pytest.raises(NotAuthorised):
        actions.put_motion(by=zoe.actor, body=bakery, title="Me too")

    noon.forward(timedelta(days=TURN + 10))
    joining.settle(hall.pk)
    assert not rules.is_voter(zoe, bakery, noon.at)  # days alone admit nobody: the others do

    decided(hall, effect("member.admit", hall, who="Zoe"), title="Zoe is one of us")

    assert rules.is_voter(zoe, bakery, noon.at)
    assert voted(before_all(hall, title="Salt")).electorate == 10


def test_who_is_on_trial_does_not_decide_on_their_own_admission(hall, nine, noon):
    joins(nine[0], "Zoe", seconder=nine[1])
    poll = voted(before_all(hall, effect("member.admit", hall, who="Zoe"), title="Zoe"), against=5)
    assert (poll.electorate, poll.outcome) == (9, "lost")


def test_any_turn_can_be_taken_back_at_any_time(hall, bakery, nine):
    decided(hall, mandate_for(hall, "Bilal", "bodies.speak", days=100), title="Bilal speaks")
    mandate = Mandate.objects.get()
    poll = actions.start_recall(by=actor_of(nine[5]), mandate=mandate).polls.get()
    from unionhall.decisions.tests.story import vote

    vote(poll, "yes", *nine)
    actions.close_poll(by=nine[0].actor, poll=poll)
    mandate.refresh_from_db()
    assert mandate.ending == "recalled"
