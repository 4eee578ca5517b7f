"""
What is unsafe about this server, each finding a sentence and what mends it. Looks and changes nothing.

Where the database cannot be reached or is older than the program, what needs its rows is left for the next look.
"""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

from unionhall.kit import clock
from unionhall.site import carrying, places, server

KEPT_BACKUPS = timedelta(days=35)
"""How long backups may be kept: what was erased in a hall lives on in them until then."""
BACKUP_EVERY = timedelta(days=7)
"""How old the newest backup may be."""
SIGNED_WITHIN = timedelta(minutes=5)
"""How long entries may wait for a signature; a running server signs within one."""
ROOM_NEEDED = 256 * 1024 * 1024
"""Bytes that must be free on the disk, besides room for two copies of what is there: a backup before a migration, and another."""


class Finding(NamedTuple):
    """Something unsafe. `about`: one word for other programs. `wrong`: a sentence. `remedy`: what to do, a sentence."""

    about: str
    wrong: str
    remedy: str


def findings() -> Iterator[Finding]:
    """Everything that is unsafe."""
    yield from address()
    if not Path(settings.DATA).is_dir():
        yield Finding(
            "files", f"There is no data folder at {settings.DATA}.", "Start the server: unionhall run"
        )
        return
    yield from files()
    yield from disk()
    yield from old_backups()
    yield from machine_clock()
    troubles = list(database())
    yield from troubles
    if not any(one.about in ("unreachable", "migrations") for one in troubles):
        yield from backups()
        yield from records()


def address() -> Iterator[Finding]:
    """What is wrong with how members reach the server."""
    public = urlsplit(settings.PUBLIC_URL)
    away = not server.is_local(public.hostname or "")
    if away and public.scheme != "https":
        yield Finding(
            "https",
            f"Members come by {settings.PUBLIC_URL} without HTTPS: whoever is on the way reads along, passphrases too.",
            "Set it up with a certificate: sudo bin/install.py NAME (docs/running.md)",
        )
    if settings.DEBUG and away:
        yield Finding(
            "debug",
            "UNIONHALL_DEBUG shows the insides of the server to everybody.",
            "Take it out of the settings.",
        )
    if not server.has_secret():
        yield Finding("secret", "There is no secret key.", "Start the server, which makes one: unionhall run")


def files() -> Iterator[Finding]:
    """What others on this machine can read."""
    folder = Path(settings.DATA)
    private = [
        folder,
        folder / "secret.key",
        Path(settings.SIGNER_DIR),
        *Path(settings.SIGNER_DIR).rglob("*"),
    ]
    private += [
        Path(settings.BACKUP_DIR),
        *Path(settings.BACKUP_DIR).glob("*"),
        *folder.glob("hall.sqlite3*"),
    ]
    kept = places.os.environ.get("UNIONHALL_SETTINGS", "")
    if kept:
        private.append(Path(kept))
    for path in private:
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except OSError:  # not there, or not ours to look at
            continue
        if mode & 0o077:
            yield Finding("files", f"Others on this machine can read {path}.", f"chmod go= {path}")


def disk() -> Iterator[Finding]:
    """Whether there is room for a backup."""
    folder = Path(settings.DATA)
    there = sum(path.stat().st_size for path in folder.glob("hall.sqlite3*"))
    free = shutil.disk_usage(folder).free
    if free < ROOM_NEEDED + 2 * there:
        yield Finding(
            "disk",
            f"The disk is nearly full: {free // 1_000_000} MB are left, and an act that cannot be written down is refused.",
            f"Make room on it, or move {folder} to a larger one.",
        )


def old_backups() -> Iterator[Finding]:
    """Backups kept longer than what was erased may live on."""
    for path in sorted(Path(settings.BACKUP_DIR).glob("*")):
        age = clock.now() - datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if age > KEPT_BACKUPS:
            yield Finding(
                "old backup",
                f"{path} is {age.days} days old: what was erased in a hall since then is still in it.",
                f"rm {path}",
            )


def backups() -> Iterator[Finding]:
    """Whether what there is to lose is backed up, for others to open than this server."""
    from unionhall.record.models import Hall

    if not Hall.objects.exists():
        return
    how = "unionhall backup FILE --recipient age1… (docs/running.md)"
    try:
        newest = json.loads(carrying.newest_backup().read_text())
        age, encrypted = clock.now().date() - date.fromisoformat(newest["made"]), bool(newest["encrypted"])
    except (OSError, ValueError, KeyError):
        yield Finding("backup", "No backup of this server was ever made.", how)
        return
    if age > BACKUP_EVERY:
        yield Finding("backup", f"The newest backup is {age.days} days old.", how)
    if not encrypted:
        yield Finding(
            "backup", "The newest backup is not encrypted: whoever has the file has everything.", how
        )


def machine_clock() -> Iterator[Finding]:
    """Whether the machine's clock is kept right, as far as systemd knows."""
    if not Path("/run/systemd/system").is_dir() or not shutil.which("timedatectl"):
        return
    asked = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - fixed words
    if said == "no":
        yield Finding(
            "clock",
            "Nothing keeps this machine's clock right, and votes close by it.",
            "sudo timedatectl set-ntp true",
        )


def database() -> Iterator[Finding]:
    """What is wrong with the database."""
    from django.db import connection
    from django.db.utils import OperationalError

    from unionhall.site import preparing

    try:
        yield from durability()
        if connection.vendor == "postgresql" and not server.has_checksums():
            yield Finding(
                "checksums",
                "PostgreSQL runs without data checksums: a failing disk would go unnoticed.",
                "Stop it, and: pg_checksums --enable",
            )
        if preparing.pending_migrations():
            yield Finding(
                "migrations",
                "The database is older than this version.",
                "Start the server, which backs it up and brings it forward: unionhall run",
            )
    except OperationalError as wrong:
        reason = " ".join(str(wrong).split())
        yield Finding(
            "unreachable",
            f"The database cannot be reached: {reason}.",
            "Is it running? See UNIONHALL_DATABASE.",
        )


def durability() -> Iterator[Finding]:
    """Whether the database could take back what it acknowledged."""
    try:
        server.insist_on_durability()
    except server.UnsafeStart as unsafe:
        wrong, _, remedy = str(unsafe).partition(". ")
        yield Finding("durability", f"{wrong}.", remedy)


def records() -> Iterator[Finding]:
    """What is wrong with the halls' records and their signers."""
    from unionhall.record.models import Head

    for head in Head.objects.filter(hall__moved_to="").select_related("hall").order_by("hall__origin"):
        wrong = one_record(head)
        if wrong is not None:
            yield wrong
            continue
        if head.last_at is not None and head.last_at > clock.now() + timedelta(seconds=60):
            yield Finding(
                "clock",
                f"This machine's clock is behind the record of {head.hall.origin}, and nothing can be done in it.",
                "Set the clock right: sudo timedatectl set-ntp true",
            )


def one_record(head: Head) -> Finding | None:  # type: ignore[name-defined]  # noqa: F821
    """What is wrong with one hall's record, None where it is whole, continues what was signed, and is signed."""
    from unionhall.record import signer, sound

    hall = head.hall
    fault = sound.fault_of(head)
    if fault is not None:
        return Finding(
            "record",
            f"{hall.origin}: {fault}",
            "Tell the members, and restore the newest good backup (docs/running.md).",
        )
    if not head.size:
        return None
    resting = signer.at_rest(hall)
    if resting is not None:
        return Finding(
            "signer",
            f"The signer of {hall.origin} is at rest: {resting}",
            f"Once the members know: unionhall record reconcile {hall.slug}",
        )
    waiting = head.size - signer.keeper_of(hall.pk).head().size
    if waiting > 0 and head.last_at is not None and clock.now() - head.last_at > SIGNED_WITHIN:
        return Finding(
            "signer",
            f"{hall.origin}: {waiting} entries have waited for a signature for longer than a few minutes.",
            "Is the server running? It signs within a minute: unionhall run",
        )
    return None
