"""Rival texts for one part of a charter, side by side in the words of one motion, so that what is chosen is what was sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def written(texts: Mapping[str, str]) -> str:
    """
    The text of a motion that asks which of these drafts is to be the part: each under the name of its draft.

    `texts`: draft → its text of the part. A line of a text that would read as the name of a draft keeps its words and is no
    heading.

    >>> print(written({"River": "Each local sends two.", "Hill": "By size."}))
    ## River
    <BLANKLINE>
    Each local sends two.
    <BLANKLINE>
    ## Hill
    <BLANKLINE>
    By size.
    """
    return "\n\n".join(f"## {name}\n\n{_without_headings(text)}" for name, text in texts.items())


def read(text: str, options: Sequence[str]) -> dict[str, str] | None:
    """
    The rival texts in a motion's text, draft → text; None where it is not made of one for each of the `options`, in their order.

    >>> read("## River\\n\\nTwo each.\\n\\n## Hill\\n\\nBy size.", ["River", "Hill"])
    {'River': 'Two each.', 'Hill': 'By size.'}
    >>> read("Which hall?", ["The barn", "The mill"]) is None
    True
    """
    found: dict[str, list[str]] = {}
    names = list(options)
    for line in text.replace("\r\n", "\n").split("\n"):
        place = len(found)
        if place < len(names) and line.strip() == f"## {names[place]}":
            found[names[place]] = []
        elif found:
            found[names[place - 1]].append(line)
        elif line.strip():
            return None
    texts = {name: "\n".join(lines).strip() for name, lines in found.items()}
    return texts if len(texts) == len(names) and all(texts.values()) else None


def _without_headings(text: str) -> str:
    """A draft's text whose own headings are one step lower than the names of the drafts."""
    lines = text.replace("\r\n", "\n").strip().split("\n")
    return "\n".join(f"#{line}" if line.lstrip().startswith("## ") else line for line in lines)
