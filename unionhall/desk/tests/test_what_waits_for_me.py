"""What waits for one member stands on the hall's first page, most pressing first, each thing one tap away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.stories.telling import decided, effect, mandate_for
from unionhall.assemblies import actions as assemblies
from unionhall.bodies import actions as joining
from unionhall.bodies.models import Organisation
from unionhall.conftest import browser, joins
from unionhall.decisions import actions
from unionhall.decisions.tests.story import grown, put, seconded, vote
from unionhall.decisions.tests.test_amending import amendment_to
from unionhall.decisions.tests.test_counting_in_the_room import TWO_TO_ONE
from unionhall.decisions.tests.test_on_paper_beside_the_phones import bring, without_an_account
from unionhall.desk.waiting import MOST, waiting_for
from unionhall.kit import clock
from unionhall.mandates.models import Mandate

pytestmark = pytest.mark.django_db


def waits(member):
    return [one.text for one in waiting_for(member, clock.now())]


def page(name, row):
    return reverse(name, kwargs={"hall": row.hall.slug, "pk": row.pk})


def where(member, text):
    return next(one.href for one in waiting_for(member, clock.now()) if one.text == text)


def test_the_page_lists_what_waits(hall, bakery, ana, bilal):
    put(ana, bakery)
    words = browser(bilal).get(reverse("desk:hall", kwargs={"hall": hall.slug})).content.decode()
    assert "Waiting for you" in words
    assert "One motion looks for a seconder" in words


def test_one_motion_that_looks_for_a_seconder_is_one_tap_away(bakery, ana, bilal):
    motion = put(ana, bakery)
    assert where(bilal, "One motion looks for a seconder") == page("decisions:motion", motion)
    assert waits(ana) == []
    put(ana, bakery)
    assert waits(bilal) == ["2 motions look for a seconder"]


def test_an_amendment_looks_for_a_seconder(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    amendment = amendment_to(motion, chidi)
    said = "An amendment looks for a seconder: Bread for the strikers"
    assert where(bilal, said) == page("decisions:motion", amendment)
    assert said not in waits(chidi)

    amendment_to(motion, chidi, title="Bread and roses")
    assert "2 amendments look for a seconder: Bread for the strikers" in waits(bilal)


def test_a_guest_is_not_asked_to_second(bakery, ana, bilal):
    put(ana, bakery)
    assert waits(joins(ana, "Greta", way="not_yet", seconder=bilal)) == [
        "You are a guest, without a vote: read what we agreed on, and affirm it"
    ]


def test_a_seconded_amendment_waits_for_its_vote(bakery, ana, bilal, chidi):
    motion = seconded(ana, bakery, bilal)
    assert waits(ana) == ["Next, open the vote: Bread for the strikers"]
    amendment = actions.second_motion(by=bilal.actor, motion=amendment_to(motion, chidi))

    first = "An amendment is waiting, vote on it first: Bread for the strikers"
    assert waits(ana) == [first]
    assert where(ana, first) == page("decisions:motion", amendment)
    assert waits(bilal) == ["An amendment is waiting for its vote: Bread for the strikers"]

    poll = actions.open_poll(by=ana.actor, motion=amendment)
    vote(poll, "no", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)
    assert waits(ana) == ["Next, open the vote: Bread for the strikers"]
    assert waits(bilal) == []


def test_a_question_on_my_motion_waits_until_somebody_answers(bakery, ana, bilal):
    motion = put(ana, bakery)
    question = actions.ask_question(by=bilal.actor, motion=motion, text="For how many days?")
    said = "A question on your motion waits for an answer: Bread for the strikers"
    assert where(ana, said) == page("decisions:motion", motion) + "#questions"
    assert said not in waits(bilal)

    actions.answer_question(by=ana.actor, question=question, text="Three.")
    assert waits(ana) == []


def test_my_own_question_on_my_motion_waits_for_nobody(bakery, ana):
    actions.ask_question(by=ana.actor, motion=put(ana, bakery), text="Or would four days do?")
    assert waits(ana) == []


def test_a_ballot_on_paper_needs_a_second_reader(bakery, ana, bilal, chidi):
    greta, heidi = grown(ana, bilal, 2)
    without_an_account(greta, heidi)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="open")
    bring(ana, poll, greta)

    said = "A ballot on paper needs a second reader: Bread for the strikers"
    assert where(bilal, said) == page("decisions:on_paper", poll)
    assert said not in waits(ana), "who has read it is not the second"
    assert said not in waits(greta), "nobody reads their own"
    bring(ana, poll, heidi)
    assert "2 ballots on paper need a second reader: Bread for the strikers" in waits(bilal)

    apart = "Somebody read a ballot on paper otherwise than you: look at it again"
    actions.bring_paper(by=bilal.actor, poll=poll, line=poll.rolls.get(member=greta), choice="no")
    assert where(ana, apart) == page("decisions:on_paper", poll)
    assert apart not in waits(bilal), "they were told when they typed it in"
    bring(ana, poll, greta)
    assert apart not in waits(ana)

    bring(bilal, poll, greta)
    bring(bilal, poll, heidi)
    assert not [one for one in waits(chidi) if "paper" in one]


def test_a_count_in_the_room_says_what_it_waits_for(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    assert waits(chidi) == ["Voted on in the room: Bread for the strikers"]

    actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3)
    assert waits(chidi) == ["The count needs a second teller: Bread for the strikers"]
    assert where(chidi, waits(chidi)[0]) == page("decisions:tell", poll)
    assert waits(ana) == ["Voted on in the room: Bread for the strikers"]

    actions.type_figures(by=bilal.actor, poll=poll, figures={"yes": 1, "no": 2}, present=3)
    assert waits(chidi) == ["The figures differ, two tellers count again: Bread for the strikers"]
    for teller in (ana, bilal):
        actions.type_figures(by=teller.actor, poll=poll, figures=TWO_TO_ONE, present=3)
    assert waits(chidi) == ["Declare the result, the count is in: Bread for the strikers"]

    actions.close_poll(by=chidi.actor, poll=poll)
    assert waits(chidi) == []


def test_who_typed_in_a_whole_count_is_not_asked_to_declare_it(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    for teller in (bilal, chidi):
        actions.type_figures(by=ana.actor, poll=poll, figures=TWO_TO_ONE, present=3, teller=teller)
    assert waits(ana) == ["The result is still to be declared, the count is in: Bread for the strikers"]
    assert waits(bilal)[0] == "Declare the result, the count is in: Bread for the strikers"


def test_an_application_waits_for_who_holds_the_mandate_to_admit(hall, ana, bilal, chidi):
    decided(hall, effect("organisation.go_public", hall, name="Bakers", front="Join us."), title="Open")
    decided(hall, mandate_for(hall, "Bilal", "bodies.admit"), title="Bilal at the door")
    joining.apply(organisation=Organisation.objects.get(hall=hall), name="Tina", contact="at the table")

    assert waits(bilal) == ["Somebody asks to join us"]
    assert waits(ana) == []


def test_a_mandate_taken_back_is_said_for_seven_days_with_its_decision(hall, bakery, ana, bilal, chidi, noon):
    decided(hall, mandate_for(hall, "Bilal", "bodies.admit"), title="Bilal at the door")
    mandate = Mandate.objects.get(hall=hall)
    poll = actions.start_recall(by=ana.actor, mandate=mandate).polls.get()
    assert waits(bilal) == [
        "Vote: Take back a mandate: admit members",
        "Your mandate is called back. You may answer",
    ]
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    assert waits(bilal) == ["A mandate of yours was taken back: read motion 2"]
    assert where(bilal, waits(bilal)[0]) == page("decisions:motion", poll.motion)
    assert waits(ana) == []
    noon.forward(timedelta(days=7))
    assert waits(bilal) == []


def test_it_asks_no_more_of_the_database_when_it_grows(hall, bakery, ana, bilal, chidi):
    greta = joins(ana, "Greta", seconder=bilal)
    people = grown(ana, bilal, 6)
    without_an_account(*people)

    def more(turn):
        seconds = seconded(bilal, bakery, ana, title=f"Roses {turn}")
        actions.second_motion(by=ana.actor, motion=amendment_to(seconds, chidi, title=f"More roses {turn}"))
        amendment_to(seconds, chidi, title=f"Other roses {turn}")
        own = seconded(greta, bakery, ana, title=f"Bread {turn}")
        actions.ask_question(by=bilal.actor, motion=own, text="For how long?")
        actions.second_motion(by=ana.actor, motion=amendment_to(own, chidi, title=f"More bread {turn}"))
        put(chidi, bakery)
        room = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
        actions.type_figures(by=ana.actor, poll=room, figures=TWO_TO_ONE, present=3)
        phones = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="open")
        bring(ana, phones, people[turn])

    def asked():
        with CaptureQueriesContext(connection) as queries:
            found = waiting_for(greta, clock.now())
        return len(queries), len(found)

    more(0)
    few, lines = asked()
    assert lines >= 7
    for turn in range(1, 5):
        more(turn)
    assert asked() == (few, MOST)


def test_whoever_is_named_as_a_teller_by_another_hears_of_it(bakery, ana, bilal, chidi, noon):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    for teller in (ana, bilal):
        actions.type_figures(by=ana.actor, poll=poll, teller=teller, figures={"yes": 3}, present=3)
    told = f"Ana typed in a count under your name as a teller: motion {poll.motion.number}. Was it yours?"

    assert told in waits(bilal) and told not in waits(ana) and told not in waits(chidi)
    noon.forward(timedelta(days=8))
    assert told not in waits(bilal)


def test_where_nothing_waits_two_questions_say_so(ana, django_assert_num_queries):
    assert waits(ana) == []

    with django_assert_num_queries(2):
        assert waiting_for(ana, clock.now()) == []


def test_a_date_that_is_looked_for_waits_until_one_has_said_when_one_could(bakery, ana, bilal, noon):
    times = [noon.at + timedelta(days=days) for days in (9, 10)]
    search = assemblies.propose_times(by=ana.actor, body=bakery, times=times, about="The oven")
    said = "When could you come? The oven"
    assert waits(bilal) == [said] and waits(ana) == []
    assert where(bilal, said) == page("assemblies:dates", search)

    assemblies.mark_times(by=bilal.actor, search=search, marks={})
    assert waits(bilal) == []


def test_once_a_meeting_is_called_at_one_of_its_times_the_call_waits_and_not_the_date(
    bakery, ana, bilal, noon
):
    times = [noon.at + timedelta(days=days) for days in (9, 10)]
    search = assemblies.propose_times(by=ana.actor, body=bakery, times=times)
    assemblies.call_meeting(by=ana.actor, body=bakery, begins_at=times[0], place="Back room", found=search)
    assert [one.split(" for ")[0] for one in waits(bilal)] == ["A meeting is called"]
