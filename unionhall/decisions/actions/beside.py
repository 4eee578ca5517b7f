"""What stands beside a motion: questions, the answer to a recall, dissent, how far the work has come, when to look again."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.models import Dissent, Motion, Poll, Question, Status
from unionhall.decisions.rules.dissent import may_dissent
from unionhall.decisions.rules.motions import LONGEST_TEXT
from unionhall.kit.actor import Actor
from unionhall.record.book import action, unrecorded, write

from .motions import locked

LONGEST_QUESTION = 2_000


@unrecorded("a question is talk, not an act of the body")
def ask_question(*, by: Actor, motion: Motion, text: str, at: datetime) -> Question:
    """Ask a question beside a motion."""
    rules.may_ask(by, motion, at).enforce()
    return Question.objects.create(
        hall_id=motion.hall_id, motion=motion, by_id=by.member_id, text=_said(text, LONGEST_QUESTION), at=at
    )


@unrecorded("an answer is talk, not an act of the body")
def answer_question(*, by: Actor, question: Question, text: str, at: datetime) -> Question:
    """Answer a question beside a motion; whoever answered may mend their answer."""
    question = (
        Question.objects.select_for_update(of=("self",), no_key=True)
        .select_related("motion__body")
        .get(pk=question.pk)
    )
    rules.may_ask(by, question.motion, at).enforce()
    if question.answer and question.answered_by_id != by.member_id:
        raise OutOfOrder(_("This question has been answered. Ask another one, or put an amendment."))
    question.answer = _said(text, LONGEST_QUESTION)
    question.answered_by_id, question.answered_at = by.member_id, at
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    return question


@unrecorded("the holder's answer stands beside the call, with the same room as the grounds")
def answer_recall(*, by: Actor, motion: Motion, text: str, at: datetime) -> Motion:
    """The holder of a mandate answers the call to take it back, until it is decided."""
    motion = locked(motion)
    rules.may_answer_recall(by, motion, at).enforce()
    motion.answer, motion.answered_at = _said(text, LONGEST_TEXT), at
    motion.save(update_fields=["answer", "answered_at"])
    return motion


@unrecorded("a note on how far the work has come; what was done in the body's name has its own entries")
def say_state_of_work(*, by: Actor, motion: Motion, words: str, at: datetime, done: bool = False) -> Motion:
    """Say how far carrying out a decision has come, in 200 characters; `done`: it is carried out."""
    motion = locked(motion)
    rules.may_ask(by, motion, at).enforce()
    _insist_on_decision(motion)
    motion.state_of_work = _said(words, 200) if words.strip() or not done else ""
    motion.work_done_at = at if done else None
    motion.save(update_fields=["state_of_work", "work_done_at"])
    return motion


@unrecorded("a date to look at a decision again binds nobody")
def set_review(*, by: Actor, motion: Motion, on: date | None, at: datetime) -> Motion:
    """Set the day on which to look at a decision again, or take it away with None."""
    motion = locked(motion)
    rules.may_ask(by, motion, at).enforce()
    _insist_on_decision(motion)
    if on is not None and on <= bodies.today(motion.body, at):
        raise OutOfOrder(_("A day to look at it again lies ahead."))
    motion.review_on = on
    motion.save(update_fields=["review_on"])
    return motion


@action
def dissent(*, by: Actor, poll: Poll, text: str, whose: Member | None = None, at: datetime) -> Dissent:
    """
    Have a dissent from a result minuted: one's own, in one's own words; or take down the words of somebody (`whose`) without a
    phone. The record holds that it was, not the words.
    """
    poll = Poll.objects.select_related("motion").get(pk=poll.pk)
    may_dissent(by, poll, at, whose).enforce()
    own = whose is None or whose.pk == by.member_id

    made = Dissent.objects.create(
        hall_id=poll.hall_id,
        poll=poll,
        member_id=by.member_id if whose is None else whose.pk,
        text=_said(text, LONGEST_QUESTION),
        at=at,
    )

    if own:
        write("dissent.minuted", by=by, at=at, about=poll.motion, body=poll.body_id)
    else:
        write(
            "dissent.taken_down",
            by=by,
            at=at,
            about=poll.motion,
            body=poll.body_id,
            whose=str(made.member_id),
        )
    return made


def _insist_on_decision(motion: Motion) -> None:
    if motion.status != Status.CARRIED:
        raise OutOfOrder(_("Only a decision that carried is carried out."))


def _said(text: str, most: int) -> str:
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise OutOfOrder(_("There is nothing written here yet."))
    if len(text) > most:
        raise OutOfOrder(_("Say it in %(most)d characters at most.") % {"most": most})
    return text
