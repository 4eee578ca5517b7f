"""
Whether somebody with a stopwatch could tell two answers apart: known names, codes and links from unknown ones.

Sixty tries each; five hundred in `make prove`, with hashes as slow as a real server's and by the wall clock. Medians less than
5 ms apart, or no difference that a Mann–Whitney test would find at one in a hundred.
"""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

from tests.proving import note, proving
from tests.proving import times as how_often

TRIES = how_often(check=60, prove=500)
RUNS = 2
"""A difference that is there is there in both; one in a hundred by chance, one in ten thousand twice."""
MOST = 0.005
"""Seconds between the medians."""

Asks = Mapping[str, Callable[[], Any]]
"""What is compared: what it is called -> asks once."""


def mann_whitney(one: list[float], other: list[float]) -> float:
    """
    The two-sided p of the rank-sum test, by the normal approximation with ties ranked in the middle.

    Mann and Whitney 1947; good from about twenty values on each side.
    """
    both = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks, start = 0.0, 0
    while start < len(both):
        end = start
        while end < len(both) and both[end][0] == both[start][0]:
            end += 1
        ranks += (start + end + 1) / 2 * sum(1 for _value, side in both[start:end] if side == 0)
        start = end
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(z) / math.sqrt(2))


def times(asks: Asks) -> dict[str, list[float]]:
    """Seconds each of `TRIES` took, in an order that is mixed; three more of each first, which do not count."""
    clock = time.perf_counter if proving() else time.process_time
    taken: dict[str, list[float]] = {name: [] for name in asks}
    order = list(asks) * TRIES
    random.Random(7).shuffle(order)
    for name in [*list(asks) * 3, *order]:
        before = clock()
        asks[name]()
        taken[name].append(clock() - before)
    return {name: all_of_them[3:] for name, all_of_them in taken.items()}


def looks_different(asks: Asks, promise: str = "") -> bool:
    """Whether the two can be told apart, twice. `promise`: the name under which the numbers are written down."""
    for _ in range(RUNS):
        one, other = times(asks).values()
        gap = abs(statistics.median(one) - statistics.median(other))
        p = mann_whitney(one, other)
        if promise:
            medians = [round(statistics.median(each) * 1000, 3) for each in (one, other)]
            note(
                promise,
                tries_each=TRIES,
                medians_ms=medians,
                gap_ms=round(gap * 1000, 3),
                mann_whitney_p=round(p, 4),
            )
        if gap < MOST and p > 0.01:
            return False
    return True
