"""Beginning a rota, coming into it and going out, learning in it, stopping it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body, Member
from unionhall.core.rulings import OutOfOrder
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .. import rules
from ..models import Every, Fate, InRota, Rota
from .giving import give_a_round, give_instead, held, take_back

NO_ACT = "whose turn it is to clean is no act of the body, and who did what is not kept for long"


@unrecorded(NO_ACT)
def begin_rota(
    *,
    by: Actor,
    body: Body,
    title: str,
    every: str = Every.WEEK,
    others: Sequence[Member] = (),
    at: datetime,
) -> Rota:
    """Begin a rota with oneself and `others` in it, and give the first round of turns, from the Monday that comes."""
    rules.may_begin_rota(by, body, at).enforce()
    title = " ".join(title.split())
    if not title:
        raise OutOfOrder(_("Say what it is: cleaning, the minutes, the phone."))
    if len(title) > rules.LONGEST_TITLE:
        raise OutOfOrder(_("Say it in %(most)d characters at most.") % {"most": rules.LONGEST_TITLE})
    if every not in Every.values:
        raise OutOfOrder(_("Choose one of these."))
    day = clock.day(at, body.hall.time_zone)
    first = day + timedelta(days=-day.weekday() % 7) if every == Every.WEEK else day
    rota = Rota.objects.create(
        hall_id=body.hall_id,
        body=body,
        title=title,
        every=every,
        by_id=by.member_id,
        begun_on=day,
        first=first,
    )
    _place(rota, by.member_id)
    for one in dict.fromkeys(others):
        if one.pk != by.member_id:
            _come(by, rota, one, at)
    give_a_round(rota)
    return rota


def _come(by: Actor, rota: Rota, member: Member, at: datetime) -> None:
    """Put a member into a rota, if `by` may."""
    rules.may_put_in(by, rota, member, at).enforce()
    _place(rota, member.pk)


def _place(rota: Rota, member_id: Any) -> None:
    """Make a place, as though they had had as many turns as whoever had fewest: nobody pays for the time before."""
    had = rules.counts(rota.people.all(), rota.turns.all())
    last = rota.people.aggregate(last=Max("number"))["last"]
    InRota.objects.create(
        hall_id=rota.hall_id,
        rota=rota,
        member_id=member_id,
        number=0 if last is None else last + 1,
        before=min(had.values(), default=0),
    )


@unrecorded(NO_ACT)
def put_in(*, by: Actor, rota: Rota, members: Sequence[Member], at: datetime) -> None:
    """Put the names of others into a rota; each takes theirs out as they like. Turns that are not near are given anew."""
    rota = held(rota)
    rules.may_use(by, rota, at).enforce()
    take_back(rota, clock.day(at, rota.hall.time_zone))
    for one in dict.fromkeys(members):
        _come(by, rota, one, at)
    give_a_round(rota)


@unrecorded(NO_ACT)
def come_in(*, by: Actor, rota: Rota, at: datetime) -> None:
    """Come into a rota. Turns that are not near are given anew."""
    rota = held(rota)
    rules.may_come_in(by, rota, at).enforce()
    take_back(rota, clock.day(at, rota.hall.time_zone))
    _place(rota, by.member_id)
    give_a_round(rota)


@unrecorded(NO_ACT)
def go_out(*, by: Actor, rota: Rota, whose: Member | None = None, at: datetime) -> None:
    """Take oneself out of a rota, or who has no phone and says so. Their turns to come go to others."""
    rota = held(rota)
    rules.may_use(by, rota, at).enforce()
    member = whose or bodies.member_of(by)
    if member is None or not rules.speaks_for(by, member):
        raise OutOfOrder(_("Each takes themselves out."))
    take_out(rota, member, at)


def take_out(rota: Rota, member: Member, at: datetime) -> None:
    """Take a member out: what they did is nobody's any more, and what they were to do is given to others."""
    rota.people.filter(member=member).delete()
    theirs = list(rota.turns.filter(member=member, fate=Fate.OPEN).prefetch_related("unable"))
    rota.turns.filter(beside=member).update(beside=None)
    rota.turns.filter(member=member).exclude(fate=Fate.OPEN).update(member=None)
    for turn in theirs:
        turn.rota = rota
        give_instead(turn, {one.member_id for one in turn.unable.all()})
    if not rota.people.exists():  # nobody is left to do it, or to read it
        rota.delete()


@unrecorded(NO_ACT)
def learn(*, by: Actor, rota: Rota, learns: bool, at: datetime) -> None:
    """Say that one wants somebody practised beside oneself, or no longer does."""
    rota = held(rota)
    rules.may_use(by, rota, at).enforce()
    rota.people.filter(member=by.member_id).update(learns=learns)
    take_back(rota, clock.day(at, rota.hall.time_zone))
    give_a_round(rota)


@unrecorded(NO_ACT)
def stop_rota(*, by: Actor, rota: Rota, at: datetime) -> None:
    """Stop a rota: it is erased with all its turns."""
    rota = held(rota)
    rules.may_stop_rota(by, rota, at).enforce()
    rota.delete()
