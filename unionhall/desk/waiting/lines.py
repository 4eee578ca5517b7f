"""What the sections of what waits have in common: who reads, a line, a section."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.decisions.models import MotionText

LATELY = timedelta(days=7)
"""For so long whoever held a mandate is told that it was taken back."""


@dataclass(frozen=True)
class Waiting:
    """
    One thing to do: where, in which words, until when, and the drawing beside it.

    `motion`: whose title stands in the words where `TITLE` does, `untitled` where it has none.
    """

    href: str
    text: str
    icon: str
    until: datetime | None = None
    motion: UUID | None = None
    untitled: str = ""

    def called(self, title: MotionText | None) -> Waiting:
        """The same with the motion's title in its words."""
        return replace(self, text=self.text.replace(TITLE, str(title or self.untitled)))


TITLE = "\0"
"""Stands for a motion's title until all titles are looked up at once: no text that anybody typed has it in it."""


@dataclass(frozen=True)
class Reader:
    """Who looks, and when."""

    member: Member
    at: datetime

    @cached_property
    def votes(self) -> bool:
        """Whether they have a vote in the assembly at all."""
        return bool(bodies.is_voter(self.member, bodies.assembly(self.member.hall_id), self.at))

    def to(self, name: str, pk: UUID | None = None) -> str:
        """The address of the page called `name`, of the row `pk`."""
        kwargs: dict[str, Any] = {"hall": self.member.hall.slug}
        return reverse(name, kwargs=kwargs if pk is None else {**kwargs, "pk": pk})


@dataclass(frozen=True)
class Section:
    """
    One sort of thing that may wait. `rows(hall, member, at)`: where it is empty, nothing of it waits; ids and a moment, or what
    stands for them in a prepared query. `lines`: what is said of these rows.
    """

    rows: Callable[[Any, Any, Any], QuerySet[Any]]
    lines: Callable[[Reader, QuerySet[Any]], Iterator[Waiting]]
