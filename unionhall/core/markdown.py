"""Writing Markdown (CommonMark) that says what somebody typed and nothing else: no sign of theirs becomes one of Markdown's."""

from __future__ import annotations

import re

_ANYWHERE = re.compile(r"([\\`*_\[\]<>&~|])")
_AT_THE_END = re.compile(r"(#+)$")  # where it would close a heading
_AT_THE_START = re.compile(r"^([#+\-=:]|\d{1,9}(?=[.)]))")


def line(text: str) -> str:
    r"""
    Text as one line of Markdown; blanks in a row become one.

    >>> line("2. *Bread* & roses\n<b>")
    '2\\. \\*Bread\\* \\& roses \\<b\\>'
    >>> line("# not a heading")
    '\\# not a heading'
    """
    escaped = _ANYWHERE.sub(r"\\\1", " ".join(text.split()))
    if len(escaped) > 1:
        escaped = _AT_THE_END.sub(r"\\\1", escaped)
    return _AT_THE_START.sub(_stopped, escaped)


def paragraphs(text: str) -> str:
    r"""
    Text of several lines as Markdown: a blank line ends a paragraph, every other line break stays one.

    >>> print(paragraphs("We agreed:\n- ovens by Friday\n\n1) Abel asks."))
    We agreed:\
    \- ovens by Friday
    <BLANKLINE>
    1\) Abel asks.
    """
    blocks = re.split(r"\n[^\S\n]*(?:\n[^\S\n]*)+", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return "\n\n".join(
        "\\\n".join(written for one in block.split("\n") if (written := line(one))) for block in blocks
    )


def _stopped(found: re.Match[str]) -> str:
    """What would begin a heading, a list or a rule, with a stroke before the sign that makes it one."""
    begins = found.group(1)
    return f"{begins}\\" if begins[0].isdigit() else f"\\{begins}"
