"""
Clients that cost little: HTTP/1.1 over connections that stay open, as browsers keep them, many in one thread.

A client that needs as much of the machine as the server would measure itself. `alone` says how fast these are against a
server that does nothing.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
_CRUMB = re.compile(rb"\r\nset-cookie: *(c=[^;\r]+)", re.I)
NOTHING = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass(frozen=True)
class Ask:
    """One request: what goes over the line, and the status that is the right answer."""

    line: bytes
    status: int

    @classmethod
    def get(cls, port: int, path: str, cookies: str) -> Ask:
        """A page that must come."""
        return cls(_head("GET", port, path, cookies).encode() + b"\r\n", 200)

    @classmethod
    def post(cls, port: int, path: str, cookies: str, form: dict[str, str]) -> Ask:
        """A form that must be taken, which the house answers by leading on."""
        body = urlencode(form).encode()
        head = (
            _head("POST", port, path, cookies)
            + f"Origin: http://localhost:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + f"Content-Length: {len(body)}\r\n\r\n"
        )
        return cls(head.encode() + body, 302)


def _head(method: str, port: int, path: str, cookies: str) -> str:
    return f"{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {cookies}\r\n"


class Line:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def asks(self, ask: Ask) -> tuple[bytes, bytes]:
        """Send a request; gives the head and body of the answer. Raises `AssertionError` where it is not the right one."""
        if self.reader is None or self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)
        self.writer.write(ask.line)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length is None:
            raise AssertionError(f"an answer without a length: {head[:200]!r}")
        body = await self.reader.readexactly(int(length.group(1)))
        if int(head[9:12]) != ask.status:
            raise AssertionError(f"{ask.line[:100]!r} was answered {head[:12]!r}: {body[:300]!r}")
        return head, body

    def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()


@dataclass(frozen=True)
class Run:
    """What came of many requests. `took`: seconds of each. `whole`: seconds of all. `client`: seconds of CPU used here."""

    took: list[float]
    whole: float
    client: float

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.took) / self.whole


def answered(port: int, work: Sequence[Iterable[Ask]]) -> Run:
    """As many clients as `work` has parts, all at once, each sending its requests one after the other on a line of its own."""
    return asyncio.run(_answered(port, work))


async def _answered(port: int, work: Sequence[Iterable[Ask]]) -> Run:
    took: list[float] = []
    lines = [Line(port) for _part in work]

    async def one(line: Line, part: Iterable[Ask]) -> None:
        for ask in part:
            began = time.perf_counter()
            await line.asks(ask)
            took.append(time.perf_counter() - began)

    began, used = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(line, part) for line, part in zip(lines, work, strict=True)))
    run = Run(took, time.perf_counter() - began, time.process_time() - used)
    for line in lines:
        line.close()
    return run


def form_of(port: int, path: str, cookie: str) -> tuple[str, str]:
    """Open a page with a form; gives the form's token and the cookie that goes with it."""

    async def look() -> tuple[bytes, bytes]:
        line = Line(port)
        try:
            return await line.asks(Ask.get(port, path, cookie))
        finally:
            line.close()

    head, body = asyncio.run(look())
    token, crumb = _TOKEN.search(body), _CRUMB.search(head)
    if token is None or crumb is None:
        raise AssertionError(f"{path} has no form with a token")
    return token.group(1).decode(), crumb.group(1).decode()


class _Nobody(asyncio.Protocol):
    """A server that answers everything in the same two letters."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(NOTHING)  # type: ignore[attr-defined]


def alone(clients: int, each: int) -> float:
    """Requests a second that these clients manage against a server in the same process that does nothing but answer."""

    async def measure() -> Run:
        server = await asyncio.get_running_loop().create_server(_Nobody, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        ask = Ask.get(port, "/", "s=nobody")
        run = await _answered(port, [[ask] * each for _client in range(clients)])
        server.close()
        return run

    return asyncio.run(measure()).per_second


def dealt(things: Sequence[Ask], hands: int) -> Iterator[list[Ask]]:
    """The requests dealt out in turn to so many clients."""
    return (list(things[hand::hands]) for hand in range(hands))
