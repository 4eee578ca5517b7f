"""Rulings: whether something may be done now, and the sentence that says why not."""

from __future__ import annotations

from unionhall.core.words import aloud


class Refusal(Exception):
    """
    What may not be done, and why.

    `sentence`: the reason as a member reads it. `rule`: where it comes from (the charter's paragraph, as
    the anchor of that paragraph on the charter's page), or "" where it is the software's own.
    """

    def __init__(self, sentence: object, *, rule: str = "") -> None:
        super().__init__(sentence)
        self._sentence = sentence
        self.rule = rule

    @property
    def sentence(self) -> str:
        """The reason, in the reader's words."""
        return aloud(self._sentence)

    def __str__(self) -> str:
        return self.sentence


class NotAuthorised(Refusal):
    """Not you."""


class OutOfOrder(Refusal):
    """Not now, or not like this."""


class Ruling:
    """
    The answer of a `may_…` question: truthy when in order, else it carries the refusal.

    >>> bool(IN_ORDER)
    True
    >>> closed = Ruling(OutOfOrder("This poll is not open."))
    >>> bool(closed), closed.sentence
    (False, 'This poll is not open.')
    """

    __slots__ = ("refusal",)

    def __init__(self, refusal: Refusal | None = None) -> None:
        self.refusal = refusal

    def __bool__(self) -> bool:
        return self.refusal is None

    @property
    def sentence(self) -> str:
        """Why not, or "" when in order."""
        return self.refusal.sentence if self.refusal else ""

    @property
    def rule(self) -> str:
        """The charter's paragraph behind a refusal, or ""."""
        return self.refusal.rule if self.refusal else ""

    def enforce(self) -> None:
        """Raise the refusal, if there is one."""
        if self.refusal is not None:
            raise self.refusal


IN_ORDER = Ruling()


def first_refusal(*rulings: Ruling) -> Ruling:
    """
    The first ruling that refuses, or `IN_ORDER`.

    >>> first_refusal(IN_ORDER, Ruling(NotAuthorised("Only members vote here."))).sentence
    'Only members vote here.'
    """
    return next((ruling for ruling in rulings if not ruling), IN_ORDER)
