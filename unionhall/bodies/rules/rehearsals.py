"""Rehearsals: halls to throw away, in which a meeting is practised. What they may not do, and who ends them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.kit.actor import Actor
from unionhall.people import keyring
from unionhall.people.keyring import Key
from unionhall.record.models import Hall

from .membership import member_of

REHEARSAL_LASTS = timedelta(hours=24)
MOST_REHEARSALS = 40
"""Rehearsals on one server at a time: they are for an evening, and no way to fill its disk."""
FEWEST_PRETEND, MOST_PRETEND = 2, 30


def is_real(hall: Hall) -> Ruling:
    """Whether what is decided in `hall` counts outside it: not where a meeting is only practised."""
    if hall.rehearsal_until is None:
        return IN_ORDER
    return Ruling(
        OutOfOrder(_("This is a rehearsal: nothing here counts, and nothing of it goes out of this hall."))
    )


def has_room_for_rehearsal(at: datetime) -> Ruling:
    """Whether this server has room for one more rehearsal."""
    if Hall.objects.filter(rehearsal_until__gt=at).count() < MOST_REHEARSALS:
        return IN_ORDER
    return Ruling(
        OutOfOrder(
            _("Too many meetings are being practised on this server just now. Please try again later.")
        )
    )


def is_in_no_other(keys: Iterable[Key], hall: Hall, at: datetime) -> Ruling:
    """Whether whoever holds `keys` is in no rehearsal but `hall`: one at a time, begun or joined."""
    others = [one.hall_id for one in keyring.that_open(keys) if one.hall_id != hall.pk]
    if not Hall.objects.filter(pk__in=others, rehearsal_until__gt=at).exists():
        return IN_ORDER
    return Ruling(
        OutOfOrder(_("You are in a rehearsal already. End it, or leave it, before you begin another."))
    )


def may_end_rehearsal(by: Actor, hall: Hall, at: datetime) -> Ruling:
    """Whether `by` may end the rehearsal in `hall`: anybody who is in it with an account; the clock once its time is over."""
    if hall.rehearsal_until is None:
        return Ruling(OutOfOrder(_("This is no rehearsal: a hall in which things count is not thrown away.")))
    if by.clock:
        return IN_ORDER if at >= hall.rehearsal_until else Ruling(OutOfOrder(_("Its time is not over yet.")))
    if by.hall_id != hall.pk or member_of(by) is None:
        return Ruling(NotAuthorised(_("Only members of this hall may do this.")))
    return IN_ORDER
