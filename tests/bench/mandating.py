"""Mandates of a made-up history, with what gave and what ended them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from tests.bench.scribe import Scribe
from unionhall.bodies.models import Member
from unionhall.decisions.models import Effect, EffectState, Motion
from unionhall.kit.actor import Actor
from unionhall.mandates.models import Grant, Mandate

LASTS = timedelta(days=90)
POWER = "bodies.speak"


def mandated(scribe: Scribe, motion: Motion, holder: Member, now: datetime) -> list[models.Model]:
    """
    The rows of a mandate that a motion gave when it was decided, run out by `now` or not; its entries go to the `scribe`.

    Raises `ValueError` for a motion that was not decided.
    """
    at = motion.decided_at
    if at is None:
        raise ValueError("what was not decided gives no mandate")
    until = at + LASTS
    mandate = Mandate(
        hall=motion.hall,
        holder_id=holder.person_id,
        member=holder.pk,
        scope=motion.body_id,
        purpose="To keep the strike fund",
        since=at,
        until=until,
        warrant=motion.decision,
    )
    by = Actor.the_clock(motion.hall_id)
    entered = {"about": mandate, "body": motion.body_id, "warrant": motion.decision}
    facts = {"holder": str(holder.pk), "powers": [POWER]}
    scribe.enter("mandate.given", by=by, at=at, until=until.date().isoformat(), **entered, **facts)
    if until <= now:
        mandate.ended_at, mandate.ending = until, "ran_out"
        mandate.ended_by = scribe.enter("mandate.ended", by=by, at=until, **entered, **facts)
    effect = Effect(
        hall=motion.hall,
        motion=motion,
        place=0,
        kind="mandate.give",
        params={"member": str(holder.pk), "powers": {POWER: {}}, "days": LASTS.days},
        said="A member is given a mandate for 90 days.",
        state=EffectState.DONE,
        done_at=at,
    )
    return [mandate, Grant(hall=motion.hall, mandate=mandate, power=POWER), effect]
