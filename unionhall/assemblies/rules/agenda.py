"""Who builds the agenda: whoever votes, until the hour of the meeting; whoever is there, while it is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.decisions.rules.motions import voter
from unionhall.kit.actor import Actor

from ..models import Item, Meeting
from .calling import stands
from .floor import may_keep_stack

MOST_ITEMS = 60


def may_put_item(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """
    Whether `by` may put something on the agenda: whoever votes there, until its hour; while the meeting is open, whoever votes
    and is there, at its end: the notice that a motion needs is asked for when its vote is opened.
    """
    ruling = first_refusal(voter(by, meeting.body, at), stands(meeting, at))
    if ruling and meeting.opened_at is not None:
        ruling = may_keep_stack(by, meeting, at)
    elif ruling:
        ruling = _before_its_hour(meeting.whole, at)
    if ruling and meeting.whole.items.count() >= MOST_ITEMS:
        return Ruling(OutOfOrder(_("This agenda is full: %(most)d items.") % {"most": MOST_ITEMS}))
    return ruling


def may_take_off_item(by: Actor, meeting: Meeting, item: Item, at: datetime) -> Ruling:
    """
    Whether `by` may take an item off the agenda before the meeting: whoever put it there; of the items it began with, those
    who called the meeting. What another member put there stays until the meeting itself decides on its agenda.
    """
    if not items_of(by, meeting, [item]):
        return Ruling(
            NotAuthorised(_("Whoever put it on the agenda takes it off, until the meeting begins."))
        )
    return first_refusal(bodies.may_act(by, at), stands(meeting, at), _before_its_hour(meeting.whole, at))


def to_take_off(by: Actor, meeting: Meeting, items: Iterable[Item], at: datetime) -> list[Item]:
    """Which of a meeting's items `by` may take off now. A few queries, however many items there are."""
    ruling = first_refusal(bodies.may_act(by, at), stands(meeting, at), _before_its_hour(meeting.whole, at))
    return items_of(by, meeting, items) if ruling else []


def items_of(by: Actor, meeting: Meeting, items: Iterable[Item]) -> list[Item]:
    """Which of a meeting's items are those of `by`: put there by them, or begun with in a meeting they called. One query."""
    calls = meeting.whole.callers.filter(member_id=by.member_id).exists()
    return [one for one in items if (calls if one.by_id is None else one.by_id == by.member_id)]


def _before_its_hour(meeting: Meeting, at: datetime) -> Ruling:
    if at >= meeting.begins_at:
        return Ruling(
            OutOfOrder(_("Its hour has come: once it is open, whoever is there puts things on its agenda."))
        )
    return IN_ORDER
