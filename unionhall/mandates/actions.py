"""Giving a mandate and ending it. Whoever calls these has the warrant: a decision, or a rule that names the moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import pending_acts, successions
from unionhall.kit.registries import powers as declared_powers
from unionhall.people import actions as people
from unionhall.people.models import Person
from unionhall.record.book import action, write
from unionhall.record.models import Entry

from .models import Ending, Grant, Mandate

MOMENT = timedelta(microseconds=1)
"""What ends at midnight lasts through the day before: that is the day said."""

KIND_OF = {
    Ending.RECALLED: "mandate.recalled",
    Ending.RESIGNED: "mandate.resigned",
    Ending.RAN_OUT: "mandate.ended",
    Ending.LEFT: "mandate.ended",
}


@action
def give_mandate(
    *,
    by: Actor,
    warrant: Entry,
    holder: Person,
    member: UUID,
    scope: UUID,
    powers: Mapping[str, Mapping[str, Any]],
    until: datetime,
    at: datetime,
    since: datetime | None = None,
    purpose: str = "",
    office: UUID | None = None,
) -> Mandate:
    """
    Give `holder` a mandate, on the `warrant` of the decision that said so.

    `member`: the holder's record id in the hall. `scope`: the body's id. `powers`: power → limits. `until`: the moment it ends;
    there is no mandate without an end. Raises `OutOfOrder` where it would end before it begins or carries no power,
    `Undeclared` for a power no room declares.
    """
    if warrant.hall_id != by.hall_id:
        raise NotAuthorised(_("A decision of another hall gives no mandate here."))
    begins = since or at
    if until <= max(begins, at):
        raise OutOfOrder(_("A mandate must end after it begins."))
    if not powers:
        raise OutOfOrder(_("A mandate must say what it allows."))

    for power in powers:
        declared_powers.get(power)

    mandate = Mandate.objects.create(
        hall_id=by.hall_id,
        holder=holder,
        member=member,
        scope=scope,
        office=office,
        purpose=purpose,
        since=begins,
        until=until,
        warrant=warrant,
    )
    Grant.objects.bulk_create(
        Grant(hall_id=by.hall_id, mandate=mandate, power=power, limits=dict(limits))
        for power, limits in powers.items()
    )
    write(
        "mandate.given",
        by=by,
        at=at,
        about=mandate,
        body=scope,
        warrant=warrant,
        holder=str(member),
        powers=sorted(powers),
        until=clock.day(until - MOMENT, warrant.hall.time_zone).isoformat(),
    )
    return mandate


@action
def recall_mandate(*, by: Actor, mandate: Mandate, warrant: Entry, at: datetime) -> Mandate:
    """
    Take a mandate back on the `warrant` of a decision. The power, the second-factor proof and what was still to come of acts done
    under it are gone in this transaction, and an office passes on as `successions` say. Nothing else is taken from its holder.
    """
    return _end(by, mandate, Ending.RECALLED, at, warrant)


@action
def lay_down_mandate(*, by: Actor, mandate: Mandate, at: datetime) -> Mandate:
    """Lay down one's own mandate, which needs nobody's leave."""
    if mandate.holder_id != by.person_id:
        raise NotAuthorised(_("Only who holds a mandate may lay it down."))
    return _end(by, mandate, Ending.RESIGNED, at, None)


@action
def end_mandate(
    *, by: Actor, mandate: Mandate, ending: Ending, at: datetime, warrant: Entry | None = None
) -> Mandate:
    """Enter that a mandate ended of itself: it ran out, or its holder left the body."""
    if ending == Ending.RAN_OUT and at < mandate.until:
        raise OutOfOrder(_("This mandate has not come to its end."))
    if ending not in (Ending.RAN_OUT, Ending.LEFT):
        raise OutOfOrder(_("A mandate is taken back by a decision, or laid down by its holder."))
    return _end(by, mandate, ending, at, warrant or mandate.warrant)


@action
def rest_mandate(*, by: Actor, mandate: Mandate, until: datetime, at: datetime) -> Mandate:
    """
    Let a mandate rest until `until` at most, because a recall has been called and the charter says that the holder does not
    act meanwhile. The caller has asked the charter.
    """
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk, hall_id=by.hall_id)
    if not mandate.lives(at):
        raise OutOfOrder(_("This mandate gives no power now."))
    mandate.rests_until = until
    mandate.save(update_fields=["rests_until"])
    for _name, waiting in pending_acts.items():
        waiting.freeze(by, mandate, until)
    write(
        "mandate.suspended",
        by=by,
        at=at,
        about=mandate,
        body=mandate.scope,
        holder=str(mandate.member),
        powers=sorted(mandate.grants.values_list("power", flat=True)),
        until=clock.day(until, mandate.hall.time_zone).isoformat(),
    )
    return mandate


@action
def resume_mandate(*, by: Actor, mandate: Mandate, warrant: Entry, at: datetime) -> Mandate:
    """Let a mandate that rests be used again, on the `warrant` of the result that did not take it back."""
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk, hall_id=by.hall_id)
    if mandate.ended_at is not None or mandate.rests_until is None or mandate.rests_until <= at:
        raise OutOfOrder(_("This mandate does not rest."))
    mandate.rests_until = None
    mandate.save(update_fields=["rests_until"])
    for _name, waiting in pending_acts.items():
        waiting.thaw(by, mandate)
    write(
        "mandate.resumed",
        by=by,
        at=at,
        about=mandate,
        body=mandate.scope,
        warrant=warrant,
        holder=str(mandate.member),
        powers=sorted(mandate.grants.values_list("power", flat=True)),
    )
    return mandate


def _end(by: Actor, mandate: Mandate, ending: Ending, at: datetime, warrant: Entry | None) -> Mandate:
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk, hall_id=by.hall_id)
    if mandate.ended_at is not None:
        raise OutOfOrder(_("This mandate has ended already."))

    carried = sorted(mandate.grants.values_list("power", flat=True))

    people.void_proofs(person=mandate.holder)
    entry = write(
        KIND_OF[ending],
        by=by,
        at=at,
        about=mandate,
        body=mandate.scope,
        warrant=warrant,
        holder=str(mandate.member),
        powers=carried,
    )
    mandate.ended_at, mandate.ending, mandate.ended_by = at, ending, entry
    mandate.save(update_fields=["ended_at", "ending", "ended_by"])
    if ending == Ending.RECALLED:
        for _name, waiting in pending_acts.items():
            waiting.drop(by, mandate)
    if mandate.office is not None and at < mandate.until:
        _see_who_follows(by, mandate, at)
    return mandate


def _see_who_follows(by: Actor, mandate: Mandate, at: datetime) -> None:
    """The office is empty before its time: the first room that knows who or what comes next sees to it."""
    for _name, follow in successions.items():
        if follow(by, mandate, at):
            return
