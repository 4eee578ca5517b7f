"""Carrying out what a motion decided: all its effects or none, on the warrant of its declaration."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder, Refusal
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Effect, EffectState, Motion
from unionhall.kit.actor import Actor
from unionhall.kit.registries import effects as effect_kinds
from unionhall.record.book import action, attempt, write

from .motions import locked

log = logging.getLogger(__name__)
OPEN_STATES = (EffectState.PENDING, EffectState.REFUSED)


class _Refused(Exception):
    """An effect refused: which, and why."""

    def __init__(self, effect: Effect, refusal: Refusal) -> None:
        super().__init__(refusal.sentence)
        self.effect, self.refusal = effect, refusal


def run_effects(by: Actor, motion: Motion, at: datetime) -> bool:
    """
    Inside a declaration: carry out the motion's effects in one savepoint. Gives whether all were done; where one refuses,
    all are undone, the declaration stands, and an entry says so.
    """
    if not motion.effects.filter(state__in=OPEN_STATES).exists():
        return True
    refused = _try(by, motion, at)
    if refused is None:
        return True
    enter_refusal(by=by, motion=motion, effect=refused.effect, refusal=refused.refusal)
    return False


def _try(by: Actor, motion: Motion, at: datetime) -> _Refused | None:
    """Do all that is still open; None when done, else what refused, with everything undone."""
    effects = list(motion.effects.filter(state__in=OPEN_STATES).order_by("place"))
    try:
        with attempt():
            for effect in effects:
                _run_one(by, motion, effect)
    except _Refused as refused:
        refused.effect.state = EffectState.REFUSED
        refused.effect.reason = refused.refusal.sentence
        refused.effect.save(update_fields=["state", "reason"])
        return refused
    motion.effects.filter(pk__in=[effect.pk for effect in effects]).update(
        state=EffectState.DONE, reason="", done_at=at
    )
    return None


def _run_one(by: Actor, motion: Motion, effect: Effect) -> None:
    try:
        kind = effect_kinds.get(effect.kind)
        kind.check(motion.hall, motion.body, effect.params)
        kind.run(by=by, warrant=motion.decision, hall=motion.hall, body=motion.body, params=effect.params)
    except Refusal as refusal:
        raise _Refused(effect, refusal) from refusal
    except Exception as failure:
        # A fault of ours must not keep a body from having decided: the result stands and the effect can be retried.
        log.exception("an effect of kind %s failed", effect.kind)
        sentence = _("Something went wrong on the server. Whoever keeps it finds the reason in its log.")
        raise _Refused(effect, OutOfOrder(sentence)) from failure


@action
def enter_refusal(*, by: Actor, motion: Motion, effect: Effect, refusal: Refusal, at: datetime) -> Motion:
    """Enter that what was decided could not be carried out yet; the reason stands beside the effect, not in the record."""
    write(
        "effects.refused",
        by=by,
        at=at,
        about=motion,
        body=motion.body_id,
        warrant=motion.decision,
        effect=effect.kind,
        rule=refusal.rule,
    )
    return motion


@action
def retry_effects(*, by: Actor, motion: Motion, at: datetime) -> Motion:
    """Any member has what was decided carried out again, after a refusal. Where it refuses again, that is entered."""
    motion = locked(motion)
    rules.may_retry(by, motion, at).enforce()
    return _carry_out(by, motion, at)


@action
def carry_out(*, by: Actor, motion: Motion, at: datetime) -> Motion:
    """The clock carries out a decision at the moment it named. Raises `OutOfOrder` before that, or while it is called in."""
    motion = locked(motion)
    if not by.clock or motion.takes_effect_at is None or motion.takes_effect_at > at:
        raise OutOfOrder(_("This decision takes effect later."))
    if motion.status != "carried" or rules.is_called_in(motion):
        raise OutOfOrder(_("This decision has been called in: the assembly decides first."))
    return _carry_out(by, motion, at)


def _carry_out(by: Actor, motion: Motion, at: datetime) -> Motion:
    kinds = list(
        motion.effects.filter(state__in=OPEN_STATES).order_by("place").values_list("kind", flat=True)
    )
    refused = _try(by, motion, at)
    if refused is None:
        write(
            "decision.carried_out",
            by=by,
            at=at,
            about=motion,
            body=motion.body_id,
            warrant=motion.decision,
            effects=kinds,
        )
    else:
        write(
            "effects.refused",
            by=by,
            at=at,
            about=motion,
            body=motion.body_id,
            warrant=motion.decision,
            effect=refused.effect.kind,
            rule=refused.refusal.rule,
        )
    motion_changed(motion)
    return motion
