"""A hundred amendments to a text of sixty paragraphs: all collisions that were planted are found, and no other, and soon."""

from __future__ import annotations

import time
from random import Random

import pytest

from unionhall.core.amending import MOST_PAIRS, Wording, applied, changes, collisions, merged, moved, tidy


def worded(text: str) -> Wording:
    return Wording("Bread", text)


def planted(rnd: Random) -> tuple[Wording, list[Wording], set[tuple[int, int]]]:
    """A text of 60 paragraphs, 100 amendments to it, and which of them collide by the way they were made."""
    parts = [[f"Sentence {p} {s} says that {p * 9 + s} of us do it." for s in range(5)] for p in range(60)]
    base = worded("\n\n".join(" ".join(one) for one in parts))
    plans = [
        (rnd.choice(KINDS), rnd.randrange(60), rnd.randrange(5), rnd.randrange(3)) for _one in range(100)
    ]
    texts = [worded("\n\n".join(amended(parts, plan))) for plan in plans]
    expected = {(i, j) for j in range(100) for i in range(j) if clash(plans[i], plans[j])}
    return base, texts, expected


KINDS = ("reword", "reword", "reword", "cut", "add", "insert")


def amended(parts: list[list[str]], plan: tuple[str, int, int, int]) -> list[str]:
    """The paragraphs after one plan: reword a sentence, add one before it, cut a paragraph, or insert one before it."""
    kind, p, s, words = plan
    text = [list(one) for one in parts]
    if kind == "reword":
        text[p][s] = text[p][s].replace("do it", ("did it", "never do it", "do it twice")[words])
    elif kind == "add":
        text[p].insert(s, f"Here is {words} more.")
    elif kind == "cut":
        del text[p]
    else:
        text.insert(p, [f"Paragraph {words} is new."])
    return [" ".join(one) for one in text]


def clash(one: tuple[str, int, int, int], other: tuple[str, int, int, int]) -> bool:
    """Whether two plans cannot both hold, from how they were made."""
    kinds = {one[0], other[0]}
    if one[1] != other[1]:
        return False
    if "cut" in kinds:
        return not kinds & {"insert"} and len(kinds) > 1
    return len(kinds) == 1 and (one[0] == "insert" or one[2] == other[2]) and one[3] != other[3]


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
