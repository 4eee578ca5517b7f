"""Drawing a committee by lot: who may come forward, when the pool closes, who reads the seed, and when it is drawn."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.bodies.rules.offices import is_admitted
from unionhall.core.lots.order import ordered
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.decisions.models import Lot
from unionhall.kit.actor import Actor

from .motions import voter

MOST_DRAWN = 60
"""People one draw may give at most."""
LEAST_OPEN, MOST_OPEN = 1, 60
"""Days for which one may come forward."""


def may_call_lot(size: object, source: str, days: object) -> Ruling:
    """Whether a committee of `size` may be drawn, open for so many `days`, by a seed from `source`."""
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= MOST_DRAWN:
        return Ruling(OutOfOrder(_("Between 1 and %(most)d people are drawn.") % {"most": MOST_DRAWN}))
    if not isinstance(days, int) or isinstance(days, bool) or not LEAST_OPEN <= days <= MOST_OPEN:
        return Ruling(
            OutOfOrder(
                _("One may come forward for %(least)d to %(most)d days.")
                % {"least": LEAST_OPEN, "most": MOST_OPEN}
            )
        )
    if not source.strip():
        return Ruling(
            OutOfOrder(_("Say now what the lot will be drawn by, so that nobody can choose it later."))
        )
    return IN_ORDER


def may_be_willing(by: Actor, lot: Lot, at: datetime, whose: Member | None = None) -> Ruling:
    """
    Whether `by` may come forward, or step back: an admitted member who votes, until the pool closes. Or say so for one of these
    who has no account (`whose`), by whoever votes: what they were told face to face.
    """
    ruling = voter(by, lot.body, at)
    if not ruling:
        return ruling
    member = bodies.member_of(by) if whose is None else whose
    if whose is not None and whose.person.has_account:
        return Ruling(NotAuthorised(_("Whoever has an account says so themselves.")))
    if whose is not None and not (ruling := bodies.is_voter(whose, lot.body, at)):
        return ruling
    if member is None or not is_admitted(member, at):
        return Ruling(NotAuthorised(_("Only admitted members can be drawn.")))
    if lot.closed_at is None and at >= lot.closes_at:
        return Ruling(OutOfOrder(_("It is too late: the time to come forward is up.")))
    if lot.closed_at is not None:
        return Ruling(OutOfOrder(_("It is too late: those willing are written down already.")))
    return IN_ORDER


def may_close_pool(by: Actor, lot: Lot, at: datetime) -> Ruling:
    """Whether the pool may be closed now: by the clock or any voter, once its time is up."""
    if by.hall_id != lot.hall_id:
        return Ruling(NotAuthorised(_("Only members of this body vote here.")))
    if lot.closed_at is not None:
        return Ruling(OutOfOrder(_("Those willing are written down already.")))
    if at < lot.closes_at:
        return Ruling(OutOfOrder(_("One may still come forward.")))
    return IN_ORDER if by.clock else voter(by, lot.body, at)


def may_read_seed(by: Actor, lot: Lot, at: datetime) -> Ruling:
    """Whether `by` may type in what they read at the source: any voter, once the pool is closed; two of them, not one twice."""
    ruling = voter(by, lot.body, at)
    if not ruling:
        return ruling
    if lot.closed_at is None:
        return Ruling(OutOfOrder(_("First those willing are written down; then the lot is read.")))
    if not lot.pool:
        return Ruling(OutOfOrder(_("Nobody came forward: there is nothing to draw.")))
    if lot.confirmed:
        return Ruling(OutOfOrder(_("Two have read the same already: it can be drawn.")))
    if lot.seed and lot.seed_by_id == by.member_id:
        return Ruling(OutOfOrder(_("You have read it: now somebody else does.")))
    return IN_ORDER


def reads_alone(by: Actor, lot: Lot, at: datetime) -> bool:
    """Whether nobody else who votes has an account: no act may need more people than there are."""
    others = bodies.voters_of(lot.body, at).exclude(pk=by.member_id)
    return not others.exclude(person__key_hash="").exists()


def may_draw(by: Actor, lot: Lot, at: datetime) -> Ruling:
    """Whether `by` may draw: any voter, once two have read the same seed."""
    ruling = voter(by, lot.body, at)
    if not ruling:
        return ruling
    if lot.drawn_at is not None:
        return Ruling(OutOfOrder(_("It has been drawn already.")))
    if not lot.confirmed:
        return Ruling(OutOfOrder(_("Two must have read the same first.")))
    return IN_ORDER


def panel_of(lot: Lot, at: datetime) -> list[Member]:
    """Who is drawn: the first of the order that the seed gives, those passed over who are no admitted members any more."""
    members = {str(one.pk): one for one in Member.objects.filter(hall_id=lot.hall_id, pk__in=lot.pool)}
    found: list[Member] = []
    for key in ordered(lot.pool, lot.seed):
        if len(found) == lot.size:
            break
        member = members.get(key)
        if member is not None and is_admitted(member, at):
            found.append(member)
    return found
