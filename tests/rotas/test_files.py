"""The file of a rota: what is wrong in it is said with where; and hostile ones take neither time nor memory."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from unionhall.core.rotas.asked import Place
from unionhall.core.rotas.files import Misread, read_question

GOOD: dict[str, Any] = {
    "periods": ["May", "June"],
    "posts": [{"name": "door", "needed": {"June": 1}, "hours": "1/2"}, {"name": "soup", "skills": ["stove"]}],
    "people": [
        {
            "name": "Ana",
            "skills": ["stove"],
            "unavailable": [["May"], ["June", "soup"]],
            "wants": [["June", "door", 3]],
            "avoids": [["June", "door", 1]],
            "history": {"door": 4, "soup": 1},
            "share": "2/3",
        },
        {"name": "Bilal", "max_turns": 2, "min_rest": 1},
    ],
    "apart": [["Ana", "Bilal"]],
    "learners": [["Bilal", "soup"]],
}


def test_what_stands_in_it():
    asked = read_question(json.dumps(GOOD))
    door, soup = asked.posts
    ana, bilal = asked.people
    assert (door.needed, soup.needed, str(door.hours)) == ((0, 1), (1, 1), "1/2")
    assert ana.away == {Place(0, 0), Place(0, 1), Place(1, 1)} and ana.wishes == {Place(1, 0): 2}
    assert (ana.before, str(ana.share)) == (3, "2/3")
    assert (bilal.most, bilal.rest, bilal.longest_run) == (2, 1, 1)
    assert asked.apart == ((0, 1),) and asked.learning == {(1, 1)}


def changed(path: list[Any], value: Any) -> str:
    """The good file with one thing otherwise."""
    found = json.loads(json.dumps(GOOD))
    at = found
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return json.dumps(found)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["periods"], "May", "periods: expected a list"),
        (["periods"], ["May", "May"], "periods: “May” is there twice"),
        (["periods"], ["May", 3], "periods: expected a name of at most 100 letters, not 3"),
        (["posts", 0, "needed"], -1, "posts, “door”: expected a whole number from 0"),
        (["posts", 0, "needed"], True, "posts, “door”: expected a whole number"),
        (["posts", 0, "needed"], {"July": 1}, 'posts, “door”: expected one of “May”, “June”, not "July"'),
        (["posts", 0, "hours"], 0, "expected a number above 0"),
        (["posts", 0, "hours"], "1/0", "expected a number above 0"),
        (["posts", 0, "hours"], 1e308, "expected a number above 0"),
        (["posts", 1], 4, "posts: expected something with a name, not 4"),
        (["people", 0, "share"], "half", "people, “Ana”: expected a number above 0"),
        (["people", 0, "unavailable"], ["May"], "expected [period] or [period, post]"),
        (["people", 0, "wants"], [["June", "door"]], "expected [period, post, weight]"),
        (["people", 0, "wants"], [["June", "door", 9999]], "from 0 to 1000"),
        (["people", 0, "history"], {"roof": 1}, 'expected one of “door”, “soup”, not "roof"'),
        (["people", 0, "skills"], "stove", "expected a list in “skills”"),
        (["people", 1, "max_consecutive"], 0, "expected 1 or more"),
        (["people", 1, "max_turn"], 2, "people, “Bilal”: there is no “max_turn” here"),
        (["apart"], [["Ana", "Ana"]], "expected two people, not Ana twice"),
        (["apart"], [["Ana", "Zoe"]], 'expected one of “Ana”, “Bilal”, not "Zoe"'),
        (["colour"], 1, "there is no “colour” here"),
    ],
)
def test_what_is_wrong_is_said_with_where(path, value, said):
    with pytest.raises(Misread) as found:
        read_question(changed(path, value))
    assert said in str(found.value)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", "NaN", '{"periods": NaN}', "[" * 100_000, b"\xff\xfe", '{"periods": 1e999}']
)
def test_what_is_no_question(text):
    with pytest.raises(Misread):
        read_question(text)


@pytest.mark.parametrize(
    "found",
    [
        {"periods": [f"p{n}" for n in range(100_000)], "posts": [], "people": []},
        {"periods": ["a"], "posts": [{"name": f"p{n}"} for n in range(100_000)], "people": []},
        {
            "periods": [f"p{n}" for n in range(120)],
            "posts": [{"name": f"p{n}"} for n in range(200)],
            "people": [{"name": f"m{n}"} for n in range(2000)],
        },
        {"periods": ["a"], "posts": [{"name": "x", "needed": 10**4000}], "people": []},
    ],
)
def test_too_much_is_refused_at_once(found):
    began = time.process_time()
    with pytest.raises(Misread):
        read_question(json.dumps(found) if 10**4000 not in _numbers(found) else _huge())
    assert time.process_time() - began < 2


def _numbers(found: dict[str, Any]) -> list[Any]:
    return [post.get("needed") for post in found["posts"]]


def _huge() -> str:
    return '{"periods": ["a"], "posts": [{"name": "x", "needed": ' + "9" * 4000 + '}], "people": []}'
