"""A page's thread takes a request whole and hands its answer over: it waits neither for the loop nor for whoever reads slowly."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import pytest

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
