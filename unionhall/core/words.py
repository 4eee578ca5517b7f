"""Sentences that core says, kept apart from the language they are said in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _(text: str) -> str:
    """
    Mark `text` for the translators and give it back unchanged.

    >>> _("The motion is carried.")
    'The motion is carried.'
    """
    return text


class Sentence:
    """
    A sentence with named places, said in English by `str` and in another language by `said`.

    `template`: the English text with `{name}` places, which is also the translators' key.
    `values`: what goes into the places; a `Sentence` among them is said in the same language.

    >>> str(Sentence(_("You are {members}, this quorum is {quorum}."), members=4, quorum=5))
    'You are 4, this quorum is 5.'
    """

    __slots__ = ("template", "values")

    def __init__(self, template: str, **values: Any) -> None:
        self.template = template
        self.values = values

    def said(self, translate: Callable[[str], str]) -> str:
        """
        Say the sentence, looking up its template with `translate` (English text in, text out).

        >>> Sentence("Yes, {who}.", who="Ana").said(lambda text: text.replace("Yes", "Sí"))
        'Sí, Ana.'
        """
        values = {name: self._value(value, translate) for name, value in self.values.items()}
        return translate(self.template).format(**values)

    @staticmethod
    def _value(value: Any, translate: Callable[[str], str]) -> Any:
        if isinstance(value, Sentence):
            return value.said(translate)
        if isinstance(value, (tuple, list)):
            return ", ".join(str(Sentence._value(one, translate)) for one in value)
        return value

    def __str__(self) -> str:
        return self.said(lambda text: text)

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash(str(self))


_INSIDE = {"“": ("“”", "‘’"), "«": ("«»", "“”")}


def inside_quotes(text: str, template: str) -> str:
    """
    `text` as it stands inside the quotation marks of `template`: marks of the same sort in it become the inner ones.

    >>> inside_quotes("Adopt “Bread” as our charter", "motion {number}, “{title}”")
    'Adopt ‘Bread’ as our charter'
    >>> inside_quotes("Adoptar «Pan» como estatutos", "la moción {number}, «{title}»")
    'Adoptar “Pan” como estatutos'
    """
    for mark, (outer, inner) in _INSIDE.items():
        if mark in template:
            return text.translate(str.maketrans(outer, inner))
    return text


_translate: list[Callable[[str], str]] = [lambda text: text]


def speak(translate: Callable[[str], str]) -> Callable[[str], str]:
    """
    Let what core refuses be said with `translate` (English text in, the reader's language out).

    A room that knows its reader calls this once; until then core speaks English. Gives what was spoken before.
    """
    before = _translate[0]
    _translate[0] = translate
    return before


def aloud(words: object) -> str:
    """
    A sentence, or any words, in the reader's language.

    >>> aloud(Sentence("Yes, {who}.", who="Ana")), aloud("Yes.")
    ('Yes, Ana.', 'Yes.')
    """
    return words.said(_translate[0]) if isinstance(words, Sentence) else str(words)


class Wrong(ValueError):
    """
    A value that cannot be, with the reason as a sentence.

    `template` and `values` as for `Sentence`; `str` says it in the reader's language.

    >>> str(Wrong(_("a share lies between 0 and 1, not {share}"), share="3/2"))
    'a share lies between 0 and 1, not 3/2'
    """

    def __init__(self, template: str, **values: Any) -> None:
        super().__init__(template)
        self.sentence = Sentence(template, **values)

    def __str__(self) -> str:
        return aloud(self.sentence)


def counted(count: int, one: str, many: str, **values: Any) -> Sentence:
    """
    The sentence for `count` things: `one` when it is 1, else `many`; both may use `{count}`.

    Both texts must be marked with `_` where they are written.

    >>> str(counted(1, _("one member"), _("{count} members")))
    'one member'
    >>> str(counted(5, _("one member"), _("{count} members")))
    '5 members'
    """
    return Sentence(one if count == 1 else many, count=count, **values)
