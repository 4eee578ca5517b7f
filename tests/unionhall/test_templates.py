"""Every template of every room can be read, and none holds what the Content-Security-Policy would refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

import unionhall

ROOT = Path(unionhall.__file__).parent
TEMPLATES = {
    str(file.relative_to(folder)): file
    for folder in sorted(ROOT.glob("*/templates"))
    for file in sorted(folder.rglob("*.html"))
}
FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script(?![^>]*\ssrc=)[^>]*>\s*\S",
    "a handler in an attribute": r"<[a-z][^>{}]*\son[a-z]+\s*=",
    "something from another origin": r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//",
}


def faults(text: str) -> list[str]:
    """What `text` holds that the policy refuses."""
    return [name for name, pattern in FORBIDDEN.items() if re.search(pattern, text, re.I)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_can_be_read(name):
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_holds_nothing_the_policy_refuses(name):
    assert faults(TEMPLATES[name].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color: red">',
        "<style>p { }</style>",
        "<script>go()</script>",
        '<a href="/" onclick="go()">',
        '<script src="https://elsewhere.example/x.js"></script>',
        '<img src="//elsewhere.example/x.png">',
    ],
)
def test_each_of_them_is_caught(planted):
    assert faults(planted) != []
