"""
Proof: why no lottery can give everybody more than the smallest chance, in whole numbers that anybody can add up.

Give each person of type t a weight u. However a lottery is made, the smallest chance times the weight of all people is no
more than the weight of a panel on the average, so no more than that of the heaviest panel. And no panel is heavier than what the
quotas allow, each quota counted with its own factor (the dual solution of the linear program).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from unionhall.core.lots.rows import Cut, Row
from unionhall.core.lots.types import Types

WEIGHTS = 10**12
"""Weights and factors are whole numbers of such parts."""


@dataclass(frozen=True)
class Proof:
    """
    `weights`: for each type what one of its people weighs. `factors`: for each row, in their order. `cuts`: what the solver
    proved, each with its factor; without them the proof needs no solver.
    """

    weights: tuple[int, ...]
    factors: tuple[int, ...]
    cuts: tuple[tuple[Cut, int], ...] = ()

    def to_data(self) -> dict[str, Any]:
        """
        The proof as plain data.

        >>> Proof((1, 1), (1,)).to_data()
        {'weights': [1, 1], 'factors': [1], 'cuts': []}
        """
        return {
            "weights": list(self.weights),
            "factors": list(self.factors),
            "cuts": [
                {"weights": list(cut.weights), "most": cut.most, "factor": one} for cut, one in self.cuts
            ],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Proof:
        """
        The proof that `to_data` gave.

        >>> Proof.from_data(Proof((1,), (1,), ((Cut((1,), 0), 2),)).to_data()).cuts[0][0].most
        0
        """
        cuts = tuple(
            (Cut(tuple(map(int, cut["weights"])), int(cut["most"])), int(cut["factor"]))
            for cut in data["cuts"]
        )
        return cls(tuple(map(int, data["weights"])), tuple(map(int, data["factors"])), cuts)


def bound(proof: Proof, types: Types, rows: Sequence[Row]) -> Fraction:
    """
    What the proof shows: no lottery gives everybody a larger chance. A factor below zero counts a row's least, others its most.

    Raises `ValueError` where the proof does not fit the types and rows, a weight is below zero, or none is above.

    >>> from unionhall.core.lots.pools import Pool
    >>> from unionhall.core.lots.types import types_of
    >>> types = types_of(Pool((), (1, 2, 3), ((0,), (0,), (1,))))
    >>> bound(Proof((1, 1), (1,)), types, [Row((0, 1), 2, 2)])
    Fraction(2, 3)
    """
    whole = sum(one.people * weight for one, weight in zip(types.types, proof.weights, strict=True))
    if (
        min(proof.weights) < 0
        or not whole
        or any(factor < 0 or len(cut.weights) != len(types.types) for cut, factor in proof.cuts)
    ):
        raise ValueError("no proof")
    left = [Fraction(weight) for weight in proof.weights]
    most = Fraction(0)
    for row, factor in zip(rows, proof.factors, strict=True):
        most += factor * (row.most if factor > 0 else row.least)
        for one in row.of:
            left[one] -= factor
    for cut, factor in proof.cuts:
        largest = max(1, *cut.weights)
        most += Fraction(cut.most * factor, largest)
        for one, weight in enumerate(cut.weights):
            left[one] -= Fraction(weight * factor, largest)
    most += sum(rest * one.most for rest, one in zip(left, types.types, strict=True) if rest > 0)
    return most / whole
