"""The floor of a meeting: who speaks, who waits to, and what is on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.core.procedure import Floor
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.core.stack import Hand, Raised, Way, in_order
from unionhall.core.words import Sentence
from unionhall.kit.actor import Actor

from ..models import HandUp, Item, ItemState, Meeting, Presence
from .before import before
from .presence import may_check_out, may_keep_door

LONGEST_TURN = 60
"""Minutes a turn may be given at most."""


def is_open(meeting: Meeting) -> Ruling:
    """Whether there is a floor: the meeting has been opened and not closed."""
    if meeting.opened_at is None:
        return Ruling(OutOfOrder(_("This meeting has not been opened.")))
    return IN_ORDER


def may_raise_hand(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may raise a hand: whoever is checked in, with a vote or without, while the meeting is open."""
    ruling = may_check_out(by, meeting, at)
    return is_open(meeting) if ruling else ruling


def may_keep_stack(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may call who speaks, raise a hand for others and say what is on: whoever votes and is there."""
    ruling = may_keep_door(by, meeting, at)
    return is_open(meeting) if ruling else ruling


def may_have_hand(presence: Presence, kind: str) -> Ruling:
    """Whether one who is there may have a hand of that kind up: one of each at a time, and no turns once the debate is over."""
    if kind not in set(Hand):
        return Ruling(OutOfOrder(_("Choose what it is for.")))
    item = presence.meeting.now
    if kind == Hand.TURN and item is not None and item.state == ItemState.DEBATED:
        return Floor(debate_over=True).may_speak()
    if presence.left_at is not None:
        return Ruling(OutOfOrder(_("They are not checked in here.")))
    if presence.hands.filter(kind=kind).exists():
        return Ruling(OutOfOrder(_("That hand is up already.")))
    return IN_ORDER


def may_take_down(by: Actor, hand: HandUp, at: datetime) -> Ruling:
    """Whether `by` may take a hand down: their own, or any for whoever keeps the stack."""
    if hand.presence.member_id == by.member_id:
        return may_raise_hand(by, hand.meeting, at)
    return may_keep_stack(by, hand.meeting, at)


def may_go_to(by: Actor, meeting: Meeting, item: Item | None, at: datetime) -> Ruling:
    """Whether `by` may say that an item is on now; None: none is."""
    if item is not None and item.meeting_id != meeting.pk:
        return Ruling(NotAuthorised(_("That is on another agenda.")))
    ruling = may_keep_stack(by, meeting, at)
    if not ruling or (item is not None and item.pk == meeting.now_id):
        return ruling
    return before(meeting).may_go_on()


def is_speaking(meeting: Meeting, hand: str) -> Ruling:
    """Whether the hand with that id speaks now; "": whether nobody does."""
    up = speaking(meeting)
    if (str(up[-1].pk) if up else "") != hand:
        return Ruling(
            OutOfOrder(_("Who speaks has just changed, so nobody was called. Look, and press again."))
        )
    return IN_ORDER


def speaking(meeting: Meeting) -> list[HandUp]:
    """Who speaks: the last one called, and before them whom that one interrupts."""
    called = meeting.hands.filter(called_at__isnull=False).order_by("called_at")
    return list(called.select_related("presence__member"))


def in_turn(meeting: Meeting) -> list[tuple[UUID, Sentence]]:
    """Which hands are up, in the order in which they are heard by the rule of the meeting, each with the reason. Two queries."""
    columns = ("pk", "kind", "raised_at", "presence__turns", "presence__side", "presence__seldom")
    rows = meeting.hands.filter(called_at=None, presence__left_at=None).values_list(*columns)
    hands = [
        Raised(pk, Hand(kind), raised_at, turns=turns, side=side, seldom=seldom)
        for pk, kind, raised_at, turns, side, seldom in rows
    ]
    return [(one.key, why) for one, why in in_order(hands, Way(meeting.way), _last_side(meeting))]


def _last_side(meeting: Meeting) -> str:
    """The list of whoever spoke last, where two lists take turns."""
    if meeting.way != Way.ALTERNATING:
        return ""
    last = meeting.hands.filter(called_at__isnull=False, kind=Hand.TURN)
    return last.values_list("presence__side", flat=True).first() or ""


def hands_of(order: list[tuple[UUID, Sentence]]) -> list[tuple[HandUp, Sentence]]:
    """The hands of `in_turn`, or some of them, with whose they are. One query, whose cost grows with how many are asked for."""
    up = HandUp.objects.select_related("presence__member").in_bulk([pk for pk, _why in order])
    return [(up[pk], why) for pk, why in order if pk in up]


def waiting(meeting: Meeting) -> list[tuple[HandUp, Sentence]]:
    """All hands that are up, in their order, each with the reason."""
    return hands_of(in_turn(meeting))
