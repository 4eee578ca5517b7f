"""A prepared data folder, so that each story about a server does not wait for every migration again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.machine import server


@pytest.fixture(scope="session")
def prepared_data(tmp_path_factory) -> Path:
    """A data folder as the first start leaves it, on SQLite, without a hall."""
    one = server.Server(tmp_path_factory.mktemp("prepared") / "data")
    one.data.mkdir(mode=0o700)
    done = one.command("found", "--first")
    assert done.returncode == 0, done.stderr
    return one.data


@pytest.fixture
def a_server(prepared_data, tmp_path) -> Callable[..., server.Server]:
    """`a_server(name, **settings)`: a server, not started, on a prepared folder of its own."""
    made: list[server.Server] = []

    def make(name: str = "data", **more: str) -> server.Server:
        shutil.copytree(prepared_data, tmp_path / name)
        made.append(server.Server(tmp_path / name, **more))
        return made[-1]

    yield make
    for one in made:
        one.stop(9)
