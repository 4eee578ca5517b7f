"""A hundred amendments to a text of sixty paragraphs: all collisions that were planted are found, and no other, and soon."""

from __future__ import annotations

import time
from random import Random

import pytest

from tests.merging.planting import planted, worded
from unionhall.core.amending import MOST_PAIRS, Wording, applied, changes, collisions, merged, moved, tidy


@pytest.mark.parametrize("seed", range(5))
def test_of_a_hundred_amendments_each_collision_is_found_and_no_other(seed):
    base, texts, expected = planted(Random(seed))
    began = time.process_time()
    found = collisions(base, texts)
    took = time.process_time() - began

    assert found == expected and len(expected) > 10
    assert took < 0.1
    carry_one_by_one(base, texts, expected)


def carry_one_by_one(base: Wording, texts: list[Wording], expected: set[tuple[int, int]]) -> None:
    """Have those that collide with none carried one after the other: the others move on with each, and all are in at last."""
    apart = [number for number in range(100) if all(number not in pair for pair in expected)]
    waiting = [changes(base, texts[number]) for number in apart]
    now = base
    while waiting:
        then = applied(now, waiting.pop(0))
        step = changes(now, then)
        waiting, now = [moved(one, step) for one in waiting], then
    assert now == merged(base, [texts[number] for number in apart])


@pytest.mark.parametrize("many", [("a\n" * 9_999, "b\na\n" * 4_999), ("a. " * 6_000, "b. a. " * 3_000)])
def test_texts_of_like_parts_take_no_minutes(many):
    began = time.process_time()
    assert merged(worded(many[0]), [worded(many[1])]) == worded(tidy(many[1]))
    assert time.process_time() - began < 1
    assert MOST_PAIRS < 9_999**2
