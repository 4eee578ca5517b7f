"""`unionhall doctor`: is this server safe to meet in, and if not, what mends it?"""

from __future__ import annotations

import argparse
from typing import Any

from unionhall.site.commands.record import add_json
from unionhall.site.commands.speaking import give


def add_to(commands: Any) -> None:
    """Add `doctor` to the command line."""
    words = commands.add_parser(
        "doctor",
        help="look whether this server is safe and its records are whole, and say what mends it",
        description="Looks at the settings, the files, the database, the backups, the clock and each hall's record. "
        "Changes nothing. Ends with 1 where something is wrong.",
    )
    add_json(words)
    words.set_defaults(do=do)


def do(asked: argparse.Namespace) -> int:
    """Look at everything; say each thing that is wrong, and under it what mends it."""
    import django

    django.setup()
    from unionhall.site import health

    found = list(health.findings())
    sentence = "\n".join(f"✗ {one.wrong}\n  {one.remedy}" for one in found) or "✓ All is well."
    give({"good": not found, "wrong": [one._asdict() for one in found]}, asked.json, sentence)
    return 1 if found else 0
