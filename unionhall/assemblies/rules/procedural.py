"""Motions on how a meeting goes on: who may move, second and decide them, and what stands before what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.procedure import Floor, Move, Procedure
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.decisions.models import Motion
from unionhall.kit.actor import Actor
from unionhall.kit.registries import procedures

from ..models import Fate, Item, ItemState, Meeting, ProceduralMotion
from .before import before, is_adjourned
from .floor import may_keep_stack
from .presence import turned_out

LONGEST_BREAK = 240
"""Minutes a break, or more time, may be at most."""
WORDED = frozenset({Move.REFER})
"""What cannot be moved without saying to whom."""
OF_THE_MEETING = frozenset({Move.RECESS, Move.ADJOURN})
"""What is about the meeting, whatever item is on."""
TIMED = frozenset({Move.RECESS, Move.EXTEND_TIME})
"""What cannot be moved without saying how many minutes."""
LAID_ASIDE = {
    Move.TABLE: ItemState.TABLED,
    Move.POSTPONE: ItemState.POSTPONED,
    Move.REFER: ItemState.REFERRED,
}
"""What becomes of the item by a motion that lays it aside."""


def procedure(meeting: Meeting, at: datetime) -> Procedure:
    """Which procedural motions the charter knows."""
    return bodies.charter(meeting.hall_id, at).options.procedure


def floor_as_it_is(meeting: Meeting, at: datetime) -> Floor:
    """What is before the meeting, and whether enough are there to decide it."""
    return replace(before(meeting), quorate=not turned_out(meeting, at).lacking)


def may_move(by: Actor, meeting: Meeting, move: Move, at: datetime) -> Ruling:
    """Whether `by` may move how the meeting goes on: whoever votes and is there, where the table of motions lets it."""
    ruling = first_refusal(may_keep_stack(by, meeting, at), _goes_on(meeting))
    return floor_as_it_is(meeting, at).may_move(move, procedure(meeting, at)) if ruling else ruling


def is_said_whole(move: Move, words: str, minutes: int) -> Ruling:
    """Whether a motion says to whom, or how long, where it has to."""
    if move in WORDED and not words:
        return Ruling(OutOfOrder(_("Say to whom it is referred.")))
    if move in TIMED and not 1 <= minutes <= LONGEST_BREAK:
        return Ruling(OutOfOrder(_("Say how many minutes, from 1 to %(most)d.") % {"most": LONGEST_BREAK}))
    return IN_ORDER


def may_second(by: Actor, motion: ProceduralMotion, at: datetime) -> Ruling:
    """Whether `by` may second a procedural motion: whoever votes and is there, and did not move it."""
    if not (ruling := first_refusal(may_keep_stack(by, motion.meeting, at), _is_pending(motion))):
        return ruling
    if motion.by_id == by.member_id:
        return Ruling(NotAuthorised(_("You moved it yourself: somebody else seconds it.")))
    if motion.seconded_at is not None:
        return Ruling(OutOfOrder(_("It is seconded already.")))
    return IN_ORDER


def may_note_hands(by: Actor, motion: ProceduralMotion, at: datetime) -> Ruling:
    """Whether `by` may write down what the meeting decided: whoever votes and is there, once the table of motions lets it."""
    if not (ruling := first_refusal(may_keep_stack(by, motion.meeting, at), _is_pending(motion))):
        return ruling
    floor = floor_as_it_is(motion.meeting, at)
    return floor.may_decide(
        Move(motion.move),
        seconded=motion.seconded_at is not None,
        procedure=procedure(motion.meeting, at),
    )


def hands_are_there(meeting: Meeting, yes: int, no: int, at: datetime) -> Ruling:
    """Whether so many hands can have been up: no more than have checked in with a vote."""
    there = turned_out(meeting, at).many
    if yes < 0 or no < 0 or yes + no > there:
        told = {"hands": max(yes, 0) + max(no, 0), "here": there}
        return Ruling(
            OutOfOrder(
                _(
                    "That makes %(hands)d hands; %(here)d with a vote are checked in. First tick in who is missing."
                )
                % told
            )
        )
    return IN_ORDER


def may_drop(by: Actor, motion: ProceduralMotion, at: datetime) -> Ruling:
    """Whether `by` may take a procedural motion off the floor: its mover until it is decided, anybody while none seconds it."""
    if not (ruling := first_refusal(may_keep_stack(by, motion.meeting, at), _is_pending(motion))):
        return ruling
    if motion.seconded_at is not None and motion.by_id != by.member_id:
        return Ruling(OutOfOrder(_("It is seconded: it is decided, or whoever moved it withdraws it.")))
    return IN_ORDER


def _is_pending(motion: ProceduralMotion) -> Ruling:
    if motion.fate != Fate.PENDING:
        return Ruling(OutOfOrder(_("This is decided already, or was withdrawn.")))
    return _goes_on(motion.meeting)


def _goes_on(meeting: Meeting) -> Ruling:
    if is_adjourned(meeting):
        return Ruling(OutOfOrder(_("It was decided to adjourn: what is left is to close the meeting.")))
    return IN_ORDER


def in_the_way(motion: Motion, at: datetime) -> Ruling:
    """
    Whether a vote in the room on `motion` may be opened, for all that a meeting of its body decided on how to go on: not while
    it is being decided whether to lay it aside, nor once it was laid aside and until it is taken up again, nor after it was
    decided to adjourn.
    """
    on = list(Meeting.objects.on(at).filter(body=motion.body_id).select_related("now"))
    for meeting in on:
        if not (ruling := _goes_on(meeting)):
            return ruling
    items = Item.objects.filter(motion=motion, meeting__in=[one.whole_id for one in on])
    item = items.order_by("-meeting__opened_at").first()
    if item is None:
        return IN_ORDER
    if item.state in LAID_ASIDE.values():
        return Ruling(OutOfOrder(_("The meeting laid this aside: first take up its item again.")))
    return first_refusal(*(before(one).may_go_on() for one in on if one.now_id == item.pk))


procedures.declare("procedural motions", in_the_way)
