"""`unionhall record …`: carry a hall's record away, verify a copy, prove one act, confirm a gap after a restore."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from unionhall.site.commands.speaking import give, progress, say


def add_to(commands: Any) -> None:
    """Add `record` and what it can do to the command line."""
    words = commands.add_parser("record", help="carry the record away, verify it, prove one act")
    several = words.add_subparsers(title="what it can do", metavar="", required=True)

    export = several.add_parser(
        "export",
        help="write a hall's record into a new folder",
        description="Writes the signed head, the tree, the seals and what every member may read of them.",
    )
    add_hall(export)
    export.add_argument("folder", metavar="DIR", type=Path, help="a folder that is new or empty")
    add_json(export)
    export.set_defaults(do=do_export)

    verify = several.add_parser(
        "verify",
        help="check a copy of a record; needs no hall and no network",
        description="Checks signature, tree, every seal and every opened entry. Ends with 0 when all is good, "
        "1 when something is not (the first bad entry or file is named), 2 when wrongly asked.",
    )
    verify.add_argument("folder", metavar="DIR", type=Path)
    verify.add_argument(
        "--since",
        metavar="CHECKPOINT",
        type=Path,
        help="an earlier checkpoint that this record must continue",
    )
    verify.add_argument(
        "--key", metavar="VKEY", help="the key it must be signed with (text, or a file holding it)"
    )
    add_json(verify)
    verify.set_defaults(do=do_verify)

    proof = several.add_parser(
        "proof",
        help="print the proof that one entry is in the record",
        description="A C2SP .tlog-proof of one entry, for whoever should be able to check that one act.",
    )
    add_hall(proof)
    proof.add_argument(
        "index", metavar="NUMBER", type=int, help="the entry's number, as the record's page shows it"
    )
    proof.set_defaults(do=do_proof)

    reconcile = several.add_parser(
        "reconcile",
        help="after restoring a backup: confirm what was lost, so that signing goes on",
        description="After an older backup was restored, the signer refuses: it has signed a longer record. "
        "Tell the members first; this keeps a note of the gap beside the signer's key.",
    )
    add_hall(reconcile)
    reconcile.add_argument("--yes", action="store_true", help="do not ask")
    reconcile.set_defaults(do=do_reconcile)


def add_hall(words: argparse.ArgumentParser) -> None:
    """Add the hall meant."""
    words.add_argument("hall", metavar="HALL", help="the eight letters in its address, or its record's name")


def add_json(words: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    words.add_argument("--json", action="store_true", help="print the result for another program")


def the_hall(name: str) -> Any:
    """The hall with the slug or origin `name`. Sets Django up. Raises `OutOfOrder` where there is none."""
    import django

    django.setup()
    from django.db.models import Q

    from unionhall.core.rulings import OutOfOrder
    from unionhall.record.models import Hall

    hall = Hall.objects.filter(Q(slug=name) | Q(origin=name)).first()
    if hall is None:
        raise OutOfOrder(f"This server has no hall called {name}.")
    return hall


def do_export(asked: argparse.Namespace) -> int:
    """Write the record and say where it is."""
    hall = the_hall(asked.hall)
    from unionhall.record.export import export

    with progress("Writing the record") as tell:
        copy = export(hall, asked.folder, tell=lambda done, of: tell(done, of))
    result = {
        "folder": str(asked.folder),
        "origin": hall.origin,
        "entries": copy.checkpoint.size,
        "root": copy.checkpoint.root,
        "openings": copy.openings,
    }
    sentence = (
        f"{copy.checkpoint.size} entries are in {asked.folder}, {copy.openings} of them in words.\n"
        f"Check the copy with: unionhall record verify {asked.folder}"
    )
    give(result, asked.json, sentence)
    return 0


def do_verify(asked: argparse.Namespace) -> int:
    """Verify a copy. Needs neither Django nor a database."""
    from unionhall.record.verify import main_verify

    return int(main_verify(asked.folder, asked.since, asked.key, asked.json))


def do_proof(asked: argparse.Namespace) -> int:
    """Print the proof of one entry."""
    hall = the_hall(asked.hall)
    from unionhall.core.rulings import OutOfOrder
    from unionhall.record.models import Entry
    from unionhall.record.proofs import proof_for

    entry = Entry.objects.filter(hall=hall, index=asked.index).first()
    if entry is None:
        raise OutOfOrder(f"There is no entry {asked.index} in this record.")
    sys.stdout.write(proof_for(entry))
    return 0


def do_reconcile(asked: argparse.Namespace) -> int:
    """Let the signer go on after a restore, once a person has confirmed it."""
    hall = the_hall(asked.hall)
    from unionhall.kit.actor import Actor
    from unionhall.record import actions, signer

    if not asked.yes:
        say(
            f"The signer of {hall.origin} will go on from the record as it is now. Whatever was done after the "
            "backup is not in it, and copies that members hold will show that. Have you told them?"
        )
        try:
            answer = input("Type yes to go on: ")
        except EOFError:
            say("Nobody can answer here. Ask in a terminal, or say it with --yes.")
            answer = ""
        if answer.strip().lower() != "yes":
            say("Nothing was changed.")
            return 1
    lost = signer.reconcile(hall)
    actions.enter_reconciliation(by=Actor.the_clock(hall.pk), hall=hall, missing=lost)
    print(
        f"The record goes on from here; {lost} entries signed before are not in it. Keep the earlier checkpoint."
    )
    return 0
