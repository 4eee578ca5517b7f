"""
Phones that cost little: each opens pages, presses buttons and keeps a live stream open as a browser does, all in one thread.

A stream notes each push with the moment it came; two thousand of them hold the same fragment once.
"""

from __future__ import annotations

import asyncio
import re
import time
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from tests.bench.clients import Ask, Line

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_CRUMB = re.compile(rb"\r\nset-cookie: *(c=[^;\r]+)", re.I)
_WHERE = re.compile(rb"\r\nlocation: *([^\r]+)", re.I)
_LIVE = re.compile(r'data-live="([^"]+)" id="([\w-]+)"')
_fragments: dict[bytes, bytes] = {}


@dataclass(frozen=True)
class Push:
    """One push: its id (microseconds since 1970 when the region moved), what it says, and when it came (seconds since 1970)."""

    id: int
    fragment: bytes
    came: float


class Stream(asyncio.Protocol):
    """One open stream. `over`: whether the server ended it, or said that the page should fetch itself anew."""

    def __init__(self, port: int, ticket: str) -> None:
        self.line = f"GET /live/{ticket} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode()
        self.held = b""
        self.status = 0
        self.pushes: list[Push] = []
        self.opened = asyncio.get_running_loop().create_future()
        self.over = False
        self.transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self.line)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.held += data
        if not self.status:
            head, found, rest = self.held.partition(b"\r\n\r\n")
            if not found:
                return
            self.status, self.held = int(head[9:12]), rest
            if not self.opened.done():
                self.opened.set_result(self.status)
        while (end := self.held.find(b"\r\n")) > 0:
            size = int(self.held[:end], 16)
            if len(self.held) < end + size + 4:
                return
            self._take(self.held[end + 2 : end + 2 + size])
            self.held = self.held[end + size + 4 :]

    def _take(self, event: bytes) -> None:
        if event.startswith(b"event: over"):
            self.over = True
        elif event.startswith(b"id: "):
            moment, _line, rest = event.partition(b"\n")
            self.pushes.append(Push(int(moment[4:]), _fragments.setdefault(rest, rest), time.time()))

    def connection_lost(self, wrong: Exception | None) -> None:
        self.over = True
        if not self.opened.done():
            self.opened.set_result(0)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()


@dataclass
class Phone:
    """A member's phone. `pushes`: all that came down the stream that is open; `page`: what it showed when it was opened."""

    member: str
    name: str
    cookie: str
    port: int = 0
    token: str = ""
    crumb: str = ""
    page: str = ""
    stream: Stream | None = None
    pushes: list[Push] = field(default_factory=list)
    line: Line | None = None

    async def asks(self, ask: Ask) -> tuple[bytes, bytes]:
        """Send a request on a line of its own."""
        self.line = self.line or Line(self.port)
        return await self.line.asks(ask)

    async def opens(self, path: str, region: str = "", *, leaves: bool = True) -> None:
        """Open a page, and the stream of its `region` in the place of the one before. Raises AssertionError where none is."""
        head, body = await self.asks(Ask.get(self.port, path, self._cookies()))
        if found := _TOKEN.search(body):
            self.token = found.group(1).decode()
        if found := _CRUMB.search(head):
            self.crumb = found.group(1).decode()
        self.page = body.decode()
        if region:
            tickets = {name: ticket for ticket, name in _LIVE.findall(self.page)}
            if region not in tickets:
                raise AssertionError(f"{path} has no live region {region}: {self.page[:2000]}")
            await self.listens(tickets[region])
        if leaves:
            self.hangs_up()

    async def listens(self, ticket: str) -> None:
        """Open a stream in the place of the one before."""
        self.lets_go()
        loop = asyncio.get_running_loop()
        _transport, self.stream = await loop.create_connection(
            lambda: Stream(self.port, ticket), "127.0.0.1", self.port
        )
        self.pushes = self.stream.pushes
        if await self.stream.opened != 200:
            raise AssertionError(f"a stream was answered {self.stream.status}")

    async def presses(self, path: str, **form: str) -> str:
        """Send a form that must be taken; gives where it leads."""
        head, _body = await self._posts(path, form)
        found = _WHERE.search(head)
        return found.group(1).decode() if found else ""

    async def sends(self, path: str, **form: str) -> str:
        """Send a form that must be taken, as a script does that stays on its page; gives what is answered."""
        _head, body = await self._posts(path, form, status=200)
        return body.decode()

    async def _posts(self, path: str, form: dict[str, str], status: int = 302) -> tuple[bytes, bytes]:
        sent = {"csrfmiddlewaretoken": self.token, **form}
        return await self.asks(replace(Ask.post(self.port, path, self._cookies(), sent), status=status))

    def _cookies(self) -> str:
        return f"s={self.cookie}" + (f"; {self.crumb}" if self.crumb else "")

    def hangs_up(self) -> None:
        """Let go of the line, as a browser does of one that is quiet."""
        if self.line is not None:
            self.line.close()
        self.line = None

    def lets_go(self) -> None:
        """Close the stream."""
        if self.stream is not None:
            self.stream.close()
        self.stream = None

    def reads(self) -> str:
        """What the live region shows: the last push."""
        return self.pushes[-1].fragment.decode() if self.pushes else self.page

    def showed(self, words: str) -> float | None:
        """When it was first pushed these words on the page it has open; None where it was not."""
        wanted = words.encode()
        return next((one.came for one in self.pushes if wanted in one.fragment), None)

    def came_after(self, moment: float) -> float | None:
        """When the first push arrived of what moved at `moment` (seconds since 1970) or later; None where none did."""
        place = bisect_left(self.pushes, int(moment * 1e6), key=lambda one: one.id)
        return self.pushes[place].came if place < len(self.pushes) else None
