"""Differences of long texts: the same two texts come back, and nobody can write a pair that takes minutes to compare."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from unionhall.core.diffs import Op, difference

PROSE = "".join(
    f"Section {n}. The committee number {n} meets on day {n} and reports what it did, word {n * 7}.\n"
    for n in range(230)
)
PAIRS = {
    "one word over and over": ("a " * 10_000, "a " * 9_998 + "b "),
    "two words in another order": ("a b " * 5_000, "b a " * 5_000),
    "one sentence over and over": ("a. " * 6_000, "a. b. " * 3_000),
    "nothing but blanks and dots": (". " * 10_000, " ." * 10_000),
    "a word changed at both ends": ("z " + "a b " * 4_900 + "y", "x " + "b a " * 4_900 + "w"),
    "a long text, a few words": (PROSE, PROSE.replace("day 3 ", "day 4 ").replace("day 222 ", "day 1 ")),
    "a long text and none": (PROSE, ""),
    "a long text that goes on": ("a b " * 5_000, "a b " * 5_000 + "c"),
    "a long text cut short": ("a b " * 5_000 + "c", "a b " * 5_000),
    "sentences before, after and in between": (
        "One. " + "a b. " * 2_000 + "Five.",
        "Two. Three. " + "a b. " * 1_000 + "In between. And more. " + "a b. " * 1_000 + "Six. Seven.",
    ),
    "new sentences in a long text": (
        "One. " + PROSE * 3 + "Five.",
        "Two. Three. " + PROSE + "In between. And more. " + PROSE * 2 + "Six. Seven.",
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_long_texts_come_back_whole_and_soon(pair):
    old, new = PAIRS[pair]
    began = time.process_time()
    told = difference(old, new)

    assert "".join(text for op, text in told if op is not Op.ADDED) == old
    assert "".join(text for op, text in told if op is not Op.CUT) == new
    assert all(one[0] is not other[0] for one, other in pairwise(told))
    assert time.process_time() - began < 5


def test_a_few_words_changed_in_a_long_text_are_still_shown_as_words():
    told = difference(*PAIRS["a long text, a few words"])

    assert [text for op, text in told if op is Op.CUT] == ["3", "222"]
    assert [text for op, text in told if op is Op.ADDED] == ["4", "1"]
