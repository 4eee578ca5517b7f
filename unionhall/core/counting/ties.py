"""Ties: a lot that was drawn before the poll opened, each use of it written down."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from unionhall.core.words import Wrong, _

BY_SEED = "seed"
BY_FILE = "tie line of the file"
BY_STAGE = "earlier stage"


@dataclass(frozen=True)
class Tie:
    """
    One tie that was broken: at which stage (from 1), among whom, who was chosen (to be elected, to be excluded, or to
    have their surplus transferred) and how (`BY_SEED`, `BY_FILE`, `BY_STAGE`).
    """

    stage: int
    among: tuple[str, ...]
    chosen: str
    how: str

    def to_data(self) -> dict[str, object]:
        """
        The tie as plain data.

        >>> Tie(2, ("Ana", "Bilal"), "Ana", "seed").to_data()["chosen"]
        'Ana'
        """
        return {"stage": self.stage, "among": list(self.among), "chosen": self.chosen, "how": self.how}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Tie:
        """
        A tie from its data.

        >>> Tie.from_data(Tie(2, ("Ana", "Bilal"), "Ana", "seed").to_data())
        Tie(stage=2, among=('Ana', 'Bilal'), chosen='Ana', how='seed')
        """
        return cls(data["stage"], tuple(data["among"]), data["chosen"], data["how"])


def drawn_order(names: Sequence[str], seed: str) -> list[int]:
    """
    The candidates by number, the preferred first: ascending by SHA-256(seed ‖ line feed ‖ name), all in UTF-8.

    `names` have their blanks collapsed already. The seed is published before the poll opens: anybody can then
    work the order out, and nobody could choose it.

    >>> drawn_order(["Ana", "Bilal", "Chidi"], "4 2 6 1")
    [2, 0, 1]
    """
    drawn = [hashlib.sha256(f"{seed}\n{name}".encode()).digest() for name in names]
    return sorted(range(len(names)), key=lambda number: drawn[number])


@dataclass
class Ties:
    """
    Breaks ties among `names` and keeps what it did in `used`.

    `order`: all candidates by number, the preferred first, as the file drew them; it wins over `seed`. With
    neither, a lot that is needed raises `ValueError`.

    >>> ties = Ties(("Ana", "Bilal"), order=(1, 0))
    >>> ties.lot(1, [0, 1]), ties.lot(2, [0, 1], preferred=False)
    (1, 0)
    >>> Ties(("Ana", "Bilal")).lot(1, [0, 1])
    Traceback (most recent call last):
    unionhall.core.words.Wrong: A lot is needed between Ana, Bilal at stage 1, and no seed was given for it.
    """

    names: tuple[str, ...]
    seed: str | None = None
    order: tuple[int, ...] | None = None
    used: list[Tie] = field(default_factory=list)

    def lot(self, stage: int, tied: Sequence[int], *, preferred: bool = True) -> int:
        """
        Who comes first by lot among `tied`, or last where not `preferred`; one alone is no tie. Raises `ValueError`
        where there is nothing to draw by.
        """
        if len(tied) == 1:
            return tied[0]
        order = self.order
        if order is None and self.seed is not None:
            order = self.order_by_seed()
        if order is None:
            raise Wrong(
                _("A lot is needed between {names} at stage {stage}, and no seed was given for it."),
                names=tuple(self.names[number] for number in tied),
                stage=stage,
            )
        drawn = sorted(tied, key=order.index)
        chosen = drawn[0] if preferred else drawn[-1]
        self.note(stage, tied, chosen, BY_SEED if self.order is None else BY_FILE)
        return chosen

    def order_by_seed(self) -> tuple[int, ...]:
        """The order the seed gives; the seed must be there."""
        return tuple(drawn_order(self.names, self.seed or ""))

    def note(self, stage: int, tied: Sequence[int], chosen: int, how: str) -> None:
        """Write down that a tie was broken."""
        among = tuple(self.names[number] for number in sorted(tied))
        self.used.append(Tie(stage, among, self.names[chosen], how))

    def at(self, stage: int) -> Tie | None:
        """The last tie broken at `stage`, or None."""
        return next((tie for tie in reversed(self.used) if tie.stage == stage), None)
