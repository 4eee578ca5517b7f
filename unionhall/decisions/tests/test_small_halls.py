"""
Nothing needs more people than there are: for every preset, 1 to 12 members and every matter, through the real actions.

A sample runs always; UNIONHALL_FULL=1 runs them all.
"""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from unionhall.bodies.models import Member, Membership
from unionhall.core.charters import MATTERS
from unionhall.core.charters.presets import PRESETS
from unionhall.decisions import actions, rules
from unionhall.decisions.models import IN_THE_ROOM, Motion, Poll
from unionhall.kit import clock

from .story import adopt, declared, grown, vote

pytestmark = [pytest.mark.django_db, pytest.mark.either]
FULL = os.environ.get("UNIONHALL_FULL") == "1"
SIZES = range(1, 13) if FULL else (1, 2, 3, 4, 7, 12)
SAMPLE = ("ordinary", "charter_change", "quorum_repair", "strike", "recall")


def members_of(bakery, ana, bilal, chidi, size):
    """The first `size` people of the bakery; whoever is too many never joined."""
    people = [ana, bilal, chidi]
    for member in people[size:]:
        Membership.objects.filter(member=member).delete()
        Member.objects.filter(pk=member.pk).update(left_on="2026-05-04")
    return [*people[:size], *grown(ana, bilal, size - 3)]


def noticed(motion):
    """How long to wait before the poll may be opened."""
    from unionhall.bodies.rules import charter

    now = charter(motion.hall_id, clock.now())
    _served, days, hours = rules.opens_from(motion, now, rules.rule_of(motion, now))
    return timedelta(days=days, hours=hours)


def decide(bakery, people, present, matter, noon):
    """One call on a new motion or the last one; all who are present are in favour. Gives the poll as declared."""
    motion = Motion.objects.filter(body=bakery, matter=matter, status="not_quorate").first()
    if motion is None:
        motion = actions.put_motion(by=present[0].actor, body=bakery, title="All of it", matter=matter)
        for second in present[1:]:
            motion.refresh_from_db()
            if motion.status == "put":
                actions.second_motion(by=second.actor, motion=motion)
    motion.refresh_from_db()
    noon.forward(noticed(motion))
    poll = actions.open_poll(by=present[0].actor, motion=motion)
    count(poll, present)
    if len(present) < len(people) and poll.method not in IN_THE_ROOM:
        noon.at = poll.closes_at
        actions.settle(bakery.hall_id)
    else:
        actions.close_poll(by=present[0].actor, poll=poll)
    return declared(poll)


def count(poll, present):
    if poll.method not in IN_THE_ROOM:
        vote(poll, "agree" if poll.method == "consensus" else "yes", *present)
        return
    everybody = len(present)
    aloud = everybody < 7 and not rules.is_grave(poll)
    for teller in present[-1:] if aloud else present[:2]:
        actions.type_figures(
            by=teller.actor, poll=poll, figures={"yes": everybody}, present=everybody, aloud=aloud
        )


def matters(key):
    return sorted(MATTERS) if FULL else [*SAMPLE, *sorted(PRESETS[key].charter.rules)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", PRESETS)
def test_with_all_present_every_matter_can_be_decided(bakery, ana, bilal, chidi, noon, key, size):
    people = members_of(bakery, ana, bilal, chidi, size)
    adopt(bakery, PRESETS[key].charter)
    for matter in dict.fromkeys(matters(key)):
        outcomes = []
        while not outcomes or outcomes[-1] == "not_quorate":
            outcomes.append(decide(bakery, people, people, matter, noon).outcome)
            if len(outcomes) == 4:
                break
        if outcomes[-1] != "carried":
            # Three calls came to no quorum: whoever came repairs it, and the matter is free again.
            assert decide(bakery, people, people, "quorum_repair", noon).outcome == "carried"
        assert len(outcomes) <= 4
        assert set(outcomes) <= {"carried", "not_quorate"}


@pytest.mark.parametrize("key", PRESETS)
def test_three_failed_meetings_and_the_fourth_repairs_the_rule(bakery, ana, bilal, chidi, noon, key):
    people = [ana, bilal, chidi, *grown(ana, bilal, 9)]
    adopt(bakery, PRESETS[key].charter)
    came = people[:2]
    outcomes = []
    for _call in range(3):
        outcomes.append(decide(bakery, people, came, "ordinary", noon).outcome)
    if outcomes[0] != "not_quorate":
        pytest.fail("two of twelve make no quorum under any preset")
    if outcomes[-1] == "carried":
        return  # the second call was content with those who came
    assert decide(bakery, people, came, "quorum_repair", noon).outcome == "carried"


def test_a_lost_phone_bars_nothing(bakery, ana, bilal, chidi, noon):
    """Chidi cannot vote: the poll closes on its day, and the two who voted have decided."""
    poll = decide(bakery, [ana, bilal, chidi], [ana, bilal], "ordinary", noon)
    assert poll.outcome == "carried"
    assert Poll.objects.filter(declared_at=None).count() == 0
