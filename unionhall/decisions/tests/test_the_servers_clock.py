"""A server's clock that was put back: nothing is done until it is right, and no vote stays open for longer."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from unionhall.conftest import kinds
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.models import Ballot

from .story import put, seconded

pytestmark = pytest.mark.django_db
BEHIND = "clock is behind the record"


@pytest.fixture
def poll(bakery, ana, bilal, noon):
    """A vote, open since noon; an hour later something else was written in the record."""
    opened = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    noon.forward(timedelta(hours=1))
    put(ana, bakery, title="Flour")
    return opened


def cast(by, poll):
    return actions.cast_ballot(by=by.actor, poll=poll, choice="yes", client_id=uuid4())


def test_no_ballot_is_taken_by_a_clock_that_is_behind(poll, ana, noon):
    noon.forward(-timedelta(minutes=30))

    with pytest.raises(OutOfOrder, match=BEHIND):
        cast(ana, poll)

    assert not Ballot.objects.exists()


def test_no_act_is_done_by_a_clock_that_is_behind_and_none_is_written(poll, bakery, ana, noon):
    noon.forward(-timedelta(minutes=30))
    before = kinds()

    with pytest.raises(OutOfOrder, match=BEHIND):
        put(ana, bakery, title="Butter")

    assert kinds() == before


@pytest.mark.parametrize("seconds", [1, 60])
def test_a_clock_may_lag_a_little_and_nothing_is_dated_before_what_was_written(
    poll, bakery, ana, noon, seconds
):
    written = noon.at
    noon.forward(-timedelta(seconds=seconds))

    assert put(ana, bakery, title="Butter").put_at == written
    cast(ana, poll)

    assert Ballot.objects.count() == 1


def test_what_is_no_act_of_a_hall_needs_no_record(eshe, noon):
    """Somebody without a hall is held up by no hall's clock."""
    from unionhall.people import actions as people

    noon.forward(-timedelta(days=365))

    assert people.new_person() is not None
