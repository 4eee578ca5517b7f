"""
What the processes of one server tell each other about live pages, through PostgreSQL's LISTEN and NOTIFY.

Only that a topic moved, or that somebody left: each process draws what its own readers have open. Told on a connection
outside any act's transaction: inside a ballot's, a NOTIFY costs nine tenths of the throughput.
"""

from __future__ import annotations

import json
import logging
import threading
from uuid import uuid4

import psycopg
from django.db import connection

from unionhall.kit import live

log = logging.getLogger(__name__)

CHANNEL = "unionhall_live"
AT_ONCE = 40
"""Messages in one notification, which holds 8,000 bytes; a message needs fewer than 150."""


def told(sender: str, messages: list[live.Message]) -> list[str]:
    """
    The notifications that carry `messages`: each is JSON of [sender, message, …].

    `sender` names the process, so that it does not hear itself.
    """
    return [
        json.dumps([sender, *messages[start : start + AT_ONCE]]) for start in range(0, len(messages), AT_ONCE)
    ]


def heard(own: str, payload: str) -> list[live.Message]:
    """The messages in a notification; none where the process `own` sent it itself."""
    sender, *messages = json.loads(payload)
    return [] if sender == own else [tuple(map(str, one)) for one in messages]


class Relay(threading.Thread):
    """Listens to the other processes, and is how this one speaks to them."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="relay", daemon=True)
        self.stop = stop
        self.sender = uuid4().hex
        self._settings = connection.get_connection_params()
        self._settings.pop("cursor_factory", None)
        self._settings.pop("context", None)
        live.tell_through(self.say)

    def say(self, messages: list[live.Message]) -> None:
        """Tell the other processes. Called after the commit, outside any transaction."""
        with connection.cursor() as cursor:
            for payload in told(self.sender, messages):
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])

    def run(self) -> None:
        """Listen until told to stop, connecting again after a break: whoever has a page open fetches it anew then."""
        broke = False
        while not self.stop.is_set():
            try:
                with psycopg.connect(**self._settings, autocommit=True) as line:
                    line.execute(f"LISTEN {CHANNEL}")
                    if broke:
                        live.hub.end(lambda ticket: True)
                    self._listen(line)
            except psycopg.Error:
                log.warning("the line to the other processes broke; trying again")
                broke = True
                self.stop.wait(2)
        live.tell_through(None)

    def _listen(self, line: psycopg.Connection) -> None:
        while not self.stop.is_set():
            for notice in line.notifies(timeout=1):
                for message in heard(self.sender, notice.payload):
                    live.hear(message)
