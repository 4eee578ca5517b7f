"""What pages, papers and files say of a meeting in the same words: its agenda, and the lines of its minutes."""

from __future__ import annotations

from typing import Any

from unionhall.decisions.models import MotionText

from .models import HeldRole, Meeting, Role


def agenda_of(found: Meeting) -> list[dict[str, Any]]:
    """A meeting's items in their order, each with its title, its motion's address and minutes; three queries."""
    items = list(found.whole.items.select_related("motion", "by"))
    titles = MotionText.objects.for_reader([one.motion_id for one in items if one.motion_id])
    told = []
    for number, one in enumerate(items, start=1):
        words = titles.get(one.motion_id) if one.motion_id else None
        told.append(
            {
                "number": number,
                "item": one,
                "words": words,
                "title": one.said or (words.title if words else ""),
            }
        )
    return told


def lines_of(found: Meeting) -> dict[str, Any]:
    """The lines of the minutes: `agenda`, each item with its own; `lines` under none; `late`, written after the meeting."""
    lines = list(found.whole.minute_lines.all())
    agenda = agenda_of(found)
    for one in agenda:
        one["lines"] = [line for line in lines if line.item_id == one["item"].pk and not line.late]
    return {
        "meeting": found,
        "agenda": agenda,
        "lines": [line for line in lines if line.item_id is None and not line.late],
        "late": [line for line in lines if line.late],
    }


def roles_of(found: Meeting) -> list[tuple[Role, list[HeldRole]]]:
    """The roles that somebody has at a meeting, in the order of the list, each with who has it. One query."""
    held = list(found.roles.filter(taken_at__isnull=False).select_related("member"))
    every = [(role, [one for one in held if one.role == role]) for role in Role]
    return [(role, several) for role, several in every if several]
