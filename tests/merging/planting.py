"""A text of sixty paragraphs and a hundred amendments to it, made so that it is known which of them collide."""

from __future__ import annotations

from random import Random

from unionhall.core.amending import Wording

KINDS = ("reword", "reword", "reword", "cut", "add", "insert")


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
