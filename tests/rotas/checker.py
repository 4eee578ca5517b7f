"""
Whether a rota keeps every hard rule, and what everybody carries: written from docs/rotas.md apart from the planner, over
the file's own data and names, sharing nothing with it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def wrong_with(question: dict[str, Any], turns: list[dict[str, str]]) -> list[str]:
    """Everything that is against the file's rules, in short."""
    periods = question["periods"]
    when = {name: number for number, name in enumerate(periods)}
    posts = {one["name"]: one for one in question["posts"]}
    people = {one["name"]: one for one in question["people"]}
    learners = {tuple(pair) for pair in question.get("learners", [])}
    wrong = []
    for turn in turns:
        if turn["period"] not in when or turn["post"] not in posts or turn["person"] not in people:
            return [f"unknown names: {turn}"]
    for period in periods:
        for name, post in posts.items():
            needed = post.get("needed", 1)
            needed = needed.get(period, 0) if isinstance(needed, dict) else needed
            there = [turn["person"] for turn in turns if (turn["period"], turn["post"]) == (period, name)]
            if len(there) != needed or len(set(there)) != needed:
                wrong.append(f"{name} in {period}: {there}, needed {needed}")
            practised = [
                one
                for one in there
                if (one, name) not in learners
                and set(post.get("skills", [])) <= set(people[one].get("skills", []))
            ]
            for one in there:
                if (one, name) in learners:
                    if not practised:
                        wrong.append(f"{one} learns {name} alone in {period}")
                elif one not in practised:
                    wrong.append(f"{one} lacks a skill for {name}")
    for name, person in people.items():
        mine = [turn for turn in turns if turn["person"] == name]
        wrong += [f"{name}: {one}" for one in _of_person(question, person, mine, when)]
    spots = {name: {(t["period"], t["post"]) for t in turns if t["person"] == name} for name in people}
    wrong += [f"{a} with {b}" for a, b in question.get("apart", []) if spots[a] & spots[b]]
    wrong += [f"{a} without {b}" for a, b in question.get("together", []) if spots[a] != spots[b]]
    return wrong


def _of_person(
    question: dict[str, Any], person: dict[str, Any], mine: list[dict[str, str]], when: dict[str, int]
) -> list[str]:
    wrong = []
    at = sorted(when[turn["period"]] for turn in mine)
    if len(at) != len(set(at)):
        wrong.append("twice in a period")
    for gone in person.get("unavailable", []):
        for turn in mine:
            if turn["period"] == gone[0] and (len(gone) == 1 or turn["post"] == gone[1]):
                wrong.append(f"away {gone}")
    if person.get("max_turns") is not None and len(mine) > person["max_turns"]:
        wrong.append("too many turns")
    if len(mine) < person.get("min_turns", 0):
        wrong.append("too few turns")
    for post, most in person.get("max_per_post", {}).items():
        if len([turn for turn in mine if turn["post"] == post]) > most:
            wrong.append(f"too often {post}")
    rest = person.get("min_rest", 0)
    longest = person.get("max_consecutive") or (1 if rest else len(when))
    row = 0
    last = None
    for period in range(len(when)):
        if period in at:
            if last is not None and last != period - 1 and period - last - 1 < rest:
                wrong.append(f"rested {period - last - 1}")
            row = row + 1 if last == period - 1 else 1
            if row > longest:
                wrong.append(f"{row} in a row")
            last = period
    post_at = {when[turn["period"]]: turn["post"] for turn in mine}
    for first, second in question.get("forbidden_next", []):
        for period, post in post_at.items():
            if post == first and post_at.get(period + 1) == second:
                wrong.append(f"{second} after {first}")
    return wrong


def loads(question: dict[str, Any], turns: list[dict[str, str]]) -> dict[str, Fraction]:
    """What each carries: hours done and planned, by their share of full availability."""
    hours = {one["name"]: Fraction(str(one.get("hours", 1))) for one in question["posts"]}
    found = {}
    for person in question["people"]:
        done = sum((hours[post] * many for post, many in person.get("history", {}).items()), Fraction(0))
        planned = sum(
            (hours[turn["post"]] for turn in turns if turn["person"] == person["name"]), Fraction(0)
        )
        found[person["name"]] = (done + planned) / Fraction(str(person.get("share", 1)))
    return found
