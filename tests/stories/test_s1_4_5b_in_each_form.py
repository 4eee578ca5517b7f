"""
S1-4.5b: a mandate is called back in each form that the texts know (domain rules, 2.6): how many ask, who decides by which
majority, and whether the holder acts meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse

from tests.stories.telling import decided, effect, mandate_for
from unionhall.assemblies import actions as meetings
from unionhall.assemblies.models import Item, Meeting
from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.bodies.models import Member, Office
from unionhall.conftest import browser, kinds, proved
from unionhall.core.charters import Rule
from unionhall.core.charters.presets import STARTER
from unionhall.core.recall import RECALL_TABLE, RecallRule
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.core.thresholds import Base, Threshold
from unionhall.decisions import actions
from unionhall.decisions.models import Motion
from unionhall.decisions.tests.story import adopt, grown, put, vote
from unionhall.kit import clock
from unionhall.mandates import actions as mandates
from unionhall.mandates.gate import may_use
from unionhall.mandates.models import Mandate

pytestmark = pytest.mark.django_db
MEMBERS = 40
OF_ALL = Threshold(Fraction(1, 2), Base.ELECTORATE)


@dataclass(frozen=True)
class Form:
    """
    A row of the table. `names`: how many ask in a hall of 40. `decides`: the rule of the vote. `just_enough`: the fewest votes
    for that carry it, when all 40 vote. `acts`: whether the holder acts meanwhile.
    """

    rule: RecallRule
    names: int
    decides: Rule
    acts: bool
    voting: int
    just_enough: int
    days: int = 0


FORMS = {
    "IWW general officers": Form(
        RECALL_TABLE["iww_general_officers"],
        2,
        replace(STARTER.charter.ordinary, notice_days=3),
        True,
        30,
        16,
        3,
    ),
    "IWW branch": Form(
        RECALL_TABLE["iww_branch"], 5, replace(STARTER.charter.ordinary, threshold=OF_ALL), True, 30, 21
    ),
    "AWU executive": Form(RECALL_TABLE["awu_executive"], 8, STARTER.charter.ordinary, True, 30, 16),
    "AWU steward": Form(RECALL_TABLE["awu_steward"], 1, STARTER.charter.ordinary, False, 30, 16),
    "AWU others": Form(RECALL_TABLE["awu_others"], 1, STARTER.charter.ordinary, True, 30, 16),
    "organising department, as officers": Form(
        RECALL_TABLE["iww_general_officers"],
        2,
        replace(STARTER.charter.ordinary, threshold=OF_ALL),
        True,
        30,
        21,
    ),
}


@pytest.fixture
def office(hall, ana, bilal, chidi):
    """An office at the door, held by Bilal."""
    decided(hall, effect("office.make", hall, name="Door", powers=["bodies.admit"], term_days="60"))
    office = Office.objects.get(hall=hall)
    until = clock.day(clock.now(), hall.time_zone) + timedelta(days=30)
    typed = {"who": "Bilal", "office": str(office.pk), "until": until.isoformat()}
    decided(hall, effect("mandate.give", hall, **typed))
    return office


@pytest.fixture
def mandate(office):
    return Mandate.objects.get(office=office.pk)


def living_by(bakery, form):
    charter = replace(STARTER.charter, recall=form.rule, rules={"recall": form.decides})
    adopt(bakery, charter)


def may_admit(bakery, bilal):
    return may_use(proved(bilal.actor), "bodies.admit", bakery.pk, clock.now())


def called(form, mandate, everybody, noon):
    """Those who must, ask; one name fewer does not bring it to the vote. Gives the motion, open to votes."""
    motion = actions.start_recall(by=everybody[0].actor, mandate=mandate, grounds="It is enough.")
    for place, one in enumerate(everybody[1 : form.names], start=2):
        assert motion.status == "put"
        motion = actions.add_name(by=one.actor, motion=motion)
        assert (motion.status == "put") == (place < form.names)
    noon.forward(timedelta(days=form.days + 1) if form.days else timedelta())
    motion = Motion.objects.get(pk=motion.pk)
    if motion.status == "seconded":
        actions.open_poll(by=everybody[0].actor, motion=motion)
    return Motion.objects.get(pk=motion.pk)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("carries", [True, False], ids=["carried", "lost"])
def test_a_mandate_is_called_back_in_this_form(name, carries, bakery, ana, bilal, chidi, mandate, noon):
    form = FORMS[name]
    others = grown(ana, chidi, MEMBERS - 3)
    living_by(bakery, form)

    motion = called(form, mandate, [ana, chidi, *others], noon)
    assert bool(may_admit(bakery, bilal)) == form.acts  # until the result, as the charter says
    actions.answer_recall(by=bilal.actor, motion=motion, text="Nobody else had the key.")

    poll = motion.polls.get()
    voting = [ana, chidi, *others][: form.voting]
    enough = form.just_enough - (0 if carries else 1)
    vote(poll, "yes", *voting[:enough])
    vote(poll, "no", *voting[enough:])
    noon.forward(timedelta(days=4))
    poll = actions.close_poll(by=ana.actor, poll=poll)

    assert poll.outcome == ("carried" if carries else "lost")
    after = may_admit(bakery, bilal)
    assert bool(after) != carries
    assert ("was recalled on" in after.sentence) == carries


def test_any_member_starts_it_in_two_taps_and_the_answer_stands_beside_it(
    hall, bakery, ana, bilal, chidi, mandate
):
    phone, holder = browser(chidi), browser(bilal)
    page = phone.get(reverse("desk:mandates", kwargs={"hall": hall.slug})).content.decode()
    where = reverse("decisions:recall", kwargs={"hall": hall.slug, "pk": mandate.pk})
    assert where in page  # the first
    assert phone.post(where, {"text": "It is enough."}, follow=True).status_code == 200  # the second
    motion = Motion.objects.get(recalls=mandate)

    longest = "é" * 20_000  # as long as a call may be
    answered = reverse("decisions:answer_recall", kwargs={"hall": hall.slug, "pk": motion.pk})
    assert holder.post(answered, {"text": longest}).status_code == 302
    shown = phone.get(reverse("decisions:poll", kwargs={"hall": hall.slug, "pk": motion.polls.get().pk}))
    assert "It is enough." in shown.content.decode()
    assert longest in shown.content.decode()
    with pytest.raises(OutOfOrder):
        actions.answer_recall(by=bilal.actor, motion=motion, text=longest + "é")


def test_it_is_one_transaction_and_the_election_is_on_the_next_agenda(
    hall, bakery, ana, bilal, chidi, mandate, noon
):
    meeting = meetings.call_meeting(
        by=ana.actor, body=bakery, begins_at=clock.now() + timedelta(days=9), place="Hall"
    )
    phone = browser(bilal, proved=True)
    poll = actions.start_recall(by=ana.actor, mandate=mandate).polls.get()
    vote(poll, "yes", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    assert kinds(hall)[-2:] == ["poll.declared", "mandate.recalled"]
    assert [one.title for one in Item.objects.filter(meeting=Meeting.objects.get(pk=meeting.pk))] == [
        "Election: Door"
    ]
    assert (
        phone.get(reverse("desk:hall", kwargs={"hall": hall.slug})).status_code == 200
    )  # no more is taken from him
    assert rules.is_voter(Member.objects.get(pk=bilal.pk), bakery, clock.now())
    assert Member.objects.get(pk=bilal.pk).left_on is None


def test_what_waits_on_the_power_freezes_goes_on_or_comes_to_nothing(hall, bakery, ana, bilal, chidi, noon):
    for one in (ana, bilal, chidi):
        decided(hall, mandate_for(hall, one.name, "bodies.let_back_in"))
    dilek = grown(ana, bilal, 1)[0]
    adopt(bakery, replace(STARTER.charter, recall=RECALL_TABLE["awu_steward"]))

    def waits():
        letting = bodies.ask_back_in(by=proved(ana.actor), member=dilek)
        return bodies.confirm_back_in(by=proved(bilal.actor), letting=letting)

    letting, _code = waits()
    assert letting.from_when == clock.now()
    mandate = Mandate.objects.get(holder=bilal.person_id, ended_at=None)

    lost = actions.start_recall(by=chidi.actor, mandate=mandate).polls.get()
    letting.refresh_from_db()
    assert letting.from_when == clock.now() + timedelta(
        days=30
    )  # frozen, for as long as the mandate rests at most
    vote(lost, "no", ana, bilal, chidi, dilek)
    noon.forward(timedelta(minutes=5))
    actions.close_poll(by=chidi.actor, poll=lost)
    letting.refresh_from_db()
    assert letting.from_when == clock.now()  # and goes on

    carried = actions.start_recall(by=chidi.actor, mandate=mandate).polls.get()
    vote(carried, "yes", ana, bilal, chidi, dilek)
    actions.close_poll(by=chidi.actor, poll=carried)
    letting.refresh_from_db()
    assert letting.stopped_at == clock.now()
    assert kinds(hall)[-2:] == ["mandate.recalled", "letting_in.stopped"]


def test_a_call_that_was_voted_down_is_not_repeated_within_the_charters_pause(
    hall, bakery, ana, bilal, chidi, mandate, noon
):
    adopt(bakery, replace(STARTER.charter, recall=RecallRule(again_days=10)))
    poll = actions.start_recall(by=ana.actor, mandate=mandate).polls.get()
    vote(poll, "no", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    noon.forward(timedelta(days=10))
    with pytest.raises(OutOfOrder, match="our charter lets 10 days pass") as refused:
        actions.start_recall(by=chidi.actor, mandate=mandate)
    assert refused.value.rule == "calling-recall"  # the page shows the rule
    again = [{"kind": "mandate.recall", "params": {"mandate": str(mandate.pk)}}]
    with pytest.raises(OutOfOrder, match="our charter lets 10 days pass"):
        put(chidi, bakery, effects=again)  # nor by another door
    where = reverse("decisions:recall", kwargs={"hall": hall.slug, "pk": mandate.pk})
    assert "our charter lets 10 days pass" in browser(chidi).get(where).content.decode()

    noon.forward(timedelta(days=1))
    assert actions.start_recall(by=chidi.actor, mandate=mandate).status == "polling"


def test_of_a_mandate_laid_down_meanwhile_it_says_that_it_has_ended(hall, bakery, ana, bilal, chidi, mandate):
    adopt(bakery, replace(STARTER.charter, recall=RecallRule(again_days=10)))
    poll = actions.start_recall(by=ana.actor, mandate=mandate).polls.get()
    vote(poll, "no", ana, bilal, chidi)
    actions.close_poll(by=ana.actor, poll=poll)
    mandates.lay_down_mandate(by=bilal.actor, mandate=mandate)
    mandate.refresh_from_db()
    with pytest.raises(OutOfOrder, match="ended already"):
        actions.start_recall(by=ana.actor, mandate=mandate)


def test_nobody_of_another_hall_starts_one(hall, bakery, dora, mandate):
    with pytest.raises(NotAuthorised):
        actions.start_recall(by=dora.actor, mandate=mandate)
