"""What the stories of an evening have in common: its hour, who comes, what is put."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from unionhall.assemblies import actions, rules
from unionhall.decisions import actions as decisions
from unionhall.decisions.tests.story import put

FRIDAY = datetime(2026, 5, 8, 16, 0, tzinfo=UTC)


def come(meeting: Any, *people: Any) -> None:
    """These check in, one after the other."""
    for one in people:
        meeting.refresh_from_db()
        actions.check_in(by=one.actor, meeting=meeting, code=meeting.code)
    meeting.refresh_from_db()


def many(meeting: Any, noon: Any) -> int:
    """How many with a vote are there."""
    return rules.turned_out(meeting, noon.at).many


def seconded(meeting: Any, ana: Any, bilal: Any) -> Any:
    """A motion that may come to the vote."""
    motion = put(ana, meeting.body, "New aprons")
    return decisions.second_motion(by=bilal.actor, motion=motion)
