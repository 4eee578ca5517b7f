"""An act under each power there is, and the recall of its mandate, cannot pass each other. A new power is in by itself."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.proving import note, times
from tests.races.at_once import at_once, done, refused
from unionhall.conftest import mandated, proved, warrant_of
from unionhall.kit.actor import Actor
from unionhall.kit.registries import powers
from unionhall.mandates import actions as mandates
from unionhall.mandates import gate
from unionhall.record.book import action, write
from unionhall.record.models import Head, Opening

pytestmark = pytest.mark.django_db(transaction=True)


@action
def use(*, by, power, scope, at):
    """What every act under a mandate does first, and its entry."""
    mandate = gate.pass_through(by, power, scope, at)
    write("list.read", by=by, at=at, about=mandate, body=scope, mandate=mandate.pk)


def raced(hall, chidi, scope, power) -> int:
    """Two acts under `power` and the recall of the mandate, let go together; gives how many acts came before."""
    mandate = mandated(chidi, power)
    warrant, clock = warrant_of(hall), Actor.the_clock(hall.pk)
    sessions = [proved(chidi.actor), proved(chidi.actor)]
    ahead = Head.objects.get(hall=hall).size

    found = at_once(
        lambda: use(by=sessions[0], power=power, scope=scope),
        lambda: mandates.recall_mandate(by=clock, mandate=mandate, warrant=warrant),
        lambda: use(by=sessions[1], power=power, scope=scope),
    )

    order = Opening.objects.filter(hall=hall, entry__index__gte=ahead).order_by("entry__index")
    said = list(order.values_list("kind", flat=True))
    assert said.count("mandate.recalled") == 1
    assert said[-1] == "mandate.recalled", said  # nothing after it
    assert len(done(found)) == len(said)
    for one in refused(found):
        assert "was recalled on" in one.sentence
    return len(said) - 1


@pytest.mark.parametrize("power", sorted(powers))
def test_no_act_under_any_power_is_written_after_the_recall(power, hall, bakery, ana, chidi):
    rounds = times(check=3, prove=100)
    before = sum(raced(hall, chidi, bakery.pk, power) for _turn in range(rounds))

    note(f"recall-against-{power}-{connection.vendor}", races=rounds, acts_before=before, acts_after=0)


@pytest.mark.parametrize("power", sorted(powers))
def test_the_power_is_refused_in_every_session_at_the_next_request(power, hall, bakery, chidi):
    mandate = mandated(chidi, power)
    sessions = [proved(chidi.actor) for _one in range(4)]
    for by in sessions:
        use(by=by, power=power, scope=bakery.pk)

    mandates.recall_mandate(by=Actor.the_clock(hall.pk), mandate=mandate, warrant=warrant_of(hall))

    for by in sessions:
        with pytest.raises(gate.NotAuthorised, match="was recalled on"):
            use(by=by, power=power, scope=bakery.pk)


def test_a_gate_that_locks_nothing_lets_an_act_pass_the_recall(hall, bakery, chidi, monkeypatch):
    """The planted fault: the gate asked, and then the act done in a transaction of its own."""
    mandate = mandated(chidi, "bodies.admit")
    by, ruling = proved(chidi.actor), gate.may_use
    before = ruling(by, "bodies.admit", bakery.pk, mandate.since)
    mandates.recall_mandate(by=Actor.the_clock(hall.pk), mandate=mandate, warrant=warrant_of(hall))
    monkeypatch.setattr(gate, "pass_through", lambda *_asked: mandate if before else None)

    use(by=by, power="bodies.admit", scope=bakery.pk)

    assert list(Opening.objects.order_by("entry__index").values_list("kind", flat=True))[-1] == "list.read"
