"""A real server for tests: the same process, port and data folder that `make run` would have, elsewhere."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a server whose data folder is `data`, without what the tests' own has set."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("UNIONHALL_", "DJANGO_"))
    }
    return {**kept, "UNIONHALL_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


class Server:
    """
    One server process. `data`: its data folder. `more`: further settings (`UNIONHALL_DATABASE="…"`).

    `said` is everything it has printed since it last started.
    """

    program = "unionhall.site.cli"
    """The module that is started; a harness may name one with a planted fault."""
    before: tuple[str, ...] = ()
    """Words before the command that starts it, such as those that put it on another network."""

    def __init__(self, data: Path, port: int | None = None, **more: str) -> None:
        self.data = data
        self.port = port or free_port()
        self.more = more
        self.process: subprocess.Popen[bytes] | None = None
        self.log = data.parent / f"{data.name}.log"

    @property
    def url(self) -> str:
        """Where it is: by name, because browsers refuse passkeys on a bare number."""
        return f"http://localhost:{self.port}"

    @property
    def said(self) -> str:
        """What it has printed."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    @property
    def founding_link(self) -> str:
        """The one-use link it printed. Raises LookupError where it printed none."""
        found = re.search(r"^\s+(https?://\S+/\S+)\s*$", self.said, re.M)
        if not found:
            raise LookupError("no founding link in:\n" + self.said)
        return found.group(1)

    def start(self, *words: str, seconds: float = 60) -> Server:
        """Start it (`run`, or other words of the command line) and wait until it answers."""
        command = [
            *self.before,
            sys.executable,
            "-m",
            self.program,
            *(words or ("run",)),
            "--port",
            str(self.port),
        ]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(self.data, **self.more),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.said}")
            if self.answers():
                return self
            time.sleep(0.05)
        raise TimeoutError(f"the server did not answer within {seconds} s:\n{self.said}")

    def answers(self) -> bool:
        """Whether its first page comes."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def stop(self, how: int = signal.SIGINT, seconds: float = 20) -> int:
        """Stop it, by default as Ctrl+C does; gives its exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(seconds)
        self.process = None
        return code

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `unionhall …` beside it, on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "unionhall.site.cli", *words],
            cwd=ROOT,
            env=environment(self.data, UNIONHALL_PUBLIC_URL=self.url, **self.more),
            capture_output=True,
            text=True,
            check=False,
        )


def told(of: Server, module: str, *words: str) -> dict[str, Any]:
    """What a module of the tests, run on the server's data in a process of its own, prints as JSON. Raises RuntimeError."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env=environment(of.data, DJANGO_SETTINGS_MODULE="unionhall.site.settings", **of.more),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def fresh(template: Path | None = None, **more: str) -> Server:
    """A server, not started, on a new data folder in a place of its own: a copy of `template`, or as `prepared`."""
    place = Path(tempfile.mkdtemp(prefix="uh-server-", dir=os.environ.get("UNIONHALL_TEST_PLACE") or None))
    return Server(copied(place / "data", template), **more)


def copied(data: Path, template: Path | None = None) -> Path:
    """Have the folder `data` be a copy of `template`, or as `prepared`; gives `data`."""
    return Path(shutil.copytree(template or prepared(), data, ignore=shutil.ignore_patterns("server.lock")))


@functools.cache
def prepared() -> Path:
    """
    A data folder as the first start leaves it, on SQLite, without a hall: tables made, static files packed.

    Kept in the checkout for as long as what it is made from stays the same, so that no story waits for every migration again.
    """
    kept = ROOT / ".cache" / "prepared" / made_from()
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        making = Server(Path(tempfile.mkdtemp(dir=kept.parent)) / "data")
        making.data.mkdir(mode=0o700)
        done = making.command("found", "--first")
        if done.returncode:
            raise RuntimeError(done.stderr)
        with contextlib.suppress(OSError):  # another worker was quicker
            making.data.rename(kept)
        shutil.rmtree(making.data.parent, ignore_errors=True)
    return kept


def made_from() -> str:
    """What a prepared folder is known by: the migrations, the static files and the parts."""
    digest = hashlib.sha256()
    lock = ROOT / "requirements" / "run.txt"
    for path in sorted(
        [lock, *ROOT.glob("unionhall/*/migrations/*.py"), *ROOT.glob("unionhall/*/static/**/*")]
    ):
        if path.is_file():
            digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def throw_away(server: Server) -> None:
    """Stop a server and delete what it kept."""
    server.stop(signal.SIGKILL)
    shutil.rmtree(server.data.parent, ignore_errors=True)
