"""
A ballot and the close of its vote cannot pass each other, and a paper that arrives twice is one ballot.

Who was told that their ballot is in is in the count, whoever else closed the vote at that moment; who was not told is
not. Both guards that make it so are taken away once, and the harness must see it.
"""

from __future__ import annotations

import random
import time
from uuid import uuid4

import pytest
from django.db import connection, models

from tests.proving import note, times
from tests.races.at_once import at_once, done, refused
from unionhall.decisions import actions
from unionhall.decisions.actions import declaring
from unionhall.decisions.models import Ballot, Poll, Roll
from unionhall.decisions.tests.story import seconded, vote

RACES = times(check=20, prove=1000)
COPIES = times(check=40, prove=200)
IN_TIME, TOO_LATE = 0, 1
"""The first two turns are no races: so both endings are met, however the others go."""
LONGEST_PAUSE = 0.03
"""Seconds that Chidi waits at most before he votes, so that the two meet in every order."""
PLANTED = 200
"""A missing guard is not missed by every race: it must be seen within so many."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_are_enough(monkeypatch):
    """The vote may be closed before Chidi's ballot is in."""
    monkeypatch.setattr("unionhall.decisions.rules.polls.everybody_voted", lambda _poll: True)


def late(bakery, ana, bilal, chidi, turn: int) -> bool:
    """Ana and Bilal have voted; Chidi votes while Ana closes. Whether his ballot was in; raises where the count is not so."""
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal, title=f"Bread {turn}"))
    vote(poll, "yes", ana, bilal)

    def casts() -> actions.Receipt:
        if turn > TOO_LATE:
            time.sleep(random.Random(turn).uniform(0, LONGEST_PAUSE))
        return actions.cast_ballot(by=chidi.actor, poll=poll, choice="yes", client_id=uuid4())

    def closes() -> Poll:
        return actions.close_poll(by=ana.actor, poll=poll)

    if turn == IN_TIME:
        found = [*at_once(casts), *at_once(closes)]
    elif turn == TOO_LATE:
        found = [*reversed([*at_once(closes), *at_once(casts)])]
    else:
        found = at_once(casts, closes)

    refused(found)
    was_told = isinstance(found[0], actions.Receipt)
    declared = Poll.objects.get(pk=poll.pk)
    counted = sum(declared.tally.values())
    assert counted == 2 + was_told, f"{counted} counted, Chidi was told {was_told}"
    assert Ballot.objects.filter(poll=poll).count() == counted
    assert Roll.objects.filter(poll=poll, voted=True).count() == counted
    return was_told


def test_whoever_was_told_is_in_the_count(two_are_enough, bakery, ana, bilal, chidi):
    told = [late(bakery, ana, bilal, chidi, turn) for turn in range(RACES)]

    assert True in told
    assert False in told
    note(
        f"late-ballots-{connection.vendor}",
        races=RACES,
        told_in=sum(told),
        told_late=told.count(False),
        lost=0,
    )


@pytest.mark.postgres
def test_the_harness_sees_a_register_that_is_not_closed(
    two_are_enough, bakery, ana, bilal, chidi, monkeypatch
):
    """The planted fault: whoever counts does not close the lines of the register first."""
    update = models.QuerySet.update

    def forgetful(rows, **changes):
        return (
            0
            if rows.model is Roll and changes == {"state": declaring.RollState.CLOSED}
            else update(rows, **changes)
        )

    monkeypatch.setattr(models.QuerySet, "update", forgetful)

    with pytest.raises((AssertionError, declaring.Miscounted)):
        for turn in range(PLANTED):
            late(bakery, ana, bilal, chidi, turn)


def test_copies_of_one_paper_are_one_ballot(bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    paper = uuid4()

    found = at_once(
        *[lambda: actions.cast_ballot(by=ana.actor, poll=poll, choice="yes", client_id=paper)] * COPIES
    )

    assert refused(found) == []
    assert len({one.ballot for one in done(found)}) == 1
    assert [one.again for one in done(found)].count(False) == 1
    assert Ballot.objects.filter(poll=poll).count() == 1
    note(f"one-paper-many-times-{connection.vendor}", copies=COPIES, counted=1)


def test_many_papers_of_one_voter_are_one_ballot(bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))

    found = at_once(
        *[
            lambda choice=choice: actions.cast_ballot(
                by=ana.actor, poll=poll, choice=choice, client_id=uuid4()
            )
            for choice in ("yes", "no") * (COPIES // 2)
        ]
    )

    assert refused(found) == []
    assert {one.ballot for one in done(found)} == set(
        Ballot.objects.filter(poll=poll).values_list("pk", flat=True)
    )
    assert Roll.objects.filter(poll=poll, voted=True).count() == 1
    note(f"many-papers-of-one-voter-{connection.vendor}", papers=COPIES, counted=1)
