"""Clearing away, as often as it is needed and no oftener, whoever asks."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from unionhall.kit import clock, wiping

from . import actions

EVERY_MINUTE, EVERY_HOUR, EVERY_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_guard = threading.Lock()
_done: dict[str, datetime] = {}


def _is_due(what: str, every: timedelta, at: datetime) -> bool:
    """Whether `what` was last done so long before `at`, or never by this process; if so it counts as done."""
    with _guard:
        last = _done.get(what)
        if last is not None and last <= at < last + every:
            return False
        _done[what] = at
        return True


def _come_back(what: str, as_if: datetime) -> None:
    """Let `what` count as last done at `as_if`: it could not be done now."""
    with _guard:
        _done[what] = as_if


def tidy() -> None:
    """
    Empty the write-ahead log of what was deleted, once a minute; delete what has run out, once an hour; take the accounts out of
    line and rewrite the tables, once a day, or an hour later where somebody held them. May be called at any time.
    """
    at = clock.now()
    if _is_due("purge", EVERY_HOUR, at):
        actions.purge()
    if _is_due("scatter", EVERY_DAY, at):
        actions.scatter()
    if _is_due("rewrite", EVERY_DAY, at) and not wiping.rewrite():
        _come_back("rewrite", at - EVERY_DAY + EVERY_HOUR)
    if _is_due("log", EVERY_MINUTE, at):
        wiping.empty_write_ahead_log()
