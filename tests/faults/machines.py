"""
The ways in which a machine fails, each switched on and off while the real server runs.

`Machine` is that server and its fault: `fault()` is a block in which the machine fails.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.machine import parts, postgres, server

ROOM = "64m"
"""How large the small disk is."""
SPARE = 64 * 1024
"""Bytes that a file may still grow by where it is its length that is limited."""


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """A small disk of its own, mounted, until the block ends; None where this user may mount none."""
    place = Path(tempfile.mkdtemp(prefix="uh-small-"))
    mounted = os.geteuid() == 0 and _runs("mount", "-t", "tmpfs", "-o", f"size={ROOM}", "none", str(place))
    try:
        yield place if mounted else None
    finally:
        if mounted:
            _runs("umount", "--lazy", str(place))
        shutil.rmtree(place, ignore_errors=True)


def _runs(*words: str) -> bool:
    return (
        shutil.which(words[0]) is not None
        and not subprocess.run(words, capture_output=True, check=False).returncode
    )


@contextmanager
def full(of: server.Server) -> Iterator[None]:
    """The disk that holds the data has no room any more, until the block ends."""
    ballast = of.data.parent / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            for size in (1024 * 1024, 4096):
                with suppress(OSError):
                    while file.write(bytes(size)):
                        pass
        yield
    finally:
        ballast.unlink()


@contextmanager
def no_longer_files(of: server.Server) -> Iterator[None]:
    """
    No file of the server may grow beyond the size that its database's log has now, until the block ends.

    Where no small disk can be mounted. SQLite is told EFBIG instead of ENOSPC.
    """
    assert of.process is not None
    before = resource.prlimit(of.process.pid, resource.RLIMIT_FSIZE)
    longest = max(file.stat().st_size for file in of.data.glob("hall.sqlite3*"))
    resource.prlimit(of.process.pid, resource.RLIMIT_FSIZE, (longest + SPARE, before[1]))
    try:
        yield
    finally:
        resource.prlimit(of.process.pid, resource.RLIMIT_FSIZE, before)


class FailingDisk:
    """
    A server whose disk fails now and then when it is told to (libfiu, blitiri.com.ar/p/libfiu).

    `of`: a server, not started; it is given what makes its calls fail. Raises `Missing` without fiu-utils.
    """

    def __init__(self, of: server.Server) -> None:
        self.of = of
        control, *libraries = parts.fiu()
        self.control = control
        self.pipe = of.data.parent / "fiu"
        of.more |= {"LD_PRELOAD": " ".join(libraries), "FIU_CTRL_FIFO": str(self.pipe), "FIU_ENABLE": ""}

    @contextmanager
    def fails(self, what: str, how_often: float, error: int) -> Iterator[None]:
        """The calls named `what` (libfiu's name) fail with `error` in `how_often` of all cases, until the block ends."""
        self._tells(f"enable_random name={what},probability={how_often},failinfo={error}")
        try:
            yield
        finally:
            self._tells(f"disable name={what}")

    def _tells(self, command: str) -> None:
        assert self.of.process is not None
        words = [self.control, "-f", str(self.pipe), "-c", command, str(self.of.process.pid)]
        subprocess.run(words, check=True, capture_output=True, timeout=20)


class WrongClock:
    """
    A server whose clock can be set while it runs (libfaketime, github.com/wolfcw/libfaketime).

    `of`: a server, not started. Only what tells the date is moved: waits are as long as ever. Raises `Missing`.
    """

    def __init__(self, of: server.Server) -> None:
        self.file = of.data.parent / "clock"
        self.by(0)
        of.more |= {
            "LD_PRELOAD": parts.faketime(),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def by(self, seconds: int) -> None:
        """From now on the server's clock is `seconds` ahead of the machine's, or behind it."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n")
        fresh.replace(self.file)


@contextmanager
def restarts(cluster: postgres.Cluster, for_seconds: float) -> Iterator[None]:
    """Every process of the database is killed; it starts again when the block ends, and not before `for_seconds`."""
    cluster.kill()
    until = time.monotonic() + for_seconds
    try:
        yield
    finally:
        time.sleep(max(0.0, until - time.monotonic()))
        cluster.start()
