"""
What happens by itself when its time comes: polls are declared, terms end, what was to be erased is erased.

Whether a poll is open or a mandate lives is computed from time, never from this having run; it only enters what has come to pass,
and does so as well after the server was down.
"""

from __future__ import annotations

import logging
from uuid import UUID

from unionhall.people.tidying import tidy
from unionhall.record import due

log = logging.getLogger(__name__)


def settle(hall_id: UUID) -> int:
    """Enter everything that is due in one hall; gives how many acts. Doing it twice does nothing the second time."""
    return due.settle(hall_id)


def settle_halls() -> None:
    """
    Enter everything that is due in the halls of this server; one hall's trouble keeps no other waiting.

    Where nothing is due, as nearly always, that is one question to the database (`record/due.py`).
    """
    for hall_id in due.halls_due():
        try:
            settle(hall_id)
        except Exception:
            log.exception("A deadline could not be entered; it will be tried again.")


def settle_all() -> None:
    """Enter everything that is due on this server, and clear away what has run out."""
    settle_halls()
    try:
        tidy()
    except Exception:
        log.exception("What has run out could not be cleared away; it will be tried again.")
