"""“Why me?”: for every turn, why it is theirs and not somebody else's."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from unionhall.core.rotas.asked import Asked, Person, Turn
from unionhall.core.rotas.planning import Plan
from unionhall.core.rotas.rules import broken_by
from unionhall.core.words import Sentence, _

NAMED = 2
"""Others who carry less and cannot have it that are named in a reason."""


def reasons_of(plan: Plan) -> list[Sentence]:
    """Beside each turn of the plan, in its order, why it is whose it is."""
    of_person: dict[int, list[Turn]] = defaultdict(list)
    for turn in plan.turns:
        of_person[turn.person].append(turn)
    beside: dict[tuple[int, int], list[Turn]] = defaultdict(list)
    for turn in plan.turns:
        beside[turn.place].append(turn)
    return [_reason(plan, turn, of_person, beside) for turn in plan.turns]


def _reason(
    plan: Plan,
    turn: Turn,
    of_person: dict[int, list[Turn]],
    beside: dict[tuple[int, int], list[Turn]],
) -> Sentence:
    asked = plan.asked
    there = {one.person for one in beside[turn.place]}
    others = [
        person for person in range(len(asked.people)) if person not in there and asked.can(person, turn.place)
    ]
    me = asked.people[turn.person]
    place = {"post": asked.posts[turn.post].name, "period": asked.periods[turn.period]}
    if (turn.person, turn.post) in asked.learning:
        return Sentence(_("{name} is learning {post}, beside somebody who knows it."), name=me.name, **place)
    if not others:
        return Sentence(_("Nobody else can take {post} in {period}."), **place)
    step = asked.weights[turn.post] * asked.unit
    fairer = sorted(
        (
            person
            for person in others
            if plan.loads[person] + step / asked.people[person].share < plan.loads[turn.person]
        ),
        key=lambda person: (plan.loads[person], person),
    )
    if not fairer:
        least = min(plan.loads[person] + step / asked.people[person].share for person in others)
        return Sentence(
            _("With it {name} carries {load}; whoever else could take it would carry {least} or more."),
            name=me.name,
            load=said_load(plan.loads[turn.person]),
            least=said_load(least),
        )
    why = [_against(asked, turn, person, of_person, beside) for person in fairer[:NAMED]]
    if all(one is not None for one in why):
        who: list[Person] = [asked.people[person] for person in fairer[:NAMED]]
        return Sentence(
            _("{names} would carry less, but: {why}."),
            names=[one.name for one in who],
            why=[one for one in why if one],
        )
    return Sentence(
        _("{name} would carry less; the search ended before it found room for that."),
        name=asked.people[fairer[0]].name,
    )


def _against(
    asked: Asked,
    turn: Turn,
    person: int,
    of_person: dict[int, list[Turn]],
    beside: dict[tuple[int, int], list[Turn]],
) -> Sentence | None:
    """What would be against the rules if `person` had the turn; None where nothing would."""
    instead = Turn(*turn.place, person)
    about = {turn.person, person}
    about |= {
        one + other - each
        for each in (turn.person, person)
        for one, other in (*asked.apart, *asked.together)
        if each in (one, other)
    }
    nearby = {one for each in about for one in of_person[each]} | set(beside[turn.place])
    changed = (nearby - {turn}) | {instead}
    for each in (person, turn.person, *(one.person for one in beside[turn.place])):
        for sentence in broken_by(asked, each, changed):
            return sentence
    return None


def said_load(load: Fraction) -> str:
    """
    A load in figures, with two places where it is no whole number.

    >>> said_load(Fraction(3)), said_load(Fraction(5, 3))
    ('3', '1.67')
    """
    return str(load.numerator) if load.denominator == 1 else f"{float(load):.2f}"
