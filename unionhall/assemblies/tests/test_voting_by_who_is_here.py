"""Voting by phone by who is here: a register of those who came, minutes and not days, the ballot on the floor itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from unionhall.assemblies import actions
from unionhall.assemblies.live import floor
from unionhall.bodies import actions as bodies
from unionhall.bodies.models import Declaration, Household, Member, Proxy
from unionhall.bodies.registers import who_is_here
from unionhall.bodies.rules import charter
from unionhall.conftest import browser, kinds
from unionhall.core.charters import Method, Voters
from unionhall.core.charters.presets import CONSENSUS_TABLING, STARTER
from unionhall.core.procedure import Procedure
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.core.thresholds import Base, Threshold
from unionhall.decisions import actions as decisions
from unionhall.decisions.live import voted_of, voted_region
from unionhall.decisions.models import Ballot, Poll
from unionhall.decisions.rules import methods_now, rule_of
from unionhall.decisions.tests.story import adopt, declared, grown, vote
from unionhall.kit import live

from .conftest import OF_TWO
from .evening import come, seconded
from .test_pages import at, said

pytestmark = pytest.mark.django_db


def by_rule(body, **more):
    """From now on the body decides by this rule, of which two make a quorum."""
    adopt(body, replace(STARTER.charter, ordinary=replace(OF_TWO, **more)))


def opened(by, motion, **more):
    return decisions.open_poll(by=by.actor, motion=motion, method="live", **more)


def of(poll, name):
    return reverse(f"decisions:{name}", kwargs={"hall": poll.hall.slug, "pk": poll.pk})


def register(poll):
    return dict(poll.rolls.values_list("member__name", "weight"))


@pytest.fixture
def motion(open_now, ana, bilal):
    """A seconded motion on the agenda of the open meeting, on which Ana and Bilal are; it is on."""
    made = seconded(open_now, ana, bilal)
    item = actions.put_item(by=ana.actor, meeting=open_now, motion=made)
    actions.go_to(by=ana.actor, meeting=open_now, item=item)
    return made


# From the opening to the result -----------------------------------------------------------------------------------


def test_who_is_here_votes_and_nobody_else(motion, open_now, ana, bilal, chidi, noon):
    poll = opened(ana, motion, minutes=2)
    assert register(poll) == {"Ana": 1, "Bilal": 1}
    assert (poll.electorate, poll.here, poll.on_register) == (3, 2, 2)
    assert poll.closes_at == noon.at + timedelta(minutes=2)
    come(open_now, chidi)
    with pytest.raises(NotAuthorised, match="not on this poll's register"):
        vote(poll, "no", chidi)

    vote(poll, "yes", ana)
    with pytest.raises(OutOfOrder, match="Not all have voted yet"):
        decisions.close_poll(by=ana.actor, poll=poll)
    vote(poll, "yes", bilal)
    closed = decisions.close_poll(by=chidi.actor, poll=poll)
    assert (closed.outcome, closed.present, closed.there, closed.electorate) == ("carried", 3, 3, 3)
    assert kinds()[-2:] == ["poll.opened", "poll.declared"]


def test_it_lasts_minutes_and_the_clock_declares_it(motion, ana, noon):
    poll = opened(ana, motion)
    assert poll.closes_at == noon.at + timedelta(minutes=5)
    vote(poll, "yes", ana)
    noon.forward(timedelta(minutes=5))
    with pytest.raises(OutOfOrder, match="not open"):
        vote(poll, "no", ana)
    assert decisions.settle(poll.hall_id) == 1
    assert declared(poll).outcome == "carried"


@pytest.mark.parametrize("minutes", [0, 3, 60, -1])
def test_only_minutes_that_are_offered(motion, ana, minutes):
    if minutes == 0:
        assert opened(ana, motion, minutes=None)
        return
    with pytest.raises(OutOfOrder, match="how many minutes"):
        opened(ana, motion, minutes=minutes)


def test_it_takes_a_meeting_that_keeps_count_and_somebody_who_is_there(motion, open_now, ana, bilal, chidi):
    with pytest.raises(NotAuthorised, match="check in first"):
        opened(chidi, motion)
    actions.close_meeting(by=ana.actor, meeting=open_now)
    with pytest.raises(OutOfOrder, match="while the body meets"):
        opened(ana, motion)


def test_below_the_quorum_it_is_not_opened_and_when_the_quorum_falls_nothing_carries(
    motion, open_now, ana, bilal
):
    poll = opened(ana, motion)
    vote(poll, "yes", ana, bilal)
    actions.check_out(by=bilal.actor, meeting=open_now)
    closed = decisions.close_poll(by=ana.actor, poll=poll)
    assert (closed.outcome, closed.present, closed.needed) == ("not_quorate", 1, 2)

    other = seconded(open_now, ana, bilal)
    with pytest.raises(OutOfOrder, match="A quorum is 2"):
        opened(ana, other)


def test_quorums_and_shares_are_of_all_and_not_of_those_who_came(bakery, motion, open_now, ana, bilal):
    """Two of three came and both agree: two thirds of all, and not all of those who were asked."""
    by_rule(bakery, threshold=Threshold(OF_TWO.threshold.share, Base.ELECTORATE))
    poll = opened(ana, motion)
    vote(poll, "yes", ana)
    vote(poll, "abstain", bilal)
    assert (
        decisions.close_poll(by=ana.actor, poll=poll).outcome == "lost"
    )  # one of two, and two of three were needed
    assert declared(poll).line == 2


def test_whom_the_charter_does_not_count_makes_no_quorum(bakery, motion, open_now, ana, bilal, noon):
    by_rule(bakery, not_counted=("paid_secretary",))
    Declaration.objects.create(
        hall_id=bakery.hall_id, member_id=bilal.pk, key="paid_secretary", says=True, on=noon.at.date()
    )
    poll = opened(ana, motion)
    vote(poll, "yes", ana, bilal)
    closed = decisions.close_poll(by=ana.actor, poll=poll)
    assert (closed.outcome, closed.present) == ("not_quorate", 1)


def test_what_the_meeting_decides_first_goes_before_it(bakery, motion, open_now, ana, bilal):
    lived_by = charter(bakery.hall_id, open_now.begins_at)
    adopt(bakery, replace(lived_by, options=replace(lived_by.options, procedure=Procedure.IWW)))
    moved = actions.move(by=bilal.actor, meeting=open_now, what="table")
    with pytest.raises(OutOfOrder):
        opened(ana, motion)
    actions.drop_move(by=bilal.actor, motion=moved)
    opened(ana, motion)


def test_a_meeting_waits_for_it(motion, open_now, ana, bilal, noon):
    poll = opened(ana, motion, minutes=1)
    with pytest.raises(OutOfOrder, match="first its result"):
        actions.close_meeting(by=ana.actor, meeting=open_now)
    noon.forward(timedelta(minutes=1))
    decisions.settle(poll.hall_id)
    assert actions.close_meeting(by=ana.actor, meeting=open_now).closed_at


# What the charter lets be voted on so -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "apart", "together"),
    [
        ({}, ["open", "hands"], ["open", "hands", "live"]),
        ({"method": Method.HANDS}, ["hands"], ["hands", "live"]),
        ({"method": Method.SECRET_PAPER}, ["paper"], ["paper"]),
        ({"voters": Voters.PRESENT}, ["hands"], ["hands", "live"]),
        (
            {"method": Method.CONSENSUS, "consensus": CONSENSUS_TABLING.charter.ordinary.consensus},
            ["consensus", "slips"],
            ["consensus", "slips", "positions"],
        ),
        (
            {
                "method": Method.CONSENSUS,
                "consensus": CONSENSUS_TABLING.charter.ordinary.consensus,
                "voters": Voters.PRESENT,
            },
            ["slips"],
            ["slips", "positions"],
        ),
    ],
)
def test_by_phone_by_who_is_here_where_nothing_is_secret(
    bakery, motion, open_now, ana, rule, apart, together
):
    by_rule(bakery, **rule)

    def methods():
        decided_by = rule_of(motion, charter(bakery.hall_id, open_now.begins_at))
        return [str(one.value) for one in methods_now(motion, decided_by, open_now.begins_at)]

    assert methods() == together
    actions.close_meeting(by=ana.actor, meeting=open_now)
    assert methods() == apart


def test_where_whoever_is_present_votes_no_poll_is_held_over_days(bakery, motion, ana, bilal):
    by_rule(bakery, voters=Voters.PRESENT)
    with pytest.raises(OutOfOrder, match="whoever is present votes on this"):
        decisions.open_poll(by=ana.actor, motion=motion, method="open")
    assert register(opened(ana, motion)) == {"Ana": 1, "Bilal": 1}


def test_in_secret_is_never_by_phone(bakery, motion, ana):
    by_rule(bakery, method=Method.SECRET_PAPER)
    with pytest.raises(OutOfOrder, match="otherwise how we vote"):
        opened(ana, motion)


def test_consensus_positions_by_who_is_here(bakery, motion, open_now, ana, bilal, chidi):
    come(open_now, chidi)
    by_rule(bakery, method=Method.CONSENSUS, consensus=CONSENSUS_TABLING.charter.ordinary.consensus)
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="positions", minutes=10)
    vote(poll, "agree", ana, bilal)
    vote(poll, "reservations", chidi, words="It is late.")
    page = said(browser(ana).get(of(poll, "poll")))
    assert "Where do you stand?" in page and "It is late." not in page
    assert decisions.close_poll(by=ana.actor, poll=poll).outcome == "carried"
    assert "Who voted how" not in said(browser(ana).get(of(poll, "poll")))


def test_nobody_here_is_left_out_of_positions_by_phone(bakery, motion, open_now, ana, bilal):
    by_rule(bakery, method=Method.CONSENSUS, consensus=CONSENSUS_TABLING.charter.ordinary.consensus)
    without_a_phone(open_now, ana, bilal)
    with pytest.raises(OutOfOrder, match="taken on slips"):
        decisions.open_poll(by=ana.actor, motion=motion, method="positions")


def test_a_choice_between_options_by_who_is_here(open_now, ana, bilal):
    asked = decisions.put_choice(
        by=ana.actor, body=open_now.body, title="Which flour?", options="Rye\nSpelt", rule="plurality"
    )
    decisions.second_motion(by=bilal.actor, motion=asked)
    poll = opened(ana, asked)
    page = browser(ana).get(at("floor", open_now.hall, pk=open_now.pk)).content.decode()
    assert "To the ballot paper" in page and 'name="choice"' not in page
    for one, mark in ((ana, "1,0"), (bilal, "1,0")):
        vote(poll, mark, one)
    closed = decisions.close_poll(by=ana.actor, poll=poll)
    assert closed.outcome == "carried" and "Rye" in str(closed.tally)


# Weights ----------------------------------------------------------------------------------------------------------


def without_a_phone(meeting, ana, bilal, name="Tina"):
    """Somebody with no account, ticked in at the door."""
    bodies.vouch_for(by=bilal.actor, application=bodies.type_in_card(by=ana.actor, name=name))
    found = Member.objects.get(name=name)
    actions.tick_in(by=ana.actor, meeting=meeting, member=found)
    return found


def options(body, noon, **more):
    lived_by = charter(body.hall_id, noon.at)
    adopt(body, replace(lived_by, options=replace(lived_by.options, **more)))


def test_a_household_votes_by_whoever_of_it_is_here(bakery, motion, open_now, ana, bilal, chidi, noon):
    options(bakery, noon, one_household_one_vote=True)
    house = Household.objects.create(hall_id=bakery.hall_id, label="Hill 3", speaker=chidi)
    Member.objects.filter(pk__in=[bilal.pk, chidi.pk]).update(household=house)
    poll = opened(ana, motion)
    assert register(poll) == {"Ana": 1, "Bilal": 1} and poll.electorate == 2
    assert poll.rolls.get(member=bilal).speaks_for == [str(chidi.pk)]


def test_a_proxy_counts_where_its_holder_is_here(bakery, motion, open_now, ana, bilal, chidi, noon):
    options(bakery, noon, proxies=1)
    Proxy.objects.create(
        hall_id=bakery.hall_id,
        body=bakery,
        giver=bilal,
        holder=chidi,
        since=noon.at,
        until=noon.at + timedelta(days=9),
    )
    assert who_is_here(bakery, noon.at).weights == {
        ana.pk: 1,
        bilal.pk: 1,
    }  # Chidi stayed away, Bilal is here
    come(open_now, chidi)
    assert who_is_here(bakery, noon.at).weights == {ana.pk: 1, chidi.pk: 2}
    poll = opened(ana, motion)
    answer = browser(chidi).post(of(poll, "cast_here"), {"choice": "yes", "client_id": str(uuid4())})
    assert "you also cast the vote of: Bilal" in said(answer)


# Paper beside the phones ------------------------------------------------------------------------------------------


def test_who_has_no_phone_votes_on_paper_and_nobody_twice(motion, open_now, ana, bilal):
    tina = without_a_phone(open_now, ana, bilal)
    poll = opened(ana, motion)
    line = poll.rolls.get(member=tina)
    vote(poll, "yes", ana, bilal)
    decisions.bring_paper(by=ana.actor, poll=poll, line=line, choice="no")
    decisions.bring_paper(by=bilal.actor, poll=poll, line=line, choice="no")
    with pytest.raises(OutOfOrder, match="is in already"):
        decisions.bring_paper(by=bilal.actor, poll=poll, line=line, choice="no")
    assert browser(ana).get(of(poll, "on_paper")).status_code == 200
    closed = decisions.close_poll(by=ana.actor, poll=poll)
    assert (closed.tally["yes"], closed.tally["no"], Ballot.objects.count()) == (2, 1, 3)
    page = said(browser(ana).get(of(poll, "poll")))
    assert "1 on paper" in page and "on paper, brought in by Ana and Bilal" in page


# The floor --------------------------------------------------------------------------------------------------------


def test_one_press_opens_it_and_one_casts_a_ballot(hall, motion, open_now, ana, bilal):
    anas, bilals, place = browser(ana), browser(bilal), {"pk": open_now.pk}
    page = said(anas.get(at("floor", hall, **place)))
    assert "Vote by phone now" in page and "By hands, counted in the room" in page
    answer = anas.post(
        at("vote", hall, **place), {"motion": str(motion.pk), "method": "live", "minutes": "2"}, follow=True
    )
    assert "The vote is open." in said(answer) and "Vote by phone now" not in said(answer)
    poll = Poll.objects.get()
    for page in (said(answer), said(bilals.get(at("floor", hall, **place))), floor(str(open_now.pk))):
        assert "New aprons" in page and f'action="{of(poll, "cast_here")}"' in page
        assert of(poll, "poll") in page

    paper = {"choice": "yes", "client_id": str(uuid4())}
    answer = anas.post(of(poll, "cast_here"), paper)
    assert answer.status_code == 200 and "Your ballot is in: In favour." in said(answer)
    assert "<html" not in said(answer)
    assert said(anas.post(of(poll, "cast_here"), paper)) == said(answer) and Ballot.objects.count() == 1
    assert "Your ballot is in: In favour." in said(anas.get(at("floor", hall, **place)))
    assert "Your ballot is in" not in said(bilals.get(at("floor", hall, **place)))
    assert "Your ballot is in: Abstaining." in said(
        anas.post(of(poll, "cast_here"), {"choice": "abstain", "client_id": str(uuid4())})
    )
    assert Ballot.objects.get().choice == "abstain"


def test_what_is_refused_on_the_floor_says_why(motion, open_now, hall, ana, bilal, chidi):
    poll = opened(ana, motion)
    chidis = browser(chidi)
    answer = chidis.post(of(poll, "cast_here"), {"choice": "yes", "client_id": str(uuid4())})
    assert answer.status_code == 409 and "not on this poll&#x27;s register" in said(answer)
    come(open_now, chidi)
    assert "You are not on this poll" in said(chidis.get(at("floor", hall, pk=open_now.pk)))
    answer = browser(ana).post(of(poll, "cast_here"), {"choice": "perhaps", "client_id": str(uuid4())})
    assert answer.status_code == 409 and "not on the ballot paper" in said(answer)
    assert browser(ana).post(of(poll, "cast_here"), {"choice": "yes", "client_id": "x"}).status_code == 409
    answer = browser(ana).post(of(poll, "close_here"))
    assert answer.status_code == 409 and "Not all have voted yet" in said(answer)
    assert not Ballot.objects.exists()


def test_how_the_voting_goes_is_on_no_page_before_the_close(hall, motion, open_now, ana, bilal):
    poll = opened(ana, motion)
    before, wall = floor(str(open_now.pk)), voted_region(str(open_now.body_id))
    vote(poll, "no", bilal)
    assert floor(str(open_now.pk)) == before
    moved = voted_region(str(open_now.body_id))
    assert "0 have voted of 2" in wall and "1 has voted of 2" in moved
    assert moved == wall.replace("0 have voted", "1 has voted").replace('value="0"', 'value="1"')
    assert "New aprons" in said(browser(ana).get(at("screen", hall, pk=open_now.pk)))
    assert "Everybody has voted." not in floor(str(open_now.pk))
    vote(poll, "yes", ana)
    assert "Everybody has voted." in floor(str(open_now.pk))
    assert browser(bilal).post(of(poll, "close_here")).status_code == 200
    assert "1 for, 1 against" in floor(str(open_now.pk)) and "data-here" not in floor(str(open_now.pk))
    assert "New aprons" not in voted_region(str(open_now.body_id))


def test_a_ballot_moves_the_wall_and_the_last_one_every_phone(
    motion, open_now, ana, bilal, monkeypatch, django_capture_on_commit_callbacks
):
    poll = opened(ana, motion)
    moved = []
    monkeypatch.setattr(live, "_enqueue", lambda topic, _why: moved.append(topic[1]))

    def topics(choice, who):
        moved.clear()
        with django_capture_on_commit_callbacks(execute=True):
            vote(poll, choice, who)
        return {topic.partition(":")[0] for topic in moved}

    assert topics("yes", ana) == {"motion", "voted"} and voted_of(poll.body_id) in moved
    assert topics("no", ana) == set()  # a change moves nothing
    assert topics("yes", bilal) == {"motion", "voted", "floor"}


def test_a_ballot_asks_as_little_in_a_large_room(bakery, motion, open_now, ana, bilal, noon):
    def asked(poll, who):
        client, address = browser(who), of(poll, "cast_here")
        client.post(address, {"choice": "no", "client_id": str(uuid4())})
        with CaptureQueriesContext(connection) as queries:
            client.post(address, {"choice": "yes", "client_id": str(uuid4())})
        return len(queries)

    few = asked(opened(ana, motion), bilal)
    more = grown(ana, bilal, 20)
    come(open_now, *more)
    second = seconded(open_now, ana, bilal)
    poll = opened(ana, second)
    assert poll.rolls.count() == 22
    assert asked(poll, bilal) == few <= 14
    with CaptureQueriesContext(connection) as many:
        floor(str(open_now.pk))
    vote(poll, "yes", *more[1:])
    with CaptureQueriesContext(connection) as again:
        floor(str(open_now.pk))
    assert len(again) == len(many)


def test_the_first_thing_to_be_voted_on_is_offered_and_nothing_where_nothing_is(
    hall, motion, open_now, ana, bilal, chidi
):
    page = at("floor", hall, pk=open_now.pk)
    change = decisions.put_amendment(by=bilal.actor, motion=motion, title="New aprons", text="Blue ones.")
    decisions.second_motion(by=ana.actor, motion=change)
    assert f'name="motion" value="{change.pk}"' in said(browser(ana).get(page))
    actions.go_to(by=ana.actor, meeting=open_now, item=None)
    assert "Vote on it now" not in said(browser(ana).get(page))
    refused = browser(ana).post(at("vote", hall, pk=open_now.pk), {"motion": "x", "method": "live"})
    assert refused.status_code == 409
    refused = browser(chidi).post(
        at("vote", hall, pk=open_now.pk), {"motion": str(motion.pk), "method": "live"}
    )
    assert refused.status_code in (403, 409) and not Poll.objects.exists()


def test_by_hands_from_the_floor_leads_to_the_count(hall, motion, open_now, ana):
    answer = browser(ana).post(
        at("vote", hall, pk=open_now.pk), {"motion": str(motion.pk), "method": "hands", "minutes": "2"}
    )
    assert answer.headers["Location"] == of(Poll.objects.get(), "tell")


def test_the_page_that_opens_a_vote_offers_it_with_its_minutes(hall, motion, ana):
    url = reverse("decisions:open", kwargs={"hall": hall.slug, "pk": motion.pk})
    page = said(browser(ana).get(url))
    assert "by phone, by who is here" in page and "By who is here, open for" in page
    answer = browser(ana).post(url, {"method": "live", "minutes": "10", "hours": "72"})
    poll = Poll.objects.get()
    assert answer.headers["Location"] == of(poll, "poll")
    assert poll.closes_at - poll.opened_at == timedelta(minutes=10)


def test_blocks_in_the_room_are_judged_in_the_room(bakery, motion, open_now, ana, bilal, chidi):
    come(open_now, chidi)
    style = replace(CONSENSUS_TABLING.charter.ordinary.consensus, override=Fraction(1, 2), blocks_to_table=1)
    by_rule(bakery, method=Method.CONSENSUS, consensus=style)
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="positions", minutes=5)
    vote(poll, "agree", ana, bilal)
    vote(poll, "block", chidi, words="No.")
    decisions.close_poll(by=ana.actor, poll=poll)
    judging = Poll.objects.get(judges=poll)
    assert (judging.method, judging.here, judging.closes_at - judging.opened_at) == (
        "positions",
        2,
        timedelta(minutes=5),
    )
    assert "The blocks are being judged" in floor(str(open_now.pk)) and of(judging, "poll") in floor(
        str(open_now.pk)
    )
    with pytest.raises(OutOfOrder, match="first its result"):
        actions.close_meeting(by=ana.actor, meeting=open_now)
    vote(judging, "n", ana, bilal)
    decisions.close_poll(by=ana.actor, poll=judging)
    assert declared(poll).outcome == "carried"
