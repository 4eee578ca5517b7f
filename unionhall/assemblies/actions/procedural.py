"""Moving how a meeting goes on, seconding it, and writing down by how many hands it was decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from unionhall.core.procedure import Move, law
from unionhall.core.rulings import OutOfOrder
from unionhall.core.stack import Hand
from unionhall.core.tallies import Tally
from unionhall.kit.actor import Actor
from unionhall.record.book import action, unrecorded, write

from .. import rules
from ..live import floor_moved
from ..models import Fate, ItemState, Meeting, ProceduralMotion
from .calling import locked

MOVED = "what is moved is said in the room; what the meeting decides of it is in the record"
MOST_MINUTES = 999
LONGEST_WORDS = 160


@unrecorded(MOVED)
def move(
    *, by: Actor, meeting: Meeting, what: str, words: str = "", minutes: int = 0, at: datetime
) -> ProceduralMotion:
    """
    Move how the meeting goes on: `what` is a `core.procedure.Move`; `words`: until when, to whom; `minutes`: of a break, of
    more time.

    Raises a `Refusal` where it is not in order now, with what comes first.
    """
    meeting = locked(meeting)
    if what not in set(Move):
        raise OutOfOrder(_("Choose what you move."))
    wanted, words = Move(what), " ".join(words.split())[:LONGEST_WORDS]
    rules.may_move(by, meeting, wanted, at).enforce()
    rules.is_said_whole(wanted, words, minutes).enforce()
    made = ProceduralMotion.objects.create(
        hall_id=meeting.hall_id,
        meeting=meeting,
        item=meeting.now if wanted not in rules.OF_THE_MEETING else None,
        move=wanted,
        words=words,
        minutes=minutes if wanted in rules.TIMED else 0,
        by_id=by.member_id,
        at=at,
    )
    floor_moved(meeting)
    return made


@unrecorded(MOVED)
def second_move(*, by: Actor, motion: ProceduralMotion, at: datetime) -> ProceduralMotion:
    """Second a procedural motion that another moved."""
    motion = _held(motion)
    rules.may_second(by, motion, at).enforce()
    motion.seconded_by_id, motion.seconded_at = by.member_id, at
    motion.save(update_fields=["seconded_by", "seconded_at"])
    floor_moved(motion.meeting)
    return motion


@unrecorded(MOVED)
def drop_move(*, by: Actor, motion: ProceduralMotion, at: datetime) -> None:
    """Take a procedural motion off the floor: its mover withdraws it, or nobody seconds it."""
    motion = _held(motion)
    rules.may_drop(by, motion, at).enforce()
    _is_over(motion, Fate.FELL, at)
    floor_moved(motion.meeting)


@action
def note_hands(*, by: Actor, motion: ProceduralMotion, yes: int, no: int, at: datetime) -> ProceduralMotion:
    """
    Write down how many hands were up for a procedural motion and against it; where it carries, it is carried out at once.

    Raises a `Refusal` where something else is decided first, nobody seconded it, or more hands are said than are there.
    """
    motion = _held(motion)
    meeting = motion.meeting
    rules.may_note_hands(by, motion, at).enforce()
    rules.hands_are_there(meeting, yes, no, at).enforce()
    needs = law(Move(motion.move), rules.procedure(meeting, at)).threshold
    carried = needs.is_met_by(Tally(yes=yes, no=no))
    motion.yes, motion.no = yes, no
    _is_over(motion, Fate.CARRIED if carried else Fate.LOST, at)
    if carried:
        _carry_out(motion, at)
    write(
        "floor.decided",
        by=by,
        at=at,
        about=meeting,
        body=meeting.body_id,
        move=motion.move,
        carried=carried,
        yes=yes,
        no=no,
        present=rules.turned_out(meeting, at).many,
    )
    floor_moved(meeting)
    return motion


def fall(meeting: Meeting, at: datetime) -> None:
    """What was moved and not decided falls: the meeting is closed, adjourned, or the item it was about is laid aside."""
    rules.pending(meeting).update(fate=Fate.FELL, decided_at=at)


def _held(motion: ProceduralMotion) -> ProceduralMotion:
    """The motion as it is now, its meeting locked first: two who press at once are one after the other."""
    meeting = locked(motion.meeting)
    found = ProceduralMotion.objects.select_related("item").get(pk=motion.pk)
    found.meeting = meeting
    return found


def _is_over(motion: ProceduralMotion, fate: Fate, at: datetime) -> None:
    motion.fate, motion.decided_at = fate, at
    motion.save(update_fields=["fate", "decided_at", "yes", "no"])


def _carry_out(motion: ProceduralMotion, at: datetime) -> None:
    """Do what was decided: the debate ends, there is more time, the item is laid aside, there is a break."""
    move, meeting, item = Move(motion.move), motion.meeting, motion.item
    if move is Move.RECESS:
        meeting.break_until = at + timedelta(minutes=motion.minutes)
        meeting.save(update_fields=["break_until"])
    if move is Move.ADJOURN:
        fall(meeting, at)
    if item is None:
        return
    if move is Move.EXTEND_TIME:
        item.minutes = min(MOST_MINUTES, item.minutes + motion.minutes)
    if move is Move.END_DEBATE:
        item.state = ItemState.DEBATED
    if move in rules.LAID_ASIDE:
        item.state = rules.LAID_ASIDE[move]
        fall(meeting, at)
        meeting.now = None
        meeting.save(update_fields=["now"])
    item.save(update_fields=["minutes", "state"])
    if item.state:
        meeting.hands.filter(kind=Hand.TURN, called_at=None).delete()
