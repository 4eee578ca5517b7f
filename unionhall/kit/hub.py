"""
The open streams of this process, and what moved lately: the middle of `kit.live`.

A push is made into bytes once for each language, however many streams it goes down, and given to them some at a time, so that
pages are answered in between.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from unionhall.kit import clock

REMEMBERED = 2000
"""Topics of which is known when they moved, for whoever connects a moment too late."""
AT_ONCE = 100
"""Streams that are given a push before the loop looks after what else waits: some milliseconds."""

Topic = tuple[str, str]  # hall id, name


def micros(at: datetime) -> int:
    """The moment `at` as whole microseconds since 1970, growing with time; the id of a push."""
    return int(at.timestamp() * 1_000_000)


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


@dataclass(eq=False)
class Stream:
    """
    One open stream: its ticket, and what waits to be sent down it. Only the newest fragment waits: it shows the whole state, and
    whoever reads slowly is not sent what is past. Used only in the stream's own loop.

    `gone`: the reader has left. `over`: the stream is to end.
    """

    ticket: Ticket
    loop: asyncio.AbstractEventLoop
    gone: bool = False
    over: bool = False
    moment: int = 0
    _waiting: bytes | None = None
    _turn: asyncio.Future[None] | None = None

    def put(self, moment: int, event: bytes | None) -> None:
        """Have a push sent, if none of a later `moment` was put; `event` None: have the stream ended."""
        if event is None:
            self.over = True
        elif moment >= self.moment:
            self.moment, self._waiting = moment, event
        self._wake()

    def leave(self) -> None:
        """The reader has left."""
        self.gone = True
        self._wake()

    async def next(self, seconds: float) -> bytes | None:
        """The push that waits or comes within so many seconds; None where none does, the reader leaves or the stream ends."""
        if self._waiting is None and not (self.over or self.gone):
            self._turn = self.loop.create_future()
            alarm = self.loop.call_later(seconds, self._wake)
            try:
                await self._turn
            finally:
                alarm.cancel()
                self._turn = None
        event, self._waiting = self._waiting, None
        return event

    def _wake(self) -> None:
        if self._turn is not None and not self._turn.done():
            self._turn.set_result(None)


@dataclass
class Moved:
    """When a topic last moved (microseconds), and the push of how it looked then, for each language somebody had it open in."""

    at: int
    events: dict[str, bytes] = field(default_factory=dict)


class Hub:
    """The open streams of this process, and what moved lately."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._streams: dict[Topic, dict[str, set[Stream]]] = {}
        self._moved: OrderedDict[Topic, Moved] = OrderedDict()
        self.began = micros(clock.now())
        self._latest = 0
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
            stream.put(0, None)
            return False
        if moved is None or moved.at <= seen:
            return False
        event = moved.events.get(held.language)
        if event is not None:
            stream.put(moved.at, event)
        return event is None

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
        """Note that `topic` moved, at `moment` (microseconds), or a moment after what moved last, should the clock go back."""
        with self._guard:
            self._latest = moment = max(moment, self._latest + 1)
            self._moved[topic] = Moved(moment)
            self._moved.move_to_end(topic)
            while len(self._moved) > REMEMBERED:
                self.forgotten = max(self.forgotten, self._moved.popitem(last=False)[1].at)

    def undrawn(self, topic: Topic) -> list[str]:
        """The languages in which somebody has `topic` open and which its last move has not been drawn in."""
        with self._guard:
            moved = self._moved.get(topic)
            return sorted(set(self._streams.get(topic, ())) - set(moved.events)) if moved else []

    def send(self, topic: Topic, language: str, fragment: str) -> int:
        """Send how `topic` looks since it last moved down every stream of it in `language`; gives how many. From any thread."""
        with self._guard:
            moved = self._moved.get(topic)
            if moved is None:
                return 0
            event = moved.events[language] = event_of(moved.at, fragment)
            streams = list(self._streams.get(topic, {}).get(language, ()))
        self._put(streams, moved.at, event)
        return len(streams)

    def end(self, which: Callable[[Ticket], bool]) -> None:
        """End the streams whose ticket `which` picks; forgets nothing else."""
        with self._guard:
            every = (several for languages in self._streams.values() for several in languages.values())
            streams = [one for several in every for one in several if which(one.ticket)]
        self._put(streams, 0, None)

    @staticmethod
    def _put(streams: list[Stream], moment: int, event: bytes | None) -> None:
        loops: dict[asyncio.AbstractEventLoop, list[Stream]] = {}
        for stream in streams:
            loops.setdefault(stream.loop, []).append(stream)
        for loop, several in loops.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_put_some, loop, several, 0, moment, event)


def _put_some(
    loop: asyncio.AbstractEventLoop, streams: list[Stream], start: int, moment: int, event: bytes | None
) -> None:
    """Put a push into the first of the streams, and let the loop do what else waits before the next of them."""
    for stream in streams[start : start + AT_ONCE]:
        stream.put(moment, event)
    if start + AT_ONCE < len(streams):
        loop.call_soon(_put_some, loop, streams, start + AT_ONCE, moment, event)


def event_of(moment: int, fragment: str) -> bytes:
    """A push as it goes over the line (WHATWG HTML, 9.2): its data is the fragment, its id the moment."""
    lines = "".join(f"data: {line}\n" for line in fragment.splitlines() or [""])
    return f"id: {moment}\n{lines}\n".encode()
