"""Who stands behind what was counted in the room: never one person alone, while there is another who can."""

from __future__ import annotations

from datetime import datetime

from unionhall.bodies import rules as bodies
from unionhall.decisions.models import Poll, TellerFigure
from unionhall.kit.actor import Actor


def stands_alone(by: Actor, poll: Poll, figure: TellerFigure, at: datetime) -> bool:
    """
    Whether a result declared by `by` upon `figure` would rest on one person only: who typed in all of it, on one device or
    counted aloud. Who does not vote in the body now confirms nothing, nor does the clock.

    False where nobody else who votes in the body has an account: no act may need more people than there are.
    """
    told = poll.figures.filter(round=figure.round)
    if figure.aloud:
        told = told.filter(pk=figure.pk)
    typed = set(told.values_list("typed_by_id", flat=True))
    if len(typed) > 1:
        return False
    others = bodies.voters_of(poll.body, at).exclude(pk__in=[one for one in typed if one is not None])
    if not by.clock and others.filter(pk=by.member_id).exists():
        return False
    return others.exclude(person__key_hash="").exists()
