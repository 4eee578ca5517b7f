"""
What becomes of letting somebody back in when one of the two mandates it rests on rests or is taken back.

Only a code that works at once rests on mandates; one that works a day later rests on every member's right, and stands.
"""

from __future__ import annotations

from datetime import datetime

from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import PendingActs, pending_acts
from unionhall.mandates.models import Mandate
from unionhall.people import actions as people

from ..models import LettingBackIn
from ..rules.doors import LET_BACK_IN, WAIT_BEFORE_LETTING_IN
from .letting_in import drop_back_in


def _resting_on(mandate: Mandate) -> list[LettingBackIn]:
    """Those whose code works at once because the holder of this mandate asked for it, or confirmed it, and is not used."""
    if not mandate.grants.filter(power=LET_BACK_IN).exists():
        return []
    waiting = LettingBackIn.objects.filter(
        hall_id=mandate.hall_id, under_mandate=True, first=False, stopped_at=None, done_at=None
    )
    return [
        one
        for one in waiting
        if one.confirmed_at is not None
        and mandate.member in (one.asked_by_id, one.confirmed_by_id)
        and one.from_when != one.confirmed_at + WAIT_BEFORE_LETTING_IN
    ]


def _from(mandate: Mandate, moment: datetime) -> None:
    for letting in _resting_on(mandate):
        if letting.claim is not None and people.move_claim(claim=letting.claim, valid_from=moment):
            letting.from_when = moment
            letting.save(update_fields=["from_when"])


def _freeze(by: Actor, mandate: Mandate, until: datetime) -> None:
    _from(mandate, until)


def _thaw(by: Actor, mandate: Mandate) -> None:
    _from(mandate, clock.now())


def _drop(by: Actor, mandate: Mandate) -> None:
    for letting in _resting_on(mandate):
        drop_back_in(by=by, letting=letting, warrant=mandate.ended_by)


pending_acts.declare("bodies.letting_in", PendingActs("bodies.letting_in", _freeze, _thaw, _drop))
