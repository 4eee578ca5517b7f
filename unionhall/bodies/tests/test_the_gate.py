"""The gate: a power lives from a moment to a moment, for one body, and is gone the moment it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from unionhall.bodies.models import Body
from unionhall.conftest import from_here, kinds, mandated, proved, warrant_of
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Undeclared
from unionhall.mandates.actions import end_mandate, give_mandate, lay_down_mandate, recall_mandate
from unionhall.mandates.gate import FactorNeeded, limits_of, may_use, pass_through
from unionhall.mandates.models import Ending, Mandate

SPEAK, ADMIT = "bodies.speak", "bodies.admit"


def given(hall, member, bakery, **changes):
    terms = {
        "by": Actor.the_clock(hall.pk),
        "warrant": warrant_of(hall),
        "holder": member.person,
        "member": member.pk,
        "scope": bakery.pk,
        "powers": {SPEAK: {}},
        "until": changes.pop("until", None) or changes.pop("now") + timedelta(days=30),
    }
    changes.pop("now", None)
    return give_mandate(**{**terms, **changes})


def test_a_live_mandate_opens_the_gate_and_nothing_else_does(bakery, ana, bilal, noon):
    mandate = mandated(bilal, SPEAK)

    assert pass_through_in(bilal, bakery, noon) == mandate
    assert may_use(ana.actor, SPEAK, bakery.pk, noon.at).sentence.startswith("You hold no mandate")
    assert not may_use(Actor.the_clock(bakery.hall_id), SPEAK, bakery.pk, noon.at)


def pass_through_in(member, bakery, noon):
    from django.db import transaction

    with transaction.atomic():
        return pass_through(member.actor, SPEAK, bakery.pk, noon.at)


def test_having_founded_the_hall_opens_no_gate(bakery, ana, noon):
    from unionhall.kit.registries import powers

    assert [power for power in powers if may_use(proved(ana.actor), power, bakery.pk, noon.at)] == []


def test_a_mandate_for_one_body_is_none_for_another(hall, bakery, bilal, noon):
    group = Body.objects.create(hall=hall, kind="group", name="Readers", made_at=noon.at)
    mandated(bilal, SPEAK, scope=group.pk)

    assert may_use(bilal.actor, SPEAK, group.pk, noon.at)
    assert "another body" in may_use(bilal.actor, SPEAK, bakery.pk, noon.at).sentence


def test_a_grave_power_wants_a_second_factor_of_the_last_half_hour(bakery, bilal, noon):
    mandated(bilal, ADMIT)
    fresh = proved(bilal.actor)

    assert isinstance(may_use(bilal.actor, ADMIT, bakery.pk, noon.at).refusal, FactorNeeded)
    assert may_use(fresh, ADMIT, bakery.pk, noon.at + timedelta(minutes=30))
    assert isinstance(may_use(fresh, ADMIT, bakery.pk, noon.at + timedelta(minutes=31)).refusal, FactorNeeded)


def test_a_mandate_runs_out_by_time_alone_at_its_very_moment(hall, bakery, bilal, noon):
    until = noon.at + timedelta(days=3)
    mandate = given(hall, bilal, bakery, until=until)

    assert may_use(bilal.actor, SPEAK, bakery.pk, until - timedelta(microseconds=1))
    assert "ran out" in may_use(bilal.actor, SPEAK, bakery.pk, until).sentence
    assert kinds(hall) == ["mandate.given"]  # nothing had to run for it to end
    noon.at = until
    end_mandate(by=Actor.the_clock(hall.pk), mandate=mandate, ending=Ending.RAN_OUT)
    assert kinds(hall) == ["mandate.given", "mandate.ended"]


def test_a_mandate_that_begins_later_says_when(hall, bakery, bilal, noon):
    given(hall, bilal, bakery, now=noon.at, since=noon.at + timedelta(days=1))

    assert "begins on 2026-05-05" in may_use(bilal.actor, SPEAK, bakery.pk, noon.at).sentence


def test_a_recall_takes_the_power_and_the_proof_in_one_act(hall, bakery, bilal, noon):
    mandate = mandated(bilal, SPEAK, ADMIT)
    from_here()
    noon.forward(timedelta(minutes=1))

    recall_mandate(by=Actor.the_clock(hall.pk), mandate=mandate, warrant=warrant_of(hall))

    assert "was recalled on 2026-05-04" in may_use(bilal.actor, SPEAK, bakery.pk, noon.at).sentence
    bilal.person.refresh_from_db()
    assert bilal.person.proofs_void_before == noon.at
    assert kinds(hall) == ["mandate.recalled"]
    with pytest.raises(OutOfOrder, match="ended already"):
        recall_mandate(by=Actor.the_clock(hall.pk), mandate=mandate, warrant=warrant_of(hall))


def test_only_its_holder_lays_a_mandate_down(hall, bakery, ana, bilal, noon):
    mandate = mandated(bilal, SPEAK)
    with pytest.raises(NotAuthorised, match="Only who holds"):
        lay_down_mandate(by=ana.actor, mandate=mandate)

    lay_down_mandate(by=bilal.actor, mandate=mandate)

    assert "laid down" in may_use(bilal.actor, SPEAK, bakery.pk, noon.at).sentence


def test_the_newest_ending_is_the_one_said_and_a_live_one_beside_it_is_enough(hall, bakery, bilal, noon):
    first = mandated(bilal, SPEAK)
    lay_down_mandate(by=bilal.actor, mandate=first)
    mandated(bilal, SPEAK)

    assert may_use(bilal.actor, SPEAK, bakery.pk, noon.at)


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"powers": {}}, OutOfOrder, "what it allows"),
        ({"powers": {"everything": {}}}, Undeclared, "everything"),
        ({"since": timedelta(days=40)}, OutOfOrder, "end after it begins"),
        ({"until": timedelta(0)}, OutOfOrder, "end after it begins"),
    ],
)
def test_a_mandate_says_what_it_allows_and_ends_after_it_begins(hall, bakery, bilal, noon, changes, error, words):
    moments = {name: noon.at + value if isinstance(value, timedelta) else value for name, value in changes.items()}
    with pytest.raises(error, match=words):
        given(hall, bilal, bakery, now=noon.at, **moments)
    assert not Mandate.objects.filter(hall=hall).exists()


def test_a_decision_of_another_hall_gives_no_mandate_here(hall, other_hall, bakery, bilal, noon):
    with pytest.raises(NotAuthorised, match="another hall"):
        given(hall, bilal, bakery, now=noon.at, warrant=warrant_of(other_hall))


def test_a_mandate_does_not_end_itself_early_or_by_a_wrong_name(hall, bakery, bilal, noon):
    mandate = mandated(bilal, SPEAK)
    with pytest.raises(OutOfOrder, match="not come to its end"):
        end_mandate(by=Actor.the_clock(hall.pk), mandate=mandate, ending=Ending.RAN_OUT)
    with pytest.raises(OutOfOrder, match="taken back by a decision"):
        end_mandate(by=Actor.the_clock(hall.pk), mandate=mandate, ending=Ending.RECALLED)


def test_limits_are_kept_with_the_power(hall, bakery, bilal, noon):
    mandate = given(hall, bilal, bakery, now=noon.at, powers={SPEAK: {"pages": 3}})
    assert limits_of(mandate, SPEAK) == {"pages": 3}


def test_a_mandate_of_another_hall_has_no_power_here(hall, bakery, other_hall, dora, noon):
    mandated(dora, SPEAK)
    assert not may_use(dora.actor, SPEAK, bakery.pk, noon.at)
    crossing = Actor(hall.pk, dora.person_id, dora.pk)
    assert not may_use(crossing, SPEAK, bakery.pk, noon.at)
