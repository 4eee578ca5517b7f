"""`unionhall move`: one hall to another server, its record going on."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from unionhall.site import places
from unionhall.site.commands.backup import keys_in
from unionhall.site.commands.record import add_json, the_hall
from unionhall.site.commands.run import settle_address
from unionhall.site.commands.speaking import give, progress, say


def add_to(commands: Any) -> None:
    """Add `move` to the command line."""
    words = commands.add_parser(
        "move",
        help="carry one hall to another server, its record going on",
        description="On the new server: `move --key FILE` makes a key and prints who it opens for. On the old one: `move HALL "
        "FILE --to https://… --recipient age1…` closes the hall there and writes it into the file. On the new one: `move --in "
        "FILE --key FILE`. Members then come over by themselves: the old server shows each the way. docs/running.md",
    )
    words.add_argument(
        "hall",
        metavar="HALL",
        nargs="?",
        help="the hall that goes, by its eight letters or its record's name",
    )
    words.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a file that does not exist yet")
    words.add_argument("--to", metavar="URL", help="the new server's address")
    words.add_argument(
        "--recipient", metavar="AGE1…", action="append", default=[], help="who can open the file"
    )
    words.add_argument("--yes", action="store_true", help="do not ask")
    words.add_argument(
        "--in", dest="source", metavar="FILE", type=Path, help="bring the hall in this file here"
    )
    words.add_argument(
        "--key", metavar="FILE", type=Path, help="the secret key of the recipient, made where there is none"
    )
    words.add_argument(
        "--forget", action="store_true", help="delete what is left here of a hall that moved away"
    )
    add_json(words)
    words.set_defaults(do=do)


def do(asked: argparse.Namespace) -> int:
    """Make a key, carry out, bring in or forget; 2 where it is not clear which."""
    ways = {
        _out: asked.hall and asked.file and asked.to and not asked.source and not asked.forget,
        _in: asked.source and asked.key and not asked.hall,
        _forget: asked.forget and asked.hall and not asked.file,
        _make_key: asked.key and not (asked.source or asked.hall),
    }
    chosen = [way for way, fits in ways.items() if fits]
    if len(chosen) != 1:
        say("Say what to do: unionhall move --help")
        return 2
    return chosen[0](asked)


def _make_key(asked: argparse.Namespace) -> int:
    import pyrage

    if not asked.key.exists():
        handle = os.open(asked.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"{pyrage.x25519.Identity.generate()}\n")
    public = pyrage.x25519.Identity.from_str(keys_in([asked.key])[0]).to_public()
    give({"recipient": str(public)}, asked.json, str(public))
    return 0


def _out(asked: argparse.Namespace) -> int:
    hall = the_hall(asked.hall)
    from unionhall.site import moving

    if not asked.yes and not _agreed(
        f"The hall {hall.slug} is closed here from now on, and this server never signs for it again. Do its members know?"
    ):
        return 1
    with progress("Writing the hall into a file"):
        manifest = moving.move_out(hall, asked.file, asked.to, asked.recipient)
    manifest.pop("sha256")
    sentence = (
        f"The hall is in {asked.file}, and closed here.\n"
        f"On the new server: unionhall move --in {asked.file.name} --key FILE"
    )
    if not manifest["has_key"]:
        sentence += (
            "\nThe key went with an earlier file; the new server will make one, and say so in the record."
        )
    give({"file": str(asked.file), **manifest}, asked.json, sentence)
    return 0


def _in(asked: argparse.Namespace) -> int:
    settle_address(8000)
    places.make_data_dir()
    from django.conf import settings

    from unionhall.site import preparing

    preparing.prepare()
    from unionhall.site import moving

    with progress("Bringing the hall in"):
        manifest = moving.move_in(asked.source, keys_in([asked.key]))
    manifest.pop("sha256")
    sentence = (
        f"The hall is here: {settings.PUBLIC_URL}/h/{manifest['slug']}/\nIts members sign in at the old address, which shows "
        f"each their way over. Delete {asked.source} and the key now."
    )
    if not manifest["has_key"]:
        sentence += f"\nIts key is lost. Once the members know: unionhall record reconcile {manifest['slug']}"
    give(manifest, asked.json, sentence)
    return 0


def _forget(asked: argparse.Namespace) -> int:
    hall = the_hall(asked.hall)
    from unionhall.site import moving

    if not asked.yes and not _agreed(
        "Members who have not come over yet lose their way. Is everybody there?"
    ):
        return 1
    give({"rows": (count := moving.forget(hall))}, asked.json, f"Nothing of it is left here ({count} rows).")
    return 0


def _agreed(question: str) -> bool:
    say(question)
    try:
        answer = input("Type yes to go on: ")
    except EOFError:
        say("Nobody can answer here. Ask in a terminal, or say it with --yes.")
        answer = ""
    if answer.strip().lower() == "yes":
        return True
    say("Nothing was changed.")
    return False
