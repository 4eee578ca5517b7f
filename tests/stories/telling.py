"""What these stories do again and again, in members' words."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps

from unionhall.bodies import actions as joining
from unionhall.bodies import rules
from unionhall.bodies.models import Member
from unionhall.bodies.tests.carrying import filled
from unionhall.conftest import _founded as founded
from unionhall.conftest import joins
from unionhall.decisions import actions
from unionhall.decisions.models import Motion, Poll
from unionhall.kit import clock

__all__ = ["founded", "joins"]


def everybody(body: Any) -> list[Member]:
    """All who vote in the body now, by name, each with an `actor`."""
    people = sorted(rules.voters(body, clock.now()), key=lambda one: one.name)
    for one in people:
        one.actor = rules.actor_of(one)
    return people


def effect(kind: str, hall: Any, /, **typed: Any) -> dict[str, Any]:
    """What a motion of the assembly will do by itself, as its own form makes it of what somebody typed."""
    return {"kind": kind, "params": filled(kind, hall, typed)}


def mandate_for(hall: Any, who: str, *powers: str, days: int = 30, **typed: Any) -> dict[str, Any]:
    """A mandate for the member called `who`, for the assembly, ending after so many days."""
    until = clock.day(clock.now(), hall.time_zone) + timedelta(days=days)
    return effect(
        "mandate.give",
        hall,
        who=who,
        powers=list(powers),
        until=until.isoformat(),
        for_body=str(rules.assembly(hall.pk).pk),
        **typed,
    )


def before_all(hall: Any, *effects: Any, title: str = "So be it", body: Any = None, **more: Any) -> Motion:
    """A motion put by the first by name and seconded by the next: before the body, not yet voted on."""
    body = body or rules.assembly(hall.pk)
    first, *rest = everybody(body)
    motion = actions.put_motion(by=first.actor, body=body, title=title, effects=list(effects), **more)
    for one in rest:
        if motion.status != "put":
            break
        motion = actions.second_motion(by=one.actor, motion=motion)
    return motion


def voted(motion: Motion, *, against: int = 0) -> Poll:
    """Everybody votes by phone, the last `against` of them against; declared."""
    people = everybody(motion.body)
    poll = actions.open_poll(by=people[0].actor, motion=motion)
    yes = "agree" if poll.method == "consensus" else "yes"
    for place, one in enumerate(people):
        choice = "no" if place >= len(people) - against else yes
        actions.cast_ballot(by=one.actor, poll=poll, choice=choice, client_id=uuid4())
    return actions.close_poll(by=people[0].actor, poll=poll)


def decided(hall: Any, *effects: Any, against: int = 0, **more: Any) -> Motion:
    """A motion put, seconded, voted on by everybody and declared."""
    motion = voted(before_all(hall, *effects, **more), against=against).motion
    refused = [one.reason for one in motion.effects.all() if one.state == "refused"]
    assert not refused, refused
    return motion


def on_paper(one: Any, other: Any, name: str, **card: Any) -> Member:
    """Somebody joins by a card that `one` types in and `other` vouches for: a member without an account."""
    typed = joining.type_in_card(by=one.actor, name=name, **card)
    if typed.answer == "open":
        typed = joining.vouch_for(by=other.actor, application=typed)
    return typed.member


def rows_of(hall: Any) -> str:
    """Every row of every table that belongs to the hall, as text."""
    told = []
    for model in apps.get_models():
        if any(field.name == "hall" for field in model._meta.get_fields()):
            told += [as_text(row) for row in model._base_manager.filter(hall=hall).values_list()]
    return json.dumps(told)


def as_text(row: Any) -> list[str]:
    """The values of a row; bytes as hex."""
    return [bytes(one).hex() if isinstance(one, (bytes, memoryview)) else str(one) for one in row]
