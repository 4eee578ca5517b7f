"""
Live pushes: a region of a page brought up to date for everybody who has it open.

A room says `publish(hall_id, topic, render)` inside its action; after the commit `render` is called once for
each language that somebody reads in, and the fragment goes down every open stream of that topic. A page
gets its stream's address from `ticket(...)`: a signed, short-lived permission made by the view that has
already decided what its reader may see. Streams carry fragments, never "something changed, come and ask".
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import translation

from unionhall.kit import clock

log = logging.getLogger(__name__)

TICKET_LASTS = 30 * 60
"""Seconds a ticket is good for. A stream ends with its ticket; the page then asks for a new one."""
HEARTBEAT = 20.0
"""Seconds between signs of life, so that proxies keep a quiet stream open."""
GATHER = 0.15
"""Seconds in which several changes to one topic become one push."""
REMEMBERED = 2000
"""Topics whose last fragment is kept for whoever connects a moment too late."""

Render = Callable[[], str]
Topic = tuple[str, str]  # hall id, name


@dataclass(frozen=True)
class Ticket:
    """What a stream may show: one topic of one hall, in one language, to one person, until a moment."""

    hall: str
    topic: str
    language: str
    person: str
    since: int  # microseconds of the moment the page was made
    until: int  # the same for the moment the ticket ends

    @property
    def key(self) -> tuple[str, str, str]:
        """Hall, topic and language: what streams are found by."""
        return self.hall, self.topic, self.language


class BadTicket(Exception):
    """A ticket that this server did not make, or whose time is over."""


def micros(at: datetime) -> int:
    """The moment `at` as whole microseconds since 1970, growing with time; the id of a push."""
    return int(at.timestamp() * 1_000_000)


def ticket(hall_id: UUID, topic: str, person_id: UUID | None = None) -> str:
    """
    A ticket for `topic` of a hall in the language being spoken now, good for `TICKET_LASTS` seconds.

    `person_id`: whose stream it is, so that `drop` can end it when they leave.
    """
    person = str(person_id) if person_id else ""
    language = translation.get_language() or settings.LANGUAGE_CODE
    given = [str(hall_id), topic, language, person, micros(clock.now())]
    hub.expect((str(hall_id), topic, language))
    return signing.dumps(given, salt="unionhall.live")


def read_ticket(text: str) -> Ticket:
    """The ticket in `text`. Raises `BadTicket`."""
    try:
        hall, topic, language, person, since = signing.loads(text, salt="unionhall.live")
    except (signing.BadSignature, ValueError, TypeError) as wrong:
        raise BadTicket("not a ticket of this server") from wrong
    until = since + TICKET_LASTS * 1_000_000
    if micros(clock.now()) >= until:
        raise BadTicket("this ticket is over")
    return Ticket(hall, topic, language, person, since, until)


@dataclass(eq=False)
class Stream:
    """One open stream: its ticket, and what waits to be sent down it (whole fragments; old ones may go)."""

    ticket: Ticket
    loop: asyncio.AbstractEventLoop
    waiting: asyncio.Queue[tuple[int, str] | None] = field(default_factory=lambda: asyncio.Queue(maxsize=16))

    def put(self, item: tuple[int, str] | None) -> None:
        """Queue a push, or None to end the stream. Only in the stream's own loop."""
        if self.waiting.full():
            self.waiting.get_nowait()  # a fragment shows the whole state: the newest is the one that counts
        self.waiting.put_nowait(item)


class Hub:
    """The open streams of this process, and the last fragment of each topic."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._streams: dict[tuple[str, str, str], set[Stream]] = {}
        self._last: OrderedDict[tuple[str, str, str], tuple[int, str]] = OrderedDict()
        self.began = micros(clock.now())

    def expect(self, key: tuple[str, str, str]) -> None:
        """Note that a reader of `key` is on the way, so that nothing published meanwhile is missed."""
        with self._guard:
            self._last.setdefault(key, (0, ""))
            self._last.move_to_end(key)
            while len(self._last) > REMEMBERED:
                self._last.popitem(last=False)

    def open(self, stream: Stream, seen: int) -> None:
        """Add a stream; when the topic moved after `seen` (microseconds), it gets the last fragment at once."""
        key = stream.ticket.key
        with self._guard:
            self._streams.setdefault(key, set()).add(stream)
            last = self._last.get(key)
        if last and last[0] > seen:
            stream.put(last)

    def close(self, stream: Stream) -> None:
        """Take a stream away."""
        with self._guard:
            open_ones = self._streams.get(stream.ticket.key, set())
            open_ones.discard(stream)
            if not open_ones:
                self._streams.pop(stream.ticket.key, None)

    def languages(self, topic: Topic) -> set[str]:
        """The languages in which somebody reads `topic`, or did lately."""
        with self._guard:
            return {key[2] for keys in (self._streams, self._last) for key in keys if key[:2] == topic}

    def count(self) -> int:
        """How many streams are open."""
        with self._guard:
            return sum(map(len, self._streams.values()))

    def send(self, key: tuple[str, str, str], moment: int, fragment: str) -> None:
        """Send a fragment down every stream of `key` (hall, topic, language). From any thread."""
        with self._guard:
            self._last[key] = (moment, fragment)
            self._last.move_to_end(key)
            while len(self._last) > REMEMBERED:
                self._last.popitem(last=False)
            streams = list(self._streams.get(key, ()))
        self._put(streams, (moment, fragment))

    def end(self, which: Callable[[Ticket], bool]) -> None:
        """End the streams whose ticket `which` picks; forgets nothing else."""
        with self._guard:
            streams = [one for several in self._streams.values() for one in several if which(one.ticket)]
        self._put(streams, None)

    @staticmethod
    def _put(streams: list[Stream], item: tuple[int, str] | None) -> None:
        loops: dict[asyncio.AbstractEventLoop, list[Stream]] = {}
        for stream in streams:
            loops.setdefault(stream.loop, []).append(stream)
        for loop, several in loops.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_put_all, several, item)


def _put_all(streams: list[Stream], item: tuple[int, str] | None) -> None:
    for stream in streams:
        stream.put(item)


hub = Hub()
_pending: OrderedDict[Topic, Render] = OrderedDict()
_pending_guard = threading.Lock()
_wake = threading.Event()
_relay: Callable[[tuple[str, str, str], int, str], None] | None = None
"""Passes a fragment on to the other processes of this server, where there are several (PostgreSQL)."""


def publish(hall_id: UUID, topic: str, render: Render) -> None:
    """
    Bring `topic` of a hall up to date after the transaction commits.

    `render`: gives the fragment (HTML whose outermost element carries the id of the region it replaces) in the
    language being spoken when it is called. It runs later and in another thread: it asks the database afresh
    and holds ids, not rows. It must give the same to every reader who may hold a ticket for the topic.
    """
    transaction.on_commit(lambda: _enqueue((str(hall_id), topic), render), robust=True)


def drop(person_id: UUID, hall_id: UUID | None = None) -> None:
    """End the streams of a person, in one hall or in all, after the transaction commits."""

    def now() -> None:
        hub.end(lambda t: t.person == str(person_id) and (hall_id is None or t.hall == str(hall_id)))

    transaction.on_commit(now, robust=True)


def _enqueue(topic: Topic, render: Render) -> None:
    if _relay is None and not hub.languages(topic):
        return
    with _pending_guard:
        _pending[topic] = render
    _wake.set()


def flush() -> int:
    """Render and send what is pending; gives how many topics that was. A render that fails is logged, not raised."""
    with _pending_guard:
        work = list(_pending.items())
        _pending.clear()
    for topic, render in work:
        languages = {code for code, _ in settings.LANGUAGES} if _relay else hub.languages(topic)
        moment = micros(clock.now())
        for language in sorted(languages):
            key = (*topic, language)
            try:
                with translation.override(language):
                    fragment = render()
                hub.send(key, moment, fragment)
                if _relay is not None:
                    _relay(key, moment, fragment)
            except Exception:
                log.exception("a live fragment could not be made or sent")
    return len(work)


def run_until(stop: threading.Event) -> None:
    """Work through what is published until `stop` is set. The server gives this a thread of its own."""
    while not stop.is_set():
        if _wake.wait(0.5):
            stop.wait(GATHER)
            _wake.clear()
            flush()


def relay_through(send: Callable[[tuple[str, str, str], int, str], None] | None) -> None:
    """Have fragments passed on to the server's other processes by `send` (key, microseconds, fragment)."""
    global _relay
    _relay = send


def _event(moment: int, fragment: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in fragment.splitlines() or [""])
    return f"id: {moment}\n{lines}\n".encode()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """
    The ASGI application behind `/live/<ticket>`: a stream of server-sent events (WHATWG HTML, 9.2).

    Each push is an event whose data is the fragment and whose id is its moment. `event: over` says that the
    ticket has ended, or is from before this server started and may have missed something: the page should
    fetch itself anew. Answers 404 to anything but a good ticket.
    """
    try:
        if scope["method"] != "GET":
            raise BadTicket("streams are only read")
        held = read_ticket(scope["path"].removeprefix("/live/").rstrip("/"))
    except BadTicket:
        await send(
            {"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]}
        )
        await send({"type": "http.response.body", "body": b""})
        return
    stream = Stream(held, asyncio.get_running_loop())
    hub.open(stream, _seen(scope, held))
    gone = asyncio.ensure_future(_disconnected(receive))
    try:
        head = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
        if held.since < hub.began:
            stream.put(None)
        await _feed(stream, gone, send)
    finally:
        gone.cancel()
        hub.close(stream)


def _seen(scope: dict[str, Any], held: Ticket) -> int:
    """The moment up to which the reader is up to date: their last event, else when the page was made."""
    for name, value in scope.get("headers", ()):
        if name == b"last-event-id" and value.isdigit():
            return int(value)
    return held.since


async def _disconnected(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _feed(stream: Stream, gone: asyncio.Future[None], send: Any) -> None:
    """Send pushes and signs of life until the reader is gone, the ticket is over or the stream is ended."""
    while not gone.done():
        left = (stream.ticket.until - micros(clock.now())) / 1_000_000
        item: tuple[int, str] | None = None
        quiet = False
        if left > 0:
            turn = asyncio.ensure_future(stream.waiting.get())
            either: set[asyncio.Future[Any]] = {turn, gone}
            await asyncio.wait(either, timeout=min(HEARTBEAT, left), return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                turn.cancel()
                return
            if turn.done():
                item = turn.result()
            else:
                turn.cancel()
                quiet = left > HEARTBEAT
        if item:
            body = _event(*item)
        elif quiet:
            body = b": \n\n"
        else:
            await send({"type": "http.response.body", "body": b"event: over\ndata: \n\n", "more_body": False})
            return
        await send({"type": "http.response.body", "body": body, "more_body": True})
