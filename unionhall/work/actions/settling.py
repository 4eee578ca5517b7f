"""What time brings about: rotas go on, who left the hall leaves them, and who did which turn is forgotten after 90 days."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Due
from unionhall.record import due
from unionhall.record.book import unrecorded
from unionhall.record.models import Hall

from ..models import Every, Fate, InRota, Rota, Turn
from .giving import give_a_round, held
from .rotas import NO_ACT, take_out

KEPT = timedelta(days=90)
AHEAD = timedelta(days=14)
"""So far ahead a weekly rota is always given."""


def settle(hall_id: UUID) -> int:
    """Do what is due in this room of one hall. Doing it twice does nothing the second time."""
    return due.settle(hall_id, DUE)


def _gone(hall: Any, _at: Any, _day: Any) -> QuerySet[InRota]:
    """Places in rotas of members who left the hall."""
    return InRota.objects.filter(hall_id=hall, member__left_on__isnull=False)


def _take_out(by: Actor, rows: Any) -> int:
    for place in rows.select_related("rota", "member"):
        take_out_gone(by=by, place=place)
    return 0


@unrecorded(NO_ACT)
def take_out_gone(*, by: Actor, place: InRota, at: datetime) -> None:
    """Take out of a rota who left the hall."""
    take_out(held(place.rota), place.member, at)


def _short(hall: Any, _at: Any, day: Any) -> QuerySet[Rota]:
    """Weekly rotas with people in them whose list ends within two weeks."""
    further = Turn.objects.filter(rota=OuterRef("pk"), day__gt=day + AHEAD)
    return Rota.objects.filter(
        ~Exists(further), Exists(InRota.objects.filter(rota=OuterRef("pk"))), hall_id=hall, every=Every.WEEK
    )


def _go_on(by: Actor, rows: Any) -> int:
    for rota in rows:
        go_on(by=by, rota=rota)
    return 0


@unrecorded(NO_ACT)
def go_on(*, by: Actor, rota: Rota, at: datetime) -> None:
    """Give rounds of turns until the list goes far enough. Weeks that nobody was there for are left out."""
    rota = held(rota)
    if not rota.people.exists():  # everybody went out since the clock looked
        return
    day = clock.day(at, rota.hall.time_zone)
    rota.next = max(rota.next, (day - rota.first).days // 7)
    while (last := rota.day_of(rota.next - 1)) is not None and last <= day + AHEAD:
        give_a_round(rota)


def _old(hall: Any, _at: Any, day: Any) -> QuerySet[Turn]:
    """Turns so long ago that only how many they were is still counted."""
    return Turn.objects.filter(hall_id=hall, day__lte=day - KEPT)


def _forget(by: Actor, _rows: Any) -> int:
    forget_turns(by=by)
    return 0


@unrecorded(NO_ACT)
def forget_turns(*, by: Actor, at: datetime) -> None:
    """Erase turns long over. How many somebody had stays with their place in the rota, as a number."""
    zone = Hall.objects.get(pk=by.hall_id).time_zone
    old = list(_old(by.hall_id, at, clock.day(at, zone)))
    for turn in old:
        if turn.fate != Fate.MISSED:
            whose = [one for one in (turn.member_id, turn.beside_id) if one is not None]
            InRota.objects.filter(rota=turn.rota_id, member__in=whose).update(before=F("before") + 1)
    Turn.objects.filter(pk__in=[turn.pk for turn in old]).delete()


DUE = (
    Due("rotas.left", _gone, _take_out),
    Due("rotas.short", _short, _go_on),
    Due("turns.old", _old, _forget),
)
"""What time brings about in this room."""
