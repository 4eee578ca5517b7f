"""A ballot on paper beside the phones: whose it may be, and who may bring it in."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.decisions.models import OPENLY, Poll, Roll, RollState
from unionhall.kit.actor import Actor

from .motions import voter


def may_bring_papers(by: Actor, poll: Poll, at: datetime) -> Ruling:
    """Whether `by` may bring ballots on paper in: any voter of the body, while a vote openly by phone is open."""
    ruling = voter(by, poll.body, at)
    if not ruling:
        return ruling
    if poll.method not in OPENLY:
        return Ruling(OutOfOrder(_("Ballots on paper are brought in only where we vote openly by phone.")))
    if not poll.is_open(at):
        return Ruling(OutOfOrder(_("This poll is not open.")))
    return IN_ORDER


def may_bring_paper_of(by: Actor, line: Roll, at: datetime) -> Ruling:
    """
    Whether `by` may bring in a ballot on paper for a line of the register: of a member who has no account, has not voted,
    and could cast a ballot now if they had one.
    """
    name = line.member.name
    if line.member_id == by.member_id:
        return Ruling(NotAuthorised(_("Two others bring your ballot on paper in, not you.")))
    if line.state == RollState.CLOSED:
        return Ruling(OutOfOrder(_("This poll is not open.")))
    if line.voted:
        return Ruling(
            OutOfOrder(_("A ballot of %(name)s is in already: this one is not counted.") % {"name": name})
        )
    if line.member.person.key_hash:
        return Ruling(OutOfOrder(_("%(name)s has an account by now, and votes by phone.") % {"name": name}))
    if not bodies.may_act(bodies.actor_of(line.member), at):
        return Ruling(
            OutOfOrder(_("%(name)s has left or been suspended since the vote was opened.") % {"name": name})
        )
    return IN_ORDER


def lines_on_paper(poll: Poll) -> QuerySet[Roll]:
    """Lines of members without an account, and of those who got one while their ballot on paper was waiting."""
    waiting = Q(paper__isnull=False, paper__confirmed_by=None)
    return poll.rolls.filter(Q(member__person__key_hash="") | waiting)


MOST_LISTED = 12
"""Members without an account whose ballots are still out, at most, for their names to be listed rather than looked for."""
SMALL_REGISTER = 30
"""
Lines of a register, at most, for that. In a small hall everybody knows who has no phone; a large one's members are found by
name, because no page is a list of them for whoever gets in.
"""


def listed_on_paper(by: Actor, poll: Poll) -> list[Roll] | None:
    """
    The lines whose ballots on paper are still to be brought in, by name, for `by` to choose from: not their own; each with
    `read_by_me`, where they have read it and somebody else has to now. None where they are too many, or the register is too
    large, to be listed.
    """
    if poll.rolls.count() > SMALL_REGISTER:
        return None
    lines = poll.rolls.filter(member__person__key_hash="", voted=False).exclude(member_id=by.member_id)
    mine = poll.paper_ballots.waiting().filter(typed_by=by.member_id, roll=OuterRef("pk"))
    lines = lines.annotate(read_by_me=Exists(mine))
    found: list[Roll] = list(
        lines.select_related("member").order_by("read_by_me", "member__name")[: MOST_LISTED + 1]
    )
    return found if len(found) <= MOST_LISTED else None


def left_on_paper(poll: Poll) -> int:
    """How many on the register have no account and have not voted."""
    return poll.rolls.filter(member__person__key_hash="", voted=False).count()
