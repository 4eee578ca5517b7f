"""Rotas of two sizes, by the command itself: how long until the fairest is found and proved."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.machine import server
from tests.rotas.chance import large
from tests.rotas.checker import wrong_with

SIZES = ((40, 12, 6, 5.0), (200, 12, 20, 30.0))
"""People, periods, posts, and the seconds within which the fairest rota is proved."""


def measured(folder: Path) -> Iterator[dict[str, Any]]:
    """Plan each; a result for each."""
    folder.mkdir(parents=True, exist_ok=True)
    for people, periods, posts, within in SIZES:
        asked = large(people, periods, posts)
        file = folder / f"rota-{people}.json"
        file.write_text(json.dumps(asked))
        began = time.perf_counter()
        words = [
            sys.executable,
            "-m",
            "unionhall.site.cli",
            "rota",
            "plan",
            str(file),
            "--json",
            "--effort",
            "60",
        ]
        done = subprocess.run(words, cwd=server.ROOT, capture_output=True, text=True, check=True)
        took = time.perf_counter() - began
        rota = json.loads(done.stdout)
        if wrong := wrong_with(asked, rota["turns"]):
            raise AssertionError(f"a rule is broken: {wrong[:3]}")
        yield {
            "what": f"a rota of {people} people, {periods} weeks, {posts} duties",
            "seconds": round(took, 2),
            "proven": rota["proven"],
            "at_the_bound": rota["reached"],
            "good": rota["proven"] and took < within,
        }
