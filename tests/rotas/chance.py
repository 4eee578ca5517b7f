"""Questions for rotas made up by chance: small ones that break every rule somewhere, and large ones."""

from __future__ import annotations

from random import Random
from typing import Any

NAMES = ("Ana", "Bilal", "Chidi", "Dora", "Eshe", "Farid", "Gül", "Hana", "Ivo", "Jun", "Kofi", "Lena")


def question(seed: int) -> dict[str, Any]:
    """A small question with rules of every kind; some cannot be met."""
    rnd = Random(seed)
    periods = [f"week {number}" for number in range(1, rnd.randint(2, 8) + 1)]
    posts = [_post(rnd, name, periods) for name in ("door", "minutes", "soup", "crèche")[: rnd.randint(1, 4)]]
    names = NAMES[: rnd.randint(3, 12)]
    people = [_person(rnd, name, periods, [post["name"] for post in posts]) for name in names]
    found: dict[str, Any] = {"periods": periods, "posts": posts, "people": people}
    for key, chance in (("apart", 0.3), ("together", 0.1)):
        if rnd.random() < chance:
            found[key] = [rnd.sample(names, 2)]
    if len(posts) > 1 and rnd.random() < 0.3:
        found["forbidden_next"] = [[rnd.choice(posts)["name"], rnd.choice(posts)["name"]]]
    if rnd.random() < 0.3:
        found["learners"] = [[rnd.choice(names), rnd.choice(posts)["name"]]]
    return found


def _post(rnd: Random, name: str, periods: list[str]) -> dict[str, Any]:
    post: dict[str, Any] = {"name": name, "needed": rnd.choice((1, 1, 1, 2))}
    if rnd.random() < 0.2:
        post["needed"] = {period: rnd.randint(0, 2) for period in periods if rnd.random() < 0.8}
    if rnd.random() < 0.4:
        post["skills"] = rnd.sample(("first aid", "Spanish"), rnd.randint(1, 2))
    if rnd.random() < 0.15:
        post["hours"] = rnd.choice((2, 3, "1/2"))
    return post


def _person(rnd: Random, name: str, periods: list[str], posts: list[str]) -> dict[str, Any]:
    person: dict[str, Any] = {
        "name": name,
        "skills": [one for one in ("first aid", "Spanish") if rnd.random() < 0.6],
    }
    away: list[list[str]] = [[period] for period in periods if rnd.random() < 0.15]
    away += [[period, rnd.choice(posts)] for period in periods if rnd.random() < 0.1]
    person["unavailable"] = away
    for key, many in (("wants", 0.2), ("avoids", 0.2)):
        person[key] = [
            [period, rnd.choice(posts), rnd.randint(1, 5)] for period in periods if rnd.random() < many
        ]
    for key, chance, value in (
        ("history", 0.4, {rnd.choice(posts): rnd.randint(1, 4)}),
        ("share", 0.2, rnd.choice(("1/2", "3/4", "2/3"))),
        ("max_turns", 0.2, rnd.randint(1, 4)),
        ("min_turns", 0.1, 1),
        ("max_per_post", 0.15, {rnd.choice(posts): rnd.randint(0, 2)}),
        ("max_consecutive", 0.25, rnd.randint(1, 2)),
        ("min_rest", 0.2, rnd.randint(1, 2)),
    ):
        if rnd.random() < chance:
            person[key] = value
    return person


def large(people: int, periods: int, posts: int, seed: int = 1936) -> dict[str, Any]:
    """So many people, periods and posts, with skills, absences, history, shares and rests."""
    rnd = Random(seed)
    weeks = [f"week {number}" for number in range(1, periods + 1)]
    skills = ("first aid", "Spanish", "keys", "van")
    made = [
        {"name": f"duty {number}", "needed": 1, "skills": [skills[number % 4]] if number % 2 else []}
        for number in range(posts)
    ]
    return {
        "periods": weeks,
        "posts": made,
        "people": [
            {
                "name": f"member {number}",
                "skills": [one for one in skills if rnd.random() < 0.5],
                "unavailable": [[week] for week in weeks if rnd.random() < 0.15],
                "history": {f"duty {rnd.randrange(posts)}": rnd.randrange(4)},
                "share": "1" if rnd.random() < 0.8 else "1/2",
                "max_consecutive": 2,
                "min_rest": 1,
            }
            for number in range(people)
        ],
    }
