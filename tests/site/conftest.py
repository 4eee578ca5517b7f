"""Servers for the stories about one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.machine import server


@pytest.fixture
def a_server(tmp_path) -> Callable[..., server.Server]:
    """`a_server(name, **settings)`: a server, not started, on a prepared folder of its own."""
    made: list[server.Server] = []

    def make(name: str = "data", **more: str) -> server.Server:
        made.append(server.Server(server.copied(tmp_path / name), **more))
        return made[-1]

    yield make
    for one in made:
        one.stop(9)
