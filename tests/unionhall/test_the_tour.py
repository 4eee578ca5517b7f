"""docs/tour.md names files and what is in them; both are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOUR = ROOT / "docs" / "tour.md"


def named(text: str) -> list[tuple[str, str]]:
    """`name` in `file`, as the tour writes it, over line ends too."""
    return re.findall(r"`(\w+)`\s+in\s+`([\w/.]+\.py)`", text)


def missing_files(text: str) -> list[str]:
    """Paths between backticks that are not there."""
    return [
        path
        for path in re.findall(r"`((?:unionhall|tests|docs)/[\w/.-]+)`", text)
        if not (ROOT / path).exists()
    ]


def missing_names(text: str) -> list[str]:
    """Functions and classes that are not in the file the tour says they are in."""
    return [
        f"{name} in {path}"
        for name, path in named(text)
        if (ROOT / path).exists() and name not in defined_in((ROOT / path).read_text())
    ]


def defined_in(source: str) -> set[str]:
    """The functions and classes at the top of a file."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.parse(source).body if isinstance(node, kinds)}


def test_what_the_tour_names_is_there():
    text = TOUR.read_text()

    assert missing_files(text) == []
    assert missing_names(text) == []
    assert len(named(text)) > 30  # it says where, all along the way


def test_a_file_or_a_function_that_went_is_found():
    assert missing_files("see `unionhall/decisions/no_such.py`") == ["unionhall/decisions/no_such.py"]
    assert missing_names("`no_such_thing` in\n`unionhall/kit/clock.py`") == [
        "no_such_thing in unionhall/kit/clock.py"
    ]
    assert missing_names("`now` in `unionhall/kit/clock.py`") == []
