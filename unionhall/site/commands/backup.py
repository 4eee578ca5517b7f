"""`unionhall backup` and `unionhall restore`: the whole server in one file, and back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from unionhall.site import places
from unionhall.site.commands.record import add_json
from unionhall.site.commands.speaking import give, progress, say


def add_to(commands: Any) -> None:
    """Add `backup` and `restore` to the command line."""
    backup = commands.add_parser(
        "backup",
        help="write the whole server into one file",
        description="Database, members' files and the newest signed heads in one file; without sessions and without "
        "the signer's key. The server may keep running. With --recipient the file is encrypted (age).",
    )
    where = backup.add_mutually_exclusive_group(required=True)
    where.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a file that does not exist yet")
    where.add_argument(
        "--daily",
        action="store_true",
        help="the day's own, in the backups folder, to the recipients in UNIONHALL_BACKUP_TO; older than 34 days they go",
    )
    backup.add_argument(
        "--recipient",
        metavar="AGE1…",
        action="append",
        default=[],
        help="encrypt to this age key; may be repeated",
    )
    add_json(backup)
    backup.set_defaults(do=do_backup)

    restore = commands.add_parser(
        "restore",
        help="bring a backup back into an empty place",
        description="Never overwrites a hall. Afterwards the record's signer waits until a person has confirmed "
        "what was lost: unionhall record reconcile HALL",
    )
    restore.add_argument("file", metavar="FILE", type=Path)
    restore.add_argument(
        "--identity",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="a file holding an age secret key",
    )
    add_json(restore)
    restore.set_defaults(do=do_restore)


def do_backup(asked: argparse.Namespace) -> int:
    """Write the backup."""
    _set_up()
    from unionhall.site import carrying

    if asked.daily:
        with progress("Backing up"):
            manifest = carrying.daily_backup()
        said = f"The backup is in {manifest['file']}." if manifest else "Today's backup is there already."
        give({"made": None, **(manifest or {})}, asked.json, said)
        return 0
    if not asked.recipient:
        say(
            "This backup is not encrypted: whoever has the file has everything. See --recipient.",
            style="yellow",
        )
    with progress("Backing up"):
        manifest = carrying.backup(asked.file, asked.recipient)
    size = asked.file.stat().st_size
    result = {"file": str(asked.file), "bytes": size, "encrypted": bool(asked.recipient), **manifest}
    result.pop("sha256")
    give(result, asked.json, f"The backup is in {asked.file} ({size:,} bytes).")
    return 0


def do_restore(asked: argparse.Namespace) -> int:
    """Bring a backup back."""
    places.make_data_dir()
    _set_up()
    from unionhall.site import carrying

    keys = keys_in(asked.identity)
    with progress("Restoring"):
        manifest = carrying.restore(asked.file, keys)
    result = {"restored": str(asked.file), "made": manifest["made"], "unionhall": manifest["unionhall"]}
    sentence = (
        f"Restored the backup of {manifest['made']}. Everybody signs in anew. Start it with: unionhall run\n"
        "If this server's signer had signed more than the backup holds, the record is not signed until you say\n"
        "so: unionhall record reconcile HALL"
    )
    give(result, asked.json, sentence)
    return 0


def keys_in(files: list[Path]) -> list[str]:
    """The age secret keys in files as `age-keygen` writes them."""
    return [
        line.strip()
        for file in files
        for line in file.read_text().splitlines()
        if line.strip() and not line.startswith("#")
    ]


def _set_up() -> None:
    import django

    django.setup()
