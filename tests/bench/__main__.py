"""
Measures the real server on this machine and prints what came out, one JSON object a line: `make bench`.

    make bench                          everything, some minutes
    make bench ARGS="--only ballots"    one part: light, ballots, pages, amendments, assembly, record, counting, lots, rotas,
                                        secret

A line that has a target says whether it is met (`good`); the program ends with 1 where one is not. `load` is how busy the
machine was: on a busy one only ratios tell something, such as ballots beside empty pages.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench import amendments, assembly, ballots, counting, light, lots, pages, records, rotas, secret
from tests.bench.figures import told
from tests.machine import parts, postgres, server

PARTS = (
    "light",
    "ballots",
    "pages",
    "amendments",
    "assembly",
    "record",
    "counting",
    "lots",
    "rotas",
    "secret",
)
MEMBERS, DECISIONS, VOTES, ACCOUNTS = 5000, 2000, 20, 96
CACHE = server.ROOT / ".cache" / "bench"
"""The large hall on SQLite, kept for the day it was made: what is open in it stays open for so long."""


def fingerprint() -> str:
    """What the kept hall depends on: the tables, how it is made, and the day."""
    digest = hashlib.sha256(time.strftime("%Y-%m-%d").encode())
    made_by = [
        *(server.ROOT / "tests" / "bench").glob("*.py"),
        *server.ROOT.glob("unionhall/*/migrations/*.py"),
    ]
    for path in sorted(made_by):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def making(data: Path, *words: str, **more: str) -> str:
    """Run `tests.bench.making` on a data folder; gives what it printed."""
    command = [sys.executable, "-m", "tests.bench.making", *words]
    env = server.environment(data, **more)
    return subprocess.run(
        command, env=env, cwd=server.ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def large_hall(data: Path, **more: str) -> None:
    """Have the large hall in the data folder `data`: a copy of the one kept, or a new one."""
    counts = [str(count) for count in (MEMBERS, DECISIONS, VOTES, ACCOUNTS)]
    if more:
        making(data, "hall", *counts, **more)
        return
    kept = CACHE / fingerprint()
    if not kept.exists():
        shutil.rmtree(CACHE, ignore_errors=True)
        CACHE.mkdir(parents=True)
        making(CACHE / "unfinished", "hall", *counts)
        (CACHE / "unfinished").rename(kept)
    shutil.copytree(kept, data)


@contextlib.contextmanager
def served(folder: Path, **more: str) -> Iterator[tuple[server.Server, dict[str, Any]]]:
    """A server with the large hall and its members' browsers."""
    data = folder / "served"
    large_hall(data, **more)
    town = json.loads(making(data, "browsers", **more))
    one = server.Server(data, **more)
    one.start()
    try:
        yield one, town
    finally:
        one.stop()


def in_a_hall(
    folder: Path, database: str, times: int, wanted: set[str], **more: str
) -> Iterator[dict[str, Any]]:
    """What is measured in the large hall on one database."""
    with served(folder, **more) as (one, town):
        process = one.process.pid if one.process else 0
        if "pages" in wanted:
            yield from pages.measured(one.port, town, database, times)
            yield pages.memory(process, database)
        if "ballots" in wanted:
            yield ballots.measured(one.port, process, town, database)
            yield pages.memory(process, f"{database}, after the ballots")


def beside(folder: Path, times: int, streams: int) -> Iterator[dict[str, Any]]:
    """What is measured without a hall."""
    one = server.Server(folder / "empty")
    one.start()
    try:
        for readers in (1, 4):
            yield light.pages(f"http://127.0.0.1:{one.port}", "/sign-in/", times, readers)
    finally:
        one.stop()
    os.environ.update(UNIONHALL_DATA=str(folder / "here"), DJANGO_SETTINGS_MODULE="unionhall.site.settings")
    from unionhall.site import places, preparing

    places.make_data_dir()
    os.environ["UNIONHALL_SECRET_KEY"] = places.secret_key()
    preparing.prepare()
    yield light.pushes(streams, 10)
    for writers in (1, 20):
        yield light.writes(writers, 50)


def on_each(
    folder: Path, measure: Callable[..., Iterator[dict[str, Any]]], *words: Any
) -> Iterator[dict[str, Any]]:
    """What is measured on SQLite, and then on a PostgreSQL started for it."""
    yield from measure(folder / "sqlite", "SQLite", *words)
    try:
        with postgres.running() as address:
            yield from measure(folder / "postgres", "PostgreSQL", *words, UNIONHALL_DATABASE=address)
    except parts.Missing as missing:
        if parts.nothing_may_be_missing():
            raise
        sys.stderr.write(f"left out: {missing}\n")


def measured(
    folder: Path, wanted: set[str], times: int, streams: int, phones: int
) -> Iterator[dict[str, Any]]:
    """Everything that is wanted, one result after the other."""
    if wanted & {"pages", "ballots"}:
        yield from on_each(folder, in_a_hall, times, wanted)
    if "amendments" in wanted:
        yield from on_each(folder, amendments.measured, times)
    if "assembly" in wanted:
        yield from on_each(folder, assembly.measured, phones)
    if "record" in wanted:
        yield records.measured(folder)
    if "counting" in wanted:
        yield from counting.measured(folder)
    if "lots" in wanted:
        yield from lots.measured()
    if "rotas" in wanted:
        yield from rotas.measured(folder / "rotas")
    if "secret" in wanted:
        yield from secret.measured()
    if "light" in wanted:
        yield from beside(folder, times * 4, streams)


def main() -> None:
    """Measure and print; end with 1 where a target is missed."""
    asked = argparse.ArgumentParser(prog="make bench")
    asked.add_argument("--only", choices=PARTS, action="append")
    asked.add_argument("--times", type=int, default=100, help="how often each page is read")
    asked.add_argument("--streams", type=int, default=1000)
    asked.add_argument("--phones", type=int, default=2000, help="how many come to the assembly")
    words = asked.parse_args()
    missed = []
    with tempfile.TemporaryDirectory(prefix="uh-bench-") as folder:
        for result in measured(
            Path(folder), set(words.only or PARTS), words.times, words.streams, words.phones
        ):
            told(result)
            if not result.get("good", True):
                missed.append(result["what"])
    if missed:
        sys.exit(f"Not reached: {'; '.join(missed)}.")


if __name__ == "__main__":
    main()
