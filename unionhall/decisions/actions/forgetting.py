"""When somebody's name is erased, the sentences that named them say "a former member", and their answer goes."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.models import Effect, Motion
from unionhall.kit.actor import Actor
from unionhall.kit.registries import effects as effect_kinds
from unionhall.mandates.models import Mandate
from unionhall.record.book import unrecorded

log = logging.getLogger(__name__)


LOOKED_AFTER = timedelta(days=7)
"""For so long after an erasure sentences are looked through, each time the clock settles: longer than any server is down."""


def naming_the_erased(hall_id: UUID, at: datetime) -> list[Effect]:
    """Effects whose sentence may still name somebody whose name was erased of late; one query where nobody's was."""
    late = Member.objects.filter(hall_id=hall_id, erased_on__gte=(at - LOOKED_AFTER).date())
    erased = {str(pk) for pk in late.values_list("pk", flat=True)}
    if not erased:
        return []
    mandates = {
        str(pk)
        for pk in Mandate.objects.filter(hall_id=hall_id, member__in=erased).values_list("pk", flat=True)
    }
    effects = Effect.objects.filter(hall_id=hall_id).select_related("motion__body", "motion__hall")
    return [
        one for one in effects if _ids_in(one.params) & (erased | mandates) and one.said != _said_now(one)
    ]


def _ids_in(params: object) -> set[str]:
    """Every text anywhere in an effect's parameters."""
    if isinstance(params, str):
        return {params}
    inside = params.values() if isinstance(params, dict) else params if isinstance(params, list) else ()
    return {text for one in inside for text in _ids_in(one)}


def _said_now(effect: Effect) -> str:
    """The effect's sentence as it would be said today, in the language of the motion's binding text."""
    if effect.kind not in effect_kinds:
        return effect.said
    with translation.override(effect.motion.binding_text().language):
        try:
            return str(
                effect_kinds.get(effect.kind).describe(effect.motion.hall, effect.motion.body, effect.params)
            )
        except Exception:
            log.exception("an effect of kind %s cannot be said again", effect.kind)
            return _("What this was about has been erased.")


@unrecorded("erasing a name from a sentence changes nothing that was decided; the record never held the name")
def forget_names(*, by: Actor, at: datetime) -> int:
    """Say effects anew that named somebody whose name was erased. Gives how many."""
    if not by.clock:
        raise OutOfOrder(_("Only the clock does this."))
    naming = naming_the_erased(by.hall_id, at)
    for effect in naming:
        effect.said = _said_now(effect)
        effect.save(update_fields=["said"])
    erased = Member.objects.filter(hall_id=by.hall_id, erased_on__isnull=False).values("person_id")
    Motion.objects.filter(hall_id=by.hall_id, recalls__holder__in=erased).exclude(answer="").update(answer="")
    return len(naming)
