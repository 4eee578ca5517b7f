"""What time brings about: polls that are due, decisions that take effect, trials that end. Safe to call at any time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import (
    Ballot,
    Candidate,
    Effect,
    EffectState,
    Lot,
    Motion,
    PaperBallot,
    Pile,
    Poll,
    Roll,
    Status,
)
from unionhall.decisions.rules.motions import may_step
from unionhall.decisions.rules.polls import is_due
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Due
from unionhall.record import due
from unionhall.record.book import action, unrecorded, write

from .carrying_out import carry_out
from .declaring import declare_due
from .forgetting import halls_to_look_through, look_through
from .lots import close_pool
from .motions import locked

BALLOTS_KEPT = timedelta(days=30)
"""After the declaration ballots and register go; the tally and the root that seals them stay."""


def settle(hall_id: UUID) -> int:
    """
    Do in a hall what is due by now in this room, each in a transaction of its own, on the word of what set the deadline; also
    what fell due while the server was down. Gives how many acts were done. Nothing is done twice.
    """
    return due.settle(hall_id, DUE)


def anything_due(hall_id: UUID) -> bool:
    """Whether `settle` would find a poll to declare: one query, for pages."""
    return Poll.objects.filter(hall_id=hall_id).due(clock.now()).exists()


def _polls(hall: Any, at: Any, _day: Any) -> QuerySet[Poll]:
    """Polls whose time is up; those among them that wait for their tellers or for blocks to be judged are not due yet."""
    return Poll.objects.filter(hall_id=hall).due(at)


def _declare(by: Actor, _rows: QuerySet[Poll]) -> int:
    done = 0
    for _turn in range(3):  # judging blocks ends before the poll they belong to
        before = done
        for poll in _due_polls(by.hall_id, clock.now()):
            done += due.did(declare_due, by=by, poll=poll)
        if done == before:
            break
    return done


def _due_polls(hall_id: UUID, now: datetime) -> list[Poll]:
    """The polls whose time is up, those of positions that wait for their blocks to be judged left out."""
    found = _polls(hall_id, now, None).select_related("motion").order_by("closes_at")
    return [poll for poll in found if is_due(poll, now) and not _waits_for_judging(poll)]


def _waits_for_judging(poll: Poll) -> bool:
    return Poll.objects.filter(judges=poll, declared_at=None).exists()


def _pools(hall: Any, at: Any, _day: Any) -> QuerySet[Lot]:
    return Lot.objects.filter(hall_id=hall, closed_at=None, closes_at__lte=at)


def due_effects(hall: Any, at: Any, _day: Any = None) -> QuerySet[Motion]:
    """Decisions whose moment has come and that nobody has called in or tried yet."""
    effects = Effect.objects.filter(motion=OuterRef("pk"))
    carried = Motion.objects.filter(hall_id=hall, status=Status.CARRIED, takes_effect_at__lte=at)
    pending = carried.filter(Exists(effects.filter(state=EffectState.PENDING)))
    return pending.exclude(Exists(effects.filter(state=EffectState.REFUSED)))


def _trials(hall: Any, at: Any, _day: Any) -> QuerySet[Motion]:
    return Motion.objects.filter(hall_id=hall, status=Status.CARRIED, trial_until__lte=at)


def _old_polls(hall: Any, at: Any, _day: Any) -> QuerySet[Poll]:
    """Polls whose ballots and register have been kept for long enough."""
    return Poll.objects.filter(hall_id=hall, purged=False, declared_at__lte=at - BALLOTS_KEPT)


def _purge(by: Actor, _rows: QuerySet[Poll]) -> int:
    due.did(purge_ballots, by=by)
    return 0


def _forget(by: Actor, _rows: None) -> int:
    due.did(look_through, by=by)
    return 0


@action
def end_trial(*, by: Actor, motion: Motion, at: datetime) -> Motion:
    """The clock enters that a decision taken on trial came to its end."""
    motion = locked(motion)
    if motion.trial_until is None or motion.trial_until > at:
        raise OutOfOrder(_("This trial has not come to its end."))
    may_step(motion, Status.ENDED).enforce()

    motion.status = Status.ENDED
    motion.save(update_fields=["status"])

    write("decision.ended", by=by, at=at, about=motion, body=motion.body_id, warrant=motion.decision)
    motion_changed(motion)
    return motion


@unrecorded(
    "destroying ballots and registers 30 days after the declaration changes no result: their root is in the record"
)
def purge_ballots(*, by: Actor, at: datetime) -> int:
    """Destroy the ballots and the registers of polls declared 30 days ago or earlier. Gives how many lines went."""
    if not by.clock:
        raise OutOfOrder(_("Only the clock does this."))
    old = _old_polls(by.hall_id, at, None)
    Ballot.objects.filter(poll__in=old).delete()
    PaperBallot.objects.filter(poll__in=old).delete()
    Pile.objects.filter(poll__in=old).delete()
    gone, _by_model = Roll.objects.filter(poll__in=old).delete()
    old.update(purged=True)
    return gone


def _stands_no_more(hall: Any, _at: Any, _day: Any) -> QuerySet[Candidate]:
    """That somebody stands for an office who left the hall since."""
    return Candidate.objects.filter(hall_id=hall, member__left_on__isnull=False)


def _step_back(by: Actor, _rows: QuerySet[Candidate]) -> int:
    due.did(forget_candidates, by=by)
    return 0


@unrecorded("that somebody stood was never in the record")
def forget_candidates(*, by: Actor, at: datetime) -> int:
    """Erase that members stand for an office who left the hall. Gives how many."""
    if not by.clock:
        raise OutOfOrder(_("Only the clock does this."))
    return _stands_no_more(by.hall_id, at, None).delete()[0]


DUE = (
    Due("polls.time_is_up", _polls, _declare),
    Due("lots.pool_closes", _pools, due.each(close_pool, "lot")),
    Due("effects.moment_has_come", due_effects, due.each(carry_out, "motion")),
    Due("trials.end", _trials, due.each(end_trial, "motion")),
    Due("ballots.kept_long_enough", _old_polls, _purge),
    Due("candidates.gone", _stands_no_more, _step_back),
    Due("names.in_sentences", None, _forget, outside=halls_to_look_through),
)
"""What time brings about in this room, in the order in which it is done."""
