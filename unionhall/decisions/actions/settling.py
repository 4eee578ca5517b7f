"""What time brings about: polls that are due, decisions that take effect, trials that end. Safe to call at any time."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Ballot, EffectState, Lot, Motion, PaperBallot, Pile, Poll, Roll, Status
from unionhall.decisions.rules.motions import may_step
from unionhall.decisions.rules.polls import is_due
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.record.book import action, unrecorded, write

from .carrying_out import carry_out
from .declaring import declare_due
from .forgetting import choices_naming, forget_names, naming_the_erased
from .lots import close_pool
from .motions import locked

log = logging.getLogger(__name__)
BALLOTS_KEPT = timedelta(days=30)
"""After the declaration ballots and register go; the tally and the root that seals them stay."""


def settle(hall_id: UUID) -> int:
    """
    Do in a hall what is due by now, each in a transaction of its own, on the word of what set the deadline; also what fell
    due while the server was down. Gives how many things were done. Nothing is done twice.
    """
    the_clock = Actor.the_clock(hall_id)
    done = 0
    for _turn in range(3):  # judging blocks ends before the poll they belong to
        before = done
        for poll in _due_polls(hall_id, clock.now()):
            done += _did(declare_due, by=the_clock, poll=poll)
        if done == before:
            break
    now = clock.now()
    for lot in Lot.objects.filter(hall_id=hall_id, closed_at=None, closes_at__lte=now):
        done += _did(close_pool, by=the_clock, lot=lot)
    for motion in due_effects(hall_id, now):
        done += _did(carry_out, by=the_clock, motion=motion)
    for motion in Motion.objects.filter(hall_id=hall_id, status=Status.CARRIED, trial_until__lte=now):
        done += _did(end_trial, by=the_clock, motion=motion)
    # Asked of each old poll, not of every line of the hall's registers: the clock asks every two seconds.
    old = Poll.objects.filter(hall_id=hall_id, declared_at__lte=now - BALLOTS_KEPT)
    if old.filter(Exists(Roll.objects.filter(poll=OuterRef("pk")))).exists():
        purge_ballots(by=the_clock)
    if naming_the_erased(hall_id, now) or choices_naming(hall_id, now):
        forget_names(by=the_clock)
    return done


def anything_due(hall_id: UUID) -> bool:
    """Whether `settle` would find a poll to declare: one query, for pages."""
    return Poll.objects.filter(hall_id=hall_id).due(clock.now()).exists()


def _due_polls(hall_id: UUID, now: datetime) -> list[Poll]:
    """The polls whose time is up, those of positions that wait for their blocks to be judged left out."""
    due = Poll.objects.filter(hall_id=hall_id).due(now).select_related("motion").order_by("closes_at")
    return [poll for poll in due if is_due(poll, now) and not _waits_for_judging(poll)]


def _waits_for_judging(poll: Poll) -> bool:
    return Poll.objects.filter(judges=poll, declared_at=None).exists()


def due_effects(hall_id: UUID, now: datetime) -> list[Motion]:
    """Decisions whose moment has come and that nobody has called in or tried yet."""
    carried = Motion.objects.filter(hall_id=hall_id, status=Status.CARRIED, takes_effect_at__lte=now)
    pending = carried.filter(effects__state=EffectState.PENDING).exclude(effects__state=EffectState.REFUSED)
    return list(pending.distinct())


def _did(act, **given) -> int:  # type: ignore[no-untyped-def]
    try:
        act(**given)
    except Refusal:
        return 0  # somebody else was quicker, or it is not due after all
    except Exception:
        log.exception("something due could not be done")
        return 0
    return 1


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
    old = Poll.objects.filter(hall_id=by.hall_id, declared_at__lte=at - BALLOTS_KEPT)
    Ballot.objects.filter(poll__in=old).delete()
    PaperBallot.objects.filter(poll__in=old).delete()
    Pile.objects.filter(poll__in=old).delete()
    gone, _by_model = Roll.objects.filter(poll__in=old).delete()
    return gone
