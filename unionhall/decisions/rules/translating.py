"""A motion's words in several languages: one binds, the others help to read and fall behind when it changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unionhall.decisions.models import MotionText
from unionhall.kit.languages import name_of


@dataclass(frozen=True)
class InLanguage:
    """The newest words in one language; `behind`: they say what an earlier version of the binding words said."""

    text: MotionText
    behind: bool

    @property
    def name(self) -> str:
        """The language, by its own name."""
        return name_of(self.text.language)


def in_languages(texts: Iterable[MotionText]) -> list[InLanguage]:
    """Of all words of one motion, the newest in each language: first those that bind, then the others by their names."""
    newest: dict[str, MotionText] = {}
    for one in sorted(texts, key=lambda one: one.version):
        newest[one.language] = one
    binding = max((one for one in newest.values() if one.binding), key=lambda one: one.version)
    told = [InLanguage(one, one.version < binding.version) for one in newest.values()]
    return sorted(told, key=lambda one: (not one.text.binding, one.name.casefold()))
