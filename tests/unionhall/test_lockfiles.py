"""Lock files name versions and hashes, and no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^[a-z0-9._-]+==[^\s;]+( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def faults(text: str) -> list[str]:
    """The lines that are neither a pinned version nor a hash of it."""
    return [line for line in text.splitlines() if not PIN.match(line) and not HASH.match(line)]


def test_there_are_four():
    assert [path.name for path in LOCKS] == ["papers.txt", "peers.txt", "run.txt", "test.txt"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_it_holds_pins_and_hashes_only(path):
    assert faults(path.read_text()) == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_pin_has_a_hash(path):
    lines = path.read_text().splitlines()

    assert [
        line
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
        if PIN.match(line) and not HASH.match(after)
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url somewhere",
        "--extra-index-url somewhere",
        "--find-links somewhere",
        "-i somewhere",
        "django @ https://example.org/django.whl",
        "django==5.2.1",
        "# from https://example.org",
        "-e .",
    ],
)
def test_a_planted_address_is_found(line):
    assert faults(LOCKS[0].read_text() + line + "\n") == [line]


def pins(name: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", (ROOT / "requirements" / name).read_text(), re.M)
    return dict(found)


def test_the_tests_run_on_what_a_hall_runs_on():
    run, test = pins("run.txt"), pins("test.txt")

    assert {name: test.get(name) for name in run} == run


def test_every_part_the_package_names_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[\[<>=]", one)[0].lower() for one in project["dependencies"]}

    assert names - pins("run.txt").keys() == set()
