"""Twelve months of rotas, each with the history of those before: fairer than taking turns down a list, and than drawing."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.proving import note, times
from unionhall.core.rotas.files import read_question
from unionhall.core.rotas.planning import plan
from unionhall.core.rotas.reports import data_of

NAMES = [f"member {number}" for number in range(14)]
POSTS = {"facilitates": 1, "minutes": 1, "soup": 2, "door": 1}
WEEKS = [f"week {number}" for number in range(1, 5)]
MONTHS = times(check=6, prove=12)


def month(rnd: Random) -> dict[str, set[str]]:
    """Who is away in which weeks of a month: now and then somebody, and some most of the time."""
    return {
        name: {week for week in WEEKS if rnd.random() < (0.6 if number < 3 else 0.15)}
        for number, name in enumerate(NAMES)
    }


def by_the_planner(away: dict[str, set[str]], done: dict[str, dict[str, int]]) -> list[tuple[str, str]]:
    """(post, person) of each turn."""
    asked = {
        "periods": WEEKS,
        "posts": [{"name": name, "needed": needed} for name, needed in POSTS.items()],
        "people": [
            {"name": name, "unavailable": [[week] for week in sorted(away[name])], "history": done[name]}
            for name in NAMES
        ],
    }
    return [(one["post"], one["person"]) for one in data_of(plan(read_question(json.dumps(asked))))["turns"]]


def down_the_list(away: dict[str, set[str]], start: int) -> tuple[list[tuple[str, str]], int]:
    """Round-robin: the next on the list who is there."""
    turns, at = [], start
    for week in WEEKS:
        busy: set[str] = set()
        for post, needed in POSTS.items():
            for _turn in range(needed):
                while NAMES[at % len(NAMES)] in busy or week in away[NAMES[at % len(NAMES)]]:
                    at += 1
                busy.add(NAMES[at % len(NAMES)])
                turns.append((post, NAMES[at % len(NAMES)]))
                at += 1
    return turns, at


def drawn(away: dict[str, set[str]], rnd: Random) -> list[tuple[str, str]]:
    """Anybody who is there."""
    turns = []
    for week in WEEKS:
        there = rnd.sample([name for name in NAMES if week not in away[name]], sum(POSTS.values()))
        turns += [(post, there.pop()) for post, needed in POSTS.items() for _turn in range(needed)]
    return turns


def spread(done: dict[str, dict[str, int]]) -> int:
    """Between whoever had most turns and whoever had fewest."""
    sums = [sum(one.values()) for one in done.values()]
    return max(sums) - min(sums)


def test_what_was_done_is_made_up_for():
    rnd = Random(1910)
    done: dict[str, Any] = {
        way: {name: dict.fromkeys(POSTS, 0) for name in NAMES} for way in ("planned", "list", "drawn")
    }
    at, after = 0, {"planned": [], "list": [], "drawn": []}
    for _month in range(MONTHS):
        away = month(rnd)
        listed, at = down_the_list(away, at)
        for way, turns in (
            ("planned", by_the_planner(away, done["planned"])),
            ("list", listed),
            ("drawn", drawn(away, rnd)),
        ):
            for post, name in turns:
                done[way][name][post] += 1
            after[way].append(spread(done[way]))
    assert all(one <= other for one, other in zip(after["planned"], after["list"], strict=True))
    assert 2 * sum(after["planned"]) < sum(after["list"]) and 2 * sum(after["planned"]) < sum(after["drawn"])
    note("a-year-of-rotas", months=MONTHS, spread_by_month=after)
