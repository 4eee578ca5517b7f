"""Calling a committee's decision in before the assembly, and overturning it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import Effect, EffectState, Motion, Status
from unionhall.decisions.rules.motions import may_step
from unionhall.kit.actor import Actor
from unionhall.mandates import actions as mandates
from unionhall.mandates.models import Mandate
from unionhall.record.book import action, write
from unionhall.record.models import Entry

from .carrying_out import OPEN_STATES
from .making import add_effects, make_motion
from .motions import locked, second_now


@action
def call_in(*, by: Actor, motion: Motion, at: datetime, reason: str = "", language: str = "en") -> Motion:
    """
    Call a committee's decision in: a motion of the assembly to overturn it. What it has still to do stops at once, until
    the assembly has decided.
    """
    motion = locked(motion)
    rules.may_call_in(by, motion, at).enforce()
    assembly = bodies.assembly(by.hall_id)

    calling = make_motion(
        by=by,
        body=assembly,
        matter="overturn",
        title=_("Overturn the decision on motion %(number)d") % {"number": motion.number},
        text=reason,
        language=language,
        at=at,
        calls_in=motion,
    )
    add_effects(calling, [("decision.overturn", {"motion": str(motion.pk)})])
    motion.effects.filter(state__in=OPEN_STATES).update(state=EffectState.STOPPED)
    if rules.has_enough_seconds(calling, bodies.charter(by.hall_id, at), at):
        second_now(calling, at, by)

    write(
        "decision.called_in",
        by=by,
        at=at,
        about=calling,
        body=assembly.pk,
        number=calling.number,
        decision=str(motion.pk),
        text=rules.text_in(calling).digest,
    )
    motion_changed(motion)
    return calling


@action
def overturn(*, by: Actor, warrant: Entry, motion: Motion, at: datetime) -> Motion:
    """
    Overturn a decision on the `warrant` of the assembly's: what it had still to do is void, what it did is undone where it can
    be: the mandates it gave end.
    """
    motion = locked(motion)
    if motion.status != Status.CARRIED:
        raise OutOfOrder(_("Only a decision that carried can be overturned."))

    motion.effects.exclude(state=EffectState.DONE).update(state=EffectState.VOID)
    undone = []
    for effect in motion.effects.filter(state=EffectState.DONE).order_by("-place"):
        if effect.kind in UNDOING and UNDOING[effect.kind](by, warrant, motion, effect):
            undone.append(effect.kind)
    may_step(motion, Status.OVERTURNED).enforce()
    motion.status = Status.OVERTURNED
    motion.save(update_fields=["status"])

    write(
        "decision.overturned", by=by, at=at, about=motion, body=motion.body_id, warrant=warrant, undone=undone
    )
    motion_changed(motion)
    return motion


def _end_mandates(by: Actor, warrant: Entry, motion: Motion, effect: Effect) -> bool:
    given = Mandate.objects.filter(hall_id=motion.hall_id, warrant=motion.decision, ended_at=None)
    for mandate in given:
        mandates.recall_mandate(by=by, mandate=mandate, warrant=warrant)
    return bool(given)


UNDOING: dict[str, Callable[[Actor, Entry, Motion, Effect], bool]] = {
    "mandate.give": _end_mandates,
}
"""What overturning undoes. The rest stands until a motion of its own: who was admitted stays a member, an office stays made."""
