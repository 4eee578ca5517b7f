"""The style sheets name no side of the page, so that right to left mirrors by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import unionhall

SHEETS = sorted(Path(unionhall.__file__).parent.glob("*/static/**/*.css"))
SIDED = re.compile(
    r"(?<![-\w])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)[\w-]*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|left|right"
    r"|(?:float|clear|text-align|caption-side|justify-\w+)\s*:\s*(?:left|right))(?=\s*(?:[:;}]|$))"
)
"""A property, or a value of one, that names a side."""
FOUR = re.compile(
    r"(?<![-\w])(margin|padding|inset|border-width|border-style|border-color|border-radius|scroll-(?:margin|padding))"
    r"\s*:\s*([^;}]+)"
)
ASYMMETRIC = {
    "summary::before": "border-width: 0 2px 2px 0",  # an arrow's two lines; turned round by a rule of its own
}
"""Where the sides differ in the short way of writing, and why that does not matter."""
TURNS = re.compile(r"transform\s*:[^;}]*(?:rotate|scaleX|translateX|translate\()")
TURNED = {
    "summary::before": "[dir=rtl] summary::before",
    "[dir=rtl] summary::before": "",
    "details[open] > summary::before": "",  # it points down
    "[dir=rtl] .icon-turns": "",
}
"""What is turned or pushed sideways, and the rule that does it the other way round; none where there is no way round."""


def rules_in(sheet: str) -> list[tuple[str, str]]:
    """Selector and declarations of each rule; comments and at-rules are no rules."""
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    return [(" ".join(who.split()), what) for who, what in re.findall(r"([^{}]+)\{([^{}]*)\}", bare)]


def values_of(words: str) -> list[str]:
    """
    The values of a declaration, brackets kept together.

    >>> values_of("0 calc(1px + 2px) auto")
    ['0', 'calc(1px + 2px)', 'auto']
    """
    return re.findall(r"(?:[^\s(]+\([^()]*(?:\([^()]*\)[^()]*)*\)|[^\s()]+)", words.split("/")[0].strip())


def sides_named_in(sheet: str) -> list[str]:
    """Every declaration of a sheet that does not mirror, one line each."""
    wrong = []
    for who, what in rules_in(sheet):
        wrong += [f"{who}: {found.group().strip()}" for found in SIDED.finditer(what)]
        for name, words in FOUR.findall(what):
            values = values_of(words.removesuffix("!important"))
            uneven = len(values) == 4 and (
                values[1] != values[3] if name != "border-radius" else values[0] != values[1]
            )
            if uneven and f"{name}: {words.strip()}" != ASYMMETRIC.get(who):
                wrong.append(f"{who}: {name}: {words.strip()}")
        if TURNS.search(what) and who not in TURNED:
            wrong.append(f"{who}: turned one way only")
    return wrong


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_side_is_named(sheet):
    assert sides_named_in(sheet.read_text()) == []


def test_what_turns_is_turned_round_by_a_rule_that_is_there():
    selectors = {who for sheet in SHEETS for who, _what in rules_in(sheet.read_text())}
    assert set(filter(None, {*TURNED, *TURNED.values(), *ASYMMETRIC})) <= selectors


@pytest.mark.parametrize(
    "planted",
    [
        "p { margin-left: 1rem }",
        "p { color: red; right: 0; }",
        ".a { text-align: left; }",
        "@media print { .a { border-left: 1px solid } }",
        ".a { border-top-right-radius: 2px }",
        ".a { padding: 1px 2px 3px 4px }",
        ".a { float: right }",
        ".a { transform: translateX(-3px) }",
    ],
)
def test_a_planted_side_is_found(planted):
    assert sides_named_in(planted) != []


def test_what_mirrors_is_let_be():
    assert (
        sides_named_in("p { margin-inline-start: 1rem; padding: 1px 2px 3px; text-align: start; inset: 0 }")
        == []
    )
