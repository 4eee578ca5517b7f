"""Who brings what to a meeting: whoever may say that they come adds, takes and gives back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.kit.actor import Actor

from ..models import Bringing, Meeting
from .calling import may_say_coming

MOST_BROUGHT = 30
"""So many things stand on the list at most."""


def may_add_thing(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may add something to the list: whoever may say that they come, until the meeting is closed."""
    ruling = first_refusal(may_say_coming(by, meeting, at), _is_on(meeting))
    if ruling and meeting.bringings.count() >= MOST_BROUGHT:
        return Ruling(OutOfOrder(_("This list is full: %(most)d things.") % {"most": MOST_BROUGHT}))
    return ruling


def may_take_thing(by: Actor, thing: Bringing, at: datetime) -> Ruling:
    """Whether `by` may say that they bring it: whoever may say that they come, where nobody else does."""
    ruling = first_refusal(may_say_coming(by, thing.meeting, at), _is_on(thing.meeting))
    if ruling and thing.taken_by_id is not None:
        return Ruling(OutOfOrder(_("Somebody brings this already.")))
    return ruling


def may_give_back(by: Actor, thing: Bringing, at: datetime) -> Ruling:
    """Whether `by` may say that they bring it after all not: who said that they would."""
    if by.member_id is None or thing.taken_by_id != by.member_id:
        return Ruling(NotAuthorised(_("Whoever brings it gives it back.")))
    return first_refusal(may_say_coming(by, thing.meeting, at), _is_on(thing.meeting))


def may_strike_thing(by: Actor, thing: Bringing, at: datetime) -> Ruling:
    """Whether `by` may strike it off: who added it, while nobody else has taken it."""
    if by.member_id is None or thing.by_id != by.member_id:
        return Ruling(NotAuthorised(_("Whoever put it on the list strikes it off.")))
    ruling = first_refusal(may_say_coming(by, thing.meeting, at), _is_on(thing.meeting))
    if ruling and thing.taken_by_id not in (None, by.member_id):
        return Ruling(OutOfOrder(_("Somebody brings this already.")))
    return ruling


def _is_on(meeting: Meeting) -> Ruling:
    if meeting.closed_at is not None:
        return Ruling(OutOfOrder(_("This meeting is closed.")))
    return IN_ORDER
