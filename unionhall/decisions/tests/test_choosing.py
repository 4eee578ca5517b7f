"""A choice between options: put, seconded, voted on and declared as every motion is, by any of the seven rules."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unionhall.bodies.models import Member
from unionhall.conftest import kinds
from unionhall.core.charters import Charter, Counting, Method, Rule
from unionhall.core.quorums import Quorum
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.core.thresholds import Threshold
from unionhall.decisions import actions, rules
from unionhall.decisions.models import Ballot, Choice, Motion
from unionhall.decisions.rules.choosing import seed_of, stack_cast
from unionhall.record.book import entry_of

from .story import adopt, declared, grown

pytestmark = pytest.mark.django_db

OPTIONS = "The old mill\nThe barn\nThe  shed "


def asked(by, body, second, *, options=OPTIONS, rule="irv", **more) -> Motion:
    """`by` asks which of several and `second` seconds it."""
    motion = actions.put_choice(
        by=by.actor, body=body, title="Where shall we bake?", options=options, rule=rule, **more
    )
    return actions.second_motion(by=second.actor, motion=motion)


def cast(poll, *ballots):
    """Each of `ballots`, a member and their marks."""
    for who, marks in ballots:
        actions.cast_ballot(by=who.actor, poll=poll, choice=marks, client_id=uuid4())


def of_entry(about, kind):
    entry = entry_of(about, kind)
    return entry.opening.said()["facts"]


def test_from_the_question_to_what_was_chosen(bakery, ana, bilal, chidi):
    motion = asked(ana, bakery, bilal)
    poll = actions.open_poll(by=ana.actor, motion=motion)
    cast(poll, (ana, "1,2,0"), (bilal, "2,1,0"), (chidi, "0,1,0"))

    closed = actions.close_poll(by=chidi.actor, poll=poll)

    report = rules.stored_report(declared(closed))
    assert closed.outcome == "carried"
    assert closed.motion.status == "carried"
    assert report.winners == ("The barn",)
    assert [str(rules.counting.sentence_from(one)) for one in closed.reasons] == ["Chosen: The barn."]
    assert kinds() == ["choice.put", "motion.seconded", "poll.opened", "poll.declared"]


def test_the_record_holds_numbers_and_no_option(bakery, ana, bilal, chidi):
    motion = asked(ana, bakery, bilal)
    poll = actions.open_poll(by=ana.actor, motion=motion)
    cast(poll, (ana, "1,2,0"), (bilal, "2,1,0"), (chidi, "0,1,0"))
    closed = actions.close_poll(by=chidi.actor, poll=poll)

    put, told = of_entry(motion, "choice.put"), of_entry(closed, "poll.declared")

    assert (put["rule"], put["seats"], put["number"]) == ("irv", 1, motion.number)
    assert told["tally"]["winners"] == [2]
    assert (told["tally"]["valid"], told["tally"]["handed_in"], told["outcome"]) == (3, 3, "carried")
    assert "barn" not in json.dumps([put, told])


@pytest.mark.parametrize(
    ("rule", "seats", "ballots", "chosen"),
    [
        ("plurality", 1, ("1,0,0", "0,1,0", "0,1,0"), ("The barn",)),
        ("approval", 1, ("1,1,0", "0,1,1", "0,0,1"), None),
        ("score", 1, ("5,4,0", "0,4,5", "0,4,0"), ("The barn",)),
        ("irv", 1, ("1,2,3", "0,1,2", "0,1,0"), ("The barn",)),
        ("scottish-stv", 2, ("1,2,3", "1,2,0", "0,0,1"), ("The old mill", "The shed")),
        ("meek-stv", 2, ("1,2,3", "1,2,0", "0,0,1"), ("The old mill", "The shed")),
        ("schulze", 1, ("1,1,2", "2,1,3", "0,1,0"), ("The barn",)),
    ],
)
def test_each_rule_counts_its_ballots(bakery, ana, bilal, chidi, rule, seats, ballots, chosen):
    poll = actions.open_poll(by=ana.actor, motion=asked(ana, bakery, bilal, rule=rule, seats=seats))
    cast(poll, *zip((ana, bilal, chidi), ballots, strict=True))

    report = rules.stored_report(actions.close_poll(by=ana.actor, poll=poll))

    assert report.rule == rule
    assert report.valid == 3
    if chosen is None:
        assert [tie.how for tie in report.ties] == ["seed"]
    else:
        assert report.winners == chosen


def test_a_lot_falls_by_the_seal_of_the_opening_and_is_written_down(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=asked(ana, bakery, bilal, rule="plurality"))
    seed = seed_of(poll)
    cast(poll, (ana, "1,0,0"), (bilal, "0,1,0"), (chidi, "0,0,0"))

    closed = actions.close_poll(by=ana.actor, poll=poll)

    report = rules.stored_report(closed)
    from unionhall.core.counting.ties import drawn_order

    first = next(place for place in drawn_order(report.candidates, seed) if place < 2)
    assert report.winners == (report.candidates[first],)
    assert (report.ties[0].stage, report.ties[0].among) == (1, ("The old mill", "The barn"))
    assert (len(seed), closed.tally["seed"], report.blank) == (64, seed, 1)


def test_a_whole_poll_is_one_matrix_from_one_query(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=asked(ana, bakery, bilal))
    cast(poll, (ana, "1,2,0"), (bilal, "1,2,0"), (chidi, "0,0,1"))
    question = rules.question_of(poll.motion)

    with CaptureQueriesContext(connection) as asked_of_it:
        matrix = stack_cast(poll).ballots(question)

    assert len(asked_of_it) == 1
    assert matrix.marks.dtype.name == "int8"
    assert sorted(zip(matrix.marks.tolist(), matrix.weights.tolist(), strict=True)) == [
        ([0, 0, 1], 1),
        ([1, 2, 0], 2),
    ]


def test_the_last_ballot_counts_and_the_same_paper_once(bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=asked(ana, bakery, bilal))
    paper = uuid4()
    actions.cast_ballot(by=ana.actor, poll=poll, choice="1,0,0", client_id=paper)
    actions.cast_ballot(by=ana.actor, poll=poll, choice="0,1,0", client_id=uuid4())

    again = actions.cast_ballot(by=ana.actor, poll=poll, choice="1,0,0", client_id=paper)

    assert (again.again, again.choice) == (True, "0,1,0")
    assert Ballot.objects.get().choice == "0,1,0"


@pytest.mark.parametrize(
    ("rule", "marks", "why"),
    [
        ("irv", "1,1,0", "Place 1 is given twice, to “The old mill” and “The barn”"),
        ("irv", "1,3,0", "Place 2 is left out"),
        ("plurality", "1,1,0", "Mark one, and no more."),
        ("score", "6,0,0", "This is not on the ballot paper"),
        ("approval", "2,0,0", "This is not on the ballot paper"),
        ("irv", "yes", "This is not on the ballot paper"),
        ("irv", "1,2", "This is not on the ballot paper"),
        ("irv", "1,2,x", "This is not on the ballot paper"),
        ("irv", "٣,0,0", "This is not on the ballot paper"),
    ],
)
def test_a_ballot_that_cannot_be_is_refused_in_words(bakery, ana, bilal, rule, marks, why):
    poll = actions.open_poll(by=ana.actor, motion=asked(ana, bakery, bilal, rule=rule))

    with pytest.raises(OutOfOrder, match=why):
        cast(poll, (ana, marks))

    assert not Ballot.objects.exists()


def test_only_blank_ballots_choose_nothing(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=asked(ana, bakery, bilal))
    cast(poll, (ana, "0,0,0"), (bilal, "0,0,0"), (chidi, "0,0,0"))

    closed = actions.close_poll(by=ana.actor, poll=poll)

    assert (closed.outcome, closed.motion.status) == ("lost", "lost")
    assert rules.stored_report(closed) is None


def test_too_few_took_part_and_a_second_call_needs_fewer(bakery, ana, bilal, chidi, noon):
    grown(ana, bilal, 9)
    poll = actions.open_poll(by=ana.actor, motion=asked(ana, bakery, bilal))
    cast(poll, (ana, "1,0,0"))
    noon.forward(timedelta(hours=73))

    closed = actions.close_poll(by=ana.actor, poll=poll)

    assert (closed.outcome, closed.motion.status) == ("not_quorate", "not_quorate")


@pytest.mark.parametrize(
    ("options", "rule", "seats", "why"),
    [
        ("One", "irv", 1, "between 2 and 30 options"),
        ("\n".join(map(str, range(31))), "irv", 1, "between 2 and 30 options"),
        ("The barn\n the   BARN", "irv", 1, "is there twice"),
        ("a" * 121 + "\nb", "irv", 1, "120 signs at most"),
        (OPTIONS, "irv", 2, "chooses one"),
        (OPTIONS, "approval", 3, "2 at most can be chosen"),
        (OPTIONS, "approval", 0, "At least one"),
        (OPTIONS, "borda", 1, "Choose how it is counted"),
    ],
)
def test_a_question_that_cannot_be_asked(bakery, ana, options, rule, seats, why):
    with pytest.raises(OutOfOrder, match=why):
        actions.put_choice(by=ana.actor, body=bakery, title="?", options=options, rule=rule, seats=seats)

    assert not Motion.objects.exists()
    assert not Choice.objects.exists()
    assert kinds() == []


def test_who_does_not_vote_here_asks_nothing(bakery, dora):
    with pytest.raises(NotAuthorised):
        actions.put_choice(by=dora.actor, body=bakery, title="?", options=OPTIONS)


@pytest.mark.parametrize(
    "rule",
    [
        Rule(threshold=Threshold(share=__import__("fractions").Fraction(2, 3), at_least=True)),
        Rule(method=Method.CONSENSUS, consensus=None),
    ],
)
def test_nobody_slips_past_a_stricter_rule_by_asking_which(bakery, ana, rule):
    adopt(bakery, Charter("Bakery", rules={"spending": rule}))

    with pytest.raises(OutOfOrder):
        actions.put_choice(by=ana.actor, body=bakery, title="?", options=OPTIONS, matter="spending")


def test_the_charter_names_the_rule_of_a_matter(bakery, ana, bilal):
    adopt(bakery, Charter("Bakery", rules={"election": Rule(counting=Counting.SCOTTISH_STV)}))

    with pytest.raises(OutOfOrder, match="Our charter says how a choice on this is counted"):
        asked(ana, bakery, bilal, rule="plurality", matter="election")
    motion = asked(ana, bakery, bilal, rule="scottish-stv", seats=2, matter="election")

    assert motion.matter == "election"
    said = [
        str(one)
        for one in rules.said_of(motion, rules.rule_from(actions.open_poll(by=ana.actor, motion=motion)))
    ]
    assert said[2].startswith("Single transferable vote, Scottish rules. Each of us puts them in order.")
    assert not any("carried" in one for one in said)


def test_a_choice_is_not_amended(bakery, ana, bilal):
    motion = asked(ana, bakery, bilal)

    with pytest.raises(OutOfOrder, match="put as it stands"):
        actions.put_amendment(by=bilal.actor, motion=motion, title="Where not?")


def test_a_quorum_of_participation_counts_blank_ballots(bakery, ana, bilal, chidi, noon):
    rule = Rule(quorum_present=None, quorum_participation=Quorum(number=3))
    adopt(bakery, Charter("Bakery", ordinary=rule))
    poll = actions.open_poll(by=ana.actor, motion=asked(ana, bakery, bilal))
    cast(poll, (ana, "1,0,0"), (bilal, "0,0,0"), (chidi, "0,0,0"))

    closed = actions.close_poll(by=ana.actor, poll=poll)

    assert (closed.outcome, rules.stored_report(closed).winners) == ("carried", ("The old mill",))


def test_whose_name_is_erased_is_a_former_member_on_the_paper_and_in_the_report(
    hall, bakery, ana, bilal, chidi, noon
):
    motion = asked(ana, bakery, bilal, options="Ana\nChidi\nNobody")
    poll = actions.open_poll(by=ana.actor, motion=motion)
    cast(poll, (ana, "2,1,0"), (bilal, "0,1,0"), (chidi, "1,0,0"))
    actions.close_poll(by=ana.actor, poll=poll)
    assert Choice.objects.get().people == {"0": str(ana.pk), "1": str(chidi.pk)}
    Member.objects.filter(pk=chidi.pk).update(name="", erased_on=noon.at.date())

    assert actions.settle(hall.pk) == 0

    kept = Choice.objects.get()
    assert (kept.options, kept.people) == (["Ana", "a former member (2)", "Nobody"], {"0": str(ana.pk)})
    assert rules.stored_report(declared(poll)).winners == ("a former member (2)",)
    assert "Chidi" not in json.dumps([declared(poll).tally, declared(poll).reasons])


def test_ballots_go_after_thirty_days_and_the_report_stays(hall, bakery, ana, bilal, chidi, noon):
    poll = actions.open_poll(by=ana.actor, motion=asked(ana, bakery, bilal))
    cast(poll, (ana, "1,2,0"), (bilal, "0,1,0"), (chidi, "1,0,0"))
    actions.close_poll(by=ana.actor, poll=poll)
    assert rules.stack_kept(declared(poll)).handed_in == 3
    noon.forward(timedelta(days=31))

    actions.settle(hall.pk)

    assert rules.stack_kept(declared(poll)) is None
    assert not rules.ballots_are_kept(declared(poll))
    assert rules.stored_report(declared(poll)).winners == ("The old mill",)
