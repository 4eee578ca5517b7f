"""What somebody typed, written as Markdown, is read by another's parser as what they typed."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from unionhall.core.markdown import line, paragraphs

NASTY = [
    "# no heading",
    "- no list\n+ nor this\n* nor that",
    "1. no list\n2) nor this\n1234567890. no number",
    "=== \n---\n***\n___",
    "```\nno code\n```",
    "    no code either",
    "~~~ and ~~no stroke~~",
    "> no quotation",
    "<b>bold</b> <!-- hidden --> <https://example.org>",
    "[no link](https://example.org) ![no picture](x)",
    "[no]: https://example.org 'reference'",
    "&copy; &#35; &amp;",
    "a | b\n--|--\n1 | 2",
    "\\* \\\\ at the end \\",
    "_so_ *so* __so__",
    "first\n\n\nsecond\n \t \nthird",
    "* * *",
    "-",
    "1.",
    "#",
    ": a definition",
]


def read(markdown: str) -> tuple[set[str], list[list[str]]]:
    """Which kinds of token CommonMark reads, and the text of each paragraph, line by line."""
    kinds, found = set(), []
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        kinds.add(token.type)
        for child in token.children or ():
            kinds.add(child.type)
        if token.type == "inline":
            said = "".join(
                "\n" if child.type in ("hardbreak", "softbreak") else child.content
                for child in token.children or ()
            )
            found.append(said.split("\n"))
    return kinds, found


PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak", "text_special"}


def typed(text: str) -> list[list[str]]:
    """The paragraphs and lines of what was typed, blanks in a row as one."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    whole = [[said for one in block.split("\n") if (said := " ".join(one.split()))] for block in blocks]
    return [block for block in whole if block]


@pytest.mark.parametrize("text", NASTY)
def test_no_sign_of_theirs_becomes_one_of_markdowns(text):
    kinds, found = read(paragraphs(text))
    assert kinds <= PLAIN
    assert found == typed(text)


@given(st.text(alphabet="ab1.)-+*_#=>`~[]()<>!&;:|\\ \t\n\r\"'/", max_size=60))
def test_whatever_is_typed_comes_back(text):
    kinds, found = read(paragraphs(text))
    assert kinds <= PLAIN
    assert found == typed(text)


@example("Oven #")
@example("# ##")
@example("##")
@given(st.text(alphabet="ab1.)-+*_#=>`~[]<>&\\ \n", max_size=40))
def test_one_line_stays_one_as_a_heading_too(text):
    kinds, found = read(f"## {line(text)}".rstrip() if line(text) else "")
    assert kinds <= PLAIN | {"heading_open", "heading_close"}
    assert found == ([[" ".join(text.split())]] if text.split() else [])
