"""Other programs that count, in an environment of their own: `.cache/peers`, made from requirements/peers.txt."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.machine import parts

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements" / "peers.txt"
PROGRAM = ROOT / "tests" / "counting" / "inside.py"


def folder() -> Path:
    """Where the environment for this lock file and this Python lies."""
    text = LOCK.read_bytes() + sys.version.encode()
    return ROOT / ".cache" / "peers" / hashlib.sha256(text).hexdigest()[:12]


def are_there() -> bool:
    """Whether the environment was made already."""
    return (folder() / "whole").exists()


def python() -> Path:
    """
    The Python of the environment, made now where it is not there (a minute, 1.6 GB). Raises `parts.Missing`.
    """
    if not are_there():
        sys.stderr.write("Installing what requirements/peers.txt names, checked by hash (a minute) …\n")
        venv.create(folder(), clear=True, with_pip=True)
        words = ["-q", "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]
        done = subprocess.run(
            [str(folder() / "bin" / "python"), "-m", "pip", "install", *words],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise parts.Missing(f"the other counting programs could not be installed: {done.stderr[-300:]}")
        (folder() / "whole").touch()
    return folder() / "bin" / "python"


class Peers:
    """The other programs, waiting to be asked."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, case: dict[str, Any]) -> dict[str, Any]:
        """What each makes of `case` (tests/counting/inside.py)."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(case) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def waiting() -> Iterator[Peers]:
    """The other programs as one process that answers question after question."""
    process = subprocess.Popen(
        [str(python()), str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": "", "OMP_NUM_THREADS": "1"},
    )
    try:
        yield Peers(process)
    finally:
        assert process.stdin
        process.stdin.close()
        process.terminate()
        process.wait(10)
