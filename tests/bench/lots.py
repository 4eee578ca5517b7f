"""Lots: pools of four sizes, each in a process of its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from tests.lots.pools import LARGE, is_beside
from tests.machine import peers


def once(name: str) -> dict[str, Any]:
    """One draw in a new process; what it imports is not timed."""
    command = [sys.executable, "-m", "tests.bench.lots_once", name]
    done = subprocess.run(command, cwd=peers.ROOT, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def measured(runs: int = 3) -> Iterator[dict[str, Any]]:
    """Each pool drawn from some times: the median, and how far the smallest chance is from its bound."""
    for name, (_make, _size, target) in LARGE.items():
        if not is_beside(name):
            sys.stderr.write(f"left out: {name}: the pool to draw from is not beside the checkout\n")
            continue
        found = [once(name) for _each in range(runs)]
        seconds = statistics.median(one["seconds"] for one in found)
        gap = max(one["bound"] - one["minimum"] for one in found)
        yield {
            "what": f"lots, {name}",
            **found[0],
            "seconds": round(seconds, 3),
            "target": f"{target} s, 0.000001 from the bound",
            "good": seconds < target and 0 <= gap <= 1e-6,
        }
