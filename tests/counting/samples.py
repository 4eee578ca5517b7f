"""Elections with results nobody here wrote: `../shared/data/elections`, beside the checkout."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import left_out
from tests.machine import parts
from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.files.reading import read

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "elections"


@cache
def expected() -> dict[str, dict[str, Any]]:
    """The results by id; skips the test where the folder is not there, and fails it under `CI=true`."""
    path = FOLDER / "expected.json"
    if not path.exists():
        left_out(parts.Missing(f"the elections are not beside the checkout: {FOLDER}"))
    return {entry["id"]: entry for entry in json.loads(path.read_text())}


def entries(*rules: str) -> list[dict[str, Any]]:
    """The entries counted by one of `rules`, as the file names them."""
    return [entry for entry in expected().values() if entry.get("rule") in rules]


def ballots(entry: dict[str, Any]) -> Ballots:
    """The ballots of an entry, from its file or as they stand in it."""
    if "file" in entry:
        return read([(FOLDER / entry["file"]).read_bytes()], entry["file"])
    names = entry["candidates"]
    rows = [[0] * len(names) for _line in entry["ballots_inline"]]
    for row, (_times, order) in zip(rows, entry["ballots_inline"], strict=True):
        for rank, group in enumerate(order.split(">"), 1):
            for name in group.split("="):
                row[names.index(name.strip())] = rank
    return Ballots.of(names, rows, [times for times, _order in entry["ballots_inline"]])


def lowest_number_first(found: Ballots) -> Ballots:
    """The ballots with the lot that the outside program draws: the lowest number is excluded first."""
    return dataclasses.replace(found, tie_order=tuple(reversed(range(len(found.candidates)))))


def sample_files() -> list[Path]:
    """Every file of ballots there is."""
    expected()
    return sorted(path for path in FOLDER.rglob("*") if path.suffix in (".blt", ".csv", ".txt"))
