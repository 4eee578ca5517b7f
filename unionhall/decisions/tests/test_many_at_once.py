"""Many ballots at once, sent twice, changed, and a close in the middle: nothing is counted twice and nothing is lost."""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connections

from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.actions.declaring import Miscounted, _insist_on_ballots, seal
from unionhall.decisions.models import Ballot, Poll, Roll, RollState

from .story import grown, seconded

FULL = os.environ.get("UNIONHALL_FULL") == "1"
VOTERS = 200 if FULL else 25
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def poll(bakery, ana, bilal):
    everybody = [ana, bilal, *grown(ana, bilal, VOTERS)]
    opened = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    return opened, everybody


def in_threads(jobs):
    def alone(job):
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=8) as several:
        return list(several.map(alone, jobs))


def casting(poll, voter, choice, paper, late):
    def job():
        try:
            receipt = actions.cast_ballot(by=voter.actor, poll=poll, choice=choice, client_id=paper)
        except OutOfOrder:
            late.append(paper)
            return None
        return paper, receipt

    return job


def sheets(poll, everybody, late, seed):
    """Each voter casts, sends the same paper again, changes to another, and sends that again, in a muddle."""
    chance = random.Random(seed)  # a muddle that is the same each time
    jobs = []
    for voter in everybody:
        for choice in ("yes", "no"):
            paper = UUID(int=chance.getrandbits(128), version=4)
            jobs += [casting(poll, voter, choice, paper, late)] * 2
    chance.shuffle(jobs)
    return jobs


def test_each_voter_is_counted_once_however_often_a_paper_arrives(poll):
    opened, everybody = poll
    answers = [one for one in in_threads(sheets(opened, everybody, [], seed=1)) if one]

    ballots = dict(Ballot.objects.filter(poll=opened).values_list("roll__member_id", "pk"))
    assert len(ballots) == len(everybody) == Roll.objects.filter(poll=opened, voted=True).count()
    assert {receipt.ballot for _paper, receipt in answers} == set(ballots.values())


def test_no_ballot_that_saw_open_is_left_out_or_comes_after_the_count(poll, monkeypatch):
    opened, everybody = poll
    late: list[UUID] = []
    jobs = sheets(opened, everybody, late, seed=2)
    monkeypatch.setattr("unionhall.decisions.rules.polls.everybody_voted", lambda _poll: True)
    jobs.insert(len(jobs) // 2, lambda: actions.close_poll(by=everybody[0].actor, poll=opened) and None)

    answers = [one for one in in_threads(jobs) if one]

    closed = Poll.objects.get(pk=opened.pk)
    assert closed.declared_at is not None
    votes = Ballot.objects.filter(poll=opened).count()
    assert sum(closed.tally.values()) == votes == Roll.objects.filter(poll=opened, voted=True).count()
    assert late, "the close came in the middle"
    # Who got a receipt is counted.
    told = {receipt.ballot for _paper, receipt in answers}
    assert told == set(Ballot.objects.filter(poll=opened).values_list("pk", flat=True))
    assert not Roll.objects.filter(poll=opened).exclude(state=RollState.CLOSED).exists()
    assert closed.root == seal(closed)


def test_the_planted_fault_is_caught(poll):
    """One line of the register forgets that it voted: the declaration refuses to count."""
    opened, everybody = poll
    in_threads(sheets(opened, everybody[:5], [], seed=3))
    line = Roll.objects.filter(poll=opened, voted=True).first()
    Roll.objects.filter(pk=line.pk).update(voted=False)

    with pytest.raises(Miscounted, match="5 ballots and 4 lines"):
        _insist_on_ballots(opened)
