"""Delegates are sent and told by decisions; what they do is compared at once, and binds nobody where it is outside."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from unionhall.conftest import from_here, kinds, warrant_of
from unionhall.core.delegation import Rung, digest
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions.tests.story import put
from unionhall.delegates import actions, rules
from unionhall.delegates.models import Act, Delegation
from unionhall.kit.actor import Actor
from unionhall.mandates.actions import recall_mandate
from unionhall.record.models import Opening

pytestmark = pytest.mark.django_db


def act(by, point, what="vote", key=None, **given):
    return actions.note_act(by=by.actor, point=point, key=key or uuid4(), what=what, **given)


def why(one):
    return str(rules.compared(one.told, one).why)


def recalled(delegation, member):
    mandate = delegation.delegates.get(mandate__member=member.pk).mandate
    recall_mandate(by=Actor.the_clock(member.hall_id), mandate=mandate, warrant=warrant_of(delegation.hall))


def test_a_decision_sends_delegates_with_a_mandate_each_and_their_agenda(council, bilal, chidi):
    sent = {one.mandate.member for one in council.delegates.select_related("mandate")}

    assert sent == {bilal.pk, chidi.pk}
    assert [one.title for one in council.points.all()] == ["The strike fund", "Who hosts"]
    assert council.delegates.first().mandate.warrant_id == council.warrant_id


def test_a_split_of_seventy_to_thirty_that_is_voted_otherwise_is_said_to_be_outside(
    council, point, tell, bilal, noon
):
    tell(point, "split", yes="7/10", no="3/10")
    from_here()

    outside = act(bilal, point, votes={"yes": 10})
    within = act(bilal, point, votes={"yes": 7, "no": 3})

    assert (outside.verdict, within.verdict) == ("outside", "within")
    assert why(outside) == "The instruction is yes 7, no 3 of 10 votes; cast were: yes 10."
    assert kinds() == ["delegate.acted", "delegate.acted"]


def test_the_record_says_how_it_compares_under_which_mandate_and_none_of_the_words(
    council, point, tell, bilal
):
    tell(point, "imperative", ["yes"])
    one = act(bilal, point, votes={"no": 1}, words="They shouted at us")

    entry = Opening.objects.get(kind="delegate.acted")

    assert entry.mandate_id == one.mandate_id
    assert '"verdict":"outside"' in entry.content
    assert "shouted" not in entry.content


def test_an_act_without_any_instruction_has_nothing_to_be_held_against(council, point, bilal):
    one = act(bilal, point, votes={"yes": 1})

    assert (one.verdict, one.told) == ("nothing", None)


def test_what_others_offer_is_no_stand_of_the_delegate(council, point, tell, bilal):
    tell(point, "imperative", ["yes"])

    assert act(bilal, point, what="offer", votes={"2 %": 1}, words="Two per cent").verdict == "nothing"


def test_a_text_changed_on_the_spot_leaves_the_instruction_orphaned_and_one_tap_asks_home(
    council, point, tell, bilal, noon
):
    tell(point, "imperative", ["yes"])
    from_here()

    point = actions.change_text(by=bilal.actor, point=point, text="Each gives two per cent.")
    told = rules.told_on(point)
    assert rules.is_orphaned(point, told)
    assert act(bilal, point, votes={"no": 1}).verdict == "nothing"

    asked = actions.ask_home(by=bilal.actor, point=point)
    assert asked.until - asked.at == timedelta(hours=1)
    with pytest.raises(OutOfOrder, match="asked already"):
        actions.ask_home(by=bilal.actor, point=point)

    noon.forward(timedelta(minutes=40))
    tell(point, "imperative", ["no"])
    asked.refresh_from_db()
    assert asked.answered_at is not None and asked.answered_at <= asked.until
    assert not rules.is_orphaned(point, rules.told_on(point))
    assert act(bilal, point, votes={"no": 1}).verdict == "within"
    assert act(bilal, point, votes={"yes": 1}).verdict == "outside"


def test_an_act_about_the_text_as_it_was_is_compared_with_what_was_said_about_that(
    council, point, tell, bilal
):
    tell(point, "imperative", ["yes"])
    before = point.digest
    point = actions.change_text(by=bilal.actor, point=point, text="Each gives two per cent.")
    tell(point, "imperative", ["no"])

    assert act(bilal, point, votes={"yes": 1}, text=before).verdict == "within"
    with pytest.raises(OutOfOrder, match="names no text"):
        act(bilal, point, votes={"yes": 1}, text="nonsense")


def test_a_motion_on_the_text_as_it_was_instructs_nobody_on_another(council, point, bilal, bakery, ana):
    actions.change_text(by=bilal.actor, point=point, text="Each gives two per cent.")
    params = {"point": str(point.pk), "way": "imperative", "text": digest("Each gives one per cent.")}

    with pytest.raises(OutOfOrder, match="changed since"):
        put(
            ana,
            bakery,
            effects=[{"kind": "delegation.instruct", "params": {**params, "positions": ["yes"]}}],
        )


def test_what_is_sent_twice_is_entered_once_and_given_back(council, point, bilal):
    key = uuid4()
    from_here()

    first = act(bilal, point, key=key, votes={"yes": 1})
    again = act(bilal, point, key=key, votes={"yes": 1})

    assert first.pk == again.pk
    assert Act.objects.count() == 1
    assert kinds() == ["delegate.acted"]
    with pytest.raises(actions.SentAlready):
        actions.enter_act(by=bilal.actor, point=point, key=key, what="vote", votes={"yes": 1})


def test_an_act_entered_before_recall_stands_and_one_entered_after_is_refused(council, point, bilal, chidi):
    before = act(bilal, point, votes={"yes": 1})
    recalled(council, bilal)

    with pytest.raises(NotAuthorised, match="recalled on"):
        act(bilal, point, votes={"no": 1})
    with pytest.raises(NotAuthorised):
        actions.change_text(by=bilal.actor, point=point, text="Another")
    with pytest.raises(NotAuthorised):
        actions.ask_home(by=bilal.actor, point=point)
    assert [one.pk for one in Act.objects.all()] == [before.pk]
    assert act(chidi, point, votes={"no": 1}).verdict == "nothing"


def test_a_mandate_for_one_delegation_is_none_for_another(council, send, point, bilal, chidi):
    congress = send("The congress", members=[str(chidi.pk)])
    there = congress.points.first()
    recalled(council, chidi)

    with pytest.raises(NotAuthorised, match="not sent"):
        act(bilal, there, votes={"yes": 1})
    with pytest.raises(NotAuthorised, match="has ended"):
        act(chidi, point, votes={"yes": 1})
    assert act(chidi, there, votes={"yes": 1}).pk


def test_who_was_not_sent_notes_nothing(council, point, ana, dora):
    from_here()

    for one in (ana, dora):
        with pytest.raises(NotAuthorised):
            act(one, point, votes={"yes": 1})
    assert kinds() == []


def test_nobody_meets_an_employer_alone(send, bilal, chidi, ana):
    talks = send("Talks with the owner", employer=True)
    point = talks.points.first()

    for alone in (None, bilal):
        with pytest.raises(OutOfOrder):
            act(bilal, point, votes={"yes": 1}, second=alone)
    assert act(bilal, point, votes={"yes": 1}, second=chidi).second == chidi
    with pytest.raises(OutOfOrder, match="alone"):
        send("Alone", employer=True, members=[str(bilal.pk)])


def test_the_ladder_of_an_act_outside_its_instruction(council, point, tell, decide, bilal, chidi):
    tell(point, "imperative", ["yes"])
    one = act(bilal, point, votes={"no": 1})
    assert rules.rung_of(one) is Rung.EXPLAIN
    with pytest.raises(NotAuthorised):
        actions.explain(by=chidi.actor, act=one, words="He was tired")

    one = actions.explain(by=bilal.actor, act=one, words="All others had left")
    assert rules.rung_of(one) is Rung.SEND_BACK
    with pytest.raises(OutOfOrder):
        actions.explain(by=bilal.actor, act=one, words="And more")

    decide("delegation.judge", act=str(one.pk), confirmed=False)
    one.refresh_from_db()
    assert rules.rung_of(one) is Rung.REJECTED
    with pytest.raises(OutOfOrder, match="nothing to judge"):
        actions.judge_act(
            by=Actor.the_clock(one.hall_id), warrant=warrant_of(council.hall), act=one, confirmed=True
        )


def test_who_was_recalled_may_still_explain_what_they_did(council, point, tell, bilal):
    tell(point, "imperative", ["yes"])
    one = act(bilal, point, votes={"no": 1})
    recalled(council, bilal)

    assert actions.explain(by=bilal.actor, act=one, words="I misread the card").explained


def test_what_is_within_needs_no_explaining_and_no_judging(council, point, tell, bilal):
    tell(point, "imperative", ["yes"])
    one = act(bilal, point, votes={"yes": 1})

    assert rules.rung_of(one) is None
    with pytest.raises(OutOfOrder):
        actions.explain(by=bilal.actor, act=one, words="As you said")


@pytest.mark.parametrize(
    "given",
    [
        {"what": "dance", "votes": {"yes": 1}},
        {"votes": {}},
        {"votes": {"yes": -1}},
        {"votes": {"yes": 10**9}},
        {"votes": {" ": 1}},
        {"votes": {"y" * 121: 1}},
        {"votes": {str(n): 1 for n in range(13)}},
        {"votes": {}, "words": "w" * 4001},
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_no_trace(council, point, bilal, given):
    from_here()

    with pytest.raises(OutOfOrder):
        act(bilal, point, **given)
    assert (Act.objects.count(), kinds()) == (0, [])


def test_another_halls_member_finds_no_delegation(council, dora):
    assert not Delegation.objects.filter(hall=dora.hall).exists()
