"""Two who keep the stack press at the same moment: one calls, the other is told, and nobody who waits is passed over."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from tests.races.at_once import ROUNDS, at_once, done, refused
from unionhall.assemblies import actions, rules
from unionhall.assemblies.models import HandUp, Meeting
from unionhall.assemblies.tests.evening import come
from unionhall.conftest import joins
from unionhall.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowded(bakery: Any, ana: Any, bilal: Any, chidi: Any) -> Any:
    """An open meeting with as many there as have names below; Ana and Bilal keep the stack."""
    made = actions.call_meeting(
        by=ana.actor, body=bakery, begins_at=clock.now() + timedelta(hours=1), place="Back room"
    )
    actions.call_too(by=bilal.actor, meeting=made)
    Meeting.objects.update(begins_at=clock.now())
    come(made, ana, bilal, chidi, joins(ana, "Farid", seconder=bilal), joins(ana, "Goran", seconder=bilal))
    return actions.open_meeting(by=ana.actor, meeting=made)


def raised(meeting: Any) -> None:
    """Everybody's hand is up."""
    HandUp.objects.all().delete()
    for one in meeting.presences.all():
        HandUp.objects.create(
            hall_id=meeting.hall_id, meeting=meeting, presence=one, kind="turn", raised_at=clock.now()
        )


def pressed(meeting: Any, *people: Any) -> tuple[list[Any], list[Any]]:
    """These press at once, each having seen who speaks now; who was called, and the refusals."""
    up = rules.speaking(meeting)
    after = str(up[-1].pk) if up else ""
    found = at_once(
        *[lambda by=one: actions.call_hand(by=by.actor, meeting=meeting, after=after) for one in people]
    )
    return done(found), refused(found)


def heard(meeting: Any, *people: Any) -> None:
    """Until no hand waits two press at once, each time: all are heard in their order, one at a time."""
    raised(meeting)
    order, called = [one.pk for one, _why in rules.waiting(meeting)], []
    while rules.in_turn(meeting):
        told, refusals = pressed(meeting, *random.sample(people, len(people)))
        assert (len(told), len(refusals)) == (1, len(people) - 1)
        assert "has just changed" in str(refusals[0].sentence)
        called.append(told[0].pk)
    assert called == order


def test_of_two_who_press_at_once_one_calls_and_the_other_is_told(crowded, ana, bilal):
    for _turn in range(ROUNDS):
        heard(crowded, ana, bilal)


def test_two_who_call_one_and_the_same_hand_call_it_once(crowded, ana, bilal):
    raised(crowded)
    chosen = rules.waiting(crowded)[2][0]
    found = at_once(
        *[lambda by=by: actions.call_hand(by=by.actor, meeting=crowded, hand=chosen) for by in (ana, bilal)]
    )

    assert (len(done(found)), len(refused(found))) == (1, 1)
    assert [one.pk for one in rules.speaking(crowded)] == [chosen.pk] and len(rules.in_turn(crowded)) == 4


def test_the_harness_sees_who_is_passed_over(crowded, ana, bilal, monkeypatch):
    """The planted fault: whoever presses is not asked whom they saw."""
    monkeypatch.setattr(
        rules, "is_speaking", lambda _meeting, _hand: rules.may_keep_stack(ana.actor, _meeting, clock.now())
    )

    with pytest.raises(AssertionError):
        heard(crowded, ana, bilal)
