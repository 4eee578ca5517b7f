"""Adopting, repairing and interpreting the charter. Each makes a new version; no version ever changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from unionhall.bodies.models import Charter as CharterRow
from unionhall.bodies.rules import charters as rules
from unionhall.bodies.rules.membership import voters_of
from unionhall.core import days
from unionhall.core.charters import Charter, Interpretation
from unionhall.core.quorums import Quorum
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.record.book import action, write
from unionhall.record.models import Entry, Hall


@action
def adopt_charter(
    *,
    by: Actor,
    warrant: Entry,
    base: Mapping[str, Any],
    document: Mapping[str, Any],
    in_days: int = 0,
    at: datetime,
) -> CharterRow:
    """
    Adopt a changed charter on the `warrant` of the decision. `base`, `document`: what the change was written against, and
    what it made of it; changes adopted since stay. `in_days`: calendar days until it is in force, 0 for at once. It never
    begins before a version that was adopted earlier. Raises `OutOfOrder` where the changes collide.
    """
    hall = Hall.objects.get(pk=by.hall_id)
    new = rules.check_change(by.hall_id, {"base": base, "document": document})

    begins = (
        at
        if not in_days
        else days.start_of(
            days.earliest_day(clock.day(at, hall.time_zone), in_days), ZoneInfo(hall.time_zone)
        )
    )

    row = _next_version(by, new, begins, warrant)
    _note(by, row, warrant, at, hall)
    return row


@action
def repair_quorum(*, by: Actor, warrant: Entry, quorum: Quorum, at: datetime) -> CharterRow:
    """
    Lower every quorum of the charter to `quorum` where it asked for more, at once, and change nothing else (U-5). Raises
    `OutOfOrder` where that lowers none.
    """
    hall = Hall.objects.get(pk=by.hall_id)
    members = voters_of(rules.assembly(by.hall_id), at).count()
    new = rules.repair_of(by.hall_id, quorum, members)

    row = _next_version(by, new, at, warrant)
    _note(by, row, warrant, at, hall)
    return row


@action
def interpret_charter(*, by: Actor, warrant: Entry, told: Interpretation, at: datetime) -> CharterRow:
    """Fill a hole in the charter with what the assembly decided it means, from now on."""
    new = rules.interpreted(rules.read(rules.newest_row(by.hall_id)), told)

    row = _next_version(by, new, at, warrant)
    write(
        "charter.interpreted",
        by=by,
        at=at,
        about=row,
        body=rules.assembly(by.hall_id).pk,
        warrant=warrant,
        version=row.version,
        paragraph=told.anchor,
    )
    return row


def _next_version(by: Actor, new: Charter, begins: datetime, warrant: Entry) -> CharterRow:
    newest = rules.newest_row(by.hall_id)
    return CharterRow.objects.create(
        hall_id=by.hall_id,
        version=newest.version + 1,
        document=new.to_data(),
        language=new.language[:12],
        # A version that began before its predecessor would bury it: what was adopted first takes force first.
        in_force_from=max(begins, newest.in_force_from),
        warrant=warrant,
    )


def _note(by: Actor, row: CharterRow, warrant: Entry, at: datetime, hall: Hall) -> None:
    write(
        "charter.adopted",
        by=by,
        at=at,
        about=row,
        body=rules.assembly(by.hall_id).pk,
        warrant=warrant,
        version=row.version,
        from_day=clock.day(row.in_force_from, hall.time_zone).isoformat(),
    )
