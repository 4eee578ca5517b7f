"""What time brings about is found by the clock's one question: each kind of it in a story, and missed where it is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from unionhall.assemblies import actions as assemblies
from unionhall.assemblies.models import DateSearch, Meeting, NoteBox, Presence, TemperatureCheck, TimeAnswer
from unionhall.bodies import actions as bodies
from unionhall.bodies import rules
from unionhall.bodies.models import (
    Application,
    Invite,
    LettingBackIn,
    Member,
    Membership,
    Notice,
    Office,
    Proxy,
)
from unionhall.conftest import Noon, joins, mandated, warrant_of
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Ballot, Candidate, Lot, Poll, Roll
from unionhall.decisions.tests.story import adopt, carried, put, seconded
from unionhall.desk import deadlines
from unionhall.kit.registries import dues
from unionhall.mandates.models import Mandate
from unionhall.record import due, signer
from unionhall.record.models import Hall
from unionhall.work import actions as work

pytestmark = pytest.mark.django_db


@dataclass
class Here:
    """The bakery, some days after it was founded, with nothing due in it."""

    hall: Any
    bakery: Any
    ana: Any
    bilal: Any
    chidi: Any
    noon: Noon

    @property
    def now(self) -> Any:
        """The moment it is."""
        return self.noon.at


Story = Callable[[Here], Iterator[timedelta | Callable[[], Any]]]
"""Prepares; yields how long it takes until it is due, or what makes it so at once; then says what must have come to pass."""


@pytest.fixture
def here(hall, bakery, ana, bilal, chidi, noon) -> Here:
    noon.forward(timedelta(days=5))
    deadlines.settle_halls()  # the invites they came by
    assert due.halls_due() == []
    return Here(hall, bakery, ana, bilal, chidi, noon)


def a_mandate_runs_out(here):
    mandate = mandated(here.ana, "bodies.admit", days=3)
    yield timedelta(days=3)
    mandate.refresh_from_db()
    assert (mandate.ending, mandate.ended_at) == ("ran_out", here.now)


def a_suspension_ends(here):
    bodies.suspend_member(by=here.ana.actor, member=here.bilal, days=10, warrant=warrant_of(here.hall))
    yield timedelta(days=10)
    assert Membership.objects.get(member=here.bilal, until=None).state == "admitted"


def a_trial_ends(here):
    now = rules.charter(here.hall.pk, here.now)
    adopt(here.bakery, replace(now, options=replace(now.options, trial_days=2)))
    tina = joins(here.ana, "Tina", seconder=here.bilal)
    yield timedelta(days=2)
    assert Membership.objects.get(member=tina, until=None).state == "admitted"


def a_name_is_erased(here):
    bodies.leave_hall(by=here.ana.actor)
    yield timedelta(days=30)
    assert Member.objects.get(pk=here.ana.pk).name == ""


def somebody_forgotten_is_brought_back(here):
    yield lambda: signer.keeper_of(here.hall.pk).note_erased([here.chidi.pk])
    assert Member.objects.get(pk=here.chidi.pk).erased_on is not None


def a_code_runs_out(here):
    letting = bodies.ask_back_in(by=here.ana.actor, member=here.chidi)
    bodies.confirm_back_in(by=here.bilal.actor, letting=letting)
    yield timedelta(days=4)
    letting.refresh_from_db()
    assert letting.done_at == here.now


def _application(here, answer):
    Application.objects.create(
        hall=here.hall, way="form", name="Paul", made_at=here.now, answer=answer, answered_at=here.now
    )
    yield timedelta(days=30)
    assert not Application.objects.exists()


def an_answer_is_cleared_away(here):
    yield from _application(here, "declined")


def what_became_a_member_is_cleared_away(here):
    yield from _application(here, "admitted")


def what_nobody_answered_is_cleared_away(here):
    Application.objects.create(hall=here.hall, way="form", name="Paul", made_at=here.now)
    yield timedelta(days=90)
    assert not Application.objects.exists()


def an_invite_is_cleared_away(here):
    bodies.make_invite(by=here.ana.actor)
    yield timedelta(days=4)
    assert not Invite.objects.exists()


def a_notice_is_cleared_away(here):
    tomorrow = (here.now + timedelta(days=1)).date()
    bodies.pin_notice(by=here.ana.actor, title="Bread", text="", language="en", until=tomorrow)
    yield timedelta(days=32)
    assert not Notice.objects.exists()


def a_proxy_is_cleared_away(here):
    Proxy.objects.create(
        hall=here.hall, body=here.bakery, giver=here.ana, holder=here.bilal,
        since=here.now, until=here.now + timedelta(days=1),
    )  # fmt: skip
    yield timedelta(days=31)
    assert not Proxy.objects.exists()


def a_letting_back_in_is_cleared_away(here):
    bodies.ask_back_in(by=here.ana.actor, member=here.chidi)
    yield timedelta(days=30)
    assert not LettingBackIn.objects.exists()


def a_poll_is_declared(here):
    poll = decisions.open_poll(by=here.ana.actor, motion=seconded(here.ana, here.bakery, here.bilal))
    yield poll.closes_at - here.now
    poll.refresh_from_db()
    assert poll.declared_at == here.now


def _give(member):
    params = {"member": str(member.pk), "powers": {"bodies.speak": {}}, "until": "2026-07-01"}
    return {"kind": "mandate.give", "params": params}


def a_pool_closes(here):
    drawn = {
        "name": "Feast committee", "purpose": "The feast.", "size": 2, "days": 7, "until": "2026-07-01",
        "source": "Five dice thrown at the assembly",
    }  # fmt: skip
    effects = [{"kind": "body.draw", "params": drawn}]
    carried(here.ana, here.bakery, here.bilal, here.chidi, effects=effects)
    yield timedelta(days=7)
    assert Lot.objects.get().closed_at == here.now


def a_decision_takes_effect(here):
    later = here.now + timedelta(days=10)
    effects = [_give(here.bilal)]
    carried(here.ana, here.bakery, here.bilal, here.chidi, effects=effects, takes_effect_at=later)
    yield timedelta(days=10)
    assert Mandate.objects.filter(since=here.now).count() == 1


def a_decision_on_trial_ends(here):
    until = here.now + timedelta(days=20)
    motion = carried(here.ana, here.bakery, here.bilal, here.chidi, trial_until=until)
    yield timedelta(days=20)
    motion.refresh_from_db()
    assert motion.status == "ended"


def ballots_are_destroyed(here):
    carried(here.ana, here.bakery, here.bilal, here.chidi)
    yield timedelta(days=30)
    assert not Ballot.objects.exists()
    assert not Roll.objects.exists()


def a_rehearsal_is_erased(here):
    Hall.objects.filter(pk=here.hall.pk).update(rehearsal_until=here.now + timedelta(days=1))
    yield timedelta(days=1)
    assert not Hall.objects.exists() and not Member.objects.exists()


def who_came_to_a_meeting_is_forgotten(here):
    meeting = assemblies.call_meeting(
        by=here.ana.actor, body=here.bakery, begins_at=here.now + timedelta(days=2), place="Back room"
    )
    assemblies.say_coming(by=here.bilal.actor, meeting=meeting, yes=True)
    assemblies.add_thing(by=here.bilal.actor, meeting=meeting, what="Soup", mine=True)
    Presence.objects.create(hall=here.hall, meeting=meeting, member=here.bilal, came_at=here.now)
    yield timedelta(days=32)
    meeting.refresh_from_db()
    assert not meeting.bringings.exists()
    assert meeting.place == "" and not meeting.coming.exists() and not meeting.presences.exists()


def who_did_what_at_a_meeting_is_forgotten(here):
    meeting = assemblies.call_meeting(
        by=here.ana.actor,
        body=here.bakery,
        begins_at=here.now + timedelta(days=2),
        link="https://call.example/",
    )
    assemblies.call_too(by=here.bilal.actor, meeting=meeting)
    assemblies.take_role(by=here.bilal.actor, meeting=meeting, role="minutes")
    Meeting.objects.filter(pk=meeting.pk).update(link="")  # nothing else of it is due before
    yield timedelta(days=92)
    assert not meeting.roles.exists()


def notes_that_nobody_read_are_thrown_away(here):
    meeting = assemblies.call_meeting(
        by=here.ana.actor,
        body=here.bakery,
        begins_at=here.now + timedelta(days=2),
        link="https://call.example/",
    )
    assemblies.call_too(by=here.bilal.actor, meeting=meeting)
    item = assemblies.put_item(by=here.ana.actor, meeting=meeting, title="How work is", kind="round")
    NoteBox.objects.create(hall=here.hall, item=item, notes=["The oven smokes."])
    yield timedelta(days=2, hours=12)
    assert not NoteBox.objects.exists()


def a_temperature_that_nobody_ended_is_forgotten(here):
    meeting = assemblies.call_meeting(
        by=here.ana.actor,
        body=here.bakery,
        begins_at=here.now + timedelta(days=2),
        link="https://call.example/",
    )
    assemblies.call_too(by=here.bilal.actor, meeting=meeting)
    TemperatureCheck.objects.create(hall=here.hall, meeting=meeting, words="Do we walk out?")
    yield timedelta(days=2, hours=12)
    assert not TemperatureCheck.objects.exists()


def when_somebody_could_come_is_forgotten(here):
    evenings = [here.now + timedelta(days=days) for days in (9, 10)]
    assemblies.propose_times(by=here.ana.actor, body=here.bakery, times=evenings)
    yield timedelta(days=10)
    assert not DateSearch.objects.exists() and not TimeAnswer.objects.exists()


def a_rota_goes_on(here):
    rota = work.begin_rota(by=here.ana.actor, body=here.bakery, title="Cleaning", others=[here.bilal])
    deadlines.settle_halls()
    given, last = rota.turns.count(), rota.turns.latest("day").day
    yield last - timedelta(days=14) - here.now.date()
    assert rota.turns.count() > given


def who_left_leaves_a_rota(here):
    rota = work.begin_rota(by=here.ana.actor, body=here.bakery, title="Cleaning", others=[here.bilal])
    deadlines.settle_halls()
    yield lambda: Member.objects.filter(pk=here.bilal.pk).update(left_on=here.now.date())
    assert not rota.people.filter(member=here.bilal).exists()
    assert not rota.turns.filter(member=here.bilal).exists()


def who_left_stands_no_more(here):
    office = Office.objects.create(
        hall=here.hall, body=here.bakery, name="Till", term_days=30, warrant=warrant_of(here.hall)
    )
    Candidate.objects.create(hall=here.hall, office=office, member=here.bilal)
    yield lambda: Member.objects.filter(pk=here.bilal.pk).update(left_on=here.now.date())
    assert not Candidate.objects.exists()


def who_did_which_turn_is_forgotten(here):
    rota = work.begin_rota(by=here.ana.actor, body=here.bakery, title="Minutes", every="meeting")
    rota.turns.update(day=here.now.date())
    yield timedelta(days=90)
    assert not rota.turns.exists() and rota.people.get().before == 4


def a_sentence_forgets_a_name(here):
    motion = put(here.ana, here.bakery, effects=[_give(here.chidi)])
    assert "Chidi" in motion.effects.get().said

    def erased():
        Member.objects.filter(pk=here.chidi.pk).update(name="", left_on=here.now, erased_on=here.now)
        signer.keeper_of(here.hall.pk).note_erased([here.chidi.pk])

    yield erased
    assert "Chidi" not in motion.effects.get().said


STORIES: dict[str, Story] = {
    "meetings.over": who_came_to_a_meeting_is_forgotten,
    "notes.unread": notes_that_nobody_read_are_thrown_away,
    "temperatures.left": a_temperature_that_nobody_ended_is_forgotten,
    "roles.over": who_did_what_at_a_meeting_is_forgotten,
    "dates.over": when_somebody_could_come_is_forgotten,
    "mandates.run_out": a_mandate_runs_out,
    "suspensions.over": a_suspension_ends,
    "trials.over": a_trial_ends,
    "members.to_erase": a_name_is_erased,
    "members.stay_erased": somebody_forgotten_is_brought_back,
    "lettings.done": a_code_runs_out,
    "applications.answered": an_answer_is_cleared_away,
    "applications.admitted": what_became_a_member_is_cleared_away,
    "applications.unanswered": what_nobody_answered_is_cleared_away,
    "invites.spent": an_invite_is_cleared_away,
    "notices.old": a_notice_is_cleared_away,
    "proxies.old": a_proxy_is_cleared_away,
    "rehearsals.over": a_rehearsal_is_erased,
    "lettings.old": a_letting_back_in_is_cleared_away,
    "polls.time_is_up": a_poll_is_declared,
    "lots.pool_closes": a_pool_closes,
    "effects.moment_has_come": a_decision_takes_effect,
    "trials.end": a_decision_on_trial_ends,
    "ballots.kept_long_enough": ballots_are_destroyed,
    "names.in_sentences": a_sentence_forgets_a_name,
    "candidates.gone": who_left_stands_no_more,
    "rotas.left": who_left_leaves_a_rota,
    "rotas.short": a_rota_goes_on,
    "turns.old": who_did_which_turn_is_forgotten,
}


def comes(here: Here, story: Iterator[Any]) -> None:
    """Have a story come to the point where something is due; not a day before, and again where the clock is put back."""
    what = next(story)
    assert due.halls_due() == []
    if not isinstance(what, timedelta):
        what()
        return
    here.noon.forward(what - timedelta(days=1))
    assert due.halls_due() == []
    here.noon.forward(timedelta(days=1))
    assert due.halls_due() == [here.hall.pk]
    here.noon.forward(-timedelta(days=1))
    assert due.halls_due() == []
    here.noon.forward(timedelta(days=1))


def ends(story: Iterator[Any]) -> None:
    """What a story says must have come to pass. Raises `AssertionError` where it has not."""
    assert next(story, "ended") == "ended"


def test_every_kind_of_thing_that_falls_due_has_a_story():
    assert set(STORIES) == set(dues)


@pytest.mark.parametrize("kind", STORIES)
def test_what_has_come_due_is_found_by_one_question_and_done_once_also_after_the_server_was_down(here, kind):
    story = STORIES[kind](here)
    comes(here, story)
    assert due.halls_due() == [here.hall.pk]

    here.noon.forward(timedelta(days=3))
    due._question.cache_clear()  # a process of its own knows nothing
    deadlines.settle_halls()

    ends(story)
    deadlines.settle_halls()  # what erasing one leaves to be looked through
    assert due.halls_due() == []


@pytest.mark.parametrize("kind", STORIES)
def test_a_kind_that_is_left_out_is_noticed(here, kind, monkeypatch):
    story = STORIES[kind](here)
    comes(here, story)
    monkeypatch.delitem(dues._items, kind)  # the planted fault
    asked = due.Question(dict(dues.items()).values())
    monkeypatch.setattr(due, "_question", lambda: asked)

    assert due.halls_due() == []
    deadlines.settle(here.hall.pk)

    with pytest.raises(AssertionError):
        ends(story)


def test_a_row_that_another_act_changed_is_found_at_once(here):
    poll = decisions.open_poll(by=here.ana.actor, motion=seconded(here.ana, here.bakery, here.bilal))
    here.noon.forward(timedelta(hours=1))
    assert due.halls_due() == []

    Poll.objects.filter(pk=poll.pk).update(closes_at=here.now)

    assert due.halls_due() == [here.hall.pk]


def test_each_hall_lives_by_its_own_calendar(here, other_hall, dora):
    """In the evening in Vienna it is the next day in Auckland: a suspension until then is over there, and here it is not."""
    here.noon.forward(timedelta(hours=6))
    deadlines.settle_halls()
    Hall.objects.filter(pk=other_hall.pk).update(time_zone="Pacific/Auckland")
    tomorrow = (here.now + timedelta(days=1)).date()
    for member in (here.bilal, dora):
        Membership.objects.filter(member=member).update(state="suspended", ends_on=tomorrow)

    assert due.halls_due() == [other_hall.pk]


def test_a_hall_that_moved_away_is_asked_no_more(here):
    mandated(here.ana, "bodies.admit", days=3)
    here.noon.forward(timedelta(days=3))
    Hall.objects.filter(pk=here.hall.pk).update(moved_to="https://elsewhere.example")

    assert due.halls_due() == []


def test_the_question_is_as_long_for_many_halls_as_for_one(here, other_hall, django_assert_num_queries):
    here.noon.forward(timedelta(days=5))
    deadlines.settle_halls()
    due.halls_due()

    with django_assert_num_queries(4):
        deadlines.settle_halls()


def test_one_things_trouble_keeps_no_other_waiting(here, monkeypatch, caplog):
    first, second = mandated(here.ana, "bodies.admit", days=3), mandated(here.bilal, "bodies.admit", days=3)
    wrong = first.pk

    from unionhall.mandates import actions as mandates

    ends_it = mandates.end_mandate

    def fails(**given):
        if given["mandate"].pk == wrong:
            raise RuntimeError("ours")
        return ends_it(**given)

    monkeypatch.setattr(mandates, "end_mandate", fails)
    here.noon.forward(timedelta(days=3))

    deadlines.settle_halls()

    second.refresh_from_db()
    assert second.ending == "ran_out"
    assert "could not be done" in caplog.text
