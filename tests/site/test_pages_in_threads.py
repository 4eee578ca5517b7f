"""A page's thread takes a request whole and hands its answer over: it waits neither for the loop nor for whoever reads slowly."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

import pytest

from unionhall.site import threads
from unionhall.site.threads import InThreads

SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/h/bakery/",
    "query_string": b"a=1",
    "http_version": "1.1",
    "headers": [(b"host", b"localhost"), (b"content-length", b"4")],
}


class Pages:
    """A WSGI application that answers in these pieces, and remembers what it was asked and whether it is through."""

    def __init__(self, *pieces: bytes, wrong: Exception | None = None) -> None:
        self.pieces, self.wrong = pieces, wrong
        self.through = threading.Event()
        self.environ: dict[str, Any] = {}
        self.read = b""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.environ, self.read = environ, environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Type", "text/plain"), ("X-Odd", " é ")])
        return self.made()

    def made(self) -> Iterable[bytes]:
        yield from self.pieces
        if self.wrong is not None:
            raise self.wrong
        self.through.set()


async def at_once() -> None:
    """Whoever reads as fast as it comes."""


def answer(
    pages: Any, then: Callable[[], Awaitable[Any]] = at_once, sent: list[dict[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """What is sent in answer to a form (put into `sent`); after each message, `then`."""
    sent = [] if sent is None else sent

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"b=22", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))
        await then()

    asyncio.run(InThreads(pages, 1)(SCOPE, receive, send))
    return sent


def test_an_answer_of_one_piece_ends_with_it():
    pages = Pages(b"bread")

    assert answer(pages) == [
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain"), (b"x-odd", b"\xe9")],
        },
        {"type": "http.response.body", "body": b"bread", "more_body": False},
    ]
    assert (pages.read, pages.environ["PATH_INFO"], pages.environ["QUERY_STRING"]) == (
        b"b=22",
        "/h/bakery/",
        "a=1",
    )


@pytest.mark.parametrize(
    "pieces, bodies",
    [
        ((), [(b"", False)]),
        ((b"",), [(b"", False)]),
        ((b"a", b"", b"b"), [(b"a", True), (b"b", False)]),
        ((b"a", b"b", b"c"), [(b"a", True), (b"b", True), (b"c", False)]),
    ],
)
def test_pieces_come_in_their_order_and_the_last_is_the_end(pieces, bodies):
    sent = answer(Pages(*pieces))[1:]

    assert [(message["body"], message["more_body"]) for message in sent] == bodies


def test_a_thread_is_through_however_slowly_the_first_piece_travels():
    pages = Pages(*[b"bread"] * 50)
    waited = []

    async def until_it_is_through() -> None:
        waited.append(await asyncio.get_running_loop().run_in_executor(None, pages.through.wait, 20))

    assert len(answer(pages, then=until_it_is_through)) == 51
    assert all(waited)


def test_what_goes_wrong_half_way_is_raised_and_nothing_says_that_it_was_all():
    sent: list[dict[str, Any]] = []

    with pytest.raises(ZeroDivisionError):
        answer(Pages(b"a", b"b", wrong=ZeroDivisionError()), sent=sent)

    assert [message.get("more_body") for message in sent] == [None, True]


def test_a_page_is_made_in_a_thread_of_its_own():
    names = []

    def pages(environ: Any, start_response: Any) -> list[bytes]:
        names.append(threading.current_thread().name)
        start_response("204 No Content", [])
        return []

    answer(pages)

    assert names == ["pages_0"]


class Download:
    """A WSGI application that answers with a large file in many pieces, and remembers how far it is, and that it was closed."""

    def __init__(self, pieces: int = 100) -> None:
        self.pieces, self.made = pieces, 0
        self.closed = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", [])
        return self

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.pieces):
            self.made += 1
            yield bytes(PIECE)

    def close(self) -> None:
        self.closed.set()


PIECE = 64 * 1024


def farthest_ahead(file: Download) -> int:
    """By how many bytes a file was made before they were sent, at most, to somebody who reads slowly."""
    ahead, sent = [], []

    async def slowly() -> None:
        await asyncio.sleep(0.002)
        ahead.append(file.made * PIECE - sum(len(message.get("body", b"")) for message in sent))

    answer(file, then=slowly, sent=sent)
    assert sum(len(message.get("body", b"")) for message in sent) == file.pieces * PIECE
    assert [message.get("more_body") for message in sent[1:]] == [True] * (file.pieces - 1) + [False]
    assert file.closed.is_set()
    return max(ahead)


def test_of_a_large_file_that_is_read_slowly_little_is_held():
    assert farthest_ahead(Download()) <= threads.AHEAD + 2 * PIECE


def test_a_file_held_whole_would_be_noticed(monkeypatch):
    allowed = threads.AHEAD + 2 * PIECE
    monkeypatch.setattr(threads, "AHEAD", 1 << 30)  # the planted fault

    assert farthest_ahead(Download()) > allowed


def test_whoever_reads_slowly_takes_no_thread_from_anybody():
    """One thread, and a reader who stops in the middle of a file: the next page comes nevertheless."""
    file, page = Download(), Pages(b"bread")
    both = InThreads(lambda environ, begin: (file if environ["QUERY_STRING"] else page)(environ, begin), 1)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def run() -> None:
        stopped, go_on = asyncio.Event(), asyncio.Event()

        async def stops(message: Any) -> None:
            stopped.set()
            await go_on.wait()

        async def reads(message: Any) -> None:
            sent.append(dict(message))

        slow = asyncio.create_task(both(SCOPE, receive, stops))
        await stopped.wait()
        await asyncio.wait_for(both({**SCOPE, "query_string": b""}, receive, reads), 20)
        go_on.set()
        await slow

    asyncio.run(run())

    assert [message.get("body") for message in sent] == [None, b"bread"]
    assert file.closed.is_set()


def test_a_file_that_nobody_wants_any_more_is_closed_and_not_read_to_its_end():
    file = Download()
    taken = InThreads(file, 1)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def run() -> None:
        stopped = asyncio.Event()

        async def stops(message: Any) -> None:
            stopped.set()
            await asyncio.Event().wait()

        slow = asyncio.create_task(taken(SCOPE, receive, stops))
        await stopped.wait()
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        await asyncio.get_running_loop().run_in_executor(None, file.closed.wait, 20)

    asyncio.run(run())

    assert file.closed.is_set()
    assert file.made < file.pieces
