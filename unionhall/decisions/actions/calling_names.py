"""A roll call: what somebody answers when their name is called is typed in by who hears it."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.live import poll_moved
from unionhall.decisions.models import Ballot, Poll, Roll, RollState
from unionhall.decisions.rules.polls import choices_of
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded


@unrecorded("an answer that was called aloud is sealed in one leaf with the ballots cast by phone")
def type_answer(*, by: Actor, poll: Poll, line: Roll, choice: str, at: datetime) -> None:
    """
    Type in what the member on `line` answered when their name was called; `choice` "": take it back.

    The line is locked first and is then passed by the same conditional update as a ballot by phone. Raises a `Refusal` where
    they have cast their ballot themselves, and for who is not here.
    """
    locked = Roll.objects.select_for_update(of=("self",), no_key=True).select_related("member__person")
    line = locked.get(pk=line.pk, poll=poll)
    ballot = Ballot.objects.filter(roll=line).first()
    rules.may_type_answer(by, poll, line, ballot, at).enforce()
    if choice and choice not in choices_of(poll):
        raise OutOfOrder(_("This is not on the ballot paper. Choose one of what is."))

    state = RollState.VOTED if choice else RollState.OPEN
    still = Roll.objects.filter(pk=line.pk).exclude(state=RollState.CLOSED)
    if still.update(state=state, voted=bool(choice)) != 1:
        raise OutOfOrder(_("This poll is not open."))
    if not choice:
        Ballot.objects.filter(roll=line).delete()
    elif ballot is None:
        Ballot.objects.create(
            hall_id=poll.hall_id,
            poll=poll,
            roll=line,
            choice=choice,
            client_id=uuid4(),
            called_by_id=by.member_id,
        )
    else:
        ballot.choice, ballot.called_by_id = choice, by.member_id
        ballot.save(update_fields=["choice", "called_by"])
    poll_moved(poll)
