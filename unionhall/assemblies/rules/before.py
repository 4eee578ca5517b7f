"""What is before a meeting: the item that is on, and what was moved about how to go on with it."""

from __future__ import annotations

from django.db.models import QuerySet

from unionhall.core.procedure import Floor, Move

from ..models import Fate, ItemState, Meeting, ProceduralMotion
from .presence import votes_in_the_room


def pending(meeting: Meeting) -> QuerySet[ProceduralMotion]:
    """The procedural motions that are not decided."""
    return meeting.procedural.filter(fate=Fate.PENDING)


def is_adjourned(meeting: Meeting) -> bool:
    """Whether the meeting decided to adjourn."""
    return meeting.procedural.filter(move=Move.ADJOURN, fate=Fate.CARRIED).exists()


def before(meeting: Meeting) -> Floor:
    """
    What is before the meeting, without asking whether enough are there. What is not decided stands in the way of what ranks
    below it, seconded or not. Two queries where `now` is at hand.
    """
    item = meeting.now
    return Floor(
        on_item=item is not None,
        pending=[Move(move) for move in pending(meeting).values_list("move", flat=True)],
        debate_over=item is not None and item.state == ItemState.DEBATED,
        voting=votes_in_the_room(meeting).exists(),
    )
