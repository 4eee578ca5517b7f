"""An act under a mandate and its recall cannot pass each other; a result is declared once."""

from __future__ import annotations

import pytest
from django.db import connection, models

from tests.proving import note, times
from tests.races.at_once import ROUNDS, at_once, done, refused
from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.conftest import mandated, proved, warrant_of
from unionhall.decisions import actions
from unionhall.decisions.models import Motion, Poll
from unionhall.decisions.tests.story import put, seconded, vote
from unionhall.kit.actor import Actor
from unionhall.mandates import actions as mandates
from unionhall.record.models import Entry, Head, Opening

pytestmark = pytest.mark.django_db(transaction=True)


def standing(chidi, member, turn):
    """Chidi uses the mandate to keep the list."""
    by = proved(chidi.actor)
    day = rules.today(member, by.proved_at)
    return lambda: bodies.say_standing(by=by, member=member, good=True, reason=f"paid {turn}", since=day)


def gapless(hall) -> None:
    """The record has every place once, and its head knows how many there are."""
    places = list(Entry.objects.filter(hall=hall).order_by("index").values_list("index", flat=True))
    assert places == list(range(len(places)))
    assert Head.objects.get(hall=hall).size == len(places)


def raced(hall, ana, chidi) -> int:
    """Acts and the recall of the mandate they rest on, together; gives how many were done. None may come after the recall."""
    mandate = mandated(chidi, "bodies.keep_list")
    clock = Actor.the_clock(hall.pk)
    warrant = warrant_of(hall)
    ahead = Head.objects.get(hall=hall).size

    found = at_once(
        standing(chidi, ana, 1),
        lambda: mandates.recall_mandate(by=clock, mandate=mandate, warrant=warrant),
        standing(chidi, ana, 2),
    )

    refused(found)
    order = Opening.objects.filter(hall=hall, entry__index__gte=ahead).order_by("entry__index")
    said = list(order.values_list("kind", flat=True))
    assert said.count("mandate.recalled") == 1
    assert said[-1] == "mandate.recalled", said
    assert len(done(found)) == len(said)
    return len(said) - 1


def test_no_act_is_written_after_the_recall_of_its_mandate(hall, ana, chidi):
    races = times(check=8, prove=1000 if connection.vendor == "postgresql" else 200)
    acts = sum(raced(hall, ana, chidi) for _turn in range(races))

    gapless(hall)
    note(f"act-and-recall-{connection.vendor}", races=races, acts_before=acts, acts_after=0)


def test_one_poll_is_declared_once_however_many_close_it(hall, bakery, ana, bilal, chidi):
    for turn in range(ROUNDS):
        poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal, title=f"Bread {turn}"))
        vote(poll, "yes", ana, bilal, chidi)

        found = at_once(
            *[
                lambda by=by, poll=poll: actions.close_poll(by=by.actor, poll=poll)
                for by in (ana, bilal, chidi)
            ]
        )

        assert (len(done(found)), len(refused(found))) == (1, 2)
        assert Opening.objects.filter(kind="poll.declared", about_id=poll.pk).count() == 1
    gapless(hall)


def test_one_motion_gets_one_poll_and_numbers_are_given_once(hall, bakery, ana, bilal, chidi):
    for turn in range(ROUNDS):
        motion = seconded(ana, bakery, bilal, title=f"Bread {turn}")

        found = at_once(
            lambda motion=motion: actions.open_poll(by=ana.actor, motion=motion),
            lambda motion=motion: actions.open_poll(by=bilal.actor, motion=motion),
            lambda: put(ana, bakery, title="More bread"),
            lambda: put(chidi, bakery, title="Less bread"),
        )

        assert len(refused(found)) == 1
        assert Poll.objects.filter(motion=motion).count() == 1
    numbers = sorted(Motion.objects.filter(hall=hall).values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    gapless(hall)


def test_two_second_at_once_and_one_withdraws(hall, bakery, ana, bilal, chidi):
    for turn in range(ROUNDS):
        motion = put(ana, bakery, title=f"Bread {turn}")

        found = at_once(
            lambda motion=motion: actions.second_motion(by=bilal.actor, motion=motion),
            lambda motion=motion: actions.second_motion(by=chidi.actor, motion=motion),
            lambda motion=motion: actions.withdraw_motion(by=ana.actor, motion=motion),
        )

        assert (len(done(found)), len(refused(found))) == (1, 2)
        motion.refresh_from_db()
        said = Opening.objects.filter(about_id=motion.pk).exclude(kind="motion.put").get().kind
        assert {"motion.seconded": "seconded", "motion.withdrawn": "withdrawn"}[said] == motion.status


@pytest.mark.postgres
def test_the_harness_sees_a_lock_that_is_not_there(hall, ana, chidi, monkeypatch):
    """The planted fault: without row locks, acts and recall pass each other, or the record gets a place twice."""
    assert connection.vendor == "postgresql"
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda rows, *_how, **_more: rows)

    with pytest.raises(AssertionError):
        for _turn in range(40):
            raced(hall, ana, chidi)
