"""A name is called and its answer typed in while its owner votes by phone: one ballot, and what they pressed is what stands."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.races.at_once import ROUNDS, at_once, done, refused
from unionhall.assemblies.tests.evening import seconded
from unionhall.core.rulings import IN_ORDER
from unionhall.decisions import actions
from unionhall.decisions.actions import calling_names
from unionhall.decisions.models import Ballot

from .test_two_at_the_stack import crowded

pytestmark = pytest.mark.django_db(transaction=True)
assert crowded  # the fixture


@pytest.fixture
def poll(crowded: Any, ana: Any, bilal: Any) -> Any:
    """A roll call among five who are there."""
    return actions.open_poll(
        by=ana.actor, motion=seconded(crowded, ana, bilal), method="live", by_name=True, minutes=20
    )


def called_while_pressing(poll: Any, ana: Any, bilal: Any) -> None:
    """Ana presses "no" as Bilal types "yes" for her and, having misheard, "abstain"; again and again, from an empty line."""
    line = poll.rolls.get(member=ana)
    for _round in range(ROUNDS):
        Ballot.objects.filter(roll=line).delete()
        poll.rolls.filter(pk=line.pk).update(state="open", voted=False)
        found = at_once(
            lambda: actions.cast_ballot(by=ana.actor, poll=poll, choice="no", client_id=uuid4()),
            lambda: actions.type_answer(by=bilal.actor, poll=poll, line=line, choice="yes"),
            lambda: actions.type_answer(by=bilal.actor, poll=poll, line=line, choice="abstain"),
        )
        refused(found)
        assert found[0] in done(found), "what its owner pressed was refused"
        ballot = Ballot.objects.get(roll=line)
        assert (ballot.choice, ballot.called_by_id) == ("no", None)
        assert poll.rolls.get(pk=line.pk).voted


def test_one_ballot_and_the_owners(poll, ana, bilal):
    called_while_pressing(poll, ana, bilal)


def test_an_answer_is_taken_back_as_the_vote_is_closed(poll, ana, bilal, chidi):
    """All have answered; somebody closes as another takes an answer back: it is in the count, or the vote is still open."""
    for one in poll.rolls.select_related("member"):
        actions.type_answer(by=bilal.actor, poll=poll, line=one, choice="yes")
    line = poll.rolls.get(member=ana)
    closes, takes_back = at_once(
        lambda: actions.close_poll(by=chidi.actor, poll=poll),
        lambda: actions.type_answer(by=bilal.actor, poll=poll, line=line, choice="") or "taken back",
    )
    refused([closes, takes_back])
    poll.refresh_from_db()
    if takes_back == "taken back":
        assert poll.declared_at is None and poll.rolls.filter(voted=True).count() == 4
    else:
        assert poll.tally["yes"] == 5 == Ballot.objects.filter(poll=poll).count()


def test_the_harness_sees_an_answer_typed_over_a_ballot(poll, ana, bilal, monkeypatch):
    """The planted fault: whoever types is not asked whether the owner has voted."""
    monkeypatch.setattr(calling_names.rules, "may_type_answer", lambda *_asked: IN_ORDER)
    with pytest.raises(AssertionError):
        for _again in range(20):
            called_while_pressing(poll, ana, bilal)
