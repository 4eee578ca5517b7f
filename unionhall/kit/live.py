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
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import translation

from unionhall.kit import clock
from unionhall.kit.hub import Hub, Stream, Ticket, Topic, micros
from unionhall.kit.registries import fragments

log = logging.getLogger(__name__)

TICKET_LASTS = 30 * 60
"""Seconds a ticket is good for. A stream ends with its ticket; the page then asks for a new one."""
HEARTBEAT = 20.0
"""Seconds between signs of life, so that proxies keep a quiet stream open."""
GATHER = 0.15
"""Seconds in which several changes to one topic become one push."""
REST = 0.00025
"""Seconds for each reader of a topic in which it is not pushed again: three hundred hands in a great hall are twenty pushes."""
LONGEST_REST = 0.6
"""Seconds that a topic rests at most, however many read it: what moves is on their pages within a second."""
PAGE_TAKES = 2_000_000
"""Microseconds before its ticket at which a page may have read what it shows, at the earliest."""

Message = tuple[str, ...]
"""What processes tell each other: ("moved", hall, name) or ("left", person, hall or "")."""


class BadTicket(Exception):
    """A ticket that this server did not make, or whose time is over."""


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


hub = Hub()
_WANTED, _HEARD, _MOVED = range(3)
"""Why a topic is pending: a reader came late to it, another process said that it moved, it moved here."""
_pending: OrderedDict[Topic, int] = OrderedDict()
_rests: dict[Topic, float] = {}
"""Until when (of the steady clock) a topic is not pushed again; what moves meanwhile waits in `_pending` for one push."""
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


def flush(now: float | None = None) -> int:
    """
    Draw and send what is pending: all of it, or what does not rest at the moment `now` of the steady clock. Gives how many topics
    that was. A region that cannot be drawn is logged, not raised.
    """
    with _pending_guard:
        for topic in [topic for topic, until in _rests.items() if now is None or until <= now]:
            del _rests[topic]
        work = [(topic, why) for topic, why in _pending.items() if topic not in _rests]
        for topic, _why in work:
            del _pending[topic]
    _pass_on([("moved", *topic) for topic, why in work if why == _MOVED])
    for topic, why in work:
        if why != _WANTED:
            hub.moves(topic, micros(clock.now()))
        readers = 0
        for language in hub.undrawn(topic):
            try:
                with translation.override(language):
                    readers += hub.send(topic, language, _drawn(topic[1]))
            except Exception:
                log.exception("the region %s could not be drawn", topic[1])
        if readers:
            with _pending_guard:
                _rests[topic] = time.monotonic() + min(LONGEST_REST, readers * REST)
    return len(work)


def _until_next(now: float) -> float | None:
    """Seconds until what is pending can be gathered, or the first that rests may be pushed; None where nothing is pending."""
    with _pending_guard:
        rests = [_rests.get(topic, 0.0) - now for topic in _pending]
    return min((rest if 0 < rest < GATHER else GATHER for rest in rests), default=None)


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
        wait = _until_next(time.monotonic())
        if wait is None:
            _wake.wait(0.5)
            _wake.clear()
        else:
            stop.wait(wait)
            flush(time.monotonic())


def tell_through(tell: Callable[[list[Message]], None] | None) -> None:
    """Have the server's other processes told by `tell`; None: there are none."""
    global _tell
    _tell = tell


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
    leaving = asyncio.ensure_future(_disconnected(receive))
    leaving.add_done_callback(lambda _left: stream.leave())
    try:
        head = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b"retry: 3000\n\n", "more_body": True})
        await _feed(stream, send)
    finally:
        leaving.cancel()
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


async def _feed(stream: Stream, send: Any) -> None:
    """Send pushes and signs of life until the reader is gone, the ticket is over or the stream is ended."""
    while not stream.gone:
        left = (stream.ticket.until - micros(clock.now())) / 1_000_000
        body = await stream.next(min(HEARTBEAT, left)) if left > 0 else None
        if stream.gone:
            return
        if stream.over or (body is None and left <= HEARTBEAT):
            await send({"type": "http.response.body", "body": b"event: over\ndata: \n\n", "more_body": False})
            return
        await send({"type": "http.response.body", "body": body or b": \n\n", "more_body": True})
