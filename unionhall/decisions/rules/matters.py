"""What a motion is about: the charter's matter it is decided under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from unionhall.core.charters import MATTERS, Charter
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.models import Motion
from unionhall.kit.registries import effects as effect_kinds


def matter_of(effects: Iterable[tuple[str, Mapping[str, Any]]], wanted: str = "") -> str:
    """
    The matter of a motion with these `effects`, each its kind and params; `wanted` by its mover, where it has none.

    Raises `OutOfOrder` where two effects belong to different matters, or the mover wants another one than its effects'.
    """
    found = {effect_kinds.get(kind).falls_under(params) for kind, params in effects}
    if len(found) > 1:
        titles = ", ".join(sorted(MATTERS[matter].title.said(_) for matter in found))
        raise OutOfOrder(
            _("This belongs to different matters (%(matters)s): put two motions.") % {"matters": titles}
        )
    if not found:
        return wanted or "ordinary"
    matter = found.pop()
    if wanted and wanted != matter:
        raise OutOfOrder(
            _("What this motion does belongs to another matter: %(matter)s.")
            % {"matter": MATTERS[matter].title.said(_)}
        )
    return matter


WITHOUT_EFFECTS = ("spending", "strike", "ratification", "procedure", "election")
"""Matters that a motion's mover says, because nothing that it does by itself tells them."""


def matters_to_name(charter: Charter) -> list[str]:
    """The matters that `charter` decides by a rule of their own and only the mover can name."""
    return [matter for matter in WITHOUT_EFFECTS if matter in charter.rules]


def perhaps_another_matter(motion: Motion, charter: Charter) -> list[str]:
    """
    For a motion put as an ordinary matter that does nothing by itself: the matters it may truly be, each with a rule of its own.
    Whoever seconds it or opens the vote is asked to look: a strike is not decided as if it were nothing.
    """
    if motion.matter != "ordinary" or motion.amends_id is not None or motion.calls_in_id is not None:
        return []
    return [] if motion.effects.exists() else matters_to_name(charter)
