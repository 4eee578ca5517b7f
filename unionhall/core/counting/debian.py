"""Debian's quorum and majority: options that fall before the count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from unionhall.core.words import Wrong, _


def debian_quorum(developers: int) -> int:
    """
    The votes an option needs above the default: 3 Q, where Q is half of the square root of the `developers`, rounded up.

    Debian Constitution 4.2.7 for Q, 5.2.7 and A.6.2 for 3 Q. Raises `ValueError` below one developer.

    >>> debian_quorum(911)
    46
    """
    if developers < 1:
        raise Wrong(_("a quorum is at least one person"))
    return (isqrt(9 * developers - 1) + 2) // 2


@dataclass(frozen=True)
class DefaultOption:
    """
    What an option needs against the default option (Debian Constitution, A.6.2 and A.6.3).

    `quorum`: votes that rank it above the default, at least. `majorities`: by option, how many times as many votes above the
    default as below it must be exceeded; 1 where nothing is said.

    >>> rule = DefaultOption(quorum=46)
    >>> rule.keeps("Martin", 442, 26), rule.keeps("Gergely", 144, 258)
    (True, False)
    """

    quorum: int | Fraction = 0
    majorities: Mapping[str, Fraction] = field(default_factory=dict)

    def keeps(self, option: str, above: int, below: int) -> bool:
        """
        Whether an option stays in the count: `above` votes rank it above the default option, `below` the other way round.

        >>> DefaultOption(majorities={"Change": Fraction(3)}).keeps("Change", 30, 10)
        False
        """
        return above >= self.quorum and above > self.majorities.get(option, Fraction(1)) * below

    def dropped(self, names: tuple[str, ...], votes: NDArray[np.int64], default: int) -> list[int]:
        """
        The options that fall, by number. `votes`: (c, c) int64, rankings of i above j; `default`: the default option's number.

        >>> DefaultOption(2).dropped(("A", "B", "None"), np.array([[0, 3, 1], [0, 0, 3], [2, 0, 0]]), 2)
        [0]
        """
        return [
            number
            for number, name in enumerate(names)
            if number != default
            and not self.keeps(name, int(votes[number, default]), int(votes[default, number]))
        ]
