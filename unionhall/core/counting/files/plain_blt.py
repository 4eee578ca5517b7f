"""The plain middle of a BLT file, many lines at once: nothing but whole numbers, blanks and line ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unionhall.core.counting.ballots import Marks, Weights

_ZERO = np.uint8(ord("0"))
_NEITHER = bytes(set(range(256)) - set(b"0123456789 \t\r\n"))


@dataclass(frozen=True)
class Plain:
    """
    What was read: `columns` (c, n) int8 ranks, `weights` (n,) int64, `blank` ballots by weight, `size` bytes of text, and whether
    the zero that ends all ballots was met.
    """

    columns: Marks
    weights: Weights
    blank: int
    size: int
    ended: bool


def plain_ballots(text: bytes, candidates: int) -> Plain | None:
    """
    The ballots at the beginning of `text`, which begins at a ballot and ends with a line end; None where there are none, or
    something is wrong with them (the slow reader then says what).

    >>> plain = plain_ballots(b"3 2 1 0\\n1 0\\n0\\n", 2)
    >>> plain.columns.tolist(), plain.weights.tolist(), plain.blank, plain.size, plain.ended
    ([[2], [1]], [3], 1, 13, True)
    """
    there = _plain_length(text)
    signs = np.frombuffer(text, dtype=np.uint8)[:there]
    digits = signs - _ZERO
    is_digit = digits <= 9
    ends = np.flatnonzero(is_digit[:-1] > is_digit[1:])
    if not len(ends):
        return None
    numbers = _numbers(digits, is_digit, ends)
    stops = np.flatnonzero(numbers == 0)
    starts = np.concatenate(([0], stops[:-1] + 1)) if len(stops) else stops
    lengths = stops - starts
    over = np.flatnonzero(lengths == 0)
    ended = len(over) > 0
    if ended:
        stops, starts, lengths = stops[: over[0]], starts[: over[0]], lengths[: over[0]]
        size = int(ends[over_token(over, stops)]) + 1
    elif not len(stops):
        return None
    else:
        size = int(ends[stops[-1]]) + 1
    used = int(stops[-1]) + 1 if len(stops) else 0
    numbers = numbers[:used]
    weights = numbers[starts].astype(np.int64)
    ranked = np.repeat(np.arange(len(stops)), lengths + 1)
    places = np.arange(used).astype(np.uint8) - np.repeat(starts.astype(np.uint8), lengths + 1)
    numbers[starts] = 0
    places[starts] = 0
    if used and (int(numbers.max()) > candidates or int(lengths.max()) > candidates + 1):
        return None
    slots = np.zeros((candidates + 1, len(stops)), dtype=np.int8)
    slots.reshape(-1)[numbers.astype(np.intp) * len(stops) + ranked] = places.view(np.int8)
    columns = slots[1:]
    if np.count_nonzero(columns) != used - 2 * len(stops):
        return None
    empty = lengths == 1
    blank = int(weights[empty].sum())
    if empty.any():
        columns, weights = np.ascontiguousarray(columns[:, ~empty]), weights[~empty]
    return Plain(columns, weights, blank, size, ended)


def over_token(over: NDArray[np.intp], stops: NDArray[np.intp]) -> int:
    """The number of the token that ends all ballots: the one after the last ballot's zero."""
    return int(stops[-1]) + 1 if len(stops) else 0


def _plain_length(text: bytes) -> int:
    """How many bytes from the beginning are plain, up to a line end."""
    rest = text.translate(None, _NEITHER)
    if len(rest) == len(text):
        return len(text)
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        part = text[low:middle]
        if len(part.translate(None, _NEITHER)) == len(part):
            low = middle
        else:
            high = middle
    return text.rfind(b"\n", 0, low + 1) + 1


def _numbers(
    digits: NDArray[np.uint8], is_digit: NDArray[np.bool_], ends: NDArray[np.intp]
) -> NDArray[np.int64] | NDArray[np.uint8]:
    """The whole numbers that end at `ends`; where all are below 100, as uint8."""
    values = digits.copy()
    values[1:] += digits[:-1] * is_digit[:-1] * np.uint8(10)
    numbers: NDArray[np.uint8] = values[ends]
    is_long = is_digit[:-2] & is_digit[1:-1] & is_digit[2:]
    if not is_long.any():
        return numbers
    wide: NDArray[np.int64] = numbers.astype(np.int64)
    long = np.flatnonzero((ends > 1) & is_long[np.maximum(ends - 2, 0)])
    for power in range(2, 19):
        at = ends[long] - power
        more = (at >= 0) & is_digit[np.maximum(at, 0)]
        long, at = long[more], at[more]
        if not len(long):
            break
        wide[long] += digits[at].astype(np.int64) * 10 ** min(power, 17)
    return wide
