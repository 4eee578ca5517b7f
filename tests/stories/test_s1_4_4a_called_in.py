"""S1-4.4a: the assembly can call in and overturn what any committee decided, and what was still to be done stops at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stories.telling import decided, effect, mandate_for, voted
from unionhall.bodies.models import Body, Office
from unionhall.conftest import kinds, proved
from unionhall.core.rulings import NotAuthorised
from unionhall.decisions import actions
from unionhall.kit import clock
from unionhall.mandates.gate import may_use
from unionhall.mandates.models import Mandate

pytestmark = pytest.mark.django_db


@pytest.fixture
def committee(hall, bakery):
    """Ana and Bilal, to whom the assembly gave the giving of mandates for a month, by two motions of its own."""
    decided(
        hall,
        effect("body.make", hall, kind="committee", name="Ovens", members="Ana\nBilal", until="2026-06-30"),
        title="A committee",
    )
    body = Body.objects.get(hall=hall, name="Ovens")
    decided(
        hall,
        effect("remit.give", hall, which=str(body.pk), matter="mandate", until="2026-06-01"),
        title="Its matter",
    )
    return body


def keeper(committee, member):
    until = (clock.now() + timedelta(days=20)).date().isoformat()
    return {
        "kind": "mandate.give",
        "params": {"member": str(member.pk), "powers": {"bodies.speak": {}}, "until": until},
    }


def test_pending_effects_stop_at_once_and_never_come(hall, committee, bilal, chidi, noon):
    later = noon.at + timedelta(days=3)
    motion = decided(hall, keeper(committee, bilal), body=committee, takes_effect_at=later)
    assert motion.effects.get().state == "pending"

    calling = actions.call_in(by=chidi.actor, motion=motion, reason="Not without all of us.")

    assert motion.effects.get().state == "stopped"
    noon.at = later + timedelta(hours=1)
    actions.settle(hall.pk)
    assert not Mandate.objects.exists()

    voted(actions.second_motion(by=bilal.actor, motion=calling))
    motion.refresh_from_db()
    assert (motion.status, motion.effects.get().state) == ("overturned", "void")
    actions.settle(hall.pk)
    assert not Mandate.objects.exists()
    assert kinds()[-2:] == ["poll.declared", "decision.overturned"]


def test_what_a_committee_gave_is_gone_with_the_decision(hall, committee, bilal, chidi):
    motion = decided(hall, keeper(committee, bilal), body=committee)
    assert may_use(bilal.actor, "bodies.speak", committee.pk, clock.now())

    voted(actions.second_motion(by=bilal.actor, motion=actions.call_in(by=chidi.actor, motion=motion)))

    assert "recalled" in may_use(bilal.actor, "bodies.speak", committee.pk, clock.now()).sentence


def test_no_act_stands_on_less_than_a_live_mandate_from_the_assembly(
    hall, bakery, committee, ana, bilal, noon
):
    """A committee gives for itself only, what it was given only, and as long as it was given it only."""
    with pytest.raises(NotAuthorised, match="for itself"):
        params = {**keeper(committee, bilal)["params"], "body": str(bakery.pk)}
        actions.put_motion(
            by=ana.actor, body=committee, title="More", effects=[{"kind": "mandate.give", "params": params}]
        )
    with pytest.raises(NotAuthorised, match="general assembly"):
        actions.put_motion(by=ana.actor, body=committee, title="Strike", matter="strike")

    noon.at = noon.at.replace(month=6, day=2)
    with pytest.raises(NotAuthorised, match="general assembly"):
        actions.put_motion(by=ana.actor, body=committee, title="Again", effects=[keeper(committee, bilal)])


def test_a_committee_that_is_dissolved_takes_its_powers_with_it(hall, committee, bilal):
    decided(hall, keeper(committee, bilal), body=committee)
    decided(hall, effect("body.dissolve", hall, which=str(committee.pk)), title="Without the committee")
    assert not may_use(bilal.actor, "bodies.speak", committee.pk, clock.now())


def test_the_assemblys_own_mandate_outlives_no_recall_of_its_own(hall, bakery, bilal):
    decided(hall, mandate_for(hall, "Bilal", "bodies.admit"))
    mandate = Mandate.objects.get()
    decided(hall, effect("mandate.recall", hall, mandate=str(mandate.pk)))
    assert not may_use(proved(bilal.actor), "bodies.admit", bakery.pk, clock.now())
    assert not Office.objects.exists()
