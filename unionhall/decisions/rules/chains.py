"""Chains of decisions that the charter asks for: which step a motion is, and by which rule it is decided."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from unionhall.core.chains import Chain
from unionhall.core.charters import MATTERS, Charter, Rule
from unionhall.core.rulings import OutOfOrder

MATTER_OF_STEP = {"ratify": "ratification"}
"""Steps of a chain whose matter has another name; the others are called like their matter."""


def matter_of_step(step: str) -> str:
    """The matter a step of a chain is decided under."""
    named = MATTER_OF_STEP.get(step, step)
    return named if named in MATTERS else "ratification"


def chain_for(charter: Charter, matter: str) -> Chain | None:
    """The charter's chain that a motion on `matter` begins, or None."""
    return next((one for one in charter.chains.values() if matter_of_step(one.start) == matter), None)


def chain_rule(charter: Charter, step: str) -> Rule:
    """The rule of one step of the charter's chain: its matter's own, with the step's threshold."""
    for chain in charter.chains.values():
        if step in chain.steps:
            base, threshold = charter.rule_for(matter_of_step(step)), chain.steps[step].threshold
            return replace(base, threshold=threshold) if threshold is not None else base
    raise OutOfOrder(_("The charter has no such step any more."), rule="chains")
