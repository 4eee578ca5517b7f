"""The names of the rules, apart from what counts by them: who only names one need not load numpy."""

from __future__ import annotations

from enum import StrEnum

from unionhall.core.words import Sentence, _


class Rule(StrEnum):
    """The rules there are, by the names they have in the charter, in reports and on the command line."""

    PLURALITY = "plurality"
    APPROVAL = "approval"
    SCORE = "score"
    IRV = "irv"
    SCOTTISH_STV = "scottish-stv"
    MEEK_STV = "meek-stv"
    SCHULZE = "schulze"


TITLES: dict[str, Sentence] = {
    Rule.PLURALITY: Sentence(_("Most votes")),
    Rule.APPROVAL: Sentence(_("Approval")),
    Rule.SCORE: Sentence(_("Score")),
    Rule.IRV: Sentence(_("Instant-runoff voting")),
    Rule.SCOTTISH_STV: Sentence(_("Single transferable vote, Scottish rules")),
    Rule.MEEK_STV: Sentence(_("Single transferable vote, Meek's rules")),
    Rule.SCHULZE: Sentence(_("Schulze's method")),
}
"""What each rule is called."""

_EXPLAINED: dict[str, Sentence] = {
    Rule.PLURALITY: Sentence(
        _("Each of us marks one. What most have marked is chosen, even with less than half.")
    ),
    Rule.APPROVAL: Sentence(
        _("Each of us marks all we can live with. What most of us can live with is chosen.")
    ),
    Rule.SCORE: Sentence(
        _("Each of us gives every one of them 0 to 5 points. What has most points in all is chosen.")
    ),
    Rule.IRV: Sentence(
        _(
            "Each of us puts them in order. The last is struck out and its ballots go on to their next, until one has more"
            " than half."
        )
    ),
    Rule.SCOTTISH_STV: Sentence(
        _(
            "Each of us puts them in order. Whoever reaches the quota is in, and what is left over goes on to the next; it can"
            " be counted by hand."
        )
    ),
    Rule.MEEK_STV: Sentence(
        _(
            "Each of us puts them in order. Each ballot gives to whoever is in only as much as they need, and all the rest to"
            " the next; it needs a machine."
        )
    ),
    Rule.SCHULZE: Sentence(
        _(
            "Each of us puts them in order. What would win against each of the others, one against one, is chosen."
        )
    ),
}


def explained(rule: Rule | str) -> Sentence:
    """
    What a rule does, in the one sentence that is said before anybody votes by it.

    >>> str(explained("plurality"))
    'Each of us marks one. What most have marked is chosen, even with less than half.'
    """
    return _EXPLAINED[Rule(rule)]


def collapsed(name: str) -> str:
    """
    A name as names are compared: each run of blanks one space, none at the ends, nothing that cannot be printed.

    >>> collapsed("  Ana   de la\\tO ")
    'Ana de la O'
    """
    return "".join(letter for letter in " ".join(name.split()) if letter.isprintable())
