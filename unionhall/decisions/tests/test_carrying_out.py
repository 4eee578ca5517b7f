"""A carried motion carries itself out, wholly or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from unionhall.bodies.models import Body, Office
from unionhall.conftest import kinds, warrant_of
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.models import Effect, Motion
from unionhall.kit import clock
from unionhall.kit.registries import EffectKind, effects
from unionhall.mandates.models import Mandate
from unionhall.record.models import Entry, Head

from .story import carried, put, seconded, vote

pytestmark = pytest.mark.django_db


def give(member, power="bodies.admit", days=30, **more):
    until = (clock.now() + timedelta(days=days)).date().isoformat()
    return {
        "kind": "mandate.give",
        "params": {"member": str(member.pk), "powers": {power: {}}, "until": until, **more},
    }


def make_body(name="Kitchen"):
    return {"kind": "body.make", "params": {"name": name, "purpose": "cook", "kind": "group", "members": []}}


def test_filling_an_office_is_an_election_and_giving_a_mandate_without_one_is_not(hall, bakery, ana, bilal):
    door = Office.objects.create(
        hall=hall,
        body=bakery,
        name="Door",
        purpose="admits",
        powers={"bodies.admit": {}},
        term_days=30,
        warrant=warrant_of(hall),
    )

    elects = put(ana, bakery, effects=[give(bilal, office=str(door.pk))])
    trusts = put(ana, bakery, effects=[give(bilal)])

    assert (elects.matter, trusts.matter) == ("election", "mandate")


@pytest.fixture
def stubborn(monkeypatch):
    """An effect that refuses until its `mood` is good: a room below that cannot do what was decided yet."""
    mood = {"good": False}

    def run(**_given):
        if not mood["good"]:
            raise OutOfOrder("The oven is cold.", rule="ordinary")

    kind = EffectKind(
        "oven.light", "mandate", "light the oven", None, lambda *_a: None, lambda *_a: "the oven is lit.", run
    )
    monkeypatch.setitem(effects._items, "oven.light", kind)
    return mood


def test_a_motion_gives_a_mandate_when_it_carries(bakery, ana, bilal, chidi):
    motion = carried(ana, bakery, bilal, chidi, effects=[give(bilal)])

    mandate = Mandate.objects.get()
    assert (mandate.holder, mandate.warrant) == (bilal.person, motion.decision)
    assert motion.effects.get().state == "done"
    assert kinds() == ["motion.put", "motion.seconded", "poll.opened", "poll.declared", "mandate.given"]


def test_its_effect_is_said_in_plain_words_before_anyone_votes(bakery, ana, bilal):
    said = put(ana, bakery, effects=[give(bilal)]).effects.get().said
    assert "Bilal" in said
    assert "2026" in said


def test_a_lost_motion_does_nothing(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal, effects=[give(bilal)]))
    vote(poll, "no", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    assert Effect.objects.get().state == "void"
    assert not Mandate.objects.exists()


def test_when_one_effect_refuses_all_roll_back_and_the_declaration_stands(
    bakery, ana, bilal, chidi, stubborn
):
    oven = {"kind": "oven.light", "params": {}}
    motion = carried(ana, bakery, bilal, chidi, effects=[give(bilal), oven])

    motion.refresh_from_db()
    assert motion.status == "carried"
    assert [(one.kind, one.state, one.reason) for one in motion.effects.all()] == [
        ("mandate.give", "pending", ""),
        ("oven.light", "refused", "The oven is cold."),
    ]
    assert not Mandate.objects.exists()
    assert kinds()[-2:] == ["poll.declared", "effects.refused"]
    # The record has no gap where the undone entries were.
    indexes = list(Entry.objects.filter(hall_id=bakery.hall_id).values_list("index", flat=True))
    assert indexes == list(range(len(indexes)))
    assert Head.objects.get(hall_id=bakery.hall_id).size == len(indexes)


def test_any_member_has_it_carried_out_once_the_reason_is_gone(bakery, ana, bilal, chidi, stubborn):
    motion = carried(ana, bakery, bilal, chidi, effects=[give(bilal), {"kind": "oven.light", "params": {}}])
    actions.retry_effects(by=chidi.actor, motion=motion)
    assert kinds()[-1] == "effects.refused"

    stubborn["good"] = True
    actions.retry_effects(by=chidi.actor, motion=motion)

    assert set(motion.effects.values_list("state", flat=True)) == {"done"}
    assert Mandate.objects.get().warrant == motion.decision
    assert kinds()[-2:] == ["mandate.given", "decision.carried_out"]
    with pytest.raises(OutOfOrder, match="nothing left"):
        actions.retry_effects(by=chidi.actor, motion=motion)


def test_a_fault_of_ours_does_not_keep_the_body_from_having_decided(bakery, ana, bilal, chidi, monkeypatch):
    def run(**_given):
        raise RuntimeError("ours")

    kind = EffectKind("oven.break", "mandate", "break", None, lambda *_a: None, lambda *_a: "it breaks.", run)
    monkeypatch.setitem(effects._items, "oven.break", kind)

    motion = carried(ana, bakery, bilal, chidi, effects=[{"kind": "oven.break", "params": {}}])

    motion.refresh_from_db()
    assert (motion.status, motion.effects.get().state) == ("carried", "refused")


def test_a_decision_takes_effect_at_the_moment_it_names(bakery, ana, bilal, chidi, noon):
    later = noon.at + timedelta(days=10)
    motion = carried(ana, bakery, bilal, chidi, effects=[give(bilal)], takes_effect_at=later)
    assert actions.settle(bakery.hall_id) == 0
    assert not Mandate.objects.exists()

    noon.forward(timedelta(days=11))
    assert actions.settle(bakery.hall_id) == 1
    assert Mandate.objects.get().since == noon.at
    motion.refresh_from_db()
    assert motion.effects.get().state == "done"
    assert actions.settle(bakery.hall_id) == 0


def test_a_decision_on_trial_ends_by_itself(bakery, ana, bilal, chidi, noon):
    motion = carried(ana, bakery, bilal, chidi, trial_until=noon.at + timedelta(days=90))
    noon.forward(timedelta(days=91))
    actions.settle(bakery.hall_id)

    motion.refresh_from_db()
    assert motion.status == "ended"
    assert kinds()[-1] == "decision.ended"


def test_two_matters_are_two_motions(bakery, ana, bilal):
    with pytest.raises(OutOfOrder, match="put two motions"):
        put(ana, bakery, effects=[give(bilal), make_body()])


def test_what_no_room_can_do_is_refused(bakery, ana):
    with pytest.raises(OutOfOrder, match="Nothing here can do this"):
        put(ana, bakery, effects=[{"kind": "moon.fetch", "params": {}}])


def test_parameters_that_make_no_sense_are_refused_when_it_is_put(bakery, ana, bilal, dora):
    with pytest.raises(OutOfOrder):
        put(ana, bakery, effects=[give(dora)])
    assert not Motion.objects.exists()


def test_a_motion_makes_a_body(bakery, ana, bilal, chidi):
    motion = carried(ana, bakery, bilal, chidi, effects=[make_body()])
    assert Body.objects.get(name="Kitchen").warrant == motion.decision
