"""
Django's pages in a few threads, beside the event loop that holds the port.

Between the two one thing passes each way: the request, which is there in whole before a thread takes it (`Intake`), and the
answer. A thread never waits for the loop meanwhile: where it did, for each piece, the two waited for each other and for the
interpreter in turn, at sixty changes of thread for one ballot.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from a2wsgi.wsgi import build_environ

Message = Mapping[str, Any]


class InThreads:
    """
    An ASGI application whose answers `app`, a WSGI application, makes in `threads` threads, first come, first served.

    A request's body must come as one message. An answer of one piece is handed over in one; a longer one piece by piece as it
    is made, however slowly it travels.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], threads: int) -> None:
        self.app = app
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __call__(
        self,
        scope: Any,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer one request. Raises what `app` raised."""
        request = await receive()
        environ: Any = build_environ(scope, BytesIO(request.get("body", b"")))  # type: ignore[arg-type]
        answer = _Answer()
        self.threads.submit(contextvars.copy_context().run, answer.make, self.app, environ)
        more = True
        while more:
            made = await answer.made.get()
            if isinstance(made, BaseException):
                raise made
            for message in made:
                await send(message)
            more = made[-1]["more_body"]


class _Answer:
    """An answer on its way from the thread that makes it to the loop that sends it."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.made: asyncio.Queue[tuple[Message, ...] | BaseException] = asyncio.Queue()
        self.head: tuple[Message, ...] = ()

    def make(self, app: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> None:
        """In a thread: have the page made, and hand it over."""
        try:
            pieces = app(environ, self.begin)
            try:
                self._hand_over(pieces)
            finally:
                getattr(pieces, "close", lambda: None)()
        except BaseException as wrong:  # noqa: BLE001 - the loop raises it
            self._put(wrong)

    def begin(self, status: str, headers: Iterable[tuple[str, str]], exc_info: Any = None) -> None:
        """WSGI's `start_response`. All that Django answers is in what it gives back: there is no `write`."""
        said = [(name.lower().encode("latin1"), value.strip().encode("latin1")) for name, value in headers]
        self.head = ({"type": "http.response.start", "status": int(status[:3]), "headers": said},)

    def _hand_over(self, pieces: Iterable[bytes]) -> None:
        """Each piece once the next is there, so that the last is known as such and no empty one has to follow."""
        last = b""
        for piece in pieces:
            if last:
                self._put((*self.head, _body(last, more=True)))
                self.head = ()
            last = piece
        self._put((*self.head, _body(last, more=False)))

    def _put(self, made: tuple[Message, ...] | BaseException) -> None:
        self.loop.call_soon_threadsafe(self.made.put_nowait, made)


def _body(piece: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": more}
