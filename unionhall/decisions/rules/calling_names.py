"""A roll call: names are called aloud, and the answers typed in as they are said."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.decisions.models import Ballot, Method, Motion, Poll, Roll, RollState
from unionhall.kit.actor import Actor

from .choosing import question_of
from .gathering import gathered


def may_call_names(motion: Motion, method: str) -> Ruling:
    """Whether names may be called in a vote on the motion by `method`: for or against, by who is here."""
    if method == Method.LIVE and question_of(motion) is None:
        return IN_ORDER
    return Ruling(OutOfOrder(_("Names are called where those who are here vote for or against.")))


def may_hear_names(by: Actor, poll: Poll, at: datetime) -> Ruling:
    """Whether `by` may see who is called and what they answer while the vote is on: whoever is here and votes hears it anyway."""
    here = gathered(poll.body, at)
    if here is None or not here.voters.filter(pk=by.member_id).exists():
        return Ruling(NotAuthorised(_("Names are called for those who are here: check in first.")))
    if not poll.by_name:
        return Ruling(OutOfOrder(_("In this vote no names are called.")))
    if not poll.is_open(at):
        return Ruling(OutOfOrder(_("This poll is not open.")))
    return IN_ORDER


def may_type_answer(by: Actor, poll: Poll, line: Roll, ballot: Ballot | None, at: datetime) -> Ruling:
    """
    Whether `by` may type in, change or take back what somebody on the register answered aloud: whoever is here and votes, for
    all who could cast a ballot now. What somebody cast by phone only they change.
    """
    ruling = may_hear_names(by, poll, at)
    if not ruling:
        return ruling
    if line.poll_id != poll.pk or line.state == RollState.CLOSED:
        return Ruling(OutOfOrder(_("This poll is not open.")))
    if ballot is not None and ballot.called_by_id is None:
        return Ruling(
            OutOfOrder(
                _("%(name)s has voted already, by phone or on paper: only they change that.")
                % {"name": line.member.name}
            )
        )
    if not bodies.may_act(bodies.actor_of(line.member), at):
        return Ruling(
            OutOfOrder(
                _("%(name)s has left or been suspended since the vote was opened.")
                % {"name": line.member.name}
            )
        )
    return IN_ORDER
