"""A power is used under a live mandate, in its scope, or not at all; and a refusal says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from unionhall.bodies.actions import suspend_member
from unionhall.bodies.rules import actor_of
from unionhall.conftest import browser, from_here, kinds, mandated, proved
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Undeclared
from unionhall.mandates import actions, gate
from unionhall.mandates.models import Ending, Mandate
from unionhall.record.models import Entry, Opening

ADMIT = "bodies.admit"


@pytest.fixture
def mandate(ana, bakery):
    given = mandated(ana, ADMIT, days=30)
    from_here()
    return given


def asks(member, bakery, *, power=ADMIT, proof=True, scope=None):
    actor = actor_of(member)
    return gate.may_use(proved(actor) if proof else actor, power, scope or bakery.pk, clock.now())


def given(member, bakery, **when):
    """A mandate for the bakery's door, with a beginning and an end of the story's own."""
    return actions.give_mandate(
        by=actor_of(member),
        warrant=warrant(member.hall),
        holder=member.person,
        member=member.pk,
        scope=bakery.pk,
        powers={ADMIT: {}},
        **when,
    )


def warrant(hall):
    return Entry.objects.filter(hall=hall).order_by("index").first()


def test_a_live_mandate_opens_the_gate(mandate, ana, bakery):
    assert asks(ana, bakery)


def test_a_mandate_is_its_holders_and_nobody_elses(mandate, bilal, bakery):
    assert asks(bilal, bakery).sentence == "You hold no mandate to admit members."


def test_a_mandate_opens_the_gate_for_the_powers_it_names_and_no_other(mandate, ana, bakery):
    ruling = asks(ana, bakery, power="bodies.keep_list")

    assert not ruling
    assert ruling.sentence.startswith("You hold no mandate to ")
    assert "admit" not in ruling.sentence


def test_who_founded_the_hall_holds_nothing(ana, bakery):
    assert asks(ana, bakery).sentence == "You hold no mandate to admit members."


def test_a_grave_power_wants_the_second_factor(mandate, ana, bakery):
    ruling = asks(ana, bakery, proof=False)

    assert isinstance(ruling.refusal, gate.FactorNeeded)
    assert ruling.sentence == "This is a grave power: prove your second factor first."


def test_a_proof_grows_stale_after_half_an_hour(mandate, ana, bakery, noon):
    actor = proved(actor_of(ana))
    noon.forward(timedelta(minutes=30))
    assert gate.may_use(actor, ADMIT, bakery.pk, clock.now())

    noon.forward(timedelta(seconds=1))

    assert not gate.may_use(actor, ADMIT, bakery.pk, clock.now())


def test_a_mandate_for_one_body_is_none_for_another(mandate, ana, bakery):
    assert asks(ana, bakery, scope=uuid4()).sentence == "Your mandate to admit members is for another body."


def test_a_mandate_that_ran_out_gives_nothing_though_nobody_entered_its_end(mandate, ana, bakery, noon):
    noon.forward(timedelta(days=30))

    assert asks(ana, bakery).sentence == "Your mandate to admit members ran out on 3 June 2026."
    assert kinds() == []


def test_what_runs_out_at_midnight_here_lasted_through_the_day_before(ana, bakery, hall, noon):
    midnight = datetime(2026, 5, 9, 22, tzinfo=UTC)  # in Vienna the tenth begins
    given(ana, bakery, until=midnight)
    noon.at = midnight

    assert asks(ana, bakery).sentence == "Your mandate to admit members ran out on 9 May 2026."


def test_a_mandate_of_the_future_gives_nothing_yet(ana, bakery, hall, noon):
    given(ana, bakery, since=noon.at + timedelta(days=2), until=noon.at + timedelta(days=9))

    assert asks(ana, bakery).sentence == "Your mandate to admit members begins on 6 May 2026."


def test_recalling_takes_power_and_proof_in_one_act(mandate, ana, bilal, bakery, hall, noon):
    actions.recall_mandate(by=actor_of(bilal), mandate=mandate, warrant=warrant(hall))

    mandate.refresh_from_db()
    ana.person.refresh_from_db()
    assert (mandate.ending, mandate.ended_at) == (Ending.RECALLED, noon.at)
    assert ana.person.proofs_void_before == noon.at
    assert asks(ana, bakery).sentence == "Your mandate to admit members was recalled on 4 May 2026."
    assert kinds() == ["mandate.recalled"]


def test_it_is_recalled_once(mandate, bilal, hall):
    actions.recall_mandate(by=actor_of(bilal), mandate=mandate, warrant=warrant(hall))

    with pytest.raises(OutOfOrder):
        actions.recall_mandate(by=actor_of(bilal), mandate=mandate, warrant=warrant(hall))


def test_a_holder_lays_it_down_and_nobody_else_can(mandate, ana, bilal, bakery):
    with pytest.raises(NotAuthorised):
        actions.lay_down_mandate(by=actor_of(bilal), mandate=mandate)

    actions.lay_down_mandate(by=actor_of(ana), mandate=mandate)

    assert asks(ana, bakery).sentence == "You laid down your mandate to admit members on 4 May 2026."
    assert kinds() == ["mandate.resigned"]


def test_what_ended_when_its_holder_left_the_body_says_so(mandate, ana, bakery, hall):
    actions.end_mandate(by=Actor.the_clock(hall.pk), mandate=mandate, ending=Ending.LEFT)

    said = "Your mandate to admit members ended on 4 May 2026, when you left the body."
    assert asks(ana, bakery).sentence == said


def test_of_several_mandates_that_are_over_the_last_one_is_told(mandate, ana, bilal, bakery, hall, noon):
    given(ana, bakery, until=noon.at + timedelta(days=2))
    noon.forward(timedelta(days=5))
    actions.recall_mandate(by=actor_of(bilal), mandate=mandate, warrant=warrant(hall))

    assert asks(ana, bakery).sentence == "Your mandate to admit members was recalled on 9 May 2026."

    given(ana, bakery, until=noon.at + timedelta(days=1))
    noon.forward(timedelta(days=3))

    assert asks(ana, bakery).sentence == "Your mandate to admit members ran out on 10 May 2026."


def test_of_two_mandates_that_live_the_one_that_lasts_longer_is_used(mandate, ana, bakery, noon):
    longer = given(ana, bakery, until=noon.at + timedelta(days=60))
    given(ana, bakery, until=noon.at + timedelta(days=3))

    with transaction.atomic():
        used = gate.pass_through(proved(actor_of(ana)), ADMIT, bakery.pk, clock.now())

    assert used == longer


def test_who_may_not_does_not_pass_and_reads_why(ana, bakery):
    with pytest.raises(NotAuthorised, match="You hold no mandate to admit members"), transaction.atomic():
        gate.pass_through(proved(actor_of(ana)), ADMIT, bakery.pk, clock.now())


def test_a_mandate_that_rests_says_until_when_by_the_halls_own_calendar(mandate, ana, bilal, bakery, hall):
    late = datetime(2026, 5, 9, 22, 30, tzinfo=UTC)  # half past midnight of the tenth, in Vienna
    actions.rest_mandate(by=actor_of(bilal), mandate=mandate, until=late)

    resting = asks(ana, bakery)

    said = "Your mandate to admit members rests until 10 May 2026 at most, while its recall is decided."
    assert (resting.sentence, resting.rule) == (said, "recall")
    (entry,) = Opening.objects.filter(kind="mandate.suspended")
    assert '"until":"2026-05-10"' in entry.content


def test_a_mandate_that_ran_out_while_it_rested_has_run_out(ana, bilal, bakery, hall, noon):
    short = given(ana, bakery, until=noon.at + timedelta(days=3))
    actions.rest_mandate(by=actor_of(bilal), mandate=short, until=noon.at + timedelta(days=14))
    noon.forward(timedelta(days=3))

    assert asks(ana, bakery).sentence == "Your mandate to admit members ran out on 7 May 2026."


def test_a_mandate_recalled_while_it_rested_was_recalled(mandate, ana, bilal, bakery, hall, noon):
    actions.rest_mandate(by=actor_of(bilal), mandate=mandate, until=noon.at + timedelta(days=14))
    actions.recall_mandate(by=actor_of(bilal), mandate=mandate, warrant=warrant(hall))

    assert "was recalled" in asks(ana, bakery).sentence


def test_a_mandate_in_another_hall_is_not_known_here(dora, ana, bakery, noon):
    mandated(dora, ADMIT)
    here = replace(proved(actor_of(dora)), hall_id=bakery.hall_id, member_id=ana.pk)

    ruling = gate.may_use(here, ADMIT, bakery.pk, clock.now())

    assert ruling.sentence == "You hold no mandate to admit members."


def test_nobody_can_say_that_it_ran_out_before_it_did(mandate, hall):
    with pytest.raises(OutOfOrder):
        actions.end_mandate(by=Actor.the_clock(hall.pk), mandate=mandate, ending=Ending.RAN_OUT)


def test_there_is_no_mandate_without_an_end_a_power_or_a_declared_one(ana, bakery, hall, noon):
    def give(**differently):
        return actions.give_mandate(
            **{
                "by": actor_of(ana),
                "warrant": warrant(hall),
                "holder": ana.person,
                "member": ana.pk,
                "scope": bakery.pk,
                "powers": {ADMIT: {}},
                "until": noon.at + timedelta(days=1),
                **differently,
            }
        )

    with pytest.raises(OutOfOrder):
        give(until=noon.at)
    with pytest.raises(OutOfOrder):
        give(powers={})
    with pytest.raises(Undeclared):
        give(powers={"bodies.rule_alone": {}})

    assert not Mandate.objects.exists()


def test_a_decision_of_another_hall_gives_nothing_here(ana, bakery, other_hall, noon):
    with pytest.raises(NotAuthorised):
        actions.give_mandate(
            by=actor_of(ana),
            warrant=warrant(other_hall),
            holder=ana.person,
            member=ana.pk,
            scope=bakery.pk,
            powers={ADMIT: {}},
            until=noon.at + timedelta(days=1),
        )


def test_the_clock_holds_no_mandate(bakery, hall):
    ruling = gate.may_use(Actor.the_clock(hall.pk), ADMIT, bakery.pk, clock.now())

    assert ruling.sentence == "Only a person with a mandate may do this."


def test_who_is_suspended_uses_no_power_until_it_ends(mandate, ana, bakery, hall, noon):
    suspend_member(by=ana.actor, member=ana, days=5, warrant=warrant(hall))

    assert "You are suspended" in asks(ana, bakery).sentence

    noon.forward(timedelta(days=6))

    assert asks(ana, bakery)


def test_a_suspended_keeper_of_the_list_does_not_read_it(ana, hall):
    mandated(ana, "bodies.keep_list")
    where = reverse("bodies:keep", kwargs={"hall": hall.slug})
    assert browser(ana, proved=True).get(where).status_code == 200

    suspend_member(by=ana.actor, member=ana, days=5, warrant=warrant(hall))

    refused = browser(ana, proved=True).get(where)
    assert refused.status_code == 403
    assert "You are suspended" in refused.content.decode()
