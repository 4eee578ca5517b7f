"""A hall of the matrix: its clock, its things, and how it decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from unionhall.bodies import rules
from unionhall.bodies.models import Body
from unionhall.decisions import actions as decisions
from unionhall.decisions.rules import lines_on_paper
from unionhall.record.models import Hall

FOUNDED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "geheim"
"""In how somebody is reached: for the few who must know."""
HIDDEN = "verborgen"
"""The name of somebody who did nothing and chose to be in no directory: no page tells it to who did not type it."""


class Clock:
    """The world's clock: it stands until the world moves it."""

    def __init__(self) -> None:
        self.at = FOUNDED

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **span: float) -> None:
        """Let time pass."""
        self.at += timedelta(**span)


@dataclass
class Place:
    """One hall and one of each thing in it. `word` is in every name and text of it, and nowhere else. `voters`: the
    members whose votes carry everything."""

    hall: Hall
    slug: str
    assembly: Body
    word: str
    voters: list[Any] = field(default_factory=list)
    things: SimpleNamespace = field(default_factory=SimpleNamespace)


def decide(place: Place, effect: str, **params: Any) -> Any:
    """A motion of the assembly with one effect: put, seconded, voted on by all, carried. Gives the motion."""
    motion = voted(
        place,
        seconded(place, f"{place.word}beschluss: {effect}", effects=[{"kind": effect, "params": params}]),
    )
    undone = motion.effects.exclude(state="done")
    assert not undone, (effect, list(undone.values()))
    return motion


def voted(place: Place, motion: Any) -> Any:
    """The motion, carried by the votes of all."""
    poll = decisions.open_poll(by=rules.actor_of(place.voters[0]), motion=motion)
    for voter in place.voters:
        decisions.cast_ballot(by=rules.actor_of(voter), poll=poll, choice="yes", client_id=uuid4())
    for line in lines_on_paper(poll):
        for reader in place.voters[:2]:
            decisions.bring_paper(by=rules.actor_of(reader), poll=poll, line=line, choice="yes")
    poll = decisions.close_poll(by=rules.actor_of(place.voters[0]), poll=poll)
    motion.refresh_from_db()
    assert poll.outcome == "carried", (motion, poll.outcome)
    return motion


def seconded(place: Place, title: str, **more: Any) -> Any:
    """A motion that the first of the voters put and the second seconded."""
    first, second = (rules.actor_of(one) for one in place.voters[:2])
    motion = decisions.put_motion(by=first, body=more.pop("body", place.assembly), title=title, **more)
    return decisions.second_motion(by=second, motion=motion)


def day(clock: Clock, days: int) -> str:
    """The day so many days from now, as forms send it."""
    return (clock.at + timedelta(days=days)).date().isoformat()
