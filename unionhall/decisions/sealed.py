"""
Counts that nobody reads before the last sitting has counted: kept sealed, under a key that is not in the database.

Each poll has a key of its own, 32 random bytes in a file beside the members' papers, so that a backup and a move carry it. It is
destroyed when the result is declared, because then the counts stand open. Whoever keeps the server has key and database and
could join them; pages say so.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from unionhall.core.log import canonical
from unionhall.kit.registries import leavings
from unionhall.people import sealing

from .models import Poll, TellerFigure

STEP = 1024
"""What is sealed is as long as this or a multiple of it: its length tells two counts from each other by nothing."""


def place_of(poll_id: UUID) -> Path:
    """Where the key of a poll lies while its counts are sealed."""
    return Path(settings.MEDIA_ROOT) / "sealed" / str(poll_id)


def seal(figure: TellerFigure, figures: dict[str, Any], papers: dict[str, Any] | None = None) -> None:
    """Put what a teller counted into the `figure`, not saved by this, so that the database has nothing of it but ciphertext."""
    inside = {"figures": figures, "papers": papers, "salt": secrets.token_hex(32)}
    plain = json.dumps(inside).encode()
    figure.figures = {}
    figure.sealed = sealing.seal(_key(figure.poll_id, make=True), plain, _about(figure), STEP)


def opened(figure: TellerFigure) -> dict[str, Any] | None:
    """
    What a teller counted, sealed or not: `figures`; sealed also `papers` of a choice, and `salt`. None where its key is gone,
    or somebody changed it.
    """
    if not figure.sealed:
        return {"figures": figure.figures, "papers": None, "salt": ""}
    try:
        plain = sealing.unseal(_key(figure.poll_id), bytes(figure.sealed), _about(figure))
    except (FileNotFoundError, sealing.Unreadable):
        return None
    inside: dict[str, Any] = json.loads(plain)
    return inside


def digest_of(inside: dict[str, Any], present: int) -> str:
    """
    What binds a sealed count without saying it, SHA-256 in hex of canonical JSON: nobody finds the figures by trying, because of
    32 random bytes among them, and anybody can check it once these are in the record beside the figures.
    """
    told = {"figures": inside["figures"], "present": present, "salt": inside["salt"]}
    return hashlib.sha256(canonical.dumps(told)).hexdigest()


def destroy_key(poll: Poll) -> None:
    """Destroy the key of a poll once the transaction that opened its counts has committed."""
    place = place_of(poll.pk)
    transaction.on_commit(lambda: place.unlink(missing_ok=True))


def _about(figure: TellerFigure) -> bytes:
    """What the ciphertext is bound to: in another row it does not open."""
    return b"count:" + figure.pk.bytes


def _key(poll_id: UUID, *, make: bool = False) -> bytes:
    place = place_of(poll_id)
    if make and not place.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
    return place.read_bytes()


def _of_hall(hall_id: UUID) -> Callable[[], None]:
    """Takes away the keys of a hall's polls, once the rows that are sealed under them are gone."""
    through = Poll.objects.filter(hall_id=hall_id, through__isnull=False)
    places = [place_of(pk) for pk in through.values_list("pk", flat=True)]

    def take_away() -> None:
        for place in places:
            place.unlink(missing_ok=True)

    return take_away


leavings.declare("sealed", _of_hall)
