"""Giving the turns of a rota: a round for everybody, anew when somebody comes or goes. For actions, which hold the rota."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from unionhall.core.rotas.everyday import beside_whom, give, next_in

from .. import rules
from ..models import Every, Fate, How, InRota, Rota, Turn

FEWEST = 4
"""So many turns are given at once at least: a month of weeks."""
LEFT_ALONE = timedelta(days=14)
"""Turns so near are left as they are when somebody comes in: whose they are has made plans."""


def held(rota: Rota) -> Rota:
    """Its row, locked until the transaction ends."""
    return Rota.objects.select_for_update(of=("self",)).select_related("body__hall", "hall").get(pk=rota.pk)


def give_a_round(rota: Rota) -> None:
    """Give turns at the end of the list: one for everybody in it, four at least."""
    people, turns = list(rota.people.all()), list(rota.turns.all())
    given = give(rules.in_order(people, turns), rota.next, max(FEWEST, len(people)))
    Turn.objects.bulk_create(
        Turn(
            hall_id=rota.hall_id,
            rota=rota,
            number=rota.next + place,
            day=rota.day_of(rota.next + place),
            member_id=one.to,
            beside_id=one.beside,
            had=one.had,
        )
        for place, one in enumerate(given)
    )
    rota.next += len(given)
    rota.save(update_fields=["next"])


def take_back(rota: Rota, day: date) -> None:
    """
    Take back, from the end of the list, the turns that nobody has done anything about and that are not near, to give them
    anew; on the day on which the rota was begun, all of them.
    """
    near = day - timedelta(days=7) if rota.begun_on == day else day + LEFT_ALONE
    turns = list(rota.turns.prefetch_related("unable", "wanted_by"))
    opened = [turn.number for turn in turns if turn.fate == Fate.OPEN]
    for turn in reversed(turns):
        touched = turn.fate != Fate.OPEN or turn.how != How.LEAST or turn.offered or turn.wants_id is not None
        touched = touched or bool(turn.unable.all()) or bool(turn.wanted_by.all())
        is_near = turn.day <= near if turn.day is not None else _is_next(rota, turn, opened, day)
        if touched or is_near:
            break
        turn.delete()
        rota.next = turn.number


def _is_next(rota: Rota, turn: Turn, opened: list[int], day: date) -> bool:
    """Whether a turn at a meeting is one of the next two, in a rota that was not begun today."""
    return rota.every == Every.MEETING and rota.begun_on != day and turn.number in opened[:2]


def give_instead(turn: Turn, unable: set[Any]) -> None:
    """Give one turn to whoever had fewest and can; to nobody where nobody can."""
    rota = turn.rota
    others = [one for one in rota.turns.all() if one.pk != turn.pk]
    people = rules.in_order(InRota.objects.filter(rota=rota), others)
    whose = next_in(people, unable=unable)
    turn.member_id = whose.key if whose else None
    turn.beside_id = beside_whom([one for one in people if one.key not in unable], whose) if whose else None
    turn.had = whose.turns if whose else 0
    turn.how, turn.offered, turn.wants = How.INSTEAD, False, None
    turn.save(update_fields=["member", "beside", "had", "how", "offered", "wants"])
    turn.wanted_by.update(wants=None)
