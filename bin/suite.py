#!/usr/bin/env python3
"""
The house's checks, one after another, with what each took: `make test`, `check`, `prove`, `bench`,
`mutants`, `docs`.

Runs inside the environment that bin/house.py made. Tests run on SQLite and then on a real PostgreSQL, browser
tests once in a real Chromium. What the machine lacks is installed where that is allowed; else one line says
what was left out, and under CI=true that is a failure.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.machine import parts, postgres  # noqa: E402

PYTHON = sys.executable
WORKERS = os.environ.get("UNIONHALL_WORKERS", "2")
SIDE_BY_SIDE = ("-n", WORKERS, "--dist", "loadfile")
HARNESSES = ("races", "crashes", "power", "faults", "upgrades", "walks", "input")
"""The heavy ones, folders of tests/: a tenth of their counts in `make check`."""
PARTS = ("rooms", "browser", *HARNESSES)
"""What `make prove` goes through, or one of it: `make prove ARGS="--only walks"`."""


class Suite:
    """Runs steps, keeps what each took and which failed, and what had to be left out."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, float, bool]] = []
        self.left_out: list[str] = []

    def step(self, title: str, work: Callable[[], bool]) -> bool:
        """Do one step and note how it went."""
        print(f"\n── {title}", flush=True)
        began = time.monotonic()
        try:
            good = work()
        except parts.Missing as missing:
            good = not parts.nothing_may_be_missing()
            self.left_out.append(f"{title}: {missing}")
        self.steps.append((title, time.monotonic() - began, good))
        return good

    def run(
        self, title: str, *words: str, env: dict[str, str] | None = None, ok: tuple[int, ...] = (0,)
    ) -> bool:
        """Do one step that is a command."""
        return self.step(title, lambda: command(*words, env=env) in ok)

    def finish(self) -> int:
        """Say how everything went; gives the exit code."""
        print("\n── In short")
        for title, took, good in self.steps:
            print(f"  {'✓' if good else '✗'} {title}  ({took:.0f} s)")
        for sentence in self.left_out:
            print(f"  ‖ left out: {sentence}")
        bad = [title for title, _took, good in self.steps if not good]
        print("All is well." if not bad else f"Not well: {', '.join(bad)}.")
        return 1 if bad else 0


def command(*words: str, env: dict[str, str] | None = None) -> int:
    """Run a command in the checkout; gives its exit code."""
    return subprocess.run(words, cwd=ROOT, env={**os.environ, **(env or {})}, check=False).returncode


def pytest(*words: str, env: dict[str, str] | None = None) -> bool:
    """Run pytest; an empty selection (5) is no failure of the house."""
    return command(PYTHON, "-m", "pytest", "-q", *words, env=env) in (0, 5)


def on_sqlite(*words: str) -> bool:
    """Tests on SQLite."""
    return pytest(*SIDE_BY_SIDE, "-m", "not browser", *words, env={"UNIONHALL_DATABASE": ""})


def on_postgres(*words: str) -> bool:
    """Tests on a PostgreSQL started for them."""
    with postgres.running(in_memory=True) as address:
        only = ["-m", "not browser", "--ignore=unionhall/core"]
        return pytest(*SIDE_BY_SIDE, *only, *words, env={"UNIONHALL_DATABASE": address})


def in_the_browser(*words: str) -> bool:
    """Tests in a real Chromium."""
    return pytest(
        *SIDE_BY_SIDE, "-m", "browser", "tests", *words, env={"UNIONHALL_CHROMIUM": parts.chromium()}
    )


def tests(suite: Suite, more: list[str]) -> None:
    """Every test: on SQLite, in the browser, on PostgreSQL."""
    suite.step("Tests on SQLite", lambda: on_sqlite(*more))
    suite.step("Tests in the browser", lambda: in_the_browser(*more))
    suite.step("Tests on PostgreSQL", lambda: on_postgres(*more))


def proofs(suite: Suite, only: list[str], more: list[str]) -> None:
    """The full counts, part by part, each to its end whatever became of the others. `only`: the parts asked for, none for all."""
    os.environ["UNIONHALL_FULL"] = "1"
    apart = [f"--ignore=tests/{name}" for name in HARNESSES]
    words = {"rooms": apart, **{name: [f"tests/{name}"] for name in HARNESSES}}
    for name in only or PARTS:
        if name == "browser":
            suite.step("browser", lambda: in_the_browser(*more))
            continue
        suite.step(f"{name} on SQLite", functools.partial(on_sqlite, *words[name], *more))
        suite.step(f"{name} on PostgreSQL", functools.partial(on_postgres, *words[name], *more))


@contextlib.contextmanager
def nowhere() -> Iterator[dict[str, str]]:
    """An environment whose data folder is empty and thrown away, for tools that only read code."""
    with tempfile.TemporaryDirectory() as folder:
        yield {
            "UNIONHALL_DATA": folder,
            "UNIONHALL_SECRET_KEY": "only for reading the code",
            "UNIONHALL_DATABASE": "",
        }


def checks(suite: Suite) -> None:
    """What must be green before a commit, tests apart."""
    ruff, django = [PYTHON, "-m", "ruff"], [PYTHON, "-m", "unionhall.site.cli", "django"]
    imports = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    with nowhere() as env:
        suite.run("Format", *ruff, "format", "--check", "--quiet", ".")
        suite.run("Lint", *ruff, "check", "--quiet", ".")
        suite.run("Stairs", PYTHON, "-c", imports)
        suite.run("Types", PYTHON, "-m", "mypy", env=env)
        suite.run("Django's own checks", *django, "check", env=env)
        suite.run("Migrations", *django, "makemigrations", "--check", "--dry-run", env=env)


def main(words: list[str]) -> int:
    """Do what is asked; gives the exit code."""
    parser = argparse.ArgumentParser(prog="suite.py")
    parser.add_argument(
        "what", choices=["test", "check", "prove", "bench", "mutants", "format", "docs", "lock"]
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        help=f"prove: {', '.join(PARTS)}; bench and mutants have their own",
    )
    asked, more = parser.parse_known_args(words)
    if asked.what == "prove" and set(asked.only) - set(PARTS):
        parser.error(f"--only is one of {', '.join(PARTS)}")
    suite = Suite()
    if asked.what == "test":
        tests(suite, more)
    elif asked.what == "check":
        checks(suite)
        tests(suite, more)
    elif asked.what == "prove":
        checks(suite)
        proofs(suite, asked.only, more)
    elif asked.what == "bench":
        suite.run("Bench", PYTHON, "-m", "tests.bench", *(f"--only={part}" for part in asked.only), *more)
    elif asked.what == "mutants":
        suite.run("Mutants", PYTHON, "-m", "tests.mutants", *(f"--only={part}" for part in asked.only), *more)
    elif asked.what == "format":
        suite.run("Order", PYTHON, "-m", "ruff", "check", "--fix", "--quiet", ".")
        suite.run("Format", PYTHON, "-m", "ruff", "format", ".")
    elif asked.what == "docs":
        with nowhere() as env:
            suite.run("Written pages", PYTHON, "-m", "unionhall.site.written", env=env)
            suite.run("Who may do what", PYTHON, "-m", "tests.matrix", env=env)
    elif asked.what == "lock":
        suite.run("Lock files", "sh", "bin/lock.sh", *more, env={"UV": str(Path(PYTHON).with_name("uv"))})
    return suite.finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
