"""
The gate: may this person use this power in this body's name, now?

Authority is a query, never a role in a session. The action asks with `pass_through`, which locks the mandate's row, so that an
act and a recall cannot pass each other; a page asks with `may_use`, which locks nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.core.rulings import IN_ORDER, NotAuthorised, Ruling
from unionhall.kit import clock, moments
from unionhall.kit.actor import Actor
from unionhall.kit.registries import hindrances, powers

from .models import Ending, Grant, Mandate


class FactorNeeded(NotAuthorised):
    """The power is grave and the second factor was not proved within the last 30 minutes."""


def may_use(by: Actor, power: str, scope: UUID, at: datetime) -> Ruling:
    """Whether `by` holds a live mandate with `power` for the body with the id `scope` at the moment `at`, and if not, why not."""
    return _asked(by, power, scope, at)[1]


def pass_through(by: Actor, power: str, scope: UUID, at: datetime) -> Mandate:
    """
    The live mandate under which `by` uses `power`, its row locked until the transaction ends.

    Call it inside an action, with the action's `at`. Raises `NotAuthorised` (`FactorNeeded` among it) with the reason.
    """
    grant, ruling = _asked(by, power, scope, at, lock=True)
    ruling.enforce()
    assert grant is not None
    return grant.mandate


def _asked(
    by: Actor, power: str, scope: UUID, at: datetime, *, lock: bool = False
) -> tuple[Grant | None, Ruling]:
    declared = powers.get(power)
    if by.person_id is None:
        return None, Ruling(NotAuthorised(_("Only a person with a mandate may do this.")))
    for _name, hindered in hindrances.items():
        # Rooms above know who is suspended or gone; asked here, no act can forget to ask.
        if not (ruling := hindered(by, at)):
            return None, ruling
    grants = Grant.objects.filter(mandate__holder_id=by.person_id, power=power, mandate__hall_id=by.hall_id)
    found = grants.select_related("mandate").order_by("-mandate__until")
    if lock:
        # The mandate's row is what a recall changes; waiting for it here is what makes the two take turns.
        list(Mandate.objects.select_for_update().filter(pk__in=grants.values("mandate_id")))
    mine = list(found)
    for grant in mine:
        if grant.mandate.scope == scope and grant.mandate.lives(at):
            if declared.grave and not by.has_proof(at):
                return None, Ruling(FactorNeeded(_("This is a grave power: prove your second factor first.")))
            return grant, IN_ORDER
    return None, Ruling(_why_not(mine, scope, at, str(declared.title)))


def _why_not(mine: list[Grant], scope: UUID, at: datetime, title: str) -> NotAuthorised:
    here = [grant.mandate for grant in mine if grant.mandate.scope == scope]
    if not mine:
        return NotAuthorised(_("You hold no mandate to %(power)s.") % {"power": title})
    if not here:
        return NotAuthorised(_("Your mandate to %(power)s is for another body.") % {"power": title})
    zone = here[0].hall.time_zone
    for mandate in here:
        # What gives no power and has not come to its end can only be at rest.
        if mandate.rests_until is not None and mandate.ended_at is None and at < mandate.until:
            said = {"power": title, "day": moments.day(clock.day(mandate.rests_until, zone))}
            return NotAuthorised(
                _("Your mandate to %(power)s rests until %(day)s at most, while its recall is decided.")
                % said,
                rule="recall",
            )
    last = max(here, key=lambda mandate: mandate.ended_at or mandate.until)
    # What runs out at midnight lasts through the day before; what was ended, ended on the day it was.
    over = last.ended_at or last.until - timedelta(microseconds=1)
    when = {"power": title, "day": moments.day(clock.day(over, zone))}
    if last.ending == Ending.RECALLED:
        return NotAuthorised(_("Your mandate to %(power)s was recalled on %(day)s.") % when)
    if last.ending == Ending.RESIGNED:
        return NotAuthorised(_("You laid down your mandate to %(power)s on %(day)s.") % when)
    if last.ending == Ending.LEFT:
        return NotAuthorised(_("Your mandate to %(power)s ended on %(day)s, when you left the body.") % when)
    if last.since > at:
        return NotAuthorised(
            _("Your mandate to %(power)s begins on %(day)s.")
            % {"power": title, "day": moments.day(clock.day(last.since, zone))}
        )
    return NotAuthorised(_("Your mandate to %(power)s ran out on %(day)s.") % when)
