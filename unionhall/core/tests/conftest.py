"""Whatever core says in a test, the translators must know."""

from __future__ import annotations

import gettext
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from string import Formatter
from typing import Any

import pytest

from unionhall.core.words import Sentence

SPANISH = files("unionhall") / "locale" / "es" / "LC_MESSAGES" / "django.mo"


@pytest.fixture(scope="session")
def known() -> set[str]:
    """Every text that has a translation."""
    with SPANISH.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    return {text for text in catalogue._catalog if isinstance(text, str)}


@pytest.fixture(autouse=True)
def _what_is_said_can_be_translated_and_is_whole(
    known: set[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Each sentence said is in the catalogues, and has something to say in each of its places."""
    said: list[Sentence] = []
    made = Sentence.__init__

    def noting(self: Sentence, template: str, **values: Any) -> None:
        made(self, template, **values)
        if ".tests." not in sys._getframe(1).f_globals["__name__"]:  # a test's own sentences are left aside
            said.append(self)

    monkeypatch.setattr(Sentence, "__init__", noting)
    yield
    assert [one.template for one in said if has_words(one) and one.template not in known] == []
    assert [one.template for one in said if empty(one)] == []


def has_words(sentence: Sentence) -> bool:
    """Whether there are words between the places of a sentence."""
    return bool(re.search(r"\w", re.sub(r"\{\w+\}", "", sentence.template)))


def empty(sentence: Sentence) -> bool:
    """Whether a sentence would say "None" in one of its places, or has nothing for it."""
    return any(
        sentence.values.get(name) is None
        for _text, name, _form, _how in Formatter().parse(sentence.template)
        if name
    )
