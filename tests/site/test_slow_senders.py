"""Somebody who sends slowly, or without end, keeps nobody else from their hall."""

from __future__ import annotations

import asyncio
import http.client
import socket
import urllib.request
from typing import Any

import pytest

from tests.machine import server as machine
from unionhall.site import intake


def announced(port: int, length: int = 100) -> socket.socket:
    """A connection on which a form is announced, and not sent; with a cookie, so that its token would be looked for in it."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    head = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nCookie: c=%b\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    line.sendall(head % (b"a" * 32) + b"Content-Length: %d\r\n\r\n" % length)
    return line


@pytest.mark.sqlite
def test_forms_that_never_come_hold_up_nobody(tmp_path):
    house = machine.Server(machine.copied(tmp_path / "data"))
    lines: list[socket.socket] = []
    try:
        house.start()
        lines = [announced(house.port) for _ in range(12)]

        with urllib.request.urlopen(f"{house.url}/sign-in/", timeout=8) as answer:
            assert answer.status == 200
        too_large = announced(house.port, intake.READ_TO_ITS_END + 1)
        lines.append(too_large)
        assert too_large.recv(64).startswith(b"HTTP/1.1 413 ")
        assert_a_page_says_so(house.port)
    finally:
        for line in lines:
            line.close()
        house.stop(9)


def assert_a_page_says_so(port: int) -> None:
    """A file a little too large is read to its end, and the answer is a page that a browser can show."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request(
        "POST", "/sign-in/", bytes(2 * intake.LARGEST), {"Accept-Language": "xx, es-AR;q=0.8, en;q=0.5"}
    )
    answer = line.getresponse()
    said = answer.read().decode()

    assert answer.status == 413
    assert answer.headers["Content-Language"] == "es"
    assert "Content-Security-Policy" in answer.headers
    assert '<html lang="es"' in said and "<h1>Era demasiado grande</h1>" in said


class Asked:
    """An application behind the intake: remembers the bodies it was given."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.bodies.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})


def sent(taker: intake.Intake, *pieces: bytes, ends: bool = True, length: bytes = b"") -> Any:
    """One request in `pieces`; with `ends` False its sender falls silent after them. Gives the status, None for none."""

    async def run() -> int | None:
        waiting = [
            {"type": "http.request", "body": piece, "more_body": not ends or at < len(pieces) - 1}
            for at, piece in enumerate(pieces)
        ]
        said: list[int] = []

        async def receive() -> Any:
            if waiting:
                return waiting.pop(0)
            return await asyncio.sleep(3600)

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                said.append(message["status"])

        headers = [(b"content-length", length)] if length else []
        await taker({"type": "http", "headers": headers}, receive, send)
        return said[0] if said else None

    return run()


def test_a_request_arrives_in_one_piece():
    pages = Asked()

    assert asyncio.run(sent(intake.Intake(pages), b"choice=", b"yes")) == 200
    assert pages.bodies == [b"choice=yes"]


def test_what_comes_too_slowly_or_is_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(intake, "PIECE_WITHIN", 0.01)
    pages = Asked()
    taker = intake.Intake(pages)
    half = bytes(intake.LARGEST // 2 + 1)

    assert asyncio.run(sent(taker, b"choice=", ends=False)) == 408
    assert asyncio.run(sent(taker, half, half)) == 413
    assert asyncio.run(sent(taker, half, half, *[half] * 20, ends=False)) == 413  # one that never ends
    assert asyncio.run(sent(taker, half, half, ends=False)) == 408
    assert asyncio.run(sent(taker, b"", length=b"99999999999999999999999")) == 413
    assert pages.bodies == []


def test_large_files_wait_for_each_other_and_never_keep_a_ballot_out(monkeypatch):
    monkeypatch.setattr(intake, "LARGE_AT_ONCE", 2)
    monkeypatch.setattr(intake, "PIECE_WITHIN", 0.3)
    pages = Asked()
    taker = intake.Intake(pages)
    much = bytes(intake.SMALL + 1)

    async def story() -> list[int | None]:
        slow = [asyncio.ensure_future(sent(taker, much, ends=False)) for _ in range(2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0.05)
        third = await sent(taker, much, b"more")
        ballot = await sent(taker, b"choice=yes")
        return [third, ballot, *[await one for one in slow]]

    assert asyncio.run(story()) == [503, 200, 408, 408]
    assert pages.bodies == [b"choice=yes"]
    assert asyncio.run(sent(taker, much, b"more")) == 200  # their places are free again
