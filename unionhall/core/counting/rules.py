"""Every rule by its name, and the one way to count: ballots in, report out."""

from __future__ import annotations

from unionhall.core.counting import highest
from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.irv import irv
from unionhall.core.counting.meek import Exact, meek
from unionhall.core.counting.names import Rule
from unionhall.core.counting.reports import Report
from unionhall.core.counting.schulze import schulze
from unionhall.core.counting.scottish import scottish
from unionhall.core.counting.staging import Tell, quietly
from unionhall.core.counting.ties import Ties
from unionhall.core.words import Wrong, _

__all__ = ["Rule", "count"]


def count(
    ballots: Ballots,
    rule: Rule | str,
    seats: int | None = None,
    *,
    seed: str | None = None,
    exact: bool = False,
    no_opinion: bool = False,
    tell: Tell = quietly,
) -> Report:
    """
    Count `ballots` by a rule.

    `seats`: to be filled; where None, as the ballots say, else 1 (IRV fills one, whatever they say). `seed`: for lots,
    published before the poll opened. `exact`: fractions, for Meek. `no_opinion`: for Schulze, a ballot says nothing
    about whom it does not rank. `tell(done, of)`: is told how far it has come, in stages. Fewer candidates than seats
    are all elected. Raises `ValueError` with the reason as a sentence where the rule cannot count these ballots, where
    nothing is valid, and where a lot is needed and cannot be drawn.

    >>> ballots = Ballots.of(["Ana", "Bilal"], [[1, 2], [2, 1]], [3, 2])
    >>> [count(ballots, rule).winners for rule in ("plurality", "irv", "schulze")]
    [('Ana',), ('Ana',), ('Ana',)]
    """
    rule = Rule(rule)
    if rule is Rule.IRV:
        if seats not in (None, 1):
            raise Wrong(_("Instant-runoff voting fills one seat, not {seats}."), seats=seats)
        seats = 1
    seats = ballots.seats or 1 if seats is None else seats
    if seats < 1:
        raise Wrong(_("there is at least one seat to fill, not {seats}"), seats=seats)
    if exact and rule is not Rule.MEEK_STV:
        raise Wrong(_("Only Meek's rule can be counted in exact fractions."))
    if no_opinion and rule is not Rule.SCHULZE:
        raise Wrong(_("Only Schulze's rule knows a ballot that says nothing about somebody."))
    ties = Ties(ballots.candidates, seed, ballots.tie_order)
    if rule is Rule.IRV:
        return irv(ballots, ties, tell)
    if rule is Rule.SCOTTISH_STV:
        return scottish(ballots, seats, ties, tell)
    if rule is Rule.MEEK_STV:
        return meek(ballots, seats, ties, tell, Exact() if exact else None)
    if rule is Rule.SCHULZE:
        return schulze(ballots, seats, ties, no_opinion=no_opinion)
    return {
        Rule.PLURALITY: highest.plurality,
        Rule.APPROVAL: highest.approval,
        Rule.SCORE: highest.score,
    }[rule](ballots, seats, ties)
