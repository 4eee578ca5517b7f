"""
A vote in the room through the several sittings of one assembly: which of them it goes through, who may be counted where, and
what is left to count. The room above says which sittings there are; here nothing is known of meetings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.bodies.models import Body
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.decisions.models import IN_THE_ROOM, Motion, Poll, Roll
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Sitting, Sittings, sittings


def sittings_of(body: Body, at: datetime, key: UUID | None = None) -> Sittings | None:
    """The sittings of the assembly that `body` holds now, where it has several; or of the one called `key`, whenever it is."""
    for _name, ask in sittings.items():
        if (found := ask(body, at, key)) is not None:
            return found
    return None


def goes_through(body: Body, at: datetime) -> Sittings | None:
    """
    The sittings that a vote in the room would go through, were it opened now: where beside one that is on another is on or to
    come. At the last one left, a vote is that sitting's alone, and its result is declared at once.
    """
    found = sittings_of(body, at)
    if found is None or sum(one.to_come for one in found.each) < 2:
        return None
    return found


def is_through(motion: Motion, method: str, at: datetime) -> Sittings | None:
    """The sittings a vote on the motion by `method` goes through, None where it goes through none."""
    return goes_through(motion.body, at) if method in IN_THE_ROOM and not motion.referendum else None


def where_is(by: Actor, poll: Poll, at: datetime) -> Sitting | None:
    """The sitting that `by` is at now with a vote, of those that the poll goes through; None where they are at none."""
    found = sittings_of(poll.body, at, poll.through) if poll.through is not None else None
    if found is None or by.member_id is None:
        return None
    open_now = (one for one in found.each if one.on)
    return next((one for one in open_now if one.voters.filter(pk=by.member_id).exists()), None)


def key_of(sitting: Sitting | None) -> UUID | None:
    """A sitting's key, None for none."""
    return sitting.key if sitting is not None else None


def counted_at(poll: Poll) -> set[UUID]:
    """The sittings at which a poll has been counted. Reads `poll.figures.all()`, as `tellers.current_round` does."""
    return {one.sitting for one in poll.figures.all() if one.settled and one.sitting is not None}


def left_to_count(poll: Poll, at: datetime) -> list[Sitting]:
    """The sittings that a poll can still be counted at."""
    found = sittings_of(poll.body, at, poll.through) if poll.through is not None else None
    done = counted_at(poll)
    return [one for one in found.each if one.to_come and one.key not in done] if found is not None else []


def lines_there(poll: Poll, sitting: Sitting) -> QuerySet[Roll]:
    """The lines of the register whose members are at a sitting now, and were counted at no other."""
    mine = Q(sitting=None) | Q(sitting=sitting.key)
    return poll.rolls.filter(mine, member__in=_there(sitting))


def counted_before(poll: Poll, sitting: Sitting) -> QuerySet[Roll]:
    """The lines of those who are at a sitting now, and were counted at another one: they raise no hand again."""
    elsewhere = poll.rolls.filter(member__in=_there(sitting), sitting__isnull=False)
    return elsewhere.exclude(sitting=sitting.key)


def _there(sitting: Sitting) -> list[UUID]:
    """
    The ids of who votes and is at a sitting now. Asked first and by itself: inside the update of a register, PostgreSQL asked who
    votes anew for each line wherever it had no figures of its tables yet, and a count of hundreds took minutes.
    """
    return list(sitting.voters.values_list("pk", flat=True))


def many_there(poll: Poll, sitting: Sitting, *, begun: bool) -> int:
    """How many are counted at a sitting. `begun`: a teller has typed in a figure; since then it is settled who."""
    return poll.rolls.filter(sitting=sitting.key).count() if begun else lines_there(poll, sitting).count()


def may_count_at(poll: Poll, sitting: Sitting | None) -> Ruling:
    """Whether a count may be typed in by somebody who is at `sitting` now: at one that has not been counted."""
    if sitting is None:
        return Ruling(
            NotAuthorised(_("This vote is counted at each sitting by those who are there: check in first."))
        )
    if sitting.key in counted_at(poll):
        return Ruling(OutOfOrder(_("At this sitting the vote has been counted.")))
    return IN_ORDER


def as_many_as_are_there(poll: Poll, sitting: Sitting, present: int, *, begun: bool) -> Ruling:
    """
    Whether just as many are said to be in the room as are checked in and were counted at no other sitting: whoever is in this
    count is known, so that nobody is in two.
    """
    there = many_there(poll, sitting, begun=begun)
    if present == there:
        return IN_ORDER
    if begun:
        said = _(
            "You say that %(present)d with a vote are here; when the first teller typed in a count it was %(here)d."
        )
    else:
        said = _(
            "You say that %(present)d with a vote are here; %(here)d are checked in who were counted at no other sitting. First "
            "tick in who is missing, and tick out who has left."
        )
    return Ruling(OutOfOrder(said % {"present": present, "here": there}))


@dataclass(frozen=True)
class Told:
    """What everybody may know of a vote at one sitting: its hour, how many were `counted` there, None while nobody was."""

    begins_at: datetime
    counted: int | None
    on: bool
    to_come: bool
    figures: dict[str, Any]

    @property
    def missed(self) -> bool:
        """Whether it is over and nothing was counted there."""
        return self.counted is None and not self.to_come


def told_sittings(poll: Poll, at: datetime) -> Sequence[Told]:
    """What everybody may know of a vote, sitting by sitting; the figures only once the result is declared."""
    found = sittings_of(poll.body, at, poll.through) if poll.through is not None else None
    if found is None:
        return ()
    counts = {one.sitting: one for one in poll.figures.all() if one.settled}
    return [
        Told(
            one.begins_at,
            counts[one.key].present if one.key in counts else None,
            one.on,
            one.to_come and poll.declared_at is None,
            counts[one.key].figures if one.key in counts and poll.declared_at is not None else {},
        )
        for one in found.each
    ]
