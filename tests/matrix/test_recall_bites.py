"""
A recall bites at once: in every open session the next use of the power is refused with the reason, while reading and
voting go on (record-and-trust.md, decision 13; "Must be shown" 1).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.matrix import world as worlds
from tests.matrix.answers import word_for
from tests.matrix.places import Clock, Place, day, decide, seconded
from tests.proving import note, times
from unionhall import conftest as stories
from unionhall.bodies import actions as bodies
from unionhall.bodies.models import Organisation
from unionhall.bodies.rules import actor_of
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Ballot
from unionhall.kit import clock
from unionhall.mandates.models import Mandate
from unionhall.people import sealing

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon(monkeypatch) -> Clock:
    """The clock, standing."""
    standing = Clock()
    monkeypatch.setattr(clock, "now", standing)
    monkeypatch.setattr(sealing.PassphraseHasher, "time_cost", 1)
    monkeypatch.setattr(sealing.PassphraseHasher, "memory_cost", 64)
    return standing


@pytest.fixture
def four(db, noon, tmp_path, settings) -> Iterator[Place]:
    """A public hall of four, with an application that waits and a vote that is open; the last of the four holds mandates."""
    settings.SIGNER_DIR = tmp_path / "signer"
    place, first = worlds.founded("Quux", "bund", "paul")
    place.voters = [first]
    for name in ("zoe", "yuri", "xenia"):
        place.voters.append(worlds.joined(place.voters, name, "quux"))
    decide(place, "organisation.go_public", name="Quuxbund", front="Come in.")
    organisation = Organisation.objects.get(hall=place.hall)
    place.things.application = bodies.apply(organisation=organisation, name="Tina", contact="am Tor")
    place.things.poll = decisions.open_poll(by=actor_of(first), motion=seconded(place, "Brot"))
    with transaction.atomic():
        yield place


def use(place: Place, client: Client, power: str) -> Any:
    """Use a power in a browser: the answer."""
    hall = {"hall": place.slug}
    if power == "bodies.admit":
        pk = place.things.application.pk
        return client.post(reverse("bodies:admit", kwargs={**hall, "pk": pk}))
    if power == "bodies.keep_list":
        where = reverse("bodies:standing", kwargs={**hall, "pk": place.voters[0].pk})
        today = clock.day(clock.now(), place.hall.time_zone).isoformat()
        return client.post(where, {"good": "yes", "since": today, "reason": "gezahlt"})
    return client.post(reverse("bodies:publicity", kwargs=hall), {"front": "Come in, friends."})


def used(place: Place, client: Client, power: str) -> bool:
    """Whether a power can be used, and what was done is undone."""
    mark = transaction.savepoint()
    try:
        return use(place, client, power).status_code == 302
    finally:
        transaction.savepoint_rollback(mark)


def one_round(place: Place, noon: Clock, chance: random.Random) -> list[str]:
    """A mandate is given, used, and recalled; gives whatever was not as it must be afterwards."""
    noon.passes(minutes=1)
    cache.clear()  # a new minute for the bound of searches too, which goes by the real clock
    holder, power = place.voters[-1], chance.choice(["bodies.admit", "bodies.keep_list", "bodies.speak"])
    decide(
        place,
        "mandate.give",
        member=str(holder.pk),
        powers={power: {}},
        until=day(noon, 30),
        purpose="Auftrag",
    )
    mandate = Mandate.objects.filter(member=holder.pk).latest("since")
    sessions = [stories.browser(holder, proved=True) for _ in range(chance.randint(2, 4))]
    wrong = [f"{power} could not be used before" for one in sessions if not used(place, one, power)]
    noon.passes(seconds=chance.randint(1, 60))

    decide(place, "mandate.recall", mandate=str(mandate.pk))

    for number, one in enumerate(sessions):
        answer = use(place, one, power)
        if word_for(answer, []) != "refused":
            wrong.append(f"{power} was used in session {number} after the recall: {answer.status_code}")
        elif "was recalled on" not in answer.content.decode():
            wrong.append(f"session {number} was refused {power} without the reason")
        if one.get(reverse("desk:hall", kwargs={"hall": place.slug})).status_code != 200:
            wrong.append(f"session {number} could no longer read")
        where = reverse("decisions:cast", kwargs={"hall": place.slug, "pk": place.things.poll.pk})
        choice = chance.choice(["yes", "no"])
        one.post(where, {"choice": choice, "client_id": str(uuid4())})
        if Ballot.objects.get(poll=place.things.poll, roll__member=holder).choice != choice:
            wrong.append(f"session {number} could no longer vote")
    return wrong


def test_after_a_recall_no_open_session_acts_and_every_one_reads_and_votes(four, noon):
    chance, rounds = random.Random(5), times(10, 100)
    wrong = [fault for _round in range(rounds) for fault in one_round(four, noon, chance)]
    note("recall-bites-at-once", rounds=rounds, faults=wrong)

    assert wrong == []


def test_a_gate_that_remembers_is_found(four, noon, monkeypatch):
    """The planted fault: the gate goes on believing in the mandate until its term is over."""
    monkeypatch.setattr(Mandate, "lives", lambda mandate, at: mandate.since <= at < mandate.until)

    assert one_round(four, noon, random.Random(7)) != []
