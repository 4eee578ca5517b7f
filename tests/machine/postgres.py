"""
A real PostgreSQL for the tests: made in a temporary folder, on a socket and a random port, gone afterwards.

As a hall needs it: page checksums on, synchronous_commit on. PostgreSQL refuses to run as root, so root lends
it to the user `postgres`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine.parts import Missing, found_or_installed


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


@contextmanager
def running() -> Iterator[str]:
    """
    A PostgreSQL with an empty database `unionhall`, running until the block ends; gives its address.

    Raises `Missing` where there is none and none can be installed or started.
    """
    programs = found_or_installed(_programs, ("postgresql",), "PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="uh-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
    someone, port = _someone(), _free_port()
    if someone:
        shutil.chown(folder, someone[2])
    folder.chmod(0o755)
    data = folder / "data"

    def run(program: str, *words: str) -> None:
        command = [*someone, str(Path(programs, program)), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
        if done.returncode != 0:
            raise Missing(f"PostgreSQL's {program} failed: {(done.stderr or done.stdout).strip()[-600:]}")

    options = (
        f"-p {port} -k {folder} -c listen_addresses='' -c shared_buffers=128MB -c max_connections=120 "
        "-c synchronous_commit=on -c logging_collector=off"
    )
    try:
        run(
            "initdb",
            "-D",
            str(data),
            "-U",
            "unionhall",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--data-checksums",
            "--no-locale",
        )
        run("pg_ctl", "-D", str(data), "-w", "-t", "60", "-l", str(folder / "log"), "-o", options, "start")
        try:
            run("createdb", "-h", str(folder), "-p", str(port), "-U", "unionhall", "unionhall")
            yield f"postgresql://unionhall@/unionhall?host={folder}&port={port}"
        finally:
            subprocess.run(
                [*someone, str(Path(programs, "pg_ctl")), "-D", str(data), "-m", "immediate", "-w", "stop"],
                capture_output=True,
                check=False,
                cwd=folder,
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """`python -m tests.machine.postgres COMMAND…`: run a command with UNIONHALL_DATABASE naming such a database."""
    with running() as address:
        env = {**os.environ, "UNIONHALL_DATABASE": address}
        sys.exit(subprocess.run(sys.argv[1:], env=env, check=False).returncode)


if __name__ == "__main__":
    main()
