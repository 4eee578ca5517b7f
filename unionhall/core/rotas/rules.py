"""What is against the rules in a rota: asked of the finished plan, and of what would be if somebody else had a turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from unionhall.core.rotas.asked import Asked, Turn
from unionhall.core.words import Sentence, _


def broken_by(asked: Asked, person: int, turns: Iterable[Turn]) -> Iterator[Sentence]:
    """What is against the rules that are about one person, of all `turns` of everybody."""
    everybody = set(turns)
    mine = sorted(turn for turn in everybody if turn.person == person)
    name = asked.people[person].name
    yield from _of_each(asked, person, mine, everybody)
    yield from _of_amounts(asked, person, mine)
    yield from _of_time(asked, person, mine)
    for one, other in asked.apart:
        if person in (one, other) and any(
            Turn(*turn.place, one + other - person) in everybody for turn in mine
        ):
            yield Sentence(
                _("{name} and {other} would be on together"),
                name=name,
                other=asked.people[one + other - person].name,
            )
    for one, other in asked.together:
        if person in (one, other):
            theirs = {turn.place for turn in everybody if turn.person == one + other - person}
            if {turn.place for turn in mine} != theirs:
                yield Sentence(
                    _("{name} and {other} would not be on together"),
                    name=name,
                    other=asked.people[one + other - person].name,
                )


def _of_each(asked: Asked, person: int, mine: list[Turn], everybody: set[Turn]) -> Iterator[Sentence]:
    one = asked.people[person]
    periods = [turn.period for turn in mine]
    for number in sorted({one for one in periods if periods.count(one) > 1}):
        yield Sentence(_("{name} is on already in {period}"), name=one.name, period=asked.periods[number])
    for turn in mine:
        period, post = asked.periods[turn.period], asked.posts[turn.post]
        if turn.place in one.away:
            yield Sentence(_("{name} is away in {period}"), name=one.name, period=period)
        learns = (person, turn.post) in asked.learning
        if not learns and not post.skills <= one.skills:
            yield Sentence(_("{name} lacks {skills}"), name=one.name, skills=sorted(post.skills - one.skills))
        if learns and not any(
            asked.knows(other.person, turn.post) for other in everybody if other.place == turn.place
        ):
            yield Sentence(
                _("{name} is learning {post}, and nobody who knows it would be beside them"),
                name=one.name,
                post=post.name,
            )


def _of_amounts(asked: Asked, person: int, mine: list[Turn]) -> Iterator[Sentence]:
    one = asked.people[person]
    if one.most is not None and len(mine) > one.most:
        yield Sentence(_("{name}: turns at most {many}"), name=one.name, many=one.most)
    if len(mine) < one.least:
        yield Sentence(_("{name}: turns at least {many}"), name=one.name, many=one.least)
    for post, most in one.most_of.items():
        if sum(turn.post == post for turn in mine) > most:
            yield Sentence(
                _("{name}: {post} at most {many} ×"),
                name=one.name,
                post=asked.posts[post].name,
                many=most,
            )


def _of_time(asked: Asked, person: int, mine: list[Turn]) -> Iterator[Sentence]:
    one = asked.people[person]
    runs: list[list[int]] = []
    for period in sorted({turn.period for turn in mine}):
        if runs and runs[-1][-1] == period - 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    longest = one.longest_run
    if longest is not None and any(len(run) > longest for run in runs):
        yield Sentence(_("{name} would be on too often in a row"), name=one.name)
    for before, after in pairwise(runs):
        if after[0] - before[-1] - 1 < one.rest:
            yield Sentence(_("{name} would have too short a rest"), name=one.name)
            break
    post_in = {turn.period: turn.post for turn in mine}
    for first, second in asked.not_after:
        if any(post == first and post_in.get(period + 1) == second for period, post in post_in.items()):
            yield Sentence(
                _("{name} would have {second} right after {first}"),
                name=one.name,
                first=asked.posts[first].name,
                second=asked.posts[second].name,
            )
