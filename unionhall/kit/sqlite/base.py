"""
Django's SQLite with durable settings and a fair queue of writers.

`synchronous=FULL`: with NORMAL, a power cut loses transactions already acknowledged (sqlite.org/pragma.html).
`secure_delete` and `auto_vacuum=FULL`: deleted rows do not stay in the file (what else it takes: kit/wiping.py). The queue:
SQLite lets waiting writers try again at random, and the unlucky wait a second; first come, first served takes that to 0.08 s.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

PRAGMAS = (
    "PRAGMA auto_vacuum = FULL",  # first: it only takes hold while the file is empty
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
)


class Queue:
    """A lock that is handed over in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def take(self, seconds: float) -> bool:
        """Wait up to `seconds` for the turn; False when it did not come."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(seconds):
            return True
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # the turn came just as the wait ended

    def give(self) -> None:
        """Hand the turn to the next who waits."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


_queues: dict[str, Queue] = {}
_queues_guard = threading.Lock()


def queue_of(name: str) -> Queue:
    """The one queue of this process for the database file `name`."""
    with _queues_guard:
        return _queues.setdefault(name, Queue())


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection: pragmas when it opens, its turn in the queue round each transaction."""

    _turn: Queue | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file and set what `PRAGMAS` names. What SQLite sets aside stays in the same folder, closed to others."""
        if not self.is_in_memory_db():
            os.environ.setdefault("SQLITE_TMPDIR", str(Path(self.settings_dict["NAME"]).absolute().parent))
        connection = super().get_new_connection(conn_params)
        for pragma in PRAGMAS:
            connection.execute(pragma).close()
        return connection

    @contextmanager
    def turn(self, seconds: float) -> Iterator[bool]:
        """Have the writer's turn for something that cannot be done in a transaction; gives whether it came in time."""
        if self.is_in_memory_db():
            yield True
            return
        queue = queue_of(str(self.settings_dict["NAME"]))
        taken = queue.take(seconds)
        try:
            yield taken
        finally:
            if taken:
                queue.give()

    def _start_transaction_under_autocommit(self) -> None:
        if not self.is_in_memory_db():
            queue = queue_of(str(self.settings_dict["NAME"]))
            if not queue.take(self.settings_dict["OPTIONS"].get("timeout", 20)):
                raise OperationalError("database is locked: the writer before this one did not finish")
            self._turn = queue
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # one that fails keeps its turn until the rollback
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.give()
