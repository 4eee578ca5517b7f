"""One motion's way: put, seconded, voted on, declared."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from unionhall.conftest import kinds
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.models import Ballot, Motion, Poll, Roll

pytestmark = pytest.mark.django_db


def put(by, body, title="Bread for the strikers", **more):
    return actions.put_motion(by=by.actor, body=body, title=title, **more)


def seconded(by, body, second, **more):
    motion = put(by, body, **more)
    return actions.second_motion(by=second.actor, motion=motion)


def vote(poll, choice, *voters):
    for voter in voters:
        actions.cast_ballot(by=voter.actor, poll=poll, choice=choice, client_id=uuid4())


def test_a_motion_is_put_seconded_voted_on_and_carried(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    poll = actions.open_poll(by=chidi.actor, motion=motion)
    vote(poll, "yes", ana, bilal)
    vote(poll, "no", chidi)

    poll = actions.close_poll(by=ana.actor, poll=poll)

    motion.refresh_from_db()
    assert (poll.outcome, motion.status, motion.decision) == ("carried", "carried", poll.declaration)
    assert poll.tally == {"yes": 2, "no": 1, "abstain": 0, "blank": 0, "spoilt": 0}
    assert kinds() == ["motion.put", "motion.seconded", "poll.opened", "poll.declared"]


def test_a_tie_is_lost(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana)
    vote(poll, "no", bilal)
    vote(poll, "abstain", chidi)

    assert actions.close_poll(by=ana.actor, poll=poll).outcome == "lost"


def test_a_poll_is_not_closed_while_somebody_may_still_vote(bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal)

    with pytest.raises(OutOfOrder, match="Not all have voted"):
        actions.close_poll(by=ana.actor, poll=poll)


def test_someone_from_another_workplace_cannot_vote_and_leaves_no_trace(bakery, ana, bilal, dora):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    before = kinds()

    with pytest.raises(NotAuthorised):
        actions.cast_ballot(by=dora.actor, poll=poll, choice="yes", client_id=uuid4())

    assert kinds() == before
    assert not Ballot.objects.exists()


def test_someone_from_another_workplace_can_do_nothing_with_our_motion(bakery, ana, bilal, dora):
    motion = put(ana, bakery)
    for act in (
        lambda: put(dora, bakery),
        lambda: actions.second_motion(by=dora.actor, motion=motion),
        lambda: actions.withdraw_motion(by=dora.actor, motion=motion),
        lambda: actions.open_poll(by=dora.actor, motion=motion),
        lambda: actions.ask_question(by=dora.actor, motion=motion, text="Why?"),
        lambda: actions.put_amendment(by=dora.actor, motion=motion, title="Nothing"),
    ):
        with pytest.raises(NotAuthorised):
            act()

    assert kinds() == ["motion.put"]


def test_nobody_seconds_their_own_motion_or_twice(bakery, ana, bilal, chidi):
    motion = put(ana, bakery)
    with pytest.raises(NotAuthorised, match="cannot second"):
        actions.second_motion(by=ana.actor, motion=motion)
    actions.second_motion(by=bilal.actor, motion=motion)
    with pytest.raises(OutOfOrder, match="seconded already"):
        actions.second_motion(by=chidi.actor, motion=motion)


def test_a_motion_that_is_not_seconded_does_not_come_to_the_vote(bakery, ana):
    with pytest.raises(OutOfOrder, match="has not been seconded"):
        actions.open_poll(by=ana.actor, motion=put(ana, bakery))


def test_a_motion_needs_a_title(bakery, ana):
    with pytest.raises(OutOfOrder, match="needs a title"):
        put(ana, bakery, title="  ")


def test_its_mover_withdraws_it_until_it_is_seconded(bakery, ana, bilal):
    withdrawn = actions.withdraw_motion(by=ana.actor, motion=put(ana, bakery))
    assert withdrawn.status == "withdrawn"

    other = put(ana, bakery)
    with pytest.raises(NotAuthorised):
        actions.withdraw_motion(by=bilal.actor, motion=other)
    actions.second_motion(by=bilal.actor, motion=other)
    with pytest.raises(OutOfOrder, match="belongs to the body"):
        actions.withdraw_motion(by=ana.actor, motion=other)


def test_motions_are_numbered_without_a_gap(bakery, ana):
    assert [put(ana, bakery).number for _ in range(3)] == [1, 2, 3]


def test_a_vote_can_be_changed_until_the_close_and_the_last_counts(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal, chidi)
    vote(poll, "no", ana, bilal)

    closed = actions.close_poll(by=chidi.actor, poll=poll)

    assert closed.outcome == "lost"
    assert closed.tally["yes"] + closed.tally["no"] == 3


def test_the_same_paper_sent_again_gives_the_first_receipt_and_counts_once(bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    paper = uuid4()
    first = actions.cast_ballot(by=ana.actor, poll=poll, choice="yes", client_id=paper)
    again = actions.cast_ballot(by=ana.actor, poll=poll, choice="yes", client_id=paper)

    assert (again.ballot, again.again) == (first.ballot, True)
    assert Ballot.objects.filter(poll=poll).count() == 1


def test_a_late_copy_of_a_replaced_paper_brings_nothing_back(bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    old, new = uuid4(), uuid4()
    actions.cast_ballot(by=ana.actor, poll=poll, choice="yes", client_id=old)
    actions.cast_ballot(by=ana.actor, poll=poll, choice="no", client_id=new)

    late = actions.cast_ballot(by=ana.actor, poll=poll, choice="yes", client_id=old)

    assert (late.choice, late.again) == ("no", True)
    assert Ballot.objects.get(poll=poll).choice == "no"


def test_somebody_elses_paper_cannot_be_used(bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    paper = uuid4()
    actions.cast_ballot(by=ana.actor, poll=poll, choice="yes", client_id=paper)

    with pytest.raises(OutOfOrder, match="used already"):
        actions.cast_ballot(by=bilal.actor, poll=poll, choice="no", client_id=paper)

    assert Roll.objects.filter(poll=poll, voted=True).count() == 1


def test_only_what_is_on_the_paper_can_be_chosen(bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    with pytest.raises(OutOfOrder, match="not on the ballot paper"):
        actions.cast_ballot(by=ana.actor, poll=poll, choice="maybe", client_id=uuid4())


def test_a_poll_closes_by_itself_also_when_the_server_was_down(bakery, ana, bilal, noon):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal)
    noon.forward(timedelta(days=40))
    with pytest.raises(OutOfOrder, match="not open"):
        vote(poll, "no", ana)

    assert actions.settle(bakery.hall_id) == 1
    poll.refresh_from_db()
    assert poll.outcome == "carried"
    assert actions.settle(bakery.hall_id) == 0
    assert kinds().count("poll.declared") == 1


def test_who_joined_after_the_opening_is_not_on_the_register(bakery, ana, bilal):
    from unionhall.conftest import joins

    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    tina = joins(ana, "Tina", seconder=bilal)

    with pytest.raises(NotAuthorised, match="register"):
        actions.cast_ballot(by=tina.actor, poll=poll, choice="yes", client_id=uuid4())
    assert poll.electorate == 3


def test_too_few_take_part_and_a_second_call_is_content_with_half(bakery, ana, bilal, noon):
    motion = seconded(ana, bakery, bilal)
    poll = actions.open_poll(by=ana.actor, motion=motion)
    vote(poll, "yes", ana)
    noon.forward(timedelta(hours=73))
    actions.settle(bakery.hall_id)
    motion.refresh_from_db()
    assert motion.status == "not_quorate"

    with pytest.raises(OutOfOrder, match="Notice of 3 days"):
        actions.open_poll(by=ana.actor, motion=motion)
    noon.forward(timedelta(days=3))
    second = actions.open_poll(by=ana.actor, motion=motion)
    vote(second, "yes", ana)
    noon.forward(timedelta(hours=73))
    actions.settle(bakery.hall_id)

    second.refresh_from_db()
    assert (second.call, second.outcome) == (2, "carried")


def test_ballots_are_sealed_in_one_leaf_that_says_nothing_about_time(bakery, ana, bilal, chidi):
    from unionhall.decisions.actions.declaring import seal

    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal, chidi)
    closed = actions.close_poll(by=ana.actor, poll=poll)
    assert closed.root == seal(closed) != ""

    Ballot.objects.filter(poll=poll, roll__member=ana).update(choice="no")
    assert seal(Poll.objects.get(pk=poll.pk)) != closed.root


def test_nothing_is_declared_when_register_and_ballots_do_not_agree(bakery, ana, bilal, chidi):
    from unionhall.decisions.actions.declaring import Miscounted

    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal, chidi)
    Ballot.objects.filter(poll=poll, roll__member=ana).delete()  # the planted fault

    with pytest.raises(Miscounted):
        actions.close_poll(by=ana.actor, poll=poll)

    assert Poll.objects.get(pk=poll.pk).declared_at is None
    assert Motion.objects.get().status == "polling"


def test_a_single_ballot_is_hashed_like_many_so_that_the_seal_never_shows_it(bakery, ana, bilal, noon):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana)
    noon.forward(timedelta(hours=73))
    actions.settle(bakery.hall_id)

    poll.refresh_from_db()
    assert len(poll.root) == 64
    assert b"yes" not in bytes.fromhex(poll.root)
