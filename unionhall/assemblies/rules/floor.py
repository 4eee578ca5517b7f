"""The floor of a meeting: who speaks, who waits to, and what is on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum
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
FEWEST_SHARING = 5
"""So many at least say that they are seldom heard, and as many do not, before it is said how often each group spoke."""
FEWEST_TURNS = 10


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


def may_raise_for_guest(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may raise a hand for a guest: who keeps the stack, where guests are heard; one for each of them."""
    if not (ruling := may_keep_stack(by, meeting, at)):
        return ruling
    if not meeting.guests_speak:
        return Ruling(OutOfOrder(_("This meeting has not said that guests may speak.")))
    if meeting.now is not None and meeting.now.state == ItemState.DEBATED:
        return Floor(debate_over=True).may_speak()
    if meeting.hands.filter(presence=None).count() >= meeting.guests:
        return Ruling(OutOfOrder(_("No more guests are counted here than have a hand up.")))
    return IN_ORDER


def may_take_down(by: Actor, hand: HandUp, at: datetime) -> Ruling:
    """Whether `by` may take a hand down: their own, or any for whoever keeps the stack."""
    if hand.presence is not None and hand.presence.member_id == by.member_id:
        return may_raise_hand(by, hand.meeting, at)
    return may_keep_stack(by, hand.meeting, at)


def may_go_to(by: Actor, meeting: Meeting, item: Item | None, at: datetime) -> Ruling:
    """Whether `by` may say that an item is on now; None: none is."""
    if item is not None and item.meeting_id != meeting.whole_id:
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
    """Which hands are up, in the order in which they are heard, each with the reason; guests count as one. Two queries."""
    columns = ("pk", "kind", "raised_at", "presence__turns", "presence__side", "presence__seldom")
    rows = meeting.hands.filter(called_at=None, presence__left_at=None).values_list(*columns)
    hands = [
        Raised(pk, Hand(kind), raised_at, turns=turns, side=side, seldom=seldom)
        if turns is not None
        else Raised(pk, Hand(kind), raised_at, turns=meeting.guest_turns)
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


def seldom_share(meeting: Meeting) -> tuple[int, int] | None:
    """
    Of ten who came, how many say of themselves that they are seldom heard; and of ten turns, how many were theirs. None where few
    say so, or few do not, or few turns were had: then it would tell of somebody. One query.
    """
    seldom = Q(seldom=True)
    told = meeting.presences.aggregate(
        people=Count("pk"),
        every_turn=Sum("turns", default=0),
        seldom_people=Count("pk", filter=seldom),
        seldom_turns=Sum("turns", filter=seldom, default=0),
    )
    few = min(told["seldom_people"], told["people"] - told["seldom_people"])
    if few < FEWEST_SHARING or told["every_turn"] < FEWEST_TURNS:
        return None
    return (
        round(10 * told["seldom_people"] / told["people"]),
        round(10 * told["seldom_turns"] / told["every_turn"]),
    )
