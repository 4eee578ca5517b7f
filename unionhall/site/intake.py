"""
Taking a request in whole before a page's thread is given to it, so that whoever sends slowly keeps nobody else waiting.

Pages run in a few threads. A form that is announced and never sent would hold one of them for as long as its sender
likes; a handful of those, from anybody on the net, would close the hall. Here they wait in the event loop, which costs nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LARGEST = 6 * 1024 * 1024
"""Bytes of one request: a paper of four megabytes with everything round it fits."""
SMALL = 128 * 1024
"""Bytes that are taken from everybody at any time: every form but those with a file fits, a ballot above all."""
LARGE_AT_ONCE = 16
"""How many requests above `SMALL` are taken in at the same time; one more is asked to come again."""
PIECE_WITHIN = 20.0
"""Seconds within which the next piece must come."""
WHOLE_WITHIN = 600.0
"""Seconds within which the whole must have come: a slow phone may take long over a paper, not for ever."""


class _Refused(Exception):
    """The request is not taken: `status` is the answer; 0 where nobody is there to be answered."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Intake:
    """An ASGI application that hands `app` each request once its body is there; too large, too slow: 413, 408, 503."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app
        self.large = 0

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Take one request in and pass it on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await self._taken(scope, receive)
        except _Refused as refused:
            if refused.status:
                await _answer(send, refused.status)
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, replay, send)

    async def _taken(self, scope: Any, receive: Receive) -> bytes:
        if _announced(scope) > LARGEST:
            raise _Refused(413)
        pieces = bytearray()
        counted = False
        until = asyncio.get_running_loop().time() + WHOLE_WITHIN
        try:
            while True:
                message = await _next(receive, until)
                pieces += message.get("body", b"")
                if len(pieces) > LARGEST:
                    raise _Refused(413)
                if not message.get("more_body", False):
                    return bytes(pieces)
                if len(pieces) > SMALL and not counted:
                    if self.large >= LARGE_AT_ONCE:
                        raise _Refused(503)
                    self.large, counted = self.large + 1, True
        finally:
            self.large -= counted


def _announced(scope: Any) -> int:
    """The length the request says it has, 0 where it says none."""
    value = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
    return int(value) if value.isdigit() and len(value) < 19 else LARGEST + 1 if value else 0


async def _next(receive: Receive, until: float) -> Message:
    left = min(PIECE_WITHIN, until - asyncio.get_running_loop().time())
    try:
        message = await asyncio.wait_for(receive(), max(0.0, left))
    except TimeoutError:
        raise _Refused(408) from None
    if message["type"] == "http.disconnect":
        raise _Refused(0)
    return message


async def _answer(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
