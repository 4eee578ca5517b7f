"""When somebody's name is erased, the sentences that named them say "a former member", and their answer goes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.models import Choice, Effect, Motion, Poll
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


def choices_naming(hall_id: UUID, at: datetime) -> list[Choice]:
    """Choices between options that still name a member whose name was erased of late; one query where nobody's was."""
    late = Member.objects.filter(hall_id=hall_id, erased_on__gte=(at - LOOKED_AFTER).date())
    erased = {str(pk) for pk in late.values_list("pk", flat=True)}
    if not erased:
        return []
    choices = Choice.objects.filter(hall_id=hall_id).exclude(people={})
    return [one for one in choices if erased & set(one.people.values())]


def _forget_in(choice: Choice, erased: set[str]) -> None:
    """Call the erased among the options former members, on the paper and in what was counted."""
    renamed = {}
    for place, member in list(choice.people.items()):
        if member in erased:
            renamed[choice.options[int(place)]] = _("a former member (%(number)d)") % {
                "number": int(place) + 1
            }
            del choice.people[place]
    choice.options = [renamed.get(name, name) for name in choice.options]
    choice.save(update_fields=["options", "people"])
    for poll in Poll.objects.filter(motion_id=choice.motion_id):
        poll.tally, poll.reasons = _renamed(poll.tally, renamed), _renamed(poll.reasons, renamed)
        poll.save(update_fields=["tally", "reasons"])


def _renamed(data: Any, renamed: Mapping[str, str]) -> Any:
    """The same data with other names in it, wherever they stand alone."""
    if isinstance(data, str):
        return renamed.get(data, data)
    if isinstance(data, dict):
        return {_renamed(key, renamed): _renamed(value, renamed) for key, value in data.items()}
    return [_renamed(one, renamed) for one in data] if isinstance(data, list) else data


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
    for choice in choices_naming(by.hall_id, at):
        gone = Member.objects.filter(
            hall_id=by.hall_id, pk__in=choice.people.values(), erased_on__isnull=False
        )
        _forget_in(choice, {str(pk) for pk in gone.values_list("pk", flat=True)})
    Motion.objects.filter(hall_id=by.hall_id, recalls__holder__in=erased).exclude(answer="").update(answer="")
    return len(naming)
