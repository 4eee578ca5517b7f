"""
Taking a request in whole before a page's thread is given to it, so that whoever sends slowly keeps nobody else waiting.

Pages run in a few threads. A form that is announced and never sent would hold one of them for as long as its sender
likes; a handful of those, from anybody on the net, would close the hall. Here they wait in the event loop, which costs nothing.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LARGEST = 6 * 1024 * 1024
"""Bytes of one request: a paper of four megabytes with everything round it fits."""
SMALL = 128 * 1024
"""Bytes that are taken from everybody at any time: every form but those with a file fits, a ballot above all."""
READ_TO_ITS_END = 10 * LARGEST
"""A request no larger than this is read, and dropped, before it is refused: a browser shows no answer while it still sends."""
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
    """
    An ASGI application that hands `app` each request once its body is there. One too large, too slow, or too many of the large
    ones is refused: 413, 408, 503, with a page that says so in the reader's language.
    """

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
                await _answer(send, refused.status, _language(scope))
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
        announced = _announced(scope)
        if announced > READ_TO_ITS_END:
            raise _Refused(413)
        pieces, dropped = bytearray(), 0
        counted = False
        until = asyncio.get_running_loop().time() + WHOLE_WITHIN
        try:
            while True:
                message = await _next(receive, until)
                pieces += message.get("body", b"")
                if max(announced, dropped + len(pieces)) > LARGEST:
                    dropped += len(pieces)
                    pieces.clear()
                if dropped > READ_TO_ITS_END or (dropped and not message.get("more_body", False)):
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
    return int(value) if value.isdigit() and len(value) < 19 else READ_TO_ITS_END + 1 if value else 0


async def _next(receive: Receive, until: float) -> Message:
    left = min(PIECE_WITHIN, until - asyncio.get_running_loop().time())
    try:
        message = await asyncio.wait_for(receive(), max(0.0, left))
    except TimeoutError:
        raise _Refused(408) from None
    if message["type"] == "http.disconnect":
        raise _Refused(0)
    return message


def _language(scope: Any) -> str:
    """The language the request asks for, of those we speak."""
    said = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    for code, _weight in parse_accept_lang_header(said.decode("latin-1").lower()):
        with suppress(LookupError):
            return get_supported_language_variant(code)
    return settings.LANGUAGE_CODE


@functools.cache
def _page(status: int, language: str) -> bytes:
    """The page that says why a request was not taken."""
    with translation.override(language):
        title, sentence = {
            413: (_("That was too large"), _("A file may have 4 MB at most. Choose a smaller one, or make it smaller.")),
            408: (_("That took too long"), _("What you sent did not arrive whole. Send it once more where the line is better.")),
            503: (_("Too much at once"), _("Others are sending large files just now. Send yours once more in a minute.")),
        }[status]  # fmt: skip
        return render_to_string("kit/not_taken.html", {"title": title, "sentence": sentence}).encode()


async def _answer(send: Send, status: int, language: str) -> None:
    body = _page(status, language)
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-language", language.encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
