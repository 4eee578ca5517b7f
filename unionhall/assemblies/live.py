"""What is brought up to date on pages of a meeting that people have open: how many are there, and whether it is open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

from unionhall.kit import clock, live
from unionhall.kit.registries import fragments

from . import rules
from .models import Meeting


def topic_of(meeting_id: UUID) -> str:
    """The name under which a meeting's live region is published."""
    return live.topic_of("meeting", meeting_id)


def meeting_moved(meeting: Meeting) -> None:
    """Say that somebody came or went, or that the meeting was opened or closed; open pages show it after the commit."""
    live.publish(meeting.hall_id, topic_of(meeting.pk))


def region(meeting_id: str) -> str:
    """The live region of a meeting's page, the same for every reader: counts, and no name."""
    found = Meeting.objects.select_related("body__hall", "hall").get(pk=meeting_id)
    return render_to_string("assemblies/turnout.html", in_region(found))


def in_region(found: Meeting) -> dict[str, Any]:
    """What the live region says of a meeting."""
    at = clock.now()
    return {
        "meeting": found,
        "turnout": rules.turned_out(found, at),
        "online": rules.here(found).filter(online=True).count(),
        "on": found.opened_at is not None and found.closed_at is None,
    }


fragments.declare("meeting", region)
