"""Questions, dissent, the state of the work, and what time takes away."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from unionhall.bodies.actions.bodies import make_body
from unionhall.bodies.actions.membership import leave_hall
from unionhall.conftest import browser, kinds, warrant_of
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.models import Ballot, Poll, Roll
from unionhall.decisions.replays import last_decisions
from unionhall.decisions.rules import past_decisions
from unionhall.decisions.stripping import stripped
from unionhall.record import due

from .story import carried, counted, put, seconded, vote

pytestmark = pytest.mark.django_db


def test_a_question_and_its_answer(bakery, ana, bilal, chidi, dora):
    question = actions.ask_question(by=bilal.actor, motion=put(ana, bakery), text=" Who bakes it? ")
    assert question.text == "Who bakes it?"
    answered = actions.answer_question(by=ana.actor, question=question, text="I do.")
    assert (answered.answer, answered.answered_by) == ("I do.", ana)
    with pytest.raises(OutOfOrder, match="has been answered"):
        actions.answer_question(by=chidi.actor, question=question, text="No, I do.")
    with pytest.raises(NotAuthorised):
        actions.answer_question(by=dora.actor, question=question, text="I do.")
    with pytest.raises(OutOfOrder, match="nothing written"):
        actions.ask_question(by=bilal.actor, motion=question.motion, text="  ")
    assert kinds() == ["motion.put"]


def test_what_lies_beside_a_working_groups_motion_is_the_groups_and_its_words_are_everybodys(
    bakery, ana, bilal, chidi, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path / "media"
    group = make_body(
        by=ana.actor, kind="group", name="Oven", members=[ana, bilal], warrant=warrant_of(bakery.hall)
    )
    motion = put(ana, group, "A new oven", text="The old one smokes.")
    question = actions.ask_question(by=bilal.actor, motion=motion, text="Whom do we trust?")
    paper = actions.lay_paper(by=ana.actor, motion=motion, name="names.txt", file=stripped(b"Rosa"))

    def asks(member, name, thing):
        return browser(member).get(
            reverse(f"decisions:{name}", kwargs={"hall": bakery.hall.slug, "pk": thing.pk})
        )

    for member, reads in ((bilal, True), (chidi, False)):
        page = asks(member, "motion", motion).content.decode()
        assert "The old one smokes." in page
        assert ("Whom do we trust?" in page, "names.txt" in page) == (reads, reads)
        assert ("for the members of “Oven”" in page) is not reads
        assert asks(member, "paper", paper).status_code == (200 if reads else 404)
    answer = reverse("decisions:answer", kwargs={"hall": bakery.hall.slug, "pk": question.pk})
    assert browser(chidi).post(answer, {"text": "Nobody."}).status_code == 404


def test_whoever_votes_on_a_call_reads_what_the_group_decided(bakery, ana, bilal, chidi):
    group = make_body(
        by=ana.actor, kind="group", name="Oven", members=[ana, bilal], warrant=warrant_of(bakery.hall)
    )
    motion = carried(ana, group, bilal, title="A new oven", text="The old one smokes.")
    where = reverse("decisions:motion", kwargs={"hall": bakery.hall.slug, "pk": motion.pk})
    call = actions.call_in(by=chidi.actor, motion=motion)

    page = browser(chidi).get(reverse("decisions:motion", kwargs={"hall": bakery.hall.slug, "pk": call.pk}))
    assert where in page.content.decode()
    assert "The old one smokes." in browser(chidi).get(where).content.decode()


def test_dissent_is_minuted_on_request_once_the_result_is_declared(bakery, ana, bilal, chidi, dora):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal)
    vote(poll, "no", chidi)
    with pytest.raises(OutOfOrder, match="once the result"):
        actions.dissent(by=chidi.actor, poll=poll, text="Too dear.")
    actions.close_poll(by=ana.actor, poll=poll)

    assert actions.dissent(by=chidi.actor, poll=poll, text="Too dear.").text == "Too dear."

    assert kinds()[-1] == "dissent.minuted"
    with pytest.raises(OutOfOrder, match="already"):
        actions.dissent(by=chidi.actor, poll=poll, text="Too dear.")
    with pytest.raises(NotAuthorised):
        actions.dissent(by=dora.actor, poll=poll, text="Too dear.")


def test_whoever_voted_for_what_carried_has_no_dissent_to_minute(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal)
    vote(poll, "abstain", chidi)
    actions.close_poll(by=ana.actor, poll=poll)

    with pytest.raises(OutOfOrder, match="You voted for it"):
        actions.dissent(by=ana.actor, poll=poll, text="Too dear.")
    where = reverse("decisions:poll", kwargs={"hall": poll.hall.slug, "pk": poll.pk})
    assert "Have my dissent minuted" not in browser(ana).get(where).content.decode()
    assert "Have my dissent minuted" in browser(chidi).get(where).content.decode()


def test_whoever_voted_for_what_was_lost_may_have_it_minuted(bakery, ana, bilal, chidi):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "no", bilal, chidi)
    vote(poll, "yes", ana)
    actions.close_poll(by=ana.actor, poll=poll)
    assert actions.dissent(by=ana.actor, poll=poll, text="We shall want for bread.")


def test_after_hands_nobody_knows_who_voted_how_and_all_may_dissent(bakery, ana, bilal):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal), method="hands")
    counted(poll, (ana, bilal), {"yes": 3}, present=3)
    assert actions.dissent(by=ana.actor, poll=poll, text="Too dear.")


def test_what_a_motion_did_by_itself_is_not_still_to_be_carried_out(hall, bakery, ana, bilal, chidi):
    effect = {"kind": "principles.adopt", "params": {"text": "Bread for all.", "language": "en"}}
    carried(ana, bakery, bilal, chidi, effects=[effect])
    where = reverse("decisions:register", kwargs={"hall": hall.slug})
    assert "done by itself with the result" in browser(ana).get(where).content.decode()
    assert "Nothing decided fits that" in browser(ana).get(where + "?only=open").content.decode()
    carried(ana, bakery, bilal, chidi, title="Soup")
    assert "nothing said" in browser(ana).get(where + "?only=open").content.decode()


def test_how_far_the_work_has_come_and_when_to_look_again(bakery, ana, bilal, chidi, noon):
    motion = carried(ana, bakery, bilal, chidi)
    actions.say_state_of_work(by=bilal.actor, motion=motion, words="The flour is ordered")
    motion.refresh_from_db()
    assert (motion.state_of_work, motion.work_done_at) == ("The flour is ordered", None)
    actions.say_state_of_work(by=bilal.actor, motion=motion, words="", done=True)
    actions.set_review(by=bilal.actor, motion=motion, on=date(2026, 9, 1))
    motion.refresh_from_db()
    assert (motion.work_done_at, motion.review_on) == (noon.at, date(2026, 9, 1))
    with pytest.raises(OutOfOrder, match="lies ahead"):
        actions.set_review(by=bilal.actor, motion=motion, on=date(2026, 5, 4))
    with pytest.raises(OutOfOrder, match="carried"):
        actions.say_state_of_work(by=ana.actor, motion=put(ana, bakery), words="Begun")


def test_ballots_and_register_go_after_thirty_days_and_the_result_stays(bakery, ana, bilal, chidi, noon):
    motion = carried(ana, bakery, bilal, chidi)
    noon.forward(timedelta(days=29))
    actions.settle(bakery.hall_id)
    assert Ballot.objects.count() == Roll.objects.count() == 3

    noon.forward(timedelta(days=1))
    actions.settle(bakery.hall_id)

    assert not Ballot.objects.exists()
    assert not Roll.objects.exists()
    poll = Poll.objects.get(motion=motion)
    assert poll.tally["yes"] == 3
    assert poll.root


def test_the_last_decisions_are_replayed_under_another_charter(bakery, ana, bilal, chidi):
    from dataclasses import replace
    from fractions import Fraction

    from unionhall.core.charters.presets import STARTER
    from unionhall.core.charters.rules import Rule
    from unionhall.core.thresholds import Threshold

    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal)
    vote(poll, "no", chidi)
    actions.close_poll(by=ana.actor, poll=poll)
    assert [one.count.yes for one in past_decisions(bakery)] == [2]

    all_of_us = Rule(threshold=Threshold(Fraction(1), at_least=True))
    [told] = last_decisions(bakery.hall, replace(STARTER.charter, ordinary=all_of_us))

    assert (told.was, told.would_be) == ("carried", "lost")
    assert "motion 1" in told.title


def test_a_dissolved_committees_pending_poll_still_closes(bakery, ana, bilal, noon):
    poll = actions.open_poll(by=ana.actor, motion=seconded(ana, bakery, bilal))
    vote(poll, "yes", ana, bilal)
    bakery.until = noon.at + timedelta(hours=1)
    bakery.save(update_fields=["until"])
    noon.forward(timedelta(hours=73))
    assert actions.settle(bakery.hall_id) == 1


def test_an_erased_name_is_no_longer_said(bakery, ana, bilal, chidi, noon):
    from unionhall.decisions.models import Effect

    from .test_carrying_out import give

    carried(ana, bakery, bilal, chidi, effects=[give(chidi)])
    assert "Chidi" in Effect.objects.get().said
    chidi.name, chidi.erased_on = "", date(2026, 6, 10)
    chidi.save(update_fields=["name", "erased_on"])

    actions.settle(bakery.hall_id)

    assert "Chidi" not in Effect.objects.get().said
    assert "a former member" in Effect.objects.get().said
    before = kinds()
    assert actions.settle(bakery.hall_id) == 0
    assert kinds() == before


def test_whoever_is_to_be_excluded_has_the_same_room_as_the_motion(hall, bakery, ana, bilal, chidi, noon):
    against = {"kind": "member.exclude", "params": {"member": str(chidi.pk)}}
    motion = actions.put_motion(by=ana.actor, body=bakery, title="Exclude a member", effects=[against])
    with pytest.raises(NotAuthorised, match="Only whom it is about"):
        actions.answer_recall(by=bilal.actor, motion=motion, text="No.")

    actions.answer_recall(by=chidi.actor, motion=motion, text="I was ill that week.")

    page = reverse("decisions:motion", kwargs={"hall": hall.slug, "pk": motion.pk})
    assert "I was ill that week." in browser(ana).get(page).content.decode()
    assert 'name="text" rows="6"' in browser(chidi).get(page).content.decode()
    carried = actions.second_motion(by=bilal.actor, motion=motion)
    poll = actions.open_poll(by=ana.actor, motion=carried)
    assert (
        "I was ill that week."
        in browser(bilal)
        .get(reverse("decisions:poll", kwargs={"hall": hall.slug, "pk": poll.pk}))
        .content.decode()
    )


def test_what_they_answered_goes_with_their_name(hall, bakery, ana, bilal, chidi, noon):
    against = {"kind": "member.exclude", "params": {"member": str(chidi.pk)}}
    motion = actions.put_motion(by=ana.actor, body=bakery, title="Exclude a member", effects=[against])
    actions.answer_recall(by=chidi.actor, motion=motion, text="I was ill that week.")
    leave_hall(by=chidi.actor)
    noon.forward(timedelta(days=31))
    due.settle(hall.pk)

    motion.refresh_from_db()
    assert motion.answer == ""


def test_a_motion_about_nobody_has_no_answer(bakery, ana):
    motion = put(ana, bakery)
    with pytest.raises(OutOfOrder, match="not a call for recall"):
        actions.answer_recall(by=ana.actor, motion=motion, text="No.")
