"""A plan as data for another program, and as a sheet for the wall."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from unionhall.core.lots.sheets import table
from unionhall.core.rotas.planning import Plan
from unionhall.core.rotas.reasons import reasons_of, said_load
from unionhall.core.words import Sentence, _

Say = Callable[[Sentence], str]


def data_of(plan: Plan, say: Say = str) -> dict[str, Any]:
    """
    The plan: `turns` with period, post and person; `loads` of each person (hours done and planned by their share); the `bound`,
    largest first, None where hours differ; whether it is `reached`, and if not what it is `kept_from_it` by; whether it is
    `proven` that nothing is fairer; and `reasons`, one a turn.
    """
    asked = plan.asked
    return {
        "turns": [
            {
                "period": asked.periods[turn.period],
                "post": asked.posts[turn.post].name,
                "person": asked.people[turn.person].name,
            }
            for turn in plan.turns
        ],
        "loads": {one.name: number(load) for one, load in zip(asked.people, plan.loads, strict=True)},
        "bound": None if plan.bound is None else [number(load) for load in plan.bound],
        "reached": plan.at_the_bound,
        "kept_from_it": [say(one) for one in plan.kept_from_it],
        "proven": plan.proven,
        "reasons": [say(one) for one in reasons_of(plan)],
    }


def number(load: Fraction) -> int | float:
    """A load as JSON has it."""
    return load.numerator if load.denominator == 1 else round(float(load), 6)


def sheet(plan: Plan, say: Say = str) -> Iterator[str]:
    """The rota for the wall: a row a period, a column a post; then what each carries, and how fair it is."""
    asked = plan.asked
    who: dict[tuple[int, int], list[str]] = {}
    for turn in plan.turns:
        who.setdefault(turn.place, []).append(asked.people[turn.person].name)
    yield from table(
        [
            ["", *(post.name for post in asked.posts)],
            *(
                [period, *(", ".join(who.get((row, column), [])) for column in range(len(asked.posts)))]
                for row, period in enumerate(asked.periods)
            ),
        ],
        left=len(asked.posts) + 1,
    )
    yield ""
    turns = [0] * len(asked.people)
    for turn in plan.turns:
        turns[turn.person] += 1
    heads = [say(Sentence(_("Who"))), say(Sentence(_("Turns"))), say(Sentence(_("Carries")))]
    rows = sorted(range(len(asked.people)), key=lambda one: (-plan.loads[one], asked.people[one].name))
    yield from table(
        [heads, *([asked.people[one].name, str(turns[one]), said_load(plan.loads[one])] for one in rows)],
        left=1,
    )
    yield ""
    yield say(how_fair(plan))


def how_fair(plan: Plan) -> Sentence:
    """How fair the plan is, in a sentence."""
    if plan.at_the_bound:
        return Sentence(_("Nothing is fairer, not even if everybody could do everything."))
    if plan.proven and plan.bound is not None:
        return Sentence(
            _(
                "Nothing is fairer under these rules. What keeps it from being fairer: {why}. Without that the most anybody "
                "carries could be {bound}; here it is {load}."
            ),
            why=plan.kept_from_it,
            bound=said_load(plan.bound[0]),
            load=said_load(max(plan.loads)),
        )
    if plan.proven:
        return Sentence(_("Nothing is fairer under these rules."))
    return Sentence(
        _("This is the fairest found; the search ended before it was proved. Search longer with --effort.")
    )
