"""
Live pushes between the processes of one server, through PostgreSQL's LISTEN and NOTIFY.

A notification holds at most 8,000 bytes, so a fragment travels in parts. It is sent on a connection of its
own after the commit: inside a ballot's transaction a NOTIFY costs nine tenths of the throughput.
"""

from __future__ import annotations

import base64
import json
import logging
import threading
import zlib
from uuid import uuid4

import psycopg
from django.db import connection

from unionhall.kit import live

log = logging.getLogger(__name__)

CHANNEL = "unionhall_live"
PART = 7000
"""Characters of a fragment in one notification."""
Key = tuple[str, str, str]


def parts_of(sender: str, key: Key, moment: int, fragment: str) -> list[str]:
    """
    The notifications that carry one fragment: each is JSON of [sender, message id, part, of, text].

    `sender` names the process, so that it does not hear itself.
    """
    whole = json.dumps([key, moment, fragment]).encode()
    text = base64.b64encode(zlib.compress(whole)).decode("ascii")
    chunks = [text[start : start + PART] for start in range(0, len(text), PART)]
    message = uuid4().hex
    return [json.dumps([sender, message, at, len(chunks), chunk]) for at, chunk in enumerate(chunks)]


class Joiner:
    """Puts parts together again. Keeps at most `most` unfinished fragments."""

    def __init__(self, sender: str, most: int = 200) -> None:
        self.sender, self.most = sender, most
        self._parts: dict[str, dict[int, str]] = {}

    def take(self, payload: str) -> tuple[Key, int, str] | None:
        """The fragment (key, moment, text) that `payload` completes; None while incomplete or our own."""
        sender, message, at, of, chunk = json.loads(payload)
        if sender == self.sender:
            return None
        parts = self._parts.setdefault(message, {})
        parts[at] = chunk
        if len(parts) < of:
            while len(self._parts) > self.most:
                self._parts.pop(next(iter(self._parts)))
            return None
        del self._parts[message]
        whole = zlib.decompress(base64.b64decode("".join(parts[n] for n in range(of))))
        key, moment, fragment = json.loads(whole)
        return (key[0], key[1], key[2]), moment, fragment


class Relay(threading.Thread):
    """Listens to the other processes, and is how this one speaks to them."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="relay", daemon=True)
        self.stop = stop
        self.sender = uuid4().hex
        self.joiner = Joiner(self.sender)
        self._settings = connection.get_connection_params()
        self._settings.pop("cursor_factory", None)
        self._settings.pop("context", None)
        live.relay_through(self.say)

    def say(self, key: Key, moment: int, fragment: str) -> None:
        """Send a fragment to the other processes. Called after the commit, outside any transaction."""
        with connection.cursor() as cursor:
            for part in parts_of(self.sender, key, moment, fragment):
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, part])

    def run(self) -> None:
        """Listen until told to stop, connecting again after a break."""
        while not self.stop.is_set():
            try:
                with psycopg.connect(**self._settings, autocommit=True) as line:
                    line.execute(f"LISTEN {CHANNEL}")
                    self._listen(line)
            except psycopg.Error:
                log.warning("the line to the other processes broke; trying again")
                self.stop.wait(2)
        live.relay_through(None)

    def _listen(self, line: psycopg.Connection) -> None:
        while not self.stop.is_set():
            for heard in line.notifies(timeout=1):
                done = self.joiner.take(heard.payload)
                if done:
                    live.hub.send(*done)
