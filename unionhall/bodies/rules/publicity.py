"""Quiet or public, and who words the public door."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies.models import Organisation, Stage
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.kit.actor import Actor
from unionhall.mandates.gate import may_use

from .charters import assembly
from .rehearsals import is_real

SPEAK = "bodies.speak"
_ORDER = [Stage.CORE_GROUP, Stage.COMMITTEE, Stage.FOUNDED]


def may_go_public(organisation: Organisation, front: str) -> Ruling:
    """Whether the organisation may step into the open: once, and with something to say at its door."""
    if organisation.public:
        return Ruling(OutOfOrder(_("We are public already.")))
    if not (ruling := is_real(organisation.hall)):
        return ruling
    if not front.strip():
        return Ruling(OutOfOrder(_("Write what the public door says.")))
    return IN_ORDER


def may_word_the_door(by: Actor, organisation: Organisation, at: datetime) -> Ruling:
    """Whether `by` may change what the public door says: with the mandate to speak, while we are public."""
    if not organisation.public:
        return Ruling(OutOfOrder(_("We are quiet: there is no public door.")))
    return may_use(by, SPEAK, assembly(by.hall_id).pk, at)


def may_reach(organisation: Organisation, stage: str) -> Ruling:
    """Whether the founding may come to `stage`: only onward, step by step or at once."""
    if stage not in Stage.values:
        return Ruling(
            OutOfOrder(_("A founding has three stages: core group, organising committee, founded."))
        )
    if _ORDER.index(Stage(stage)) <= _ORDER.index(Stage(organisation.stage)):
        return Ruling(OutOfOrder(_("The founding has come that far already.")))
    return IN_ORDER
