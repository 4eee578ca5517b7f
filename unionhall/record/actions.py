"""What the record enters about itself."""

from __future__ import annotations

from datetime import datetime

from unionhall.kit.actor import Actor

from .book import action, write
from .models import Entry, Hall


@action
def enter_reconciliation(*, by: Actor, hall: Hall, missing: int, at: datetime) -> Entry:
    """Enter that the signer went on after a restore, with `missing` signed entries not here: every member reads it."""
    return write("signer.reconciled", by=by, at=at, about=hall, missing=missing)


@action
def leave_server(*, by: Actor, hall: Hall, to: str, at: datetime) -> Entry:
    """
    Enter that the hall moves to the server at `to` (its public address): the last act in it here.

    Raises `OutOfOrder` where it has moved already.
    """
    hall = Hall.objects.select_for_update().get(pk=hall.pk)

    entry = write("hall.moved", by=by, at=at, about=hall)

    hall.moved_to = to
    hall.save(update_fields=["moved_to"])
    return entry


@action
def settle_on_server(*, by: Actor, hall: Hall, at: datetime) -> Entry:
    """Enter that the hall goes on here after a move: the first act in it here, signed by the key that came with it."""
    return write("hall.settled", by=by, at=at, about=hall)
