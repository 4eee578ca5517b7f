"""
Moving one hall to another server, its record going on: same origin, same key, consistent with every earlier checkpoint.

The file is a gzipped tar, always encrypted (age): `manifest.json`, `hall.sqlite3` with this hall's rows alone, `signer/` with
its key, `media/` with its papers and the keys of counts that are sealed. The old server enters that the hall moves, writes the
file, and only then destroys its own key: never do two servers sign one history. Accounts stay behind, for no server knows which
of them open which hall: each member takes their person over on the new server with the key that only their own passphrase opens
on the old one.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from unionhall import __version__
from unionhall.bodies.belongings import delete, of_hall
from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.people import actions as people
from unionhall.record import actions, signer
from unionhall.record.keeper import CARRIED
from unionhall.record.models import Hall
from unionhall.site import carrying, preparing, rows

FORMAT = "hall-1"


def move_out(hall: Hall, target: Path, to: str, recipients: Iterable[str]) -> dict[str, Any]:
    """
    Write `hall` into the new file `target` for the server whose public address is `to`; gives the manifest.

    From then on the hall is closed here and this server's signer for it is retired for good. Asked again, it writes the file
    anew, without the key, which is gone. `recipients`: at least one age public key. Raises `OutOfOrder`, with nothing changed,
    for a file that exists, an address that is none, or no recipient.
    """
    if hall.rehearsal_until is not None:
        raise OutOfOrder("This hall is a rehearsal: it is erased where it is, and goes nowhere.")
    to = _settled_address(to)
    if target.exists():
        raise OutOfOrder(f"{target} exists already. A hall is never moved into a file that holds something.")
    readers = carrying.recipients_named(recipients)
    if not readers:
        raise OutOfOrder(
            "This file holds the key that signs the record: name who can open it, --recipient age1…"
        )
    keeper = signer.keeper_of(hall.pk)
    if not hall.moved_to:
        resting = signer.at_rest(hall)
        if resting is not None:
            raise OutOfOrder(f"The signer is at rest, and a record moves signed: {resting}")
        actions.leave_server(by=Actor.the_clock(hall.pk), hall=hall, to=to)
    hall.refresh_from_db()
    if keeper.has_key():
        signer.checkpoint(hall)
    with carrying.scratch() as folder:
        inside = folder / "inside"
        (inside / "signer").mkdir(parents=True)
        for name, text in keeper.carry().items():
            (inside / "signer" / name).write_text(text)
        _rows_out(hall, inside / "hall.sqlite3")
        for file in _files(hall):
            if file.exists():
                (inside / "media" / file.parent.name).mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, inside / "media" / file.parent.name / file.name)
        manifest = {
            "unionhall": __version__,
            "format": FORMAT,
            "hall": str(hall.pk),
            "origin": hall.origin,
            "has_key": keeper.has_key(),
            "sha256": carrying.digests(inside),
        }
        (inside / "manifest.json").write_text(json.dumps(manifest, indent=1))
        whole = folder / "whole.tar.gz"
        with tarfile.open(whole, "w:gz") as tar:
            for path in sorted(inside.iterdir()):
                tar.add(path, path.name)
        carrying.finish(whole, target, readers)
    keeper.retire()
    return manifest


def move_in(source: Path, identities: Iterable[str]) -> dict[str, Any]:
    """
    Bring the hall in `source` to this server, beside whatever halls are here; gives its manifest, and `slug` and `persons`.

    Raises `OutOfOrder`, with nothing changed, where the file does not open or is damaged, is of a newer version, or a hall with
    this record is here already.
    """
    with carrying.scratch() as folder:
        inside = carrying.unpacked(source, folder, list(identities))
        manifest = carrying.manifest_of(inside, source, FORMAT)
        if (
            Hall.objects.filter(pk=manifest["hall"]).exists()
            or Hall.objects.filter(origin=manifest["origin"]).exists()
        ):
            raise OutOfOrder(
                "This hall is here already. If it once moved away from here: unionhall move --forget HALL"
            )
        with rows.carried(inside / "hall.sqlite3") as carried:
            rows.bring_forward(carried)
            came = Hall.objects.using(carried).get(pk=manifest["hall"])
            Hall.objects.using(carried).filter(pk=came.pk).update(moved_to="", slug=_free_slug(came.slug))
            _files_in(inside)
            said = {name: (inside / "signer" / name) for name in CARRIED}
            signer.keeper_of(came.pk).settle(
                {name: file.read_text() for name, file in said.items() if file.exists()}
            )
            with transaction.atomic():
                rows.copy(of_hall(came, carried), connection.alias)
                hall = Hall.objects.get(pk=came.pk)
                expected = people.expect_holders(hall=hall, persons=of_hall(hall)[-1])
    preparing.look_at_the_tables()
    if manifest["has_key"]:
        actions.settle_on_server(by=Actor.the_clock(hall.pk), hall=hall)
    return {**manifest, "slug": hall.slug, "persons": expected}


def forget(hall: Hall) -> int:
    """
    Delete what is left here of a hall that moved away, its members' keys and the page that says where it went included.

    Gives how many rows. Raises `OutOfOrder` for a hall that is here.
    """
    if not hall.moved_to:
        raise OutOfOrder("This hall is here. Only what is left of one that moved away is forgotten.")
    files = list(_files(hall))
    with transaction.atomic():
        sets = of_hall(hall)
        count = sum(one.count() for one in sets)
        delete(sets)
    for file in files:
        file.unlink(missing_ok=True)
    return count


def _settled_address(to: str) -> str:
    parts = urlsplit(to)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise OutOfOrder(f"{to} is no server's address: say it like https://notes.example.org")
    return to.rstrip("/")


def _rows_out(hall: Hall, file: Path) -> None:
    with rows.carried(file) as carried:
        rows.bring_forward(carried)
        with transaction.atomic(), transaction.atomic(using=carried):
            rows.copy(of_hall(hall), carried)


def _files(hall: Hall) -> Iterable[Path]:
    """What a hall has beside the database: its papers, and the keys of votes whose counts are sealed."""
    polls = apps.get_model("decisions", "Poll").objects.filter(hall=hall, through__isnull=False)
    papers = apps.get_model("decisions", "Paper").objects.filter(hall=hall)
    for folder, found in (("papers", papers), ("sealed", polls)):
        for pk in found.values_list("pk", flat=True):
            yield Path(settings.MEDIA_ROOT) / folder / str(pk)


def _files_in(inside: Path) -> None:
    for folder in ("papers", "sealed"):
        if (inside / "media" / folder).is_dir():
            _folder_in(inside / "media" / folder)


def _folder_in(folder: Path) -> None:
    for file in folder.iterdir():
        target = Path(settings.MEDIA_ROOT) / folder.name / file.name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        os.chmod(target, 0o600)


def _free_slug(slug: str) -> str:
    from unionhall.bodies.actions.founding import new_slug

    return new_slug() if Hall.objects.filter(slug=slug).exists() else slug
