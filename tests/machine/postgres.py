"""
A real PostgreSQL for the tests: made in a temporary folder, on a socket and a random port, gone afterwards.

As a hall needs it: page checksums on, synchronous_commit on. PostgreSQL refuses to run as root, so root lends
it to the user `postgres`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.machine.parts import Missing, found_or_installed

ROOM = 4 * 1024**3
"""Bytes that must be free in memory for a cluster to be made there."""


def _programs() -> str | None:
    """The folder of initdb and pg_ctl, the newest version first."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]), reverse=True
    )
    for path in installed:
        return str(path.parent)
    for folder in ("/opt/homebrew/opt/postgresql/bin", "/usr/local/opt/postgresql/bin", "/usr/pgsql/bin"):
        if Path(folder, "initdb").exists():
            return folder
    on_path = shutil.which("initdb")
    return str(Path(on_path).parent) if on_path and shutil.which("pg_ctl") else None


def _someone() -> list[str]:
    """The words before a command that must not run as root."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return ["runuser", "-u", name, "--"]
    raise Missing("PostgreSQL does not run as root, and there is no user to lend it to.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _place(in_memory: bool) -> str | None:
    """Where to make a temporary folder; None: wherever Python thinks."""
    memory = Path("/dev/shm")
    if in_memory and memory.is_dir() and shutil.disk_usage(memory).free > ROOM:
        return str(memory)
    return "/tmp" if Path("/tmp").is_dir() else None


class Cluster:
    """
    A PostgreSQL of its own in a temporary folder; `address` names its empty database `unionhall`.

    It is made at once and not started. `in_memory`: where the machine has a file system in memory with room, as on one whose
    disk costs nothing; not for what measures, or what is killed. Raises `Missing` where there is none and none can be installed.
    """

    def __init__(self, *, in_memory: bool = False) -> None:
        self.programs = found_or_installed(_programs, ("postgresql",), "PostgreSQL")
        self.folder = Path(tempfile.mkdtemp(prefix="uh-pg-", dir=_place(in_memory)))
        self.someone, self.port = _someone(), _free_port()
        if self.someone:
            shutil.chown(self.folder, self.someone[2])
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        locale = ["-E", "UTF8", "--data-checksums", "--no-locale"]
        try:
            self._run("initdb", "-D", str(self.data), "-U", "unionhall", "-A", "trust", *locale)
        except BaseException:
            self.throw_away()
            raise

    @property
    def address(self) -> str:
        """What UNIONHALL_DATABASE says to use it."""
        return f"postgresql://unionhall@/unionhall?host={self.folder}&port={self.port}"

    def start(self) -> None:
        """Start it, after a crash too, and wait until it takes connections."""
        options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses='' -c shared_buffers=128MB "
            "-c max_connections=240 -c logging_collector=off"
        )
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", log, "-o", options, "start")

    def create_database(self) -> None:
        """Make the empty database `unionhall`."""
        self._run("createdb", "-h", str(self.folder), "-p", str(self.port), "-U", "unionhall", "unionhall")

    def kill(self) -> None:
        """End every one of its processes at once, as `kill -9` does: nothing is written any more."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(Path(f"/proc/{process}").exists() for process in (first, *children)):
            time.sleep(0.01)

    def throw_away(self) -> None:
        """Stop it and delete what it kept."""
        stop = [
            *self.someone,
            str(Path(self.programs, "pg_ctl")),
            "-D",
            str(self.data),
            "-m",
            "immediate",
            "-w",
        ]
        subprocess.run([*stop, "stop"], capture_output=True, check=False, cwd=self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        command = [*self.someone, str(Path(self.programs, program)), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.folder)
        if done.returncode != 0:
            raise Missing(f"PostgreSQL's {program} failed: {(done.stderr or done.stdout).strip()[-600:]}")


@contextmanager
def cluster(*, in_memory: bool = False) -> Iterator[Cluster]:
    """A running cluster with its empty database, until the block ends."""
    one = Cluster(in_memory=in_memory)
    try:
        one.start()
        one.create_database()
        yield one
    finally:
        one.throw_away()


@contextmanager
def running(*, in_memory: bool = False) -> Iterator[str]:
    """
    A PostgreSQL with an empty database `unionhall`, running until the block ends; gives its address. `in_memory`: see `Cluster`.

    Raises `Missing` where there is none and none can be installed or started.
    """
    with cluster(in_memory=in_memory) as one:
        yield one.address


def main() -> None:
    """`python -m tests.machine.postgres COMMAND…`: run a command with UNIONHALL_DATABASE naming such a database."""
    with running(in_memory=True) as address:
        env = {**os.environ, "UNIONHALL_DATABASE": address}
        sys.exit(subprocess.run(sys.argv[1:], env=env, check=False).returncode)


if __name__ == "__main__":
    main()
