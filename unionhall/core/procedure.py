"""
Procedural motions: what may be moved on the floor while a question is before the meeting, and what comes first.

Sources: the table of motions that the IWW ships with Rusty's Rules of Order (domain rule R44) for seconds, debate, amendment
and votes; Robert's Rules for the order among them, which that table leaves open, and for two thirds to end debate.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling, first_refusal
from unionhall.core.thresholds import SIMPLE_MAJORITY, Threshold
from unionhall.core.words import Sentence, _

TWO_THIRDS = Threshold(Fraction(2, 3), at_least=True)


class Procedure(StrEnum):
    """Which procedural motions a charter knows."""

    PLAIN = "plain"
    """None: propose, amend, vote."""
    IWW = "iww"
    """The table that the IWW ships (R44)."""
    ROBERT = "robert"
    """The same, with two thirds to end debate, as Robert's Rules have it."""


class Move(StrEnum):
    """What can be moved, from what comes before all else down to the question itself."""

    ADJOURN = "adjourn"
    RECESS = "recess"
    TABLE = "table"
    END_DEBATE = "end_debate"
    EXTEND_TIME = "extend_time"
    POSTPONE = "postpone"
    REFER = "refer"
    AMEND = "amend"
    MAIN = "main"


@dataclass(frozen=True)
class Law:
    """What a motion needs: `seconded` by another; `debatable`, `amendable`; `threshold`: how many carry it."""

    seconded: bool = True
    debatable: bool = False
    amendable: bool = False
    threshold: Threshold = SIMPLE_MAJORITY


TABLE: dict[Move, Law] = {
    Move.ADJOURN: Law(),
    Move.RECESS: Law(),
    Move.TABLE: Law(),
    Move.END_DEBATE: Law(debatable=True),
    Move.EXTEND_TIME: Law(amendable=True, threshold=TWO_THIRDS),
    Move.POSTPONE: Law(debatable=True),
    Move.REFER: Law(debatable=True),
    Move.AMEND: Law(debatable=True, amendable=True),
    Move.MAIN: Law(debatable=True, amendable=True),
}
"""R44, row by row, in the order of precedence."""

PROCEDURAL: tuple[Move, ...] = tuple(move for move in Move if move not in (Move.AMEND, Move.MAIN))
"""The motions on how to go on; the others are about the matter itself and are decided as the charter says of it."""
ANY_TIME = frozenset({Move.ADJOURN, Move.RECESS})
"""What may be moved with no question before the meeting, and where too few are there to decide anything else."""

NAMES: dict[Move, Sentence] = {
    Move.ADJOURN: Sentence(_("to adjourn")),
    Move.RECESS: Sentence(_("to take a break")),
    Move.TABLE: Sentence(_("to lay it aside")),
    Move.END_DEBATE: Sentence(_("to end the debate")),
    Move.EXTEND_TIME: Sentence(_("to extend the time")),
    Move.POSTPONE: Sentence(_("to postpone it")),
    Move.REFER: Sentence(_("to refer it to others")),
    Move.AMEND: Sentence(_("to amend it")),
    Move.MAIN: Sentence(_("the question itself")),
}
"""What each is called."""


def law(move: Move, procedure: Procedure = Procedure.IWW) -> Law:
    """
    What `move` needs under `procedure`.

    >>> law(Move.END_DEBATE).threshold.share, law(Move.END_DEBATE, Procedure.ROBERT).threshold.share
    (Fraction(1, 2), Fraction(2, 3))
    """
    if procedure is Procedure.ROBERT and move is Move.END_DEBATE:
        return Law(threshold=TWO_THIRDS)
    return TABLE[move]


def goes_before(move: Move, other: Move) -> bool:
    """
    Whether `move` may be moved while `other` is undecided: it stands above it in the table.

    >>> goes_before(Move.RECESS, Move.REFER), goes_before(Move.REFER, Move.RECESS), goes_before(Move.REFER, Move.REFER)
    (True, False, False)
    """
    ranks = list(Move)
    return ranks.index(move) < ranks.index(other)


@dataclass(frozen=True)
class Floor:
    """
    What is before the meeting. `on_item`: an item of the agenda is on. `pending`: procedural motions moved and not decided.
    `debate_over`: the debate on the item has been ended. `voting`: a vote is open in the room, which nothing interrupts.
    `quorate`: enough are there.
    """

    on_item: bool = False
    pending: Collection[Move] = ()
    debate_over: bool = False
    voting: bool = False
    quorate: bool = True

    def first(self) -> Move | None:
        """
        The pending motion that is decided first: the one that stands highest.

        >>> str(Floor(on_item=True, pending=[Move.REFER, Move.RECESS]).first())
        'recess'
        """
        return next((move for move in Move if move in self.pending), None)

    def may_move(self, move: Move, procedure: Procedure) -> Ruling:
        """
        Whether a procedural motion is in order now.

        >>> floor = Floor(on_item=True, pending=[Move.END_DEBATE])
        >>> bool(floor.may_move(Move.RECESS, Procedure.IWW)), bool(floor.may_move(Move.REFER, Procedure.IWW))
        (True, False)
        """
        if procedure is Procedure.PLAIN or move not in PROCEDURAL:
            return _no(_("Our charter knows no such motion: propose, amend, vote."), rule="options")
        if self.voting:
            return _voting()
        if not self.on_item and move not in ANY_TIME:
            return _no(_("No item of the agenda is on."))
        if move is Move.END_DEBATE and self.debate_over:
            return _no(_("The debate is over already."))
        if self.debate_over and goes_before(Move.END_DEBATE, move):
            return _no(_("The debate is over: now it is voted on."))
        first = self.first()
        if first is move:
            return _no(_("That is moved already."))
        if first is not None and not goes_before(move, first):
            return _no(_("First it is decided whether {what}."), what=NAMES[first])
        return IN_ORDER if self.quorate or move in ANY_TIME else _too_few()

    def may_decide(self, move: Move, *, seconded: bool, procedure: Procedure) -> Ruling:
        """
        Whether a pending motion may be decided now: nothing stands above it, and it is seconded where it needs that.

        >>> Floor(on_item=True, pending=[Move.REFER, Move.RECESS]).may_decide(
        ...     Move.REFER, seconded=True, procedure=Procedure.IWW).sentence
        'First it is decided whether to take a break.'
        """
        if self.voting:
            return _voting()
        first = self.first()
        if first is not None and first is not move:
            return _no(_("First it is decided whether {what}."), what=NAMES[first])
        if law(move, procedure).seconded and not seconded:
            return _no(_("Somebody else has to second it first."))
        return IN_ORDER if self.quorate or move in ANY_TIME else _too_few()

    def may_go_on(self) -> Ruling:
        """
        Whether the question may be voted on, or left for another: not over a motion about what becomes of it.

        >>> bool(Floor(on_item=True).may_go_on()), bool(Floor(on_item=True, pending=[Move.TABLE]).may_go_on())
        (True, False)
        """
        first = next((move for move in Move if move in self.pending and move not in ANY_TIME), None)
        return _no(_("First it is decided whether {what}."), what=NAMES[first]) if first else IN_ORDER

    def may_amend(self) -> Ruling:
        """
        Whether the floor takes an amendment to the motion that is on: not over a motion on how to go on, nor after the debate.

        >>> Floor(on_item=True, pending=[Move.REFER]).may_amend().sentence
        'First it is decided whether to refer it to others.'
        """
        return first_refusal(self.may_go_on(), self.may_speak())

    def may_speak(self) -> Ruling:
        """
        Whether turns are given on the item: not once the debate on it is over. Points are in order all the same.

        >>> Floor(on_item=True, debate_over=True).may_speak().sentence
        'The debate is over: now it is voted on.'
        """
        return _no(_("The debate is over: now it is voted on.")) if self.debate_over else IN_ORDER


def _voting() -> Ruling:
    return _no(_("A vote is open in the room: first its result."))


def _too_few() -> Ruling:
    return _no(_("Too few are here to decide this; to take a break or to adjourn can be moved."))


def _no(template: str, *, rule: str = "", **values: object) -> Ruling:
    return Ruling(OutOfOrder(Sentence(template, **values), rule=rule))
