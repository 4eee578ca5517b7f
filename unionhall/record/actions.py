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
