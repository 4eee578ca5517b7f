"""
A backup of the whole server in one file, and bringing it back.

The file is a gzipped tar: `manifest.json`, the database (`database.sqlite3`, or `database.dump` of pg_dump),
the members' files under `media/` and the newest checkpoint of each record under `checkpoints/`. Sessions are
left out, and so is the signer's folder: a restored old backup must not be able to sign a second history. With
recipients the whole is encrypted to them (age, C2SP), and this server cannot read it back.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils.dateparse import parse_date

from unionhall import __version__
from unionhall.core.rulings import OutOfOrder
from unionhall.kit import clock
from unionhall.site import preparing, rows

FORMAT = 1
LEFT_OUT = ("people.Session",)
"""Models whose rows are in no backup: they only matter to somebody signed in now."""
DAILY = "hall-"
KEPT = timedelta(days=34)
"""A day's backup is deleted once it is older: the doctor finds fault with one of more than 35 days."""
AGE_MAGIC = b"age-encryption.org/v1"


def backup(target: Path, recipients: Iterable[str] = ()) -> dict[str, Any]:
    """
    Write a backup of this server into the new file `target` (mode 0600); gives the manifest.

    `recipients`: age public keys (`age1…`); with at least one, the file is encrypted. Raises `OutOfOrder`
    where the file exists already or a recipient cannot be read.
    """
    if target.exists():
        raise OutOfOrder(f"{target} exists already. A backup never overwrites another.")
    readers = recipients_named(recipients)
    with scratch() as folder:
        inside = folder / "inside"
        inside.mkdir()
        database = _dump(inside)
        _checkpoints(inside / "checkpoints")
        media = Path(settings.MEDIA_ROOT)
        manifest = {
            "unionhall": __version__,
            "format": FORMAT,
            "made": clock.now().date().isoformat(),
            "database": database.name,
            "left_out": list(LEFT_OUT),
            "migrations": _migrations_had(),
            "sha256": digests(inside) | {f"media/{name}": d for name, d in digests(media).items()},
        }
        (inside / "manifest.json").write_text(json.dumps(manifest, indent=1))
        whole = folder / "whole.tar.gz"
        with tarfile.open(whole, "w:gz") as tar:
            tar.add(inside / "manifest.json", "manifest.json")
            for path in sorted(inside.iterdir()):
                if path.name != "manifest.json":
                    tar.add(path, path.name)
            if media.is_dir():
                tar.add(media, "media")
        finish(whole, target, readers)
    newest_backup().write_text(json.dumps({"made": manifest["made"], "encrypted": bool(readers)}) + "\n")
    return manifest


def daily_backup() -> dict[str, Any] | None:
    """
    The day's backup in the backups folder, encrypted to those whom the settings name; gives its manifest, and `file`, or None
    where today's is there already. Those of earlier days that have been kept for `KEPT` are deleted: what was erased in a hall
    lives on in them until then. Raises `OutOfOrder` where the settings name nobody.
    """
    if not settings.BACKUP_TO:
        raise OutOfOrder(
            "Nobody is named to whom the backup is encrypted: UNIONHALL_BACKUP_TO=age1… in the settings, or --backup-to of "
            "bin/install.py (docs/running.md)."
        )
    folder = Path(settings.BACKUP_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    today = clock.now().date()
    target = folder / f"{DAILY}{today.isoformat()}.age"
    manifest = None if target.exists() else {**backup(target, settings.BACKUP_TO), "file": str(target)}
    for old in folder.glob(f"{DAILY}*.age"):
        made = parse_date(old.stem.removeprefix(DAILY))
        if made is not None and today - made > KEPT:
            old.unlink()
    return manifest


def newest_backup() -> Path:
    """The file that says when the newest backup was made (a day) and whether it is encrypted."""
    return Path(settings.DATA) / "newest-backup.json"


def restore(source: Path, identities: Iterable[str] = ()) -> dict[str, Any]:
    """
    Bring the backup in `source` back into this server's empty data folder and database; gives its manifest.

    `identities`: age secret keys (`AGE-SECRET-KEY-1…`), for an encrypted file. Raises `OutOfOrder`, with nothing
    changed, where something is there already, the file does not open, or a part of it is not what was written.
    """
    if preparing.has_data():
        raise _already_here()
    with scratch() as folder:
        inside = unpacked(source, folder, list(identities))
        manifest = manifest_of(inside, source, FORMAT)
        _insist_on_the_same_files(manifest)
        _load(inside / manifest["database"])
        preparing.look_at_the_tables()
        if (inside / "media").is_dir():
            shutil.copytree(inside / "media", settings.MEDIA_ROOT, dirs_exist_ok=True)
    return manifest


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder beside the data, on the same disk and readable by nobody else, gone afterwards."""
    Path(settings.DATA).mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".carrying-", dir=settings.DATA) as folder:
        yield Path(folder)


def recipients_named(names: Iterable[str]) -> list[Any]:
    """The age recipients with these public keys. Raises `OutOfOrder` for what is none."""
    import pyrage

    readers = []
    for name in names:
        try:
            readers.append(pyrage.x25519.Recipient.from_str(name.strip()))
        except Exception as wrong:
            raise OutOfOrder(f"{name} is no age recipient: they begin with age1.") from wrong
    return readers


def _dump(inside: Path) -> Path:
    """Write the database without what is left out; gives the file."""
    tables = [apps.get_model(label)._meta.db_table for label in LEFT_OUT]
    if connection.vendor == "sqlite":
        target = inside / "database.sqlite3"
        preparing.copy_sqlite(Path(connection.settings_dict["NAME"]), target)
        copy = sqlite3.connect(target, isolation_level=None)
        copy.execute("PRAGMA secure_delete = ON")
        for table in tables:
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own table names
        copy.execute("VACUUM")
        copy.close()
        return target
    target = inside / "database.dump"
    without = [f"--exclude-table-data=public.{table}" for table in tables]
    _postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *without, f"--file={target}")
    return target


def _load(dump: Path) -> None:
    if dump.suffix == ".sqlite3":
        if connection.vendor != "sqlite":
            rows.load_all(dump, LEFT_OUT)
            return
        connection.close()
        target = Path(connection.settings_dict["NAME"])
        for suffix in ("", "-wal", "-shm"):
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        preparing.copy_sqlite(dump, target)
        return
    if connection.vendor != "postgresql":
        raise OutOfOrder("This backup is of PostgreSQL: name an empty one in UNIONHALL_DATABASE.")
    connection.close()
    _postgres(
        "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(dump)
    )


def _postgres(program: str, *words: str) -> None:
    """Run one of PostgreSQL's own tools on our database. Raises `OutOfOrder` with what it said."""
    found = shutil.which(program) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)),
        None,
    )
    if found is None:
        raise OutOfOrder(f"PostgreSQL's {program} is not installed here (Debian: postgresql-client).")
    settings_of = connection.settings_dict
    env = dict(os.environ)
    for name, key in (("PGHOST", "HOST"), ("PGPORT", "PORT"), ("PGUSER", "USER"), ("PGPASSWORD", "PASSWORD")):
        if settings_of[key]:
            env[name] = str(settings_of[key])
    command = [found, "--dbname", str(settings_of["NAME"]), *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    if done.returncode != 0:
        raise OutOfOrder(f"{program} refused: {done.stderr.strip()}")


def _checkpoints(folder: Path) -> None:
    """Put the newest signed head of each record beside the database, where a person finds it."""
    from unionhall.record.models import Checkpoint, Hall

    folder.mkdir()
    for hall in Hall.objects.all():
        newest = Checkpoint.objects.filter(hall=hall).order_by("-size").first()
        if newest:
            (folder / f"{hall.slug}.txt").write_text(newest.note)


def _migrations_had() -> list[str]:
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 in hex of every file below a folder, by its path there."""
    found = {}
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file():
            with path.open("rb") as file:
                found[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def unpacked(source: Path, folder: Path, identities: list[str]) -> Path:
    """Unpack a file of ours, decrypted where it has to be, below `folder`; gives where. Raises `OutOfOrder` for another."""
    whole, inside = _opened(source, folder, identities), folder / "inside"
    try:
        with tarfile.open(whole, "r:gz") as tar:
            tar.extractall(inside, filter="data")
    except (tarfile.TarError, OSError, EOFError) as wrong:
        raise _damaged(source, wrong) from wrong
    return inside


def manifest_of(inside: Path, source: Path, wanted: object) -> dict[str, Any]:
    """The manifest of what was unpacked. Raises `OutOfOrder` for another format than `wanted`, or a part not as written."""
    try:
        manifest: dict[str, Any] = json.loads((inside / "manifest.json").read_text())
        said = manifest["format"]
    except (OSError, ValueError, KeyError) as wrong:
        raise _damaged(source, wrong) from wrong
    if said != wanted:
        kinds = {
            True: "a backup of a whole server: unionhall restore",
            False: "one hall: unionhall move --in",
        }
        raise OutOfOrder(
            f"{source} has format {said}, and {wanted} was expected. It may hold {kinds[isinstance(said, int)]}"
        )
    found = digests(inside)
    found.pop("manifest.json", None)
    for name in sorted(found.keys() | manifest["sha256"].keys()):
        if found.get(name) != manifest["sha256"].get(name):
            raise OutOfOrder(f"The backup is damaged: {name} is not what was written.")
    return manifest


def _damaged(source: Path, wrong: Exception) -> OutOfOrder:
    return OutOfOrder(f"{source} is no backup of Unionhall, or it is damaged ({wrong}).")


def _insist_on_the_same_files(manifest: dict[str, Any]) -> None:
    """Members' files may lie here already, as when only the database changes; others than the backup's may not."""
    for name, digest in digests(Path(settings.MEDIA_ROOT)).items():
        if manifest["sha256"].get(f"media/{name}") != digest:
            raise _already_here()


def _already_here() -> OutOfOrder:
    return OutOfOrder(
        f"There is a hall here already ({settings.DATA}). Restore into an empty place: "
        "name another folder in UNIONHALL_DATA, or another database."
    )


def finish(whole: Path, target: Path, readers: list[Any]) -> None:
    """Encrypt where there are readers, and put the file in its place with nothing half written."""
    import pyrage

    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out, whole.open("rb") as plain:
        if readers:
            pyrage.encrypt_io(plain, out, readers)
        else:
            shutil.copyfileobj(plain, out)
        out.flush()
        os.fsync(out.fileno())
    part.rename(target)


def _opened(source: Path, folder: Path, identities: list[str]) -> Path:
    """The plain tar of `source`, decrypted where it has to be."""
    import pyrage

    try:
        with source.open("rb") as file:
            encrypted = file.read(len(AGE_MAGIC)) == AGE_MAGIC
    except OSError as wrong:
        raise OutOfOrder(f"{source} cannot be read: {wrong.strerror}.") from wrong
    if not encrypted:
        return source
    if not identities:
        raise OutOfOrder("This backup is encrypted. Name the file with the secret key: --identity FILE")
    plain = folder / "whole.tar.gz"
    try:
        keys = [pyrage.x25519.Identity.from_str(one) for one in identities]
        with source.open("rb") as file, plain.open("wb") as out:
            pyrage.decrypt_io(file, out, keys)
    except (pyrage.DecryptError, pyrage.IdentityError) as wrong:
        raise OutOfOrder("This key does not open the backup, or the file is damaged.") from wrong
    return plain
