"""
Live pushes: a region of a page brought up to date for everybody who has it open.

A room declares who draws a kind of region (`registries.fragments`) and says `publish(hall_id, topic_of(kind, id))` inside
its action; after the commit the region is drawn once for each language that somebody has it open in, and the fragment goes
down every open stream of that topic. Where nobody has it open, nothing is drawn. A page gets its stream's address from
`ticket(...)`: a signed, short-lived permission made by the view that has already decided what its reader may see. Streams
carry fragments, never "something changed, come and ask"; only the processes of one server tell each other that.
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
from unionhall.kit.registries import fragments

log = logging.getLogger(__name__)

TICKET_LASTS = 30 * 60
"""Seconds a ticket is good for. A stream ends with its ticket; the page then asks for a new one."""
HEARTBEAT = 20.0
"""Seconds between signs of life, so that proxies keep a quiet stream open."""
GATHER = 0.15
"""Seconds in which several changes to one topic become one push."""
REMEMBERED = 2000
"""Topics of which is known when they moved, for whoever connects a moment too late."""
PAGE_TAKES = 2_000_000
"""Microseconds before its ticket at which a page may have read what it shows, at the earliest."""

Topic = tuple[str, str]  # hall id, name
Message = tuple[str, ...]
"""What processes tell each other: ("moved", hall, name) or ("left", person, hall or "")."""


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
    def moves(self) -> Topic:
        """What the stream shows: hall and topic, in whatever language."""
        return self.hall, self.topic


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


@dataclass
class Moved:
    """When a topic last moved (microseconds), and how it looked then, for each language in which somebody had it open."""

    at: int
    fragments: dict[str, str] = field(default_factory=dict)


class Hub:
    """The open streams of this process, and what moved lately."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._streams: dict[Topic, dict[str, set[Stream]]] = {}
        self._moved: OrderedDict[Topic, Moved] = OrderedDict()
        self.began = micros(clock.now())
        self.forgotten = 0
        """Up to this moment it is not known any more what moved."""

    def open(self, stream: Stream, seen: int) -> bool:
        """
        Add a stream whose reader is up to date as of `seen` (microseconds).

        Where its topic moved since, it gets the fragment at once; gives whether that must be drawn first. Where nobody
        knows, the stream ends, and the page fetches itself anew.
        """
        held = stream.ticket
        with self._guard:
            self._streams.setdefault(held.moves, {}).setdefault(held.language, set()).add(stream)
            moved = self._moved.get(held.moves)
            unknown = held.since < self.began or seen < self.forgotten
        if unknown:
            stream.put(None)
            return False
        if moved is None or moved.at <= seen:
            return False
        fragment = moved.fragments.get(held.language)
        if fragment is not None:
            stream.put((moved.at, fragment))
        return fragment is None

    def close(self, stream: Stream) -> None:
        """Take a stream away."""
        held = stream.ticket
        with self._guard:
            languages = self._streams.get(held.moves, {})
            languages.get(held.language, set()).discard(stream)
            if not languages.get(held.language):
                languages.pop(held.language, None)
            if not languages:
                self._streams.pop(held.moves, None)

    def count(self) -> int:
        """How many streams are open."""
        with self._guard:
            return sum(len(several) for languages in self._streams.values() for several in languages.values())

    def moves(self, topic: Topic, moment: int) -> None:
        """Note that `topic` moved, at `moment` (microseconds)."""
        with self._guard:
            self._moved[topic] = Moved(moment)
            self._moved.move_to_end(topic)
            while len(self._moved) > REMEMBERED:
                self.forgotten = max(self.forgotten, self._moved.popitem(last=False)[1].at)

    def undrawn(self, topic: Topic) -> list[str]:
        """The languages in which somebody has `topic` open and which its last move has not been drawn in."""
        with self._guard:
            moved = self._moved.get(topic)
            return sorted(set(self._streams.get(topic, ())) - set(moved.fragments)) if moved else []

    def send(self, topic: Topic, language: str, fragment: str) -> None:
        """Send how `topic` looks since it last moved down every stream of it in `language`. From any thread."""
        with self._guard:
            moved = self._moved.get(topic)
            if moved is None:
                return
            moved.fragments[language] = fragment
            streams = list(self._streams.get(topic, {}).get(language, ()))
        self._put(streams, (moved.at, fragment))

    def end(self, which: Callable[[Ticket], bool]) -> None:
        """End the streams whose ticket `which` picks; forgets nothing else."""
        with self._guard:
            every = (several for languages in self._streams.values() for several in languages.values())
            streams = [one for several in every for one in several if which(one.ticket)]
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
_WANTED, _HEARD, _MOVED = range(3)
"""Why a topic is pending: a reader came late to it, another process said that it moved, it moved here."""
_pending: OrderedDict[Topic, int] = OrderedDict()
_pending_guard = threading.Lock()
_wake = threading.Event()
_tell: Callable[[list[Message]], None] | None = None
"""Tells the other processes of this server, where there are several (PostgreSQL)."""


def topic_of(kind: str, pk: object) -> str:
    """The name of a topic: a region of the `kind` that `registries.fragments` knows, of the thing `pk`."""
    return f"{kind}:{pk}"


def publish(hall_id: UUID, topic: str) -> None:
    """
    Bring `topic` (`topic_of`) of a hall up to date for whoever has it open, after the transaction commits.

    It is drawn later and in another thread, from what the database holds then, and must look the same to every reader who
    may hold a ticket for it.
    """
    transaction.on_commit(lambda: _enqueue((str(hall_id), topic), _MOVED), robust=True)


def drop(person_id: UUID, hall_id: UUID | None = None) -> None:
    """End the streams of a person, in one hall or in all, after the transaction commits, in every process."""

    def now() -> None:
        message = ("left", str(person_id), str(hall_id or ""))
        hear(message)
        if _tell is not None:
            _tell([message])

    transaction.on_commit(now, robust=True)


def hear(message: Message) -> None:
    """Do what another process tells this one. What cannot be understood is passed over: it may be newer than this one."""
    what, *words = message
    if what == "moved" and len(words) == 2:
        _enqueue((words[0], words[1]), _HEARD)
    elif what == "left" and len(words) == 2:
        person, hall = words
        hub.end(lambda t: t.person == person and hall in ("", t.hall))


def _enqueue(topic: Topic, why: int) -> None:
    with _pending_guard:
        _pending[topic] = max(why, _pending.get(topic, why))
    _wake.set()


def flush() -> int:
    """Draw and send what is pending; gives how many topics that was. A region that cannot be drawn is logged, not raised."""
    with _pending_guard:
        work = list(_pending.items())
        _pending.clear()
    _pass_on([("moved", *topic) for topic, why in work if why == _MOVED])
    for topic, why in work:
        if why != _WANTED:
            hub.moves(topic, micros(clock.now()))
        for language in hub.undrawn(topic):
            try:
                with translation.override(language):
                    hub.send(topic, language, _drawn(topic[1]))
            except Exception:
                log.exception("the region %s could not be drawn", topic[1])
    return len(work)


def _pass_on(messages: list[Message]) -> None:
    """Tell the other processes. Theirs is lost where the database is away; their readers see it with the next move."""
    if _tell is None or not messages:
        return
    try:
        _tell(messages)
    except Exception:
        log.exception("the other processes could not be told what moved")


def _drawn(topic: str) -> str:
    """The region as HTML whose outermost element carries the id of the one it replaces, in the language being spoken."""
    kind, _, pk = topic.partition(":")
    return fragments.get(kind)(pk)


def run_until(stop: threading.Event) -> None:
    """Work through what is published until `stop` is set. The server gives this a thread of its own."""
    while not stop.is_set():
        if _wake.wait(0.5):
            stop.wait(GATHER)
            _wake.clear()
            flush()


def tell_through(tell: Callable[[list[Message]], None] | None) -> None:
    """Have the server's other processes told by `tell`; None: there are none."""
    global _tell
    _tell = tell


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
    if hub.open(stream, _seen(scope, held)):
        _enqueue(held.moves, _WANTED)
    gone = asyncio.ensure_future(_disconnected(receive))
    try:
        head = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
        await _feed(stream, gone, send)
    finally:
        gone.cancel()
        hub.close(stream)


def _seen(scope: dict[str, Any], held: Ticket) -> int:
    """The moment up to which the reader is up to date: their last event, else when the page was made."""
    for name, value in scope.get("headers", ()):
        if name == b"last-event-id" and value.isdigit():
            return int(value)
    return held.since - PAGE_TAKES


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
