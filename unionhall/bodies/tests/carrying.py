"""How these stories carry a motion's effect: checked as it is put, then run on a decision's warrant."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache

from unionhall.bodies.models import Member
from unionhall.bodies.rules import assembly
from unionhall.conftest import warrant_of
from unionhall.kit.actor import Actor
from unionhall.kit.registries import effects


def filled(kind: str, hall: Any, typed: dict[str, Any], body: Any = None) -> dict[str, Any]:
    """The parameters that the effect's own form makes of what somebody typed; asserts that it was right."""
    reader = Member.objects.filter(hall=hall, left_on=None)[0]
    cache.delete(
        f"reads:{reader.pk}"
    )  # a story tells weeks within a minute; so many searches are none of its subject
    form = effects.get(kind).form(hall, body or assembly(hall.pk))(typed, reader=reader)
    assert form.is_valid(), form.errors.as_json()
    return form.params()


def carry(kind: str, hall: Any, params: dict[str, Any], body: Any = None) -> None:
    """Let the effect happen as a carried motion does."""
    effect, body = effects.get(kind), body or assembly(hall.pk)
    effect.check(hall, body, params)
    assert effect.describe(hall, body, params)
    effect.run(by=Actor.the_clock(hall.pk), warrant=warrant_of(hall), hall=hall, body=body, params=params)
