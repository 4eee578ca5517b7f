"""
How long `unionhall record verify` takes for 100,000 entries, the command as a member runs it, from its start to its end.

Beside it, in the same run: SHA-256 over the same hashes' inputs, which nobody can go below, and the verifier that the
tests build from the Go team's packages.
"""

from __future__ import annotations

import hashlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.machine import parts
from tests.machine.server import ROOT, environment
from tests.record import gotools
from unionhall.core.log import merkle, tiles

ENTRIES = 100_000
LONGEST = 2.0
"""Seconds."""
TIMES = 5


def measured(folder: Path) -> dict[str, Any]:
    """Make the record in `folder`, carry it away and verify it, several times over."""
    env = environment(folder / "data")
    made = _run(env, "tests.bench.making", "record", str(ENTRIES))
    copy = folder / "copy"
    _run(env, "unionhall.site.cli", "record", "export", made.strip().strip('"'), str(copy))
    ours = [sys.executable, "-m", "unionhall.site.cli", "record", "verify", str(copy)]
    work: dict[str, Callable[[], Any]] = {
        "seconds": lambda: subprocess.run(ours, env=env, cwd=ROOT, check=True, capture_output=True),
        "hashing_alone_seconds": lambda: hashed(copy),
    }
    try:
        go, vkey = gotools.built(folder / "go"), (copy / "vkey").read_text().strip()
        work["go_seconds"] = lambda: go(copy, vkey)
    except parts.Missing as missing:
        sys.stderr.write(f"left out: {missing}\n")
    figures = {
        name: round(statistics.median(_took(one) for _time in range(TIMES)), 2) for name, one in work.items()
    }
    return {
        "what": "record verify",
        "entries": ENTRIES,
        **figures,
        "good": figures["seconds"] < LONGEST,
    }


def hashed(copy: Path) -> bytes:
    """Every hash there is in the copy, taken once: leaves, nodes and commitments. Gives the root."""
    leaves = []
    for path in sorted((copy / "tile" / "entries").rglob("*")):
        if path.is_file():
            width = int(path.name) if path.parent.suffix == ".p" else tiles.WIDTH
            leaves += [merkle.leaf_hash(entry) for entry in tiles.read_bundle(path.read_bytes(), width)]
    for line in (copy / "openings.jsonl").read_bytes().splitlines():
        hashlib.sha256(line).digest()
    return merkle.root(leaves)


def _took(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _run(env: dict[str, str], module: str, *words: str) -> str:
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
