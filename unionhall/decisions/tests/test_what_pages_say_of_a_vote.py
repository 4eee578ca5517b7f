"""What the pages say before and after a vote: what was done, who counted, who voted how, and where to read it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from unionhall.bodies.actions.bodies import make_body
from unionhall.bodies.models import Member
from unionhall.conftest import browser, joins, mandated, warrant_of
from unionhall.core.charters.presets import CONSENSUS_TABLING
from unionhall.decisions import actions
from unionhall.decisions.models import Motion, Status
from unionhall.decisions.views.reading import effects_of
from unionhall.people.models import Person

from .story import adopt, carried, grown, seconded, vote
from .test_carrying_out import give
from .test_on_paper_beside_the_phones import without_an_account

pytestmark = pytest.mark.django_db


def page(member, which, thing=None, **query):
    slug = member.hall.slug
    where = {"hall": slug, "pk": thing.pk} if thing is not None else {"hall": slug}
    return browser(member).get(reverse(f"decisions:{which}", kwargs=where), query).content.decode()


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (Status.CARRIED, "What it did by itself</h2>"),
        (Status.LOST, "What it would have done by itself</h2>"),
        (Status.TABLED, "What it would have done by itself</h2>"),
        (Status.OVERTURNED, "What it did by itself (overturned)</h2>"),
    ],
)
def test_what_a_motion_did_stands_over_what_it_did_and_not_over_what_it_would_have(
    bakery, ana, bilal, chidi, status, title
):
    motion = carried(ana, bakery, bilal, chidi, effects=[give(bilal)])
    motion.status = status
    motion.save(update_fields=["status"])

    assert title in page(ana, "decided", motion)


def test_what_was_decided_is_read_in_the_readers_own_language(bakery, ana, bilal, chidi):
    motion = carried(ana, bakery, bilal, chidi, effects=[give(bilal)])

    with translation.override("es"):
        (said,) = effects_of(Motion.objects.get(pk=motion.pk))

    assert said["said"].startswith("Bilal puede, en nombre de «Asamblea general»")
    assert said["said"] != motion.effects.get().said


def test_what_would_be_said_otherwise_today_is_read_as_it_was_said_before_the_vote(bakery, ana, bilal, chidi):
    motion = carried(ana, bakery, bilal, chidi, effects=[give(bilal)])
    bilal.name = "Bilal the younger"
    bilal.save(update_fields=["name"])

    with translation.override("es"):
        (said,) = effects_of(Motion.objects.get(pk=motion.pk))

    assert said["said"] == motion.effects.get().said


def test_a_list_says_whom_a_motion_is_about_by_the_name_they_have_now(bakery, ana, bilal, chidi):
    motion = carried(ana, bakery, bilal, chidi, effects=[give(bilal)])
    home = reverse("desk:hall", kwargs={"hall": bakery.hall.slug})
    assert "Bilal" not in motion.binding_text().title

    assert "General assembly · Bilal" in page(ana, "motions")
    assert "General assembly · Bilal" in browser(ana).get(home).content.decode()

    Member.objects.filter(pk=bilal.pk).update(name="Bilal the younger")
    assert "General assembly · Bilal the younger" in page(ana, "motions")


def test_when_everybody_has_voted_the_page_begins_with_it(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal)
    assert "Everybody has voted." not in page(ana, "poll", poll)

    vote(poll, "yes", chidi)

    seen = page(ana, "poll", poll)
    assert (
        seen.index("Everybody has voted.")
        < seen.index("Close and declare the result")
        < seen.index("Your ballot is in")
    )


def test_where_a_mandate_was_taken_back_already_the_page_leads_to_the_recall(bakery, ana, bilal, chidi):
    held = mandated(bilal, "bodies.speak")
    motion = actions.start_recall(by=ana.actor, mandate=held, grounds="", language="en")
    poll = motion.polls.get()
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    seen = page(ana, "recall", held)

    assert "ended already" in seen
    assert reverse("decisions:motion", kwargs={"hall": bakery.hall.slug, "pk": motion.pk}) in seen


def test_a_tabled_motion_may_still_carry(bakery, ana, bilal):
    motion = seconded(ana, bakery, bilal, effects=[give(bilal)])
    motion.status = Status.TABLED
    motion.save(update_fields=["status"])

    assert "If this carries</h2>" in page(ana, "motion", motion)


def test_from_the_motion_one_comes_to_the_vote_after_the_result_too(bakery, ana, bilal, chidi):
    motion = carried(ana, bakery, bilal, chidi)
    poll = motion.polls.get()

    seen = page(ana, "motion", motion)

    assert reverse("decisions:poll", kwargs={"hall": bakery.hall.slug, "pk": poll.pk}) in seen
    assert "who voted how, dissent, the seal" in seen


def test_who_voted_how_is_shown_at_once_where_all_know_each_other(bakery, ana, bilal, chidi):
    poll = carried(ana, bakery, bilal, chidi).polls.get()

    seen = page(chidi, "poll", poll)

    assert all(one.name in seen for one in (ana, bilal, chidi))
    assert "Find a name" not in seen


def test_in_a_larger_hall_who_voted_how_is_searched_for_by_name(bakery, ana, bilal, chidi, noon):
    grown(ana, bilal, 10)
    motion = seconded(ana, bakery, bilal)
    poll = actions.open_poll(by=ana.actor, motion=motion)
    vote(poll, "yes", ana, bilal, chidi)
    noon.forward(timedelta(hours=72))
    actions.close_poll(by=ana.actor, poll=poll)

    table = re.search(r"Who voted how.*?</table>", page(chidi, "poll", poll), re.S)[0]
    assert "a whole word of it" in table
    assert "Chidi" in table and "Bilal" not in table
    assert "Bilal" in re.search(r"Who voted how.*?</table>", page(chidi, "poll", poll, name="bilal"), re.S)[0]


def test_a_result_by_hands_names_who_counted(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    for teller in (bilal, chidi):
        actions.type_figures(by=teller.actor, poll=poll, figures={"yes": 3}, present=3)
    actions.close_poll(by=ana.actor, poll=poll)

    for name, thing in (("motion", poll.motion), ("poll", poll)):
        found = re.search(r"Counted by</dt>(.*?)<dt>", page(ana, name, thing))[1]
        assert re.findall(r">([^<]+)<", found) == ["Bilal", "Chidi"]
    assert "Counted by" not in page(ana, "decided", poll.motion)  # that page is for passing on


def test_a_result_says_where_one_typed_in_both_counts(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    for teller in (bilal, chidi):
        actions.type_figures(by=bilal.actor, teller=teller, poll=poll, figures={"yes": 3}, present=3)
    actions.close_poll(by=ana.actor, poll=poll)

    found = re.search(r"Counted by</dt>(.*?)<dt>", page(ana, "motion", poll.motion))[1]
    assert re.findall(r">([^<]+)<", found) == ["Bilal", "Chidi", "(all typed in by Bilal)"]


def test_a_result_says_that_some_voted_on_paper(bakery, ana, bilal, chidi):
    greta = grown(ana, bilal, 1)[0]
    without_an_account(greta)
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="open")
    for reader in (ana, bilal):
        actions.bring_paper(by=reader.actor, poll=poll, line=poll.rolls.get(member=greta), choice="no")
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    assert "by phone, openly; 1 on paper</dd>" in page(ana, "motion", poll.motion)


def test_who_types_for_the_second_teller_is_not_offered_the_first_one_again(bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    offered = r'name="teller"[^>]*value="Ana"'
    assert re.search(offered, page(ana, "tell", poll))

    actions.type_figures(by=ana.actor, poll=poll, figures={"yes": 3}, present=3)

    assert not re.search(offered, page(ana, "tell", poll))
    assert re.search(r'name="teller"[^>]*value="Bilal"', page(bilal, "tell", poll))


def test_where_somebody_has_no_phone_a_vote_by_consensus_is_meant_for_the_room(bakery, ana, bilal, chidi):
    adopt(bakery, CONSENSUS_TABLING.charter)
    motion = seconded(ana, bakery, bilal)
    chosen = r'<input[^>]*value="(\w+)"[^>]*checked'
    assert re.search(chosen, page(ana, "open", motion))[1] == "consensus"

    Person.objects.filter(pk=chidi.person_id).update(key_hash="")

    seen = page(ana, "open", motion)
    assert re.search(chosen, seen)[1] == "slips"
    assert "has no account, and cannot vote by phone" in seen


def test_the_holders_answer_stands_where_people_vote(bakery, ana, bilal, chidi):
    mandate = mandated(bilal, "bodies.admit")
    call = actions.start_recall(by=ana.actor, mandate=mandate, grounds="The door stayed shut.")
    actions.answer_recall(by=bilal.actor, motion=call, text="The key was lost.")

    assert "The key was lost." in page(chidi, "poll", call.polls.get())
    Motion.objects.filter(pk=call.pk).update(
        status=Status.NOT_QUORATE
    )  # too few took part: it is called once more
    assert "The key was lost." in page(chidi, "open", call)


def test_nobody_is_told_to_vote_who_is_not_on_the_register(bakery, ana, bilal):
    actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    tina = joins(ana, "Tina", seconder=bilal)

    assert "Your vote is not in." in page(bilal, "motions")
    seen = page(tina, "motions")
    assert "Your vote is not in." not in seen
    assert "You are not on this vote's register." in seen


def test_who_calls_a_decision_in_twice_is_led_to_the_call(bakery, ana, bilal, chidi):
    group = make_body(
        by=ana.actor, kind="group", name="Oven", members=[ana, bilal], warrant=warrant_of(bakery.hall)
    )
    motion = carried(ana, group, bilal)
    where = reverse("decisions:call_in", kwargs={"hall": bakery.hall.slug, "pk": motion.pk})
    chidis = browser(chidi)
    first = chidis.post(where, {"text": "No."})

    again = chidis.post(where, {"text": "No."})

    assert again.status_code == 409
    assert first["Location"] in again.content.decode()
