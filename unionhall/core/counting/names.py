"""The names of the rules, apart from what counts by them: who only names one need not load numpy."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """The rules there are, by the names they have in the charter, in reports and on the command line."""

    PLURALITY = "plurality"
    APPROVAL = "approval"
    SCORE = "score"
    IRV = "irv"
    SCOTTISH_STV = "scottish-stv"
    MEEK_STV = "meek-stv"
    SCHULZE = "schulze"
