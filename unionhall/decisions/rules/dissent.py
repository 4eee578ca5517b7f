"""Whose dissent from a result may be minuted, by whom, and until when."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.decisions.models import Ballot, Outcome, Poll
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Minuted, minutings


def minuted_in(poll: Poll, at: datetime) -> Minuted | None:
    """The minutes of a meeting that a declared vote stands in, None where it was declared between meetings."""
    for _name, ask in minutings.items():
        if poll.declared_at is not None and (found := ask(poll, at)) is not None:
            return found
    return None


def may_dissent(by: Actor, poll: Poll, at: datetime, whose: Member | None = None) -> Ruling:
    """
    Whether `by` may have a dissent minuted, once the result is declared: their own, or that of somebody (`whose`) who was at the
    meeting too and has no phone. Who was on the register has it, and who was at the meeting, until its minutes are approved. Not
    who is known to have voted for what carried; after hands or papers nobody's vote is known. Nor does whoever is suspended.
    """
    minutes = minuted_in(poll, at)
    concerned = by.member_id if whose is None else whose.pk
    if by.hall_id != poll.hall_id or not _took_part(concerned, poll, minutes):
        return Ruling(NotAuthorised(_("You were not on this poll's register.")))
    ruling = first_refusal(bodies.may_act(by, at), _may_take_down(by, whose, minutes))
    if not ruling:
        return ruling
    if poll.declared_at is None:
        return Ruling(OutOfOrder(_("Dissent is minuted once the result is declared.")))
    if minutes is not None and not minutes.open:
        return minutes.open
    ballots = Ballot.objects.filter(poll=poll, roll__member_id=concerned, choice__in=("yes", "agree"))
    if poll.outcome == Outcome.CARRIED and ballots.exists():
        return Ruling(OutOfOrder(_("You voted for it: there is no dissent to minute.")))
    if poll.dissents.filter(member_id=concerned).exists():
        return Ruling(OutOfOrder(_("Your dissent is minuted already.")))
    return IN_ORDER


def _took_part(concerned: object, poll: Poll, minutes: Minuted | None) -> bool:
    if concerned is None:
        return False
    return poll.rolls.filter(member_id=concerned).exists() or (
        minutes is not None and minutes.was_there(concerned)
    )


def _may_take_down(by: Actor, whose: Member | None, minutes: Minuted | None) -> Ruling:
    """Nobody writes another's dissent, but who takes minutes for who has no phone to do it with; both were there."""
    if whose is None or whose.pk == by.member_id:
        return IN_ORDER
    if minutes is None or not minutes.was_there(by.member_id) or not minutes.was_there(whose.pk):
        return Ruling(NotAuthorised(_("Somebody who was at the meeting takes it down for another who was.")))
    if whose.person.key_hash:
        return Ruling(NotAuthorised(_("They have a phone: nobody but they themselves write their dissent.")))
    return IN_ORDER
