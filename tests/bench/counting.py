"""Counting: beside the quickest other programs in the same run, and a million ballots from a file."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.machine import parts, peers
from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.rules import count

SEATS = 5
PROGRAM = peers.ROOT / "tests" / "bench" / "others_counting.py"
BESIDE = [
    ("irv", "pyrankvote IRV", 50),
    ("scottish-stv", "pyrankvote STV", 40),
    ("schulze", "votelib Schulze", 200),
    ("meek-stv", "pref_voting Meek", 10),
]
"""Our rule, the other program's nearest, and how many times as quick we mean to be."""
LONGEST = 120
"""Seconds another program may take; one that takes longer is given up, and the ratio is at least what is said."""


def made_up(ballots: int, candidates: int) -> NDArray[np.int8]:
    """Ranks by chance, (n, c) int8, nearly all distinct: some candidates are dearer to all, and ballots end somewhere."""
    chance = np.random.default_rng(7)
    liking = chance.gumbel(size=(ballots, candidates)) + np.linspace(0, 1.5, candidates)
    ranks = (np.argsort(np.argsort(-liking, axis=1), axis=1) + 1).astype(np.int8)
    ends = chance.integers(candidates // 2, candidates + 1, size=(ballots, 1))
    return np.where(ranks <= ends, ranks, 0).astype(np.int8)


def write_blt(path: Path, ballots: int, candidates: int) -> None:
    """A BLT file of so many ballots, all candidates ranked by chance on each."""
    chance = np.random.default_rng(7)
    with path.open("wb") as file:
        file.write(b"%d %d\n" % (candidates, SEATS))
        words = [b"%d" % number for number in range(1, candidates + 1)]
        for start in range(0, ballots, 20_000):
            many = min(20_000, ballots - start)
            orders = np.argsort(chance.random((many, candidates)), axis=1).tolist()
            file.write(b"".join(b"1 %b 0\n" % b" ".join([words[one] for one in order]) for order in orders))
        file.write(
            b"0\n"
            + b"".join(b'"Candidate %d"\n' % number for number in range(1, candidates + 1))
            + b'"Bench"\n'
        )


def ours(ranks: NDArray[np.int8], rule: str, times: int) -> float:
    """The median of so many counts, in seconds, from the matrix to the report."""
    names = tuple(f"C{number}" for number in range(ranks.shape[1]))
    taken = []
    for _each in range(times):
        begun = time.perf_counter()
        found = Ballots(names, np.asfortranarray(ranks), np.ones(len(ranks), dtype=np.int64), seats=SEATS)
        count(found, rule, seed="bench")
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def theirs(peer: str, matrix: Path, times: int, longest: float) -> tuple[float, bool]:
    """The median of another program's counts, in seconds, and whether it ended in time."""
    command = [str(peers.python()), str(PROGRAM), peer, str(matrix), str(SEATS), str(times)]
    begun = time.perf_counter()
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=longest)
    except subprocess.TimeoutExpired:
        return time.perf_counter() - begun, False
    return statistics.median(json.loads(done.stdout)), True


def beside(
    folder: Path, ballots: int = 100_000, candidates: int = 20, longest: float = LONGEST
) -> Iterator[dict[str, Any]]:
    """Each rule beside the other program that comes nearest, on the same ballots in the same run."""
    ranks = made_up(ballots, candidates)
    matrix = folder / "ranks.npy"
    np.save(matrix, ranks)
    distinct = len(np.unique(ranks, axis=0))
    for rule, peer, target in BESIDE:
        mine = ours(ranks, rule, 5)
        other, ended = theirs(peer, matrix, 3, longest)
        yield {
            "what": f"{rule}, {ballots} ballots × {candidates}, beside {peer}",
            "distinct": distinct,
            "seconds": round(mine, 4),
            "other_seconds": round(other, 2),
            "other_ended": ended,
            "times_as_quick": round(other / mine, 1),
            "target": target,
            "good": other / mine >= target,
        }


def from_a_file(folder: Path, ballots: int = 1_000_000, candidates: int = 20) -> Iterator[dict[str, Any]]:
    """A large BLT file read and counted, each time in a process of its own; imports are not timed, memory is all of it."""
    path = folder / "large.blt"
    write_blt(path, ballots, candidates)
    for rule in ("irv", "schulze", "scottish-stv", "meek-stv"):
        command = [sys.executable, "-m", "tests.bench.counting_once", str(path), rule]
        runs = []
        for _each in range(3):
            done = subprocess.run(command, cwd=peers.ROOT, capture_output=True, text=True, check=True)
            runs.append(json.loads(done.stdout))
        whole, memory = (statistics.median(run[key] for run in runs) for key in ("whole", "mb"))
        told = {
            "what": f"{rule}, {ballots} ballots × {candidates} from BLT",
            "megabytes_read": round(path.stat().st_size / 1e6, 1),
            "seconds": round(whole, 3),
            "cpu_seconds": round(statistics.median(run["cpu"] for run in runs), 3),
            "reading": round(statistics.median(run["reading"] for run in runs), 3),
            "memory_mb": round(memory),
        }
        if rule != "meek-stv":
            told |= {"target": "1.5 s, 250 MB", "good": whole < 1.5 and memory < 250}
        yield told


def measured(folder: Path) -> Iterator[dict[str, Any]]:
    """Everything about counting."""
    yield from from_a_file(folder)
    try:
        peers.python()
    except parts.Missing as missing:
        if parts.nothing_may_be_missing():
            raise
        sys.stderr.write(f"left out: {missing}\n")
        return
    yield from beside(folder)
