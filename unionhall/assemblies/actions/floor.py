"""Raising hands, calling who speaks, and saying what is on. Nothing of it is kept but how often somebody spoke."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder
from unionhall.core.stack import Hand, Way
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .. import rules
from ..live import floor_moved
from ..models import HandUp, Item, ItemState, Meeting, Presence, Side
from .calling import locked
from .presence import as_it_is
from .temperature import forget_temperature

SPOKEN = "who speaks, and when, is said in the room; how often is kept until 30 days after"
HOW = "how a meeting goes on is the meeting's, and no act in anybody's name"


@unrecorded(SPOKEN)
def raise_hand(
    *, by: Actor, meeting: Meeting, kind: str = Hand.TURN, whose: Member | None = None, at: datetime
) -> HandUp:
    """
    Raise a hand; `whose`: for somebody without a phone, by who keeps the stack. `kind`: a `core.stack.Hand`.

    Raises a `Refusal` for who is not there, and where that hand is up already.
    """
    meeting = as_it_is(meeting)
    if whose is None or whose.pk == by.member_id:
        rules.may_raise_hand(by, meeting, at).enforce()
        member_id = by.member_id
    else:
        rules.may_keep_stack(by, meeting, at).enforce()
        member_id = whose.pk
    there = Presence.objects.select_for_update().filter(meeting=meeting, member_id=member_id)
    presence = there.first()
    if presence is None:
        raise OutOfOrder(_("They are not checked in here."))
    presence.meeting = meeting
    rules.may_have_hand(presence, kind).enforce()
    hand = HandUp.objects.create(
        hall_id=meeting.hall_id, meeting=meeting, presence=presence, kind=kind, raised_at=at
    )
    floor_moved(meeting)
    return hand


@unrecorded(SPOKEN)
def raise_for_guest(*, by: Actor, meeting: Meeting, at: datetime) -> HandUp:
    """Raise a hand for a guest, without a name: they have a voice where the meeting says so, and no vote."""
    meeting = as_it_is(meeting)
    rules.may_raise_for_guest(by, meeting, at).enforce()
    hand = HandUp.objects.create(
        hall_id=meeting.hall_id, meeting=meeting, presence=None, kind=Hand.TURN, raised_at=at
    )
    floor_moved(meeting)
    return hand


@unrecorded(SPOKEN)
def take_down(*, by: Actor, hand: HandUp, at: datetime) -> None:
    """Take a hand down, or say that who speaks has ended."""
    rules.may_take_down(by, hand, at).enforce()
    HandUp.objects.filter(pk=hand.pk).delete()
    floor_moved(hand.meeting)


@unrecorded(SPOKEN)
def call_hand(
    *, by: Actor, meeting: Meeting, hand: HandUp | None = None, after: str | None = None, at: datetime
) -> HandUp:
    """
    Call who speaks next: the first of the stack, or `hand`. Whoever spoke has ended, but where a point interrupts them: they go
    on when it is done. `after`: the id of the hand that spoke when it was pressed, "" for nobody; None: whoever speaks.

    Raises `OutOfOrder` where no hand is up, and where another was called meanwhile: nobody is passed over because two pressed.
    """
    meeting = locked(meeting)
    rules.may_keep_stack(by, meeting, at).enforce()
    if after is not None:
        rules.is_speaking(meeting, after).enforce()
    up = [one for one in rules.in_turn(meeting) if hand is None or one[0] == hand.pk]
    following = next((one for one, _why in rules.hands_of(up[:1])), None)
    if following is None:
        raise OutOfOrder(_("No hand is up.") if hand is None else _("That hand is not up any more."))
    ended = meeting.hands.filter(called_at__isnull=False)
    if following.kind != Hand.TURN:
        ended = ended.exclude(kind=Hand.TURN)
    ended.delete()
    following.called_at = at
    following.save(update_fields=["called_at"])
    if following.kind == Hand.TURN:
        Presence.objects.filter(pk=following.presence_id).update(turns=F("turns") + 1)
        if following.presence_id is None:
            Meeting.objects.filter(pk=meeting.pk).update(guest_turns=F("guest_turns") + 1)
    floor_moved(meeting)
    return following


@unrecorded(HOW)
def set_stack(
    *,
    by: Actor,
    meeting: Meeting,
    way: str,
    turn_minutes: int,
    guests_speak: bool | None = None,
    at: datetime,
) -> Meeting:
    """
    Say by which rule turns are given from now on, how many minutes one is, 0 for no limit, and whether guests may speak, None for
    as before.
    """
    meeting = locked(meeting)
    rules.may_keep_stack(by, meeting, at).enforce()
    if way not in set(Way):
        raise OutOfOrder(_("Choose by which rule turns are given."))
    if not 0 <= turn_minutes <= rules.LONGEST_TURN:
        raise OutOfOrder(
            _("A turn is from 1 to %(most)d minutes; 0 for no limit.") % {"most": rules.LONGEST_TURN}
        )
    meeting.way, meeting.turn_minutes = way, turn_minutes
    if guests_speak is not None:
        meeting.guests_speak = guests_speak
    meeting.save(update_fields=["way", "turn_minutes", "guests_speak"])
    floor_moved(meeting)
    return meeting


@unrecorded("what somebody says of themselves for the stack is theirs")
def say_of_oneself(
    *, by: Actor, meeting: Meeting, side: str = "", seldom: bool = False, at: datetime
) -> Presence:
    """Say which of two lists one speaks from, "" for none, and whether one is seldom heard; nobody says it for another."""
    meeting = as_it_is(meeting)
    rules.may_raise_hand(by, meeting, at).enforce()
    if side not in ("", *Side.values):
        raise OutOfOrder(_("There are two lists: choose one, or none."))
    presence = meeting.presences.get(member_id=by.member_id)
    presence.side, presence.seldom = side, seldom
    presence.save(update_fields=["side", "seldom"])
    floor_moved(meeting)
    return presence


@unrecorded(HOW)
def go_to(*, by: Actor, meeting: Meeting, item: Item | None, at: datetime) -> Meeting:
    """Say which item is on now; one that was laid aside is taken up again by it."""
    meeting = locked(meeting)
    rules.may_go_to(by, meeting, item, at).enforce()
    if item is not None and item.pk != meeting.now_id and item.state in rules.LAID_ASIDE.values():
        Item.objects.filter(pk=item.pk).update(state=ItemState.OPEN)
    if item is not None and item.state == ItemState.DEBATED:
        meeting.hands.filter(kind=Hand.TURN, called_at=None).delete()  # they were raised about something else
    if item is None or item.pk != meeting.now_id:
        forget_temperature(meeting)  # it was asked about what is on no more
    meeting.now = item
    meeting.save(update_fields=["now"])
    floor_moved(meeting)
    return meeting
