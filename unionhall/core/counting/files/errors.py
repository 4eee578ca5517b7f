"""What a file cannot be read for: always with its name, the line and what was expected."""

from __future__ import annotations

from typing import Any

from unionhall.core.words import Sentence, Wrong, _


class Unreadable(Wrong):
    """
    A file that cannot be read: `file` by name, `line` from 1, and what was expected there.

    >>> str(Unreadable("b.blt", 7, "expected a name"))
    'b.blt, line 7: expected a name'
    """

    def __init__(self, file: str, line: int, template: str, **values: Any) -> None:
        super().__init__(
            _("{file}, line {line}: {what}"), file=file, line=line, what=Sentence(template, **values)
        )
        self.file, self.line = file, line


def shown(text: str, most: int = 40) -> str:
    """
    What stands in a file, short enough for a message and without signs that cannot be printed.

    >>> shown("a" * 50)
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'
    """
    clean = "".join(letter if letter.isprintable() else "�" for letter in text[: most + 1])
    return clean if len(clean) <= most else clean[:most] + "…"
