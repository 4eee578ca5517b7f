"""When somebody's name is erased, the sentences that named them say "a former member", and their answer goes."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.models import Choice, Effect, Motion, Poll
from unionhall.decisions.rules.motions import AGAINST
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import effects as effect_kinds
from unionhall.kit.rows import Prepared
from unionhall.mandates.models import Mandate
from unionhall.record.book import unrecorded

log = logging.getLogger(__name__)


LOOKED_AFTER = timedelta(days=7)
"""For so long after an erasure sentences are looked through again by a server that starts: longer than any is down."""


def erased_of_late(hall: Any, at: Any) -> QuerySet[Member]:
    """Members whose name was erased so lately that sentences are still looked through for it."""
    return Member.objects.filter(hall_id=hall, erased_on__gte=(at - LOOKED_AFTER).date())


_late = Prepared(lambda at: Member.objects.filter(erased_on__gte=(at - LOOKED_AFTER).date()).only("hall"))
"""The ids of all who were erased of late, and of their halls."""
_looked_through: dict[UUID, set[UUID]] = {}
"""
By hall: those erased of late for whom all sentences were looked through by this process, and named nobody. A sentence that is
made later names them no more. Whoever a backup brings back falls out of it at the next question, and a restart forgets it all.
"""


def halls_to_look_through(halls: Collection[UUID]) -> set[UUID]:
    """In which of these halls sentences are to be looked through for somebody erased of late. One query for all of them."""
    late: dict[UUID, set[UUID]] = {hall: set() for hall in halls}
    for member in _late.all(at=clock.now()):
        if member.hall_id in late:
            late[member.hall_id].add(member.pk)
    for hall, erased in late.items():
        _looked_through[hall] = _looked_through.get(hall, set()) & erased
    return {hall for hall, erased in late.items() if erased - _looked_through[hall]}


def look_through(by: Actor) -> None:
    """Have those who were erased of late named nowhere in the hall that the clock `by` acts in."""
    now = clock.now()
    erased = set(erased_of_late(by.hall_id, now).values_list("pk", flat=True))
    if naming_the_erased(by.hall_id, now) or choices_naming(by.hall_id, now):
        forget_names(by=by)
    else:
        _looked_through[by.hall_id] = erased


def naming_the_erased(hall_id: UUID, at: datetime) -> list[Effect]:
    """Effects whose sentence may still name somebody whose name was erased of late; one query where nobody's was."""
    erased = {str(pk) for pk in erased_of_late(hall_id, at).values_list("pk", flat=True)}
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
    erased = {str(pk) for pk in erased_of_late(hall_id, at).values_list("pk", flat=True)}
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
    answered = Motion.objects.filter(hall_id=by.hall_id).exclude(answer="")
    answered.filter(recalls__holder__in=erased).update(answer="")
    answered.filter(pk__in=[one.motion_id for one in naming if one.kind in AGAINST]).update(answer="")
    return len(naming)
