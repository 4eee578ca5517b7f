"""What cannot all hold where no rota fits: rules of which any one fewer would do, in members' words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ortools.sat.python import cp_model

from unionhall.core.rotas.asked import Asked
from unionhall.core.rotas.model import Clock, Kind, Model, Rule
from unionhall.core.words import Sentence, _

PATIENCE = 20.0
"""Seconds of the solver's own clock for finding the conflict, whatever is left of the search's own."""


def conflict_of(asked: Asked, clock: Clock) -> list[Rule]:
    """
    Rules that cannot all hold, none of which could be left out, as far as that was found in time; empty where all can hold.
    """
    model = Model(asked, loosely=True)
    clock = Clock(PATIENCE, clock.seed)
    inside = _core(model, list(model.rules), clock)
    if inside is None:
        return []
    for rule in list(inside):
        fewer = [one for one in inside if one != rule]
        smaller = _core(model, fewer, clock)
        if smaller is not None:
            inside = [one for one in inside if one in smaller]
    return inside


def _core(model: Model, rules: list[Rule], clock: Clock) -> list[Rule] | None:
    """Those of the rules that already conflict, or None where they can all hold or nobody knows in time."""
    model.made.clear_assumptions()
    model.made.add_assumptions([model.rules[rule] for rule in rules])
    solver, status = clock.solve(model.made, 0.2)
    if status != cp_model.INFEASIBLE:
        return None
    wanted = set(solver.sufficient_assumptions_for_infeasibility())
    return [rule for rule in rules if model.rules[rule].index in wanted]


def in_words(asked: Asked, rules: list[Rule]) -> list[Sentence]:
    """The rules in sentences, what is needed first; somebody's days away in one."""
    away: dict[int, list[str]] = {}
    for rule in rules:
        if rule.kind is Kind.AWAY:
            away.setdefault(rule.one, []).append(asked.periods[rule.other])
    found = [_SAID[rule.kind](asked, rule) for rule in sorted(rules, key=_order) if rule.kind in _SAID]
    return found + [
        Sentence(_("{name} is away: {periods}."), name=asked.people[one].name, periods=periods)
        for one, periods in sorted(away.items())
    ]


def _order(rule: Rule) -> tuple[int, int, int]:
    return (list(Kind).index(rule.kind), rule.other if rule.kind is Kind.NEEDED else rule.one, rule.one)


def _needed(asked: Asked, rule: Rule) -> Sentence:
    return Sentence(
        _("{post} needs {many} in {period}."),
        post=asked.posts[rule.one].name,
        many=asked.posts[rule.one].needed[rule.other],
        period=asked.periods[rule.other],
    )


def _skills(asked: Asked, rule: Rule) -> Sentence:
    post = asked.posts[rule.one]
    return Sentence(_("{post} asks for {skills}."), post=post.name, skills=sorted(post.skills))


def _learning(asked: Asked, rule: Rule) -> Sentence:
    return Sentence(
        _("{name} is learning {post}, beside somebody who knows it."),
        name=asked.people[rule.one].name,
        post=asked.posts[rule.other].name,
    )


def _most(asked: Asked, rule: Rule) -> Sentence:
    one = asked.people[rule.one]
    return Sentence(_("{name}: turns at most {many}."), name=one.name, many=one.most)


def _least(asked: Asked, rule: Rule) -> Sentence:
    one = asked.people[rule.one]
    return Sentence(_("{name}: turns at least {many}."), name=one.name, many=one.least)


def _most_of(asked: Asked, rule: Rule) -> Sentence:
    one = asked.people[rule.one]
    return Sentence(
        _("{name}: {post} at most {many} ×."),
        name=one.name,
        post=asked.posts[rule.other].name,
        many=one.most_of[rule.other],
    )


def _run(asked: Asked, rule: Rule) -> Sentence:
    one = asked.people[rule.one]
    return Sentence(_("{name}: at most {many} in a row."), name=one.name, many=one.in_a_row)


def _rest(asked: Asked, rule: Rule) -> Sentence:
    one = asked.people[rule.one]
    return Sentence(_("{name}: free after a turn: {many}."), name=one.name, many=one.rest)


def _not_after(asked: Asked, rule: Rule) -> Sentence:
    return Sentence(
        _("Nobody has {second} right after {first}."),
        first=asked.posts[rule.one].name,
        second=asked.posts[rule.other].name,
    )


def _apart(asked: Asked, rule: Rule) -> Sentence:
    one, other = (asked.people[number].name for number in asked.apart[rule.one])
    return Sentence(_("{one} and {other} are not on together."), one=one, other=other)


def _together(asked: Asked, rule: Rule) -> Sentence:
    one, other = (asked.people[number].name for number in asked.together[rule.one])
    return Sentence(_("{one} and {other} are on only together."), one=one, other=other)


_SAID: Mapping[Kind, Callable[[Asked, Rule], Sentence]] = {
    Kind.NEEDED: _needed,
    Kind.SKILLS: _skills,
    Kind.LEARNING: _learning,
    Kind.MOST: _most,
    Kind.LEAST: _least,
    Kind.MOST_OF: _most_of,
    Kind.RUN: _run,
    Kind.REST: _rest,
    Kind.NOT_AFTER: _not_after,
    Kind.APART: _apart,
    Kind.TOGETHER: _together,
}
