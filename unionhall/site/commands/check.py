"""`unionhall check`: is this server safe to meet in?"""

from __future__ import annotations

import argparse
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from unionhall.site.commands.record import add_json
from unionhall.site.commands.speaking import give


def add_to(commands: Any) -> None:
    """Add `check` to the command line."""
    words = commands.add_parser(
        "check",
        help="look whether this server is safe and its records are whole",
        description="Looks at the settings, the files' permissions, the database and each hall's record. Changes "
        "nothing. Ends with 1 where something is wrong.",
    )
    add_json(words)
    words.set_defaults(do=do)


def do(asked: argparse.Namespace) -> int:
    """Look at everything and say what is wrong."""
    import django

    django.setup()
    wrong = [*files(), *database()]
    if not wrong:
        wrong = list(records())
    sentence = "\n".join(f"✗ {one}" for one in wrong) or "✓ All is well."
    give({"good": not wrong, "wrong": wrong}, asked.json, sentence)
    return 1 if wrong else 0


def files() -> Iterator[str]:
    """What is wrong with who may read the data folder."""
    from django.conf import settings

    folder = Path(settings.DATA)
    if not folder.is_dir():
        yield f"There is no data folder at {folder}. Start with: unionhall run"
        return
    private = [folder, folder / "secret.key", folder / "hall.sqlite3", Path(settings.SIGNER_DIR)]
    for path in private:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077 and path != folder / "hall.sqlite3":
            yield f"Others on this machine can read {path}. Mend it with: chmod go= {path}"


def database() -> Iterator[str]:
    """What is wrong with the database."""
    from django.db.utils import OperationalError

    from unionhall.site import preparing, server

    try:
        server.insist_on_durability()
        if preparing.pending_migrations():
            yield "The database is older than this version. `unionhall run` backs it up and brings it forward."
    except OperationalError as wrong:
        yield f"The database cannot be reached: {str(wrong).strip()}"
    except server.UnsafeStart as unsafe:
        yield str(unsafe)


def records() -> Iterator[str]:
    """What is wrong with the halls' records: gaps, and heads that the signer will not sign."""
    from django.db.models import Count, Max

    from unionhall.core.rulings import Refusal
    from unionhall.record import signer
    from unionhall.record.models import Entry, Head

    for head in Head.objects.select_related("hall"):
        found = Entry.objects.filter(hall=head.hall).aggregate(count=Count("pk"), last=Max("index"))
        if found["count"] != head.size or (head.size and found["last"] != head.size - 1):
            yield f"{head.hall.origin}: {found['count']} entries where there should be {head.size}."
            continue
        try:
            if head.size:
                signer.checkpoint(head.hall)
        except Refusal as refused:
            yield f"{head.hall.origin}: {refused}"
