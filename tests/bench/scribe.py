"""Entries of a made-up history, sealed as the house seals its own and written all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.record.book import sealed
from unionhall.record.models import Entry, Hall, Head, Opening

AT_ONCE = 2000
"""Rows of one insert."""


@dataclass
class _Line:
    at: datetime
    kind: str
    by: Actor
    about: models.Model
    body: UUID | None
    warrant: Entry | None
    facts: Mapping[str, Any]
    entry: Entry


class Scribe:
    """What is to be entered in a hall's record, in any order; `close` writes it in the order of time."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self._lines: list[_Line] = []

    def enter(
        self,
        kind: str,
        *,
        by: Actor,
        at: datetime,
        about: models.Model,
        body: UUID | None = None,
        warrant: Entry | None = None,
        **facts: Any,
    ) -> Entry:
        """Note one entry, as `record.book.write` takes it. Its place in the record is known once the scribe has closed."""
        entry = Entry(hall=self.hall)
        self._lines.append(_Line(at, kind, by, about, body, warrant, facts, entry))
        return entry

    def close(self) -> int:
        """Seal and write everything noted, after what the record holds already. Gives how many entries that were."""
        head = Head.objects.get(hall=self.hall)
        lines = sorted(self._lines, key=lambda line: line.at)
        openings = [self._opening(line, head.size + place) for place, line in enumerate(lines)]
        Entry.objects.bulk_create((line.entry for line in lines), batch_size=AT_ONCE)
        Opening.objects.bulk_create(openings, batch_size=AT_ONCE)
        head.size, head.last_at = head.size + len(lines), lines[-1].at
        head.save()
        self._lines = []
        return len(lines)

    def _opening(self, line: _Line, index: int) -> Opening:
        seal = sealed(
            line.kind,
            by=line.by,
            at=line.at,
            day=clock.day(line.at, self.hall.time_zone),
            about=line.about,
            body=line.body,
            mandate=None,
            warrant=line.warrant,
            facts=dict(line.facts),
        )
        line.entry.index, line.entry.leaf = index, seal.leaf
        return Opening(
            entry=line.entry,
            hall=self.hall,
            salt=seal.salt,
            content=seal.content,
            kind=line.kind,
            about_type=line.about._meta.label_lower,
            about_id=line.about.pk,
            member_id=line.by.member_id,
            body_id=line.body,
            at=line.at,
        )
