"""What a charter refuses: a text that cannot be read, and a question it does not answer."""

from __future__ import annotations

from unionhall.core.rulings import OutOfOrder
from unionhall.core.words import Sentence, _


class NotACharter(OutOfOrder):
    """
    Data that is no charter. `path`: where in it, like `rules.strike.threshold.share`. `problem`: a sentence,
    or its template with `values`.

    >>> print(NotACharter("rules.strike.threshold.share", "a share is written like 2/3"))
    At rules.strike.threshold.share: a share is written like 2/3.
    """

    def __init__(self, path: str, problem: str | Sentence, **values: object) -> None:
        said = problem if isinstance(problem, Sentence) else Sentence(problem, **values)
        super().__init__(Sentence(_("At {path}: {problem}."), path=path or "charter", problem=said))
        self.path = path


class NeedsInterpretation(OutOfOrder):
    """
    A hole inside a rule the charter names: the software does not guess, the assembly interprets.

    `anchor`: the paragraph with the hole, which an `Interpretation` must name to fill it. `of`: the number
    that was asked about, where the rule is a table.

    >>> print(NeedsInterpretation("tables-delegates", of=130))
    The text does not say (130); the assembly must interpret.
    """

    def __init__(self, anchor: str, *, of: int | None = None) -> None:
        if of is None:
            sentence = Sentence(_("The text does not say; the assembly must interpret."))
        else:
            sentence = Sentence(
                _("The text does not say ({number}); the assembly must interpret."), number=of
            )
        super().__init__(sentence, rule=anchor.split(".")[0])
        self.anchor = anchor
