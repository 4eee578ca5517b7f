"""
Whether a hall's tables and its record say the same, and what was put: `python -m tests.faults.agreeing`, as JSON.

Runs on the data folder and database that the environment names, beside a server or without one.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

ONE_ENTRY_EACH = (
    ("motion.put", "decisions.Motion", {"amends": None}),
    ("poll.opened", "decisions.Poll", {}),
    ("poll.declared", "decisions.Poll", {"declared_at__isnull": False}),
    ("mandate.given", "mandates.Mandate", {}),
)
"""Rows that must have one entry of that kind each, and the entries that must have such a row."""


def half() -> list[str]:
    """What is there in part: rows without their entry, entries without their row, ballots without their line."""
    from django.apps import apps

    from unionhall.decisions.models import Ballot, Roll
    from unionhall.record.models import Opening

    found = []
    for kind, model, which in ONE_ENTRY_EACH:
        rows = set(apps.get_model(model).objects.filter(**which).values_list("pk", flat=True))
        entries = Counter(Opening.objects.filter(kind=kind).values_list("about_id", flat=True))
        if entries != Counter(rows):
            found.append(f"{len(rows)} rows and {entries.total()} entries of {kind}")
    voted = set(Roll.objects.filter(voted=True).values_list("pk", flat=True))
    if voted != set(Ballot.objects.values_list("roll_id", flat=True)):
        found.append("lines of the register say something else than the ballots")
    return found


def titles() -> Counter[str]:
    """How often each title was put."""
    from unionhall.decisions.models import MotionText

    return Counter(MotionText.objects.filter(version=1, binding=True).values_list("title", flat=True))


def told() -> dict[str, Any]:
    """Both, and what `unionhall doctor` finds wrong with the records."""
    from unionhall.site.health import records

    return {"half": half(), "wrong": [one.wrong for one in records()], "titles": titles()}


def main() -> None:
    """Print it."""
    import django

    django.setup()
    json.dump(told(), sys.stdout)


if __name__ == "__main__":
    main()
