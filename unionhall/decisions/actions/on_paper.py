"""
Bringing in the ballot on paper of a member without an account: two voters type what they read, neither seeing the other's.

The line of the register is locked first, so that two who type at once take turns; what counts then passes the same
conditional update of the line as a ballot by phone.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.live import poll_moved
from unionhall.decisions.models import Ballot, PaperBallot, Poll, Roll, RollState
from unionhall.decisions.rules.choosing import question_of
from unionhall.decisions.rules.polls import choices_of
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .ballots import read_marks


class Reading(StrEnum):
    """What a reading of a ballot on paper came to."""

    WAITS = "waits"
    COUNTED = "counted"
    DIFFERS = "differs"


@unrecorded(
    "a ballot on paper is sealed in one leaf with those by phone; who typed it in and who confirmed it goes when they go"
)
def bring_paper(*, by: Actor, poll: Poll, line: Roll, choice: str, at: datetime) -> Reading:
    """
    Type in what `by` reads on the ballot on paper of the member on `line`, one of the poll's lines.

    The first reading waits and counts nothing; a second one of somebody else that says the same makes it a ballot; one
    that differs takes what the first read away, so that they hear of it, and both start anew. The first may put their own
    reading right meanwhile. Raises a `Refusal` where it
    may not be brought in.
    """
    rules.may_bring_papers(by, poll, at).enforce()
    locked = Roll.objects.select_for_update(of=("self",), no_key=True).select_related("member__person")
    line = locked.get(pk=line.pk, poll=poll)
    rules.may_bring_paper_of(by, line, at).enforce()
    if not choice:
        raise OutOfOrder(_("Mark what the paper says."))
    question = question_of(poll.motion)
    if question is not None:
        choice = read_marks(question, choice)
    elif choice not in choices_of(poll):
        raise OutOfOrder(_("This is not on the ballot paper. Choose one of what is."))

    first = PaperBallot.objects.filter(roll=line).first()
    if first is None:
        PaperBallot.objects.create(
            hall_id=poll.hall_id, poll=poll, roll=line, choice=choice, typed_by_id=by.member_id
        )
        reading = Reading.WAITS
    elif not first.choice or first.typed_by_id == by.member_id:
        # A reader may put their own reading right, as long as nobody else has read the same.
        PaperBallot.objects.filter(pk=first.pk).update(choice=choice, typed_by=by.member_id)
        reading = Reading.WAITS
    elif first.choice != choice:
        first.choice = ""
        first.save(update_fields=["choice"])
        reading = Reading.DIFFERS
    else:
        _count(by, first, line)
        reading = Reading.COUNTED
    poll_moved(poll)
    return reading


def _count(by: Actor, paper: PaperBallot, line: Roll) -> None:
    """Both read the same: the line has voted, unless it was closed meanwhile, and the ballot is in."""
    still_open = Roll.objects.filter(pk=line.pk, state=RollState.OPEN, voted=False)
    if still_open.update(state=RollState.VOTED, voted=True) != 1:
        raise OutOfOrder(_("This poll is not open."))
    Ballot.objects.create(
        hall_id=paper.hall_id, poll_id=paper.poll_id, roll=line, choice=paper.choice, client_id=paper.pk
    )
    paper.confirmed_by_id, paper.choice = by.member_id, ""
    paper.save(update_fields=["confirmed_by", "choice"])
