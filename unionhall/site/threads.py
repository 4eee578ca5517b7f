"""
Django's pages in a few threads, beside the event loop that holds the port.

Between the two one thing passes each way: the request, which is there in whole before a thread takes it (`Intake`), and the
answer. A thread never waits for the loop meanwhile: where it did, for each piece, the two waited for each other and for the
interpreter in turn, at sixty changes of thread for one ballot.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from a2wsgi.wsgi import build_environ

Message = Mapping[str, Any]


AHEAD = 256 * 1024
"""Bytes of an answer of several pieces that are made before whoever reads it has taken them."""


class InThreads:
    """
    An ASGI application whose answers `app`, a WSGI application, makes in `threads` threads, first come, first served.

    A request's body must come as one message. An answer of one piece is handed over in one; a longer one piece by piece as it
    is made, however slowly it travels, `AHEAD` bytes at a time: then the thread is somebody else's until these are sent, and
    the next turn goes on where this one stopped. So a large file that is read slowly takes neither a thread nor memory. What
    makes such an answer must not mind in which thread it goes on.
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
        answer, context = _Answer(), contextvars.copy_context()
        self.threads.submit(context.run, answer.make, self.app, environ)
        try:
            more = True
            while more:
                made = await answer.made.get()
                if isinstance(made, BaseException):
                    raise made
                for message in made:
                    await send(message)
                more = not made or made[-1]["more_body"]
                if not made:
                    self.threads.submit(context.run, answer.go_on)
        except BaseException:  # it was cancelled, or went wrong: what made it is closed in any case
            answer.wanted = False
            self.threads.submit(answer.go_on)
            raise


_TURN_IS_OVER: tuple[Message, ...] = ()
"""Handed over where the thread stopped because it is far enough ahead."""


class _Answer:
    """
    An answer on its way from the threads that make it, one at a time, to the loop that sends it.

    `wanted`: False once the loop sends no more of it.
    """

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.made: asyncio.Queue[tuple[Message, ...] | BaseException] = asyncio.Queue()
        self.head: tuple[Message, ...] = ()
        self.pieces: Iterable[bytes] = ()
        self.rest: Iterator[bytes] = iter(())
        self.last = b""
        self.wanted = True
        self.turn = threading.Lock()

    def make(self, app: Callable[..., Iterable[bytes]], environ: dict[str, Any]) -> None:
        """In a thread: have the page made, and hand over as much of it as there is room for."""
        with self.turn:
            try:
                self.pieces = app(environ, self.begin)
                self.rest = iter(self.pieces)
                self._hand_over()
            except BaseException as wrong:  # noqa: BLE001 - the loop raises it
                self._put(wrong)

    def go_on(self) -> None:
        """In a thread, once all that was handed over is sent: hand over more of it. Ends it where nobody wants the rest."""
        with self.turn:
            try:
                self._hand_over()
            except BaseException as wrong:  # noqa: BLE001 - the loop raises it
                self._put(wrong)

    def begin(self, status: str, headers: Iterable[tuple[str, str]], exc_info: Any = None) -> None:
        """WSGI's `start_response`. All that Django answers is in what it gives back: there is no `write`."""
        said = [(name.lower().encode("latin1"), value.strip().encode("latin1")) for name, value in headers]
        self.head = ({"type": "http.response.start", "status": int(status[:3]), "headers": said},)

    def _hand_over(self) -> None:
        """Each piece once the next is there, so that the last is known as such and no empty one has to follow."""
        ahead, through = 0, True
        try:
            for piece in self.rest if self.wanted else ():
                if self.last:
                    self._put((*self.head, _body(self.last, more=True)))
                    self.head, ahead = (), ahead + len(self.last)
                self.last = piece
                if ahead >= AHEAD:
                    through = False
                    break
        finally:
            if through:
                self._close()
        self._put((*self.head, _body(self.last, more=False)) if through else _TURN_IS_OVER)

    def _close(self) -> None:
        pieces, self.pieces, self.rest = self.pieces, (), iter(())
        getattr(pieces, "close", lambda: None)()

    def _put(self, made: tuple[Message, ...] | BaseException) -> None:
        self.loop.call_soon_threadsafe(self.made.put_nowait, made)


def _body(piece: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": piece, "more_body": more}
