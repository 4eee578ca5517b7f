"""Taking a mandate back: called for in a moment, gone in the moment it is declared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from unionhall.conftest import kinds, mandated, proved
from unionhall.core.charters.presets import STARTER
from unionhall.core.petitions import Denominator, Petition
from unionhall.core.recall import RecallRule
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.kit import clock
from unionhall.mandates.gate import may_use
from unionhall.people.models import Person

from .story import adopt, counted, grown, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate(bakery, bilal):
    return mandated(bilal, "bodies.admit")


def test_a_recall_opens_at_once_and_carries(bakery, ana, bilal, chidi, mandate):
    motion = actions.start_recall(by=ana.actor, mandate=mandate, grounds="The list was never kept.")
    poll = motion.polls.get()
    vote(poll, "yes", ana, chidi)
    vote(poll, "no", bilal)
    actions.close_poll(by=ana.actor, poll=poll)

    mandate.refresh_from_db()
    assert mandate.ending == "recalled"
    assert kinds()[-4:] == ["poll.opened", "recall.called", "poll.declared", "mandate.recalled"]


def test_oracle_12_the_power_is_there_until_the_declaration_and_gone_with_it(
    bakery, ana, bilal, chidi, mandate
):
    poll = actions.start_recall(by=ana.actor, mandate=mandate).polls.get()
    vote(poll, "yes", ana, bilal, chidi)
    bilals = proved(bilal.actor)
    assert may_use(bilals, "bodies.admit", bakery.pk, clock.now())

    actions.close_poll(by=ana.actor, poll=poll)

    gone = may_use(bilals, "bodies.admit", bakery.pk, clock.now())
    assert not gone
    assert "recalled" in gone.sentence


def test_a_lost_recall_leaves_the_mandate(bakery, ana, bilal, chidi, mandate):
    poll = actions.start_recall(by=ana.actor, mandate=mandate).polls.get()
    vote(poll, "no", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    mandate.refresh_from_db()
    assert mandate.ended_at is None


def test_the_holder_answers_and_nobody_else(bakery, ana, bilal, mandate):
    motion = actions.start_recall(by=ana.actor, mandate=mandate)
    assert actions.answer_recall(by=bilal.actor, motion=motion, text="It was kept.").answer == "It was kept."
    with pytest.raises(NotAuthorised, match="Only who holds"):
        actions.answer_recall(by=ana.actor, motion=motion, text="No.")


def test_two_calls_for_one_mandate_are_one(bakery, ana, chidi, mandate):
    actions.start_recall(by=ana.actor, mandate=mandate)
    with pytest.raises(OutOfOrder, match="before the body already"):
        actions.start_recall(by=chidi.actor, mandate=mandate)


def test_dora_cannot_call_our_mandates_back(bakery, dora, mandate):
    with pytest.raises(NotAuthorised):
        actions.start_recall(by=dora.actor, mandate=mandate)


def test_a_call_that_needs_names_waits_for_them(bakery, ana, bilal, chidi, mandate):
    adopt(bakery, replace(STARTER.charter, recall=RecallRule(Petition(number=3))))
    grown(ana, bilal, 2)  # five now, so that three are not more than all but the holder
    motion = actions.start_recall(by=ana.actor, mandate=mandate)
    assert motion.status == "put"
    with pytest.raises(OutOfOrder):
        actions.open_poll(by=ana.actor, motion=motion)
    actions.add_name(by=chidi.actor, motion=motion)
    with pytest.raises(OutOfOrder, match="already"):
        actions.add_name(by=chidi.actor, motion=motion)

    actions.add_name(by=bilal.actor, motion=motion)

    motion.refresh_from_db()
    assert motion.status == "polling"


def test_nobody_on_paper_is_left_out_of_a_vote_that_nobody_chose_to_hold_by_phone(
    bakery, ana, bilal, chidi, mandate
):
    Person.objects.filter(pk=chidi.person_id).update(key_hash="")  # Chidi joined by a paper card

    motion = actions.start_recall(by=ana.actor, mandate=mandate)

    assert (motion.status, motion.polls.count()) == ("seconded", 0)
    poll = actions.open_poll(by=bilal.actor, motion=motion, method="hands")
    assert counted(poll, (ana, bilal), {"yes": 2, "no": 1, "abstain": 0}, present=3).outcome == "carried"


def test_oracle_5_the_share_is_of_the_members_at_the_start_of_the_year(bakery, ana, bilal, chidi, mandate):
    from unionhall.decisions.rules import names_needed

    half = Petition(share=Fraction(1, 2), denominator=Denominator.YEAR_START)
    charter = replace(STARTER.charter, recall=RecallRule(half))
    adopt(bakery, charter)
    motion = actions.start_recall(by=ana.actor, mandate=mandate)
    assert (
        names_needed(motion, charter, clock.now()) == 2
    )  # half of the three there were when the body was made

    from unionhall.bodies.models import Membership

    grown(ana, bilal, 6)
    Membership.objects.filter(member__name__startswith="Member").update(
        since=clock.now().date().replace(month=6)
    )
    assert names_needed(motion, charter, clock.now()) == 2


def rests(bakery, mandate, ana, chidi):
    pause = RecallRule(Petition(number=1), acts_meanwhile=False, pause_days=10)
    adopt(bakery, replace(STARTER.charter, recall=pause))
    return actions.start_recall(by=ana.actor, mandate=mandate)


def test_where_the_charter_says_so_the_holder_does_not_act_until_the_result(
    bakery, ana, bilal, chidi, mandate, noon
):
    motion = rests(bakery, mandate, ana, chidi)
    bilals = proved(bilal.actor)
    resting = may_use(bilals, "bodies.admit", bakery.pk, clock.now())
    assert not resting
    assert "rests until 14 May 2026" in resting.sentence

    vote(motion.polls.get(), "no", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=motion.polls.get())

    assert may_use(bilals, "bodies.admit", bakery.pk, clock.now())
    assert kinds()[-4:] == ["poll.opened", "recall.called", "poll.declared", "mandate.resumed"]
    assert "mandate.suspended" in kinds()


def test_a_pause_ends_after_its_days_though_nobody_decided(bakery, ana, bilal, chidi, mandate, noon):
    rests(bakery, mandate, ana, chidi)
    noon.forward(timedelta(days=10))
    assert may_use(proved(bilal.actor), "bodies.admit", bakery.pk, clock.now())


def test_a_mandate_that_rests_is_taken_back_all_the_same(bakery, ana, bilal, chidi, mandate):
    poll = rests(bakery, mandate, ana, chidi).polls.get()
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)
    mandate.refresh_from_db()
    assert mandate.ending == "recalled"
