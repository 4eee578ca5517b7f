"""
Casting a ballot. It writes no entry and touches its line of the register and its ballot only.

The conditional update of the line, which must find it not closed, comes first and feeds the ballot; a changed vote passes
the same update. Whoever counts closes all lines before counting, so that no ballot that saw "open" can commit after the count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from unionhall.core.counting.choices import Question
from unionhall.core.rulings import OutOfOrder
from unionhall.core.words import Wrong
from unionhall.decisions import rules
from unionhall.decisions.live import poll_moved
from unionhall.decisions.models import Ballot, Poll, Roll, RollState
from unionhall.decisions.rules.choosing import question_of
from unionhall.decisions.rules.counting import blocks_of
from unionhall.decisions.rules.polls import choices_of
from unionhall.kit.actor import Actor
from unionhall.kit.rows import Prepared
from unionhall.record.book import unrecorded

LONGEST_WORDS = 600
_ballots = Prepared(
    lambda poll, line, client: Ballot.objects.filter(Q(roll_id=line) | Q(client_id=client), poll_id=poll)
)
"""The ballots of a poll that stand on a line or came from a paper: at most two."""


@dataclass(frozen=True)
class Receipt:
    """
    What the voter gets: the ballot's id, what is on it now, and whether this call had been answered before. `speaks_for`: ids of
    members whose vote it casts as well.
    """

    ballot: UUID
    choice: str
    again: bool
    speaks_for: tuple[str, ...] = ()


@unrecorded(
    "ballots are sealed together in one leaf when the poll is declared, in an order that says nothing about time"
)
def cast_ballot(
    *, by: Actor, poll: Poll, choice: str, client_id: UUID, at: datetime, words: str = ""
) -> Receipt:
    """
    Cast a ballot, or change it while the poll is open; the last counts.

    `choice`: one of the poll's (`rules.polls.choices_of`); of a choice between options its marks (`Question.written`); in a
    judging of blocks a letter for each block, "n" not relevant, "r" relevant. `client_id`: made by the voter's page; the same
    again gives the first receipt and changes nothing. `words`: the reason given with a position. Raises a `Refusal` where the
    ballot may not be cast.
    """
    choice, words = _read(poll, choice, words)
    line = rules.line_of(by, poll)
    rules.may_cast_ballot(by, poll, line, at).enforce()

    mine = Roll.objects.filter(pk=line and line.pk).exclude(state=RollState.CLOSED)
    if line is None or mine.update(state=RollState.VOTED, voted=True) != 1:
        raise OutOfOrder(_("This poll is not open."))

    found = _ballots.all(poll=poll.pk, line=line.pk, client=client_id)
    ballot = next((one for one in found if one.roll_id == line.pk), None)
    if ballot is not None and str(client_id) in (str(ballot.client_id), *ballot.earlier):
        return Receipt(ballot.pk, ballot.choice, again=True, speaks_for=tuple(line.speaks_for))
    if any(one.roll_id != line.pk for one in found):
        raise OutOfOrder(_("This ballot paper was used already: take a new one."))
    if ballot is None:
        ballot = Ballot.objects.create(
            hall_id=poll.hall_id, poll=poll, roll=line, choice=choice, words=words, client_id=client_id
        )
        poll_moved(poll)
        return Receipt(ballot.pk, ballot.choice, again=False, speaks_for=tuple(line.speaks_for))
    ballot.earlier = [*ballot.earlier, str(ballot.client_id)][-50:]
    ballot.choice, ballot.words, ballot.client_id, ballot.called_by_id = choice, words, client_id, None
    ballot.save(update_fields=["choice", "words", "client_id", "earlier", "called_by"])
    return Receipt(ballot.pk, ballot.choice, again=False, speaks_for=tuple(line.speaks_for))


def read_marks(question: Question, choice: str) -> str:
    """The marks on a ballot of a choice, as they are kept. Raises `OutOfOrder` with what is wrong with them."""
    try:
        return question.written(question.marks(choice))
    except Wrong as wrong:
        raise OutOfOrder(wrong.sentence) from wrong


def _read(poll: Poll, choice: str, words: str) -> tuple[str, str]:
    if poll.judges is not None:
        blocks = len(blocks_of(poll.judges))
        if len(choice) != blocks or set(choice) - {"n", "r"}:
            raise OutOfOrder(_("Judge each block: about what we are here for, or not."))
        return choice, ""
    question = question_of(poll.motion)
    if question is not None:
        return read_marks(question, choice), ""
    if choice not in choices_of(poll):
        raise OutOfOrder(_("This is not on the ballot paper. Choose one of what is."))
    words = words.strip()
    if choice == "block" and not words:
        raise OutOfOrder(_("Whoever blocks says why: the others judge by it."))
    if len(words) > LONGEST_WORDS:
        raise OutOfOrder(_("Say it in %(most)d characters at most.") % {"most": LONGEST_WORDS})
    return choice, words if choice in ("reservations", "aside", "block") else ""
