"""An election fills an office: whoever stands is on the paper, and the declaration is the mandate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from unionhall.bodies import rules as bodies
from unionhall.bodies.actions import leave_hall
from unionhall.bodies.models import Alternate, Office
from unionhall.bodies.tests.carrying import carry, filled
from unionhall.conftest import kinds
from unionhall.core.charters import Independence, Terms
from unionhall.core.days import end_of_term
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.models import Candidate
from unionhall.mandates.gate import may_use
from unionhall.mandates.models import Mandate

from .story import adopt, grown

pytestmark = pytest.mark.django_db


def made(hall, name="Stewards", **more) -> Office:
    typed = {"name": name, "powers": ["bodies.speak"], "term_days": "60", **more}
    carry("office.make", hall, filled("office.make", hall, typed))
    return Office.objects.select_related("body").get(name=name)


def elected(office, candidates, second, *ballots, rule="irv"):
    """Each of `candidates` stands, it is put and seconded, each of `ballots` is cast: a member and the names they rank."""
    for one in candidates:
        actions.stand(by=one.actor, office=office, stands=True)
    motion = actions.put_election(by=candidates[0].actor, office=office, rule=rule)
    motion = actions.second_motion(by=second.actor, motion=motion)
    poll = actions.open_poll(by=second.actor, motion=motion)
    for who, ranked in ballots:
        marks = [0] * len(motion.choice.options)
        for rank, one in enumerate(ranked, start=1):
            place = next(p for p, key in motion.choice.people.items() if key == str(one.pk))
            marks[int(place)] = rank
        actions.cast_ballot(by=who.actor, poll=poll, choice=",".join(map(str, marks)), client_id=uuid4())
    return actions.close_poll(by=second.actor, poll=poll)


def test_scottish_stv_with_three_seats_makes_three_mandates_that_end_by_themselves(
    hall, bakery, ana, bilal, chidi, noon
):
    dora, eshe = grown(ana, bilal, 2)
    office = made(hall, seats="3")
    voters = (ana, bilal, chidi, dora, eshe)
    before = len(kinds())

    poll = elected(
        office,
        voters,
        bilal,
        (ana, (ana, eshe)),
        (bilal, (bilal, eshe)),
        (chidi, (chidi, eshe)),
        (dora, (ana, dora)),
        (eshe, (bilal, chidi)),
        rule="scottish-stv",
    )

    given = Mandate.objects.filter(office=office.pk)
    assert {one.member for one in given} == {ana.pk, bilal.pk, chidi.pk}
    assert {one.warrant_id for one in given} == {poll.declaration_id}
    assert kinds()[before:].count("mandate.given") == 3
    assert {one.until for one in given} == {end_of_term(noon.at, 60, ZoneInfo(hall.time_zone))}
    assert {one.member_id for one in Alternate.objects.filter(office=office)} == {dora.pk, eshe.pk}
    assert sorted(Alternate.objects.values_list("place", flat=True)) == [1, 2]
    assert may_use(chidi.actor, "bodies.speak", bakery.pk, noon.at)
    noon.at = max(one.until for one in given)
    assert not may_use(chidi.actor, "bodies.speak", bakery.pk, noon.at)


def test_a_fourth_candidacy_prints_the_terms_in_succession_where_too_few_others_stand(
    hall, bakery, ana, bilal, chidi, noon
):
    adopt(
        bakery, replace(bodies.charter(hall.pk, noon.at), terms=Terms(365, consecutive=3, last_resort=True))
    )
    office = made(hall, "Secretary")
    for _term in range(3):
        elected(office, [ana], bilal, (ana, [ana]), (bilal, [ana]), (chidi, [ana]))
        noon.at = Mandate.objects.latest("until").until

    actions.stand(by=ana.actor, office=office, stands=True)
    motion = actions.put_election(by=ana.actor, office=office)

    assert motion.choice.options == ["Ana (3 terms in succession)", "None of these"]
    actions.withdraw_motion(by=ana.actor, motion=motion)
    for one in (ana, bilal):
        actions.stand(by=one.actor, office=office, stands=True)
    assert actions.put_election(by=ana.actor, office=office).choice.options == ["Bilal", "None of these"]


def test_whoever_holds_the_seat_keeps_it_to_its_end_and_the_next_begins_then(
    hall, bakery, ana, bilal, chidi, noon
):
    office = made(hall, "Secretary")
    elected(office, [ana], bilal, (ana, [ana]), (bilal, [ana]), (chidi, [ana]))
    noon.forward(timedelta(days=30))

    elected(office, [bilal, ana], chidi, (ana, [bilal]), (bilal, [bilal]), (chidi, [ana]))

    first, second = Mandate.objects.filter(office=office.pk).order_by("since")
    assert (first.member, second.member) == (ana.pk, bilal.pk)
    assert second.since == first.until
    assert second.until - second.since == timedelta(days=60)
    assert Alternate.objects.get(until=second.until).member_id == ana.pk


def test_who_may_stand_no_more_steps_back(hall, bakery, ana, noon):
    office = made(hall)
    actions.stand(by=ana.actor, office=office, stands=True)
    charter = bodies.charter(hall.pk, noon.at)
    adopt(bakery, replace(charter, independence=Independence(declarations=("I am no manager.",))))
    with pytest.raises(OutOfOrder, match="no manager"):
        actions.stand(by=ana.actor, office=office, stands=True)
    actions.stand(by=ana.actor, office=office, stands=False)
    assert not Candidate.objects.exists()


def test_who_leaves_the_hall_is_no_more_in_line(hall, ana, bilal, chidi):
    office = made(hall)
    elected(office, [ana, bilal], chidi, (ana, [ana]), (bilal, [bilal]), (chidi, [ana]))
    assert Alternate.objects.get().member_id == bilal.pk
    leave_hall(by=bilal.actor)
    assert not Alternate.objects.exists()


def test_none_of_these_leaves_the_seat_empty(hall, ana, bilal, chidi):
    office = made(hall, "Secretary")
    actions.stand(by=ana.actor, office=office, stands=True)
    motion = actions.second_motion(by=bilal.actor, motion=actions.put_election(by=ana.actor, office=office))
    poll = actions.open_poll(by=ana.actor, motion=motion)
    for one in (bilal, chidi):
        actions.cast_ballot(by=one.actor, poll=poll, choice="0,1", client_id=uuid4())
    actions.cast_ballot(by=ana.actor, poll=poll, choice="1,0", client_id=uuid4())
    actions.close_poll(by=ana.actor, poll=poll)

    assert not Mandate.objects.filter(office=office.pk).exists()


def test_everybody_stands_for_themselves_and_may_take_it_back(hall, bakery, ana, bilal, dora):
    office = made(hall, "Secretary")
    actions.stand(by=ana.actor, office=office, stands=True)
    actions.stand(by=ana.actor, office=office, stands=True)
    assert [one.member_id for one in Candidate.objects.all()] == [ana.pk]
    actions.stand(by=ana.actor, office=office, stands=False)
    with pytest.raises(OutOfOrder, match="Nobody stands"):
        actions.put_election(by=bilal.actor, office=office)
    with pytest.raises(NotAuthorised):
        actions.stand(by=dora.actor, office=office, stands=True)
    actions.stand(by=ana.actor, office=office, stands=True)
    actions.put_election(by=bilal.actor, office=office)
    with pytest.raises(OutOfOrder, match="made already"):
        actions.stand(by=bilal.actor, office=office, stands=True)
    with pytest.raises(OutOfOrder, match="voted on already"):
        actions.put_election(by=bilal.actor, office=office)
