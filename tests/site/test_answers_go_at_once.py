"""What the server has to say goes out at once, and does not wait for the reader to say that they had the line before."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.machine.server import free_port
from unionhall.site.server import _bound


def sends_at_once(listener: socket.socket) -> bool:
    """Whether asyncio, which serves on `listener`, leaves out the wait that TCP makes before small pieces (RFC 896)."""

    async def asked() -> bool:
        told: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        async def met(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there = writer.get_extra_info("socket")
            told.set_result(bool(there.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
            writer.close()

        async with await asyncio.start_server(met, sock=listener):
            _reader, writer = await asyncio.open_connection(*listener.getsockname()[:2])
            try:
                return await told
            finally:
                writer.close()

    return asyncio.run(asked())


@pytest.mark.sqlite
def test_no_answer_waits_for_the_line_before():
    assert sends_at_once(_bound("127.0.0.1", free_port()))


@pytest.mark.sqlite
def test_a_socket_that_does_not_say_it_is_tcp_would_wait():
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))

    assert not sends_at_once(listener)
