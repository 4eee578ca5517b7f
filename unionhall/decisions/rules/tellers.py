"""Counting in the room: who types in what and until when, when two agree, and who stands behind it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.charters import MATTERS
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.decisions.models import IN_THE_ROOM, Poll, TellerFigure
from unionhall.decisions.sealed import opened
from unionhall.kit.actor import Actor

from .gathering import gathered, no_more_than_came
from .motions import voter
from .sittings import as_many_as_are_there, key_of, may_count_at, where_is

ALOUD_BELOW = 7
"""With fewer people present than this, one may count aloud if nobody objects; from seven on, two tellers count."""
REFERENDUM_COUNT = timedelta(days=2)
"""Time for the tellers after a referendum's close."""


def stands_alone(by: Actor, poll: Poll, figure: TellerFigure, at: datetime) -> bool:
    """
    Whether a result declared by `by` upon `figure` would rest on one person only: who typed in all of it, on one device or
    counted aloud. Who does not vote in the body now confirms nothing, nor does the clock.

    False where nobody else who votes in the body has an account: no act may need more people than there are.
    """
    told = poll.figures.filter(round=figure.round)
    if figure.aloud:
        told = told.filter(pk=figure.pk)
    typed = set(told.values_list("typed_by_id", flat=True))
    if len(typed) > 1:
        return False
    others = bodies.voters_of(poll.body, at).exclude(pk__in=[one for one in typed if one is not None])
    if not by.clock and others.filter(pk=by.member_id).exists():
        return False
    return others.exclude(person__key_hash="").exists()


def rests_on_one(by: Actor, poll: Poll, figure: TellerFigure) -> bool:
    """
    `stands_alone` of a count at one sitting, where only who is in that count confirms it; `by` is one of them, or the clock.

    False where nobody else in it has an account.
    """
    told = poll.figures.filter(round=figure.round)
    typed = {one for one in told.values_list("typed_by_id", flat=True) if one is not None}
    if len(typed) > 1:
        return False
    others = poll.rolls.filter(sitting=figure.sitting).exclude(member_id__in=typed)
    if not by.clock and others.filter(member_id=by.member_id).exists():
        return False
    return others.exclude(member__person__key_hash="").exists()


def counted_until(poll: Poll) -> datetime:
    """
    Until when tellers may bring in their figures: the poll's closing time; of a referendum, whose papers are opened only
    then (R33), two days more.
    """
    return poll.closes_at + (REFERENDUM_COUNT if poll.motion.referendum else timedelta(0))


def may_count(poll: Poll, at: datetime) -> bool:
    """Whether tellers may type in figures at the moment `at`."""
    if not poll.motion.referendum:
        return poll.is_open(at)
    return poll.declared_at is None and poll.closes_at <= at < counted_until(poll)


def current_round(poll: Poll, sitting: UUID | None = None) -> int:
    """
    The tellers' present round of counting, from 1: after two figures that differ, the next. `sitting`: of a vote through several,
    the one that is counted; rounds are numbered through all of them.

    Reads `poll.figures.all()`, which a page with several polls fetches for all of them at once.
    """
    figures = [one for one in poll.figures.all() if one.sitting == sitting]
    if not figures:
        return max((one.round for one in poll.figures.all()), default=0) + 1
    last = max(one.round for one in figures)
    told = [one for one in figures if one.round == last]
    if poll.aloud_refused and any(one.aloud for one in told):
        return last + 1
    if len(told) < 2 or _same(told[0], told[1]):
        return last
    return max(one.round for one in poll.figures.all()) + 1


def _same(one: TellerFigure, other: TellerFigure) -> bool:
    """Whether two tellers counted the same; what is sealed is compared here and shown to nobody."""
    first, second = opened(one), opened(other)
    if (
        first is None
        or second is None
        or (one.present, one.not_counted) != (other.present, other.not_counted)
    ):
        return False
    return first["figures"] == second["figures"]


def counts_again(poll: Poll, sitting: UUID | None = None) -> bool:
    """Whether figures differed, or counting aloud was refused, and nobody has typed in one anew."""
    mine = [one for one in poll.figures.all() if one.sitting == sitting]
    return bool(mine) and all(one.round != current_round(poll, sitting) for one in mine)


def agreed_figure(poll: Poll, sitting: UUID | None = None) -> TellerFigure | None:
    """
    The figure that two tellers agree on, or that one counted aloud with nobody objecting; None while there is none. `sitting`:
    as for `current_round`.
    """
    now = current_round(poll, sitting)
    figures = sorted(
        (one for one in poll.figures.all() if one.round == now and one.sitting == sitting),
        key=lambda one: one.at,
    )
    for figure in figures:
        if figure.aloud and not poll.aloud_refused:
            return figure
    if len(figures) < 2:
        return None
    return figures[0] if _same(figures[0], figures[1]) else None


def may_type_figures(
    by: Actor, poll: Poll, teller_id: object, *, present: int, aloud: bool, at: datetime
) -> Ruling:
    """
    Whether `by` may type in what the member `teller_id` counted: any voter of the body. On one device, one types for both
    tellers in turn.

    `present`: people in the room who may vote; `aloud`: counted aloud by one, which needs fewer than seven.
    """
    ruling = voter(by, poll.body, at)
    if not ruling:
        return ruling
    if poll.method not in IN_THE_ROOM:
        return Ruling(OutOfOrder(_("This vote is cast by phone and counts itself.")))
    if not may_count(poll, at):
        if poll.motion.referendum and at < poll.closes_at:
            return Ruling(OutOfOrder(_("The papers are opened once the vote is closed."), rule="referendum"))
        return Ruling(OutOfOrder(_("This poll is not open.")))
    sitting = where_is(by, poll, at)
    if poll.through is not None and not (ruling := may_count_at(poll, sitting)):
        return ruling
    key = key_of(sitting)
    if agreed_figure(poll, key) is not None:
        return Ruling(OutOfOrder(_("The figures agree already: declare the result.")))
    told = poll.figures.filter(round=current_round(poll, key))
    if told.filter(teller_id=teller_id).exists():
        return Ruling(OutOfOrder(_("This teller has typed in a figure already; now the other one.")))
    if present > poll.electorate:
        return Ruling(OutOfOrder(_("There cannot be more present than there are on the register.")))
    ruling = (
        no_more_than_came(poll.body, present, at)
        if sitting is None
        else as_many_as_are_there(poll, sitting, present, begun=told.exists())
    )
    if not ruling:
        return ruling
    if aloud and sitting is not None:
        return Ruling(OutOfOrder(_("What is counted here stays sealed, so two tellers count.")))
    if aloud and present >= ALOUD_BELOW:
        return Ruling(OutOfOrder(_("From seven present on, two tellers count.")))
    if aloud and is_grave(poll):
        return Ruling(
            OutOfOrder(_("This is a grave matter: two tellers count, however few are in the room."))
        )
    if aloud and poll.aloud_refused:
        return Ruling(OutOfOrder(_("Somebody objected to one teller counting aloud: two count now.")))
    return IN_ORDER


def is_grave(poll: Poll) -> bool:
    """Whether two tellers count it, however few are in the room: a grave matter, where there are more than two who vote."""
    return MATTERS[poll.motion.matter].grave and poll.electorate > 2


def are_few(poll: Poll, at: datetime) -> bool:
    """Whether one may count aloud and it is known beforehand that so few are in the room: because that many are checked in."""
    if is_grave(poll) or poll.aloud_refused:
        return False
    here = gathered(poll.body, at)
    return here is not None and here.many < ALOUD_BELOW


def may_refuse_aloud(by: Actor, poll: Poll, at: datetime) -> Ruling:
    """Whether `by` may object to one teller counting aloud: any voter, until the result is declared."""
    ruling = voter(by, poll.body, at)
    if not ruling:
        return ruling
    if poll.declared_at is not None or poll.method not in IN_THE_ROOM or poll.aloud_refused:
        return Ruling(OutOfOrder(_("There is nothing to object to here.")))
    return IN_ORDER
