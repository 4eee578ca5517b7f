"""A motion that is withdrawn, and the amendments that fall with it, or with a motion that was decided first."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import EffectState, Motion, Status
from unionhall.decisions.rules.lifecycle import LIVE, UNDECIDED
from unionhall.decisions.rules.motions import may_step
from unionhall.kit.actor import Actor
from unionhall.record.book import action, write
from unionhall.record.models import Entry

from .motions import locked


@action
def withdraw_motion(*, by: Actor, motion: Motion, at: datetime) -> Motion:
    """Withdraw a motion before anybody seconds it; afterwards it belongs to the body (R27)."""
    motion = locked(motion)
    rules.may_withdraw(by, motion, at).enforce()

    motion.status = Status.WITHDRAWN
    motion.save(update_fields=["status"])
    if motion.calls_in is not None:
        motion.calls_in.effects.filter(state=EffectState.STOPPED).update(state=EffectState.PENDING)

    entry = write("motion.withdrawn", by=by, at=at, about=motion, body=motion.body_id)
    let_fall(by, motion, entry)
    motion_changed(motion)
    return motion


@action
def overtake(*, by: Actor, amendment: Motion, warrant: Entry, at: datetime) -> Motion:
    """
    What it would have changed was decided, taken in or withdrawn before the amendment was voted on, which falls, on the `warrant`
    of the entry of that.
    """
    amendment = locked(amendment)
    may_step(amendment, Status.OVERTAKEN).enforce()
    if amendment.amends is None or amendment.amends.status in LIVE:
        raise OutOfOrder(_("The motion this would change is not decided."))

    amendment.status = Status.OVERTAKEN
    amendment.save(update_fields=["status"])
    amendment.effects.update(state=EffectState.VOID)

    write("motion.overtaken", by=by, at=at, about=amendment, body=amendment.body_id, warrant=warrant)
    motion_changed(amendment)
    return amendment


def let_fall(by: Actor, motion: Motion, warrant: Entry) -> None:
    """Amendments to the motion that were not voted on have nothing left to change, nor have those to them: they fall."""
    for amendment in motion.amendments.filter(status__in=UNDECIDED).order_by("put_at"):
        overtake(by=by, amendment=amendment, warrant=warrant)
        let_fall(by, amendment, warrant)
