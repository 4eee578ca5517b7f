"""
The stack: who speaks next. Hands are put in order by the rule the assembly picked, and each is told why it stands where it does.

Sources: IWW's precedence table, by which points interrupt (R44); the progressive stack (R46), which is here by what people say
of themselves and never by what others say of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from unionhall.core.words import Sentence, _, counted


class Hand(StrEnum):
    """What a hand is raised for. The first ones go before the later ones, and all before a turn (R44)."""

    ORDER = "order"
    """Something is done against the rules."""
    INFORMATION = "information"
    """A fact is missing, or a question has to be asked now."""
    PROCESS = "process"
    """How we go on: break, order, time."""
    ANSWER = "answer"
    """A short answer to what was just said or asked."""
    TURN = "turn"
    """To speak."""


class Way(StrEnum):
    """The rule by which turns are given."""

    FIRST_COME = "first_come"
    FEWEST = "fewest"
    FIRST_TIME = "first_time"
    ALTERNATING = "alternating"
    PROGRESSIVE = "progressive"


WAYS: dict[Way, Sentence] = {
    Way.FIRST_COME: Sentence(_("Whoever raised their hand first")),
    Way.FEWEST: Sentence(_("Whoever has spoken least")),
    Way.FIRST_TIME: Sentence(_("Whoever has not spoken yet, then as they came")),
    Way.ALTERNATING: Sentence(_("Two lists in turn, which each chooses for themselves")),
    Way.PROGRESSIVE: Sentence(_("Whoever says that they are seldom heard, then whoever has spoken least")),
}
"""What each rule says, in words."""

_JUMPS: dict[Hand, Sentence] = {
    Hand.ORDER: Sentence(_("A point of order comes first.")),
    Hand.INFORMATION: Sentence(_("A point of information comes before the turns.")),
    Hand.PROCESS: Sentence(_("How we go on comes before the turns.")),
    Hand.ANSWER: Sentence(_("A direct answer comes before the next turn.")),
}
_PLACES = list(Hand)


@dataclass(frozen=True)
class Raised:
    """
    A hand. `key`: whose, whatever the caller knows them by. `at`: when it was raised, as anything that sorts. `turns`: how often
    they have spoken at this meeting. `side`: the list they chose, "" for none. `seldom`: they say that they are seldom heard.
    """

    key: Any
    kind: Hand
    at: Any
    turns: int = 0
    side: str = ""
    seldom: bool = False


def in_order(hands: Iterable[Raised], way: Way, last_side: str = "") -> list[tuple[Raised, Sentence]]:
    """
    The hands in the order in which they are heard, each with the reason. Nobody is left out, whatever the rule.

    `last_side`: the list of whoever spoke last, where two lists take turns.

    >>> early, late = Raised("Ana", Hand.TURN, 1, turns=2), Raised("Bo", Hand.TURN, 2)
    >>> [one.key for one, _why in in_order([early, late], Way.FIRST_COME)]
    ['Ana', 'Bo']
    >>> [(one.key, str(why)) for one, why in in_order([early, late], Way.FEWEST)][0]
    ('Bo', 'Has not spoken yet.')
    """
    known = list(hands)
    points = sorted(
        (one for one in known if one.kind is not Hand.TURN), key=lambda one: (_PLACES.index(one.kind), one.at)
    )
    turns = sorted((one for one in known if one.kind is Hand.TURN), key=lambda one: one.at)
    if way is Way.ALTERNATING:
        turns = _alternating(turns, last_side)
    elif way is not Way.FIRST_COME:
        turns.sort(key=lambda one: _before(one, way))
    return [(one, _JUMPS[one.kind]) for one in points] + [(one, _why(one, way)) for one in turns]


def _before(one: Raised, way: Way) -> tuple[Any, ...]:
    """What puts a turn before another by a rule that counts; those alike stay as they came."""
    if way is Way.FIRST_TIME:
        return (one.turns > 0,)
    if way is Way.PROGRESSIVE:
        return (not one.seldom, one.turns)
    return (one.turns,)


def _alternating(turns: list[Raised], last_side: str) -> list[Raised]:
    """The two lists in turn; who chose neither comes as they came, and where one list is empty the other goes on."""
    waiting, ordered = list(turns), []
    while waiting:
        following = next((one for one in waiting if not one.side or one.side != last_side), waiting[0])
        waiting.remove(following)
        ordered.append(following)
        last_side = following.side or last_side
    return ordered


def _why(one: Raised, way: Way) -> Sentence:
    if way is Way.FIRST_COME:
        return Sentence(_("As the hands came."))
    if way is Way.ALTERNATING:
        return Sentence(_("The two lists take turns.")) if one.side else Sentence(_("As the hands came."))
    if way is Way.PROGRESSIVE and one.seldom:
        return Sentence(_("Says that they are seldom heard."))
    if not one.turns:
        return Sentence(_("Has not spoken yet."))
    return counted(one.turns, _("Has spoken once."), _("Has spoken {count} times."))
