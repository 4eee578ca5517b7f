"""Other programs that count, in an environment of their own: `.cache/peers`, made from requirements/peers.txt."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.machine.aside import ROOT, Aside

COUNTING = Aside("peers", "a minute, 1.6 GB")
PROGRAM = ROOT / "tests" / "counting" / "inside.py"


are_there, python = COUNTING.is_there, COUNTING.python


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
