"""A committee's decision called in before the assembly, and overturned."""

from __future__ import annotations

from datetime import timedelta

import pytest

from unionhall.bodies.models import Body, Membership, Remit
from unionhall.conftest import kinds, warrant_of
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.kit import clock
from unionhall.mandates.models import Mandate

from .story import carried, grown, put, vote
from .test_carrying_out import give

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(bakery, ana, bilal):
    """A committee of Ana and Bilal, which may give mandates in the assembly's place."""
    made = Body.objects.create(
        hall_id=bakery.hall_id,
        kind="committee",
        name="Kitchen",
        made_at=clock.now(),
        warrant=warrant_of(bakery.hall),
    )
    for member in (ana, bilal):
        Membership.objects.create(
            hall_id=bakery.hall_id, member=member, body=made, state="admitted", since=clock.now().date()
        )
    Remit.objects.create(
        hall_id=bakery.hall_id,
        body=made,
        matter="mandate",
        since=clock.now(),
        until=clock.now() + timedelta(days=60),
        warrant=warrant_of(bakery.hall),
    )
    return made


def overturned(calling, ana, bilal, chidi, choice="yes"):
    actions.second_motion(by=ana.actor, motion=calling)
    poll = actions.open_poll(by=ana.actor, motion=calling)
    vote(poll, choice, ana, bilal, chidi)
    return actions.close_poll(by=ana.actor, poll=poll)


def test_pending_effects_stop_at_once_and_are_void_when_it_is_overturned(committee, ana, bilal, chidi, noon):
    later = noon.at + timedelta(days=10)
    motion = carried(ana, committee, bilal, effects=[give(bilal)], takes_effect_at=later)

    calling = actions.call_in(by=chidi.actor, motion=motion, reason="Not without all of us.")

    assert motion.effects.get().state == "stopped"
    assert kinds()[-1] == "decision.called_in"
    noon.forward(timedelta(days=11))
    assert actions.settle(committee.hall_id) == 0
    assert not Mandate.objects.exists()

    overturned(calling, ana, bilal, chidi)

    motion.refresh_from_db()
    assert (motion.status, motion.effects.get().state) == ("overturned", "void")
    assert actions.settle(committee.hall_id) == 0
    assert not Mandate.objects.exists()


def test_when_the_assembly_lets_it_stand_it_goes_on(committee, ana, bilal, chidi, noon):
    later = noon.at + timedelta(days=10)
    motion = carried(ana, committee, bilal, effects=[give(bilal)], takes_effect_at=later)
    calling = actions.call_in(by=chidi.actor, motion=motion)
    overturned(calling, ana, bilal, chidi, choice="no")
    noon.forward(timedelta(days=11))

    assert actions.settle(committee.hall_id) == 1
    assert Mandate.objects.get().holder == bilal.person


def test_a_call_that_is_withdrawn_lets_it_go_on(committee, ana, bilal, chidi, noon):
    later = noon.at + timedelta(days=10)
    motion = carried(ana, committee, bilal, effects=[give(bilal)], takes_effect_at=later)
    actions.withdraw_motion(by=chidi.actor, motion=actions.call_in(by=chidi.actor, motion=motion))
    assert motion.effects.get().state == "pending"


def test_the_mandates_it_gave_end_when_it_is_overturned(committee, ana, bilal, chidi):
    motion = carried(ana, committee, bilal, effects=[give(bilal)])
    mandate = Mandate.objects.get()
    assert mandate.lives(clock.now())
    calling = actions.call_in(by=chidi.actor, motion=motion)
    assert "mandates it gave end" in calling.effects.get().said

    overturned(calling, ana, bilal, chidi)

    mandate.refresh_from_db()
    assert mandate.ending == "recalled"
    assert kinds()[-3:] == ["poll.declared", "mandate.recalled", "decision.overturned"]


def test_nothing_is_retried_while_it_is_called_in(committee, ana, bilal, chidi, noon):
    motion = carried(
        ana, committee, bilal, effects=[give(bilal)], takes_effect_at=noon.at + timedelta(days=1)
    )
    actions.call_in(by=chidi.actor, motion=motion)
    noon.forward(timedelta(days=2))
    with pytest.raises(OutOfOrder, match="called in"):
        actions.retry_effects(by=ana.actor, motion=motion)


def test_the_assemblys_own_decision_is_not_called_in(bakery, ana, bilal, chidi):
    with pytest.raises(OutOfOrder, match="assembly's own"):
        actions.call_in(by=chidi.actor, motion=carried(ana, bakery, bilal, chidi))


def test_a_committee_decides_only_what_it_was_given(committee, ana, bilal, chidi):
    with pytest.raises(NotAuthorised, match="general assembly"):
        put(ana, committee, matter="strike")
    with pytest.raises(NotAuthorised):
        put(chidi, committee)


def test_dora_calls_nothing_of_ours_in(committee, ana, bilal, dora):
    with pytest.raises(NotAuthorised):
        actions.call_in(by=dora.actor, motion=carried(ana, committee, bilal))


def test_it_is_called_in_once(committee, ana, bilal, chidi):
    motion = carried(ana, committee, bilal)
    actions.call_in(by=chidi.actor, motion=motion)
    grown(ana, bilal, 1)
    with pytest.raises(OutOfOrder, match="called in already"):
        actions.call_in(by=ana.actor, motion=motion)
