"""Rotas by chance: no hard rule is ever broken, nothing is fairer than what is called so, and what cannot be is named."""

from __future__ import annotations

import itertools
import json
import math
from fractions import Fraction
from typing import Any

import pytest
from ortools.sat.python import cp_model

from tests.proving import note, times
from tests.rotas.chance import question
from tests.rotas.checker import loads, wrong_with
from unionhall.core.rotas import model, water
from unionhall.core.rotas.asked import Asked
from unionhall.core.rotas.conflict import conflict_of, in_words
from unionhall.core.rotas.files import read_question
from unionhall.core.rotas.planning import Impossible, plan
from unionhall.core.rotas.reports import data_of

RUNS = times(check=40, prove=500)
TINY = times(check=15, prove=150)
WAYS = times(check=1500, prove=20_000)
"""Rotas of a tiny question, those against the rules among them."""


def planned(asked: dict[str, Any]) -> dict[str, Any] | None:
    """The rota for a question in a file's form, or None where there is none."""
    try:
        return data_of(plan(read_question(json.dumps(asked))))
    except Impossible:
        return None


def test_no_hard_rule_is_ever_broken_and_no_load_is_misread():
    found = reached = proven = 0
    for seed in range(RUNS):
        asked = question(seed)
        rota = planned(asked)
        if rota is None:
            continue
        found += 1
        reached += rota["reached"]
        assert wrong_with(asked, rota["turns"]) == [], seed
        carried = loads(asked, rota["turns"])
        assert rota["loads"] == {name: pytest.approx(float(load)) for name, load in carried.items()}
        proven += rota["proven"]
        assert len(rota["reasons"]) == len(rota["turns"])
        if rota["bound"] is not None:
            bound = [pytest.approx(one) for one in rota["bound"]]
            mine = sorted(map(float, carried.values()), reverse=True)
            first = next((n for n, one in enumerate(mine) if one != bound[n]), None)
            assert rota["reached"] == (first is None)
            assert first is None or (mine[first] > rota["bound"][first] and rota["kept_from_it"]), seed
    assert RUNS * 0.3 < found < RUNS and proven > 0.97 * found
    note("rotas-by-chance", runs=RUNS, found=found, at_the_bound=reached, proven=proven)


def slots_of(asked: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Period, post and how many are needed there."""
    slots = []
    for period in asked["periods"]:
        for post in asked["posts"]:
            needed = post["needed"].get(period, 0) if isinstance(post["needed"], dict) else post["needed"]
            slots.append((period, post["name"], needed))
    return slots


def fairest(asked: dict[str, Any]) -> list[Fraction] | None:
    """The fairest loads of all rotas there are, each tried; the largest first. For tiny questions."""
    slots = slots_of(asked)
    names = [one["name"] for one in asked["people"]]
    best = None
    for chosen in itertools.product(*(itertools.combinations(names, many) for _p, _q, many in slots)):
        turns = [
            {"period": period, "post": post, "person": person}
            for (period, post, _many), who in zip(slots, chosen, strict=True)
            for person in who
        ]
        if not wrong_with(asked, turns):
            found = sorted(loads(asked, turns).values(), reverse=True)
            best = found if best is None else min(best, found)
    return best


def tiny(seed: int) -> dict[str, Any]:
    """A question so small that all its rotas can be tried."""
    for turn in itertools.count(seed * 1000):
        asked = question(turn)
        ways = math.prod(math.comb(len(asked["people"]), many) for _p, _q, many in slots_of(asked))
        if ways <= WAYS:
            return asked
    raise AssertionError


def test_beside_every_rota_there_is():
    impossible = 0
    for seed in range(TINY):
        asked = tiny(seed)
        best, rota = fairest(asked), planned(asked)
        impossible += best is None
        if best is None or rota is None:
            assert best is None and rota is None, seed
        else:
            assert sorted(loads(asked, rota["turns"]).values(), reverse=True) == best, seed
    assert 0 < impossible < TINY
    note("rotas-beside-all-there-are", runs=TINY, impossible=impossible)


def test_what_conflicts_conflicts_and_nothing_of_it_can_be_left_out():
    """Of the rules named in a conflict not all can hold, and without any one of them the others can."""
    seen = 0
    for seed in range(RUNS):
        asked = read_question(json.dumps(question(seed)))
        rules = conflict_of(asked, model.Clock(10, 0))
        if not rules:
            continue
        seen += 1
        assert not can_hold(asked, rules), seed
        for one in rules:
            assert can_hold(asked, [rule for rule in rules if rule != one]), seed
        assert all(str(one) for one in in_words(asked, rules))
    assert seen


def can_hold(asked: Asked, rules: list[model.Rule]) -> bool:
    """Whether there is a rota that keeps these rules and no other."""
    loose = model.Model(asked, loosely=True)
    loose.made.add_assumptions([loose.rules[rule] for rule in rules])
    _solver, status = model.Clock(20, 1).solve(loose.made)
    return bool(status == cp_model.OPTIMAL)


@pytest.mark.parametrize(
    ("where", "what", "instead"),
    [
        (model.Model, "_runs", lambda self, person: None),
        (model.Model, "_pairs", lambda self: None),
        (model.Model, "_learners", lambda self, place: None),
        (model.Model, "_amounts", lambda self, person: None),
    ],
)
def test_a_rule_left_out_of_the_model_is_found(monkeypatch, where, what, instead):
    monkeypatch.setattr(where, what, instead)
    rotas = ((question(seed), planned(question(seed))) for seed in range(300))
    assert any(rota is not None and wrong_with(asked, rota["turns"]) for asked, rota in rotas)


def test_water_that_runs_uphill_is_found(monkeypatch):
    """Turns given first to whoever carries most: a plan at such a bound would be called the fairest."""
    monkeypatch.setattr(water, "_step", lambda asked, person, many: (-asked.load(person, many + 1), person))
    with pytest.raises(AssertionError):
        test_beside_every_rota_there_is()
