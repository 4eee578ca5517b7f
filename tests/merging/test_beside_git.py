"""
Texts merged beside `git merge-file`, which has other authors and another way to compare.

Git calls a conflict wherever two changes touch, for it knows lines and not what they say: a new line beside one that somebody
else rewords is one to it, and holds with us. So two things are tried. On the texts as they are, one part a line: what git merges
we merge to the same letters, and what collides with us is a conflict to git. And with a line between all places that nobody
changes, so that nothing touches without needing the same place: there the verdicts are the same both ways.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from tests.conftest import left_out
from tests.machine import parts
from tests.proving import note, times
from unionhall.core.amending import JOINED, Change, TheyCollide, Wording, changes, merged

TURNS = times(check=150, prove=5_000)


@pytest.fixture
def git(tmp_path: Path):
    """Merges (base, one, other), lists of lines: the lines that come out, or None for a conflict."""
    try:
        program = parts.found_or_installed(lambda: shutil.which("git"), ("git",), "git")
    except parts.Missing as missing:
        left_out(missing)

    def merge(base: Sequence[str], one: Sequence[str], other: Sequence[str]) -> list[str] | None:
        files = [tmp_path / name for name in ("one", "base", "other")]
        for file, lines in zip(files, (one, base, other), strict=True):
            file.write_text("".join(f"{line}\n" for line in lines))
        done = subprocess.run(
            [program, "merge-file", "-p", *map(str, files)], capture_output=True, text=True, check=False
        )
        return done.stdout.splitlines() if done.returncode == 0 else None

    return merge


def written(rnd: Random) -> list[str]:
    """Some parts of a text; now and then one stands in it twice."""
    base = [f"Part {one} of {one * 7} loaves is for word{one}." for one in range(rnd.randrange(1, 9))]
    if rnd.random() < 0.3:
        base[rnd.randrange(len(base))] = base[0]
    return base


def amended(rnd: Random, base: Sequence[str]) -> list[str]:
    """The parts with one to three changes: reworded a little or wholly, put in, cut."""
    text = list(base)
    for _turn in range(rnd.randrange(1, 4)):
        place, kind = rnd.randrange(len(text) + 1), rnd.random()
        if kind < 0.35 and place < len(text):
            text[place] = text[place][:-1] + rnd.choice([" x.", " y.", " at six in the morning, as ever."])
        elif kind < 0.5 and place < len(text):
            text[place] = f"Quite other {rnd.randrange(99)}."
        elif kind < 0.75:
            text.insert(place, f"In {rnd.randrange(99)}.")
        elif place < len(text) and len(text) > 1:
            del text[place]
    return text


def ours(join: str, base: Sequence[str], *texts: Sequence[str]) -> str | None:
    """What we merge; None where they collide."""
    words = [Wording("Title", join.join(text)) for text in texts]
    try:
        return merged(Wording("Title", join.join(base)), words).text
    except TheyCollide:
        return None


def spaced(many: int, made: Sequence[Change] = (), depth: int = 0) -> list[str]:
    """
    A text of `many` parts as lines: one for each part and each gap, and between any two of these a line that nobody changes. A
    change takes the place of the lines from the first to the last place it needs; one inside a part, that of the part.
    """
    lines = [f"{word} {place}" for place in range(2 * many + 1) for word in ("place", "between")]
    for one in sorted(made, key=lambda one: one.claim, reverse=True):
        first, last = (int(end[depth]) for end in one.claim)
        lines[2 * first : 2 * last + 1] = [repr(one)]
    return lines


@pytest.mark.parametrize("depth", [1, 2, 3], ids=["paragraphs", "lines", "sentences"])
def test_what_git_merges_we_merge_alike_and_what_collides_is_a_conflict_to_git(git, depth):
    rnd, join, verdicts = Random(depth), JOINED[depth], Counter[str]()
    for _turn in range(TURNS):
        base = written(rnd)
        one, other = amended(rnd, base), amended(rnd, base)
        theirs, mine = git(base, one, other), ours(join, base, one, other)
        if theirs is not None:
            assert mine == join.join(theirs), (base, one, other)
        verdicts[f"git {theirs is not None}, ours {mine is not None}"] += 1
    assert set(verdicts) == {"git True, ours True", "git False, ours False", "git False, ours True"}
    note(f"merged-beside-git-{depth}", turns=TURNS, verdicts=dict(verdicts))


@pytest.mark.parametrize("depth", [1, 2, 3], ids=["paragraphs", "lines", "sentences"])
def test_where_nothing_touches_without_need_the_verdicts_are_the_same(git, depth):
    rnd, join, verdicts = Random(10 + depth), JOINED[depth], Counter[bool]()
    for _turn in range(TURNS):
        base = written(rnd)
        texts = amended(rnd, base), amended(rnd, base)
        whole = Wording("Title", join.join(base))
        made = [changes(whole, Wording("Title", join.join(text))) for text in texts]
        if any(len(change.path) < depth for each in made for change in each):
            continue  # the whole line or paragraph went, which is a change further out
        theirs = git(spaced(len(base)), *(spaced(len(base), each, depth) for each in made))
        assert (theirs is None) == (ours(join, base, *texts) is None), (base, texts)
        verdicts[theirs is None] += 1
    assert verdicts[True] > TURNS / 10 and verdicts[False] > TURNS / 10
