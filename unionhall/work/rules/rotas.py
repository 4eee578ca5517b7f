"""The everyday rota: who may do what with its turns, how many each had, and why a turn is somebody's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.assemblies.models import Meeting
from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body, Member
from unionhall.core.rotas.everyday import InIt
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.kit import clock
from unionhall.kit.actor import Actor

from ..models import Every, Fate, How, InRota, Rota, Turn

MOST_ROTAS = 30
"""A body has so many rotas at most."""
MOST_IN_A_ROTA = 60
"""So many are in a rota at most: a list that hangs on a fridge."""
LONGEST_TITLE = 80


def may_begin_rota(by: Actor, body: Body, at: datetime) -> Ruling:
    """Whether `by` may begin a rota in `body`: whoever may read what its members read."""
    ruling = _may(by, body, at)
    if ruling and body.ended_at is not None:
        return Ruling(OutOfOrder(_("This body has been dissolved.")))
    if ruling and Rota.objects.filter(hall=body.hall_id, body=body).count() >= MOST_ROTAS:
        return Ruling(
            OutOfOrder(_("There are %(most)d rotas already. Stop one first.") % {"most": MOST_ROTAS})
        )
    return ruling


def _may(by: Actor, body: Body, at: datetime) -> Ruling:
    member = bodies.member_of(by) if by.hall_id == body.hall_id else None
    if member is None:
        return Ruling(NotAuthorised(_("Only members of this hall may do this.")))
    return first_refusal(bodies.may_read(member, body), bodies.may_act(by, at))


def rotas_of(member: Member) -> QuerySet[Rota]:
    """The rotas `member` may know of: of the assembly and of their own bodies."""
    mine = [bodies.assembly(member.hall_id).pk, *(body.pk for body in bodies.bodies_of(member))]
    return Rota.objects.filter(hall=member.hall_id, body__in=mine).order_by("begun_on", "pk")


def is_in(member_id: Any, rota: Rota) -> bool:
    """Whether they are in the rota; only who is reads who else is."""
    return member_id is not None and rota.people.filter(member=member_id).exists()


def may_use(by: Actor, rota: Rota, at: datetime) -> Ruling:
    """Whether `by` may do anything in the rota: whoever is in it."""
    ruling = _may(by, rota.body, at)
    if ruling and not is_in(by.member_id, rota):
        return Ruling(NotAuthorised(_("Only who is in this rota does this. You may come into it.")))
    return ruling


def may_come_in(by: Actor, rota: Rota, at: datetime) -> Ruling:
    """Whether `by` may come into the rota."""
    ruling = _may(by, rota.body, at)
    if ruling and is_in(by.member_id, rota):
        return Ruling(OutOfOrder(_("You are in it.")))
    return first_refusal(ruling, _has_room(rota)) if ruling else ruling


def may_put_in(by: Actor, rota: Rota, whose: Member, at: datetime) -> Ruling:
    """Whether `by` may put `whose` name into the rota; they take it out again as they like."""
    ruling = first_refusal(may_use(by, rota, at), _has_room(rota))
    if ruling and (whose.hall_id != rota.hall_id or not bodies.may_read(whose, rota.body)):
        return Ruling(OutOfOrder(_("They are no member of this body.")))
    if ruling and is_in(whose.pk, rota):
        return Ruling(OutOfOrder(_("They are in it.")))
    return ruling


def _has_room(rota: Rota) -> Ruling:
    if rota.people.count() >= MOST_IN_A_ROTA:
        return Ruling(OutOfOrder(_("This rota is full: %(most)d people.") % {"most": MOST_IN_A_ROTA}))
    return IN_ORDER


def speaks_for(by: Actor, whose: Member | None) -> bool:
    """Whether `by` says it for `whose`: for themselves, and for who has no phone as they were told."""
    return whose is not None and (whose.pk == by.member_id or not whose.person.key_hash)


def may_say_done(by: Actor, turn: Turn, at: datetime) -> Ruling:
    """Whether `by` may say that a turn was done or not: anybody in the rota, once its time has come; who said it is not kept."""
    return first_refusal(may_use(by, turn.rota, at), _has_come(turn, at))


def _has_come(turn: Turn, at: datetime) -> Ruling:
    if not has_begun(turn, at):
        return Ruling(OutOfOrder(_("This turn is not yet.")))
    return IN_ORDER


def may_give_away(by: Actor, turn: Turn, at: datetime) -> Ruling:
    """Whether `by` may say that whose turn it is cannot, or ask who can take it: they themselves, without a reason."""
    return first_refusal(may_use(by, turn.rota, at), _is_open(turn), _is_theirs(by, turn.member))


def may_take_turn(by: Actor, turn: Turn, at: datetime) -> Ruling:
    """Whether `by` may take a turn: one that is offered, or nobody's."""
    ruling = first_refusal(may_use(by, turn.rota, at), _is_open(turn))
    if ruling and turn.member_id == by.member_id:
        return Ruling(OutOfOrder(_("This turn is yours.")))
    if ruling and turn.beside_id == by.member_id:
        return Ruling(OutOfOrder(_("You are there beside whose turn it is.")))
    if ruling and turn.member_id is not None and not turn.offered:
        return Ruling(OutOfOrder(_("This turn is somebody's, and not offered. Ask them to swap.")))
    return ruling


def may_ask_swap(by: Actor, mine: Turn, theirs: Turn, at: datetime) -> Ruling:
    """Whether `by` may ask whose turn `theirs` is to swap it for `mine`."""
    ruling = first_refusal(may_give_away(by, mine, at), _is_open(theirs))
    if ruling and (mine.rota_id != theirs.rota_id or theirs.member_id in (None, mine.member_id)):
        return Ruling(OutOfOrder(_("Choose a turn of somebody else in this rota.")))
    if ruling and {mine.beside_id, theirs.beside_id} & {mine.member_id, theirs.member_id}:
        return Ruling(OutOfOrder(_("One of you is there that day already.")))
    return ruling


def may_answer_swap(by: Actor, asked: Turn, at: datetime) -> Ruling:
    """Whether `by` may answer who asks to have a turn for `asked`: whose turn is wanted; who asks cannot answer for them."""
    wanted = asked.wants
    if wanted is None:
        return Ruling(OutOfOrder(_("Nobody asks for this any more.")))
    ruling = first_refusal(
        may_use(by, asked.rota, at), _is_open(asked), _is_open(wanted), _is_theirs(by, wanted.member)
    )
    if ruling and asked.member_id == by.member_id:
        return Ruling(NotAuthorised(_("Whoever is asked answers; somebody else takes it down for them.")))
    return ruling


def may_stop_rota(by: Actor, rota: Rota, at: datetime) -> Ruling:
    """Whether `by` may stop a rota: who began it; anybody in it, once they are gone."""
    ruling = may_use(by, rota, at)
    if ruling and rota.by_id not in (None, by.member_id) and is_in(rota.by_id, rota):
        return Ruling(NotAuthorised(_("Whoever began it stops it. You may take yourself out.")))
    return ruling


def _is_open(turn: Turn) -> Ruling:
    if turn.fate != Fate.OPEN:
        return Ruling(OutOfOrder(_("This turn is over.")))
    return IN_ORDER


def _is_theirs(by: Actor, whose: Member | None) -> Ruling:
    if not speaks_for(by, whose):
        return Ruling(NotAuthorised(_("Whoever has the turn says this themselves.")))
    return IN_ORDER


def has_begun(turn: Turn, at: datetime, days: Mapping[Any, date] | None = None) -> bool:
    """Whether a turn's week, or its meeting's day, has come."""
    on = (days or days_of(turn.rota)).get(turn.pk)
    return on is not None and on <= clock.day(at, turn.rota.hall.time_zone)


def days_of(rota: Rota) -> dict[Any, date]:
    """
    The day of each turn that has one. At meetings: open turns go to the body's meetings in order, beginning after the last that
    is over; what nobody called yet has no day. Two queries.
    """
    turns = list(rota.turns.all())
    found = {turn.pk: turn.day for turn in turns if turn.day is not None}
    if rota.every == Every.MEETING:
        zone = rota.hall.time_zone
        past = max(found.values(), default=None)
        called = Meeting.objects.filter(
            hall=rota.hall_id, body=rota.body_id, called_off_at=None, convened_at__isnull=False, first=None
        )
        days = [
            clock.day(one, zone) for one in called.order_by("begins_at").values_list("begins_at", flat=True)
        ]
        ahead = [day for day in days if (day > past if past else day >= rota.first)]
        found.update(
            zip(
                (turn.pk for turn in turns if turn.fate == Fate.OPEN and turn.day is None),
                ahead,
                strict=False,
            )
        )
    return found


def counts(people: Iterable[InRota], turns: Iterable[Turn]) -> dict[Any, int]:
    """How many turns each had and has, by member; one that was not done is none."""
    found = {one.member_id: one.before for one in people}
    for turn in turns:
        if turn.fate != Fate.MISSED:
            for key in (turn.member_id, turn.beside_id):
                if key in found:
                    found[key] += 1
    return found


def in_order(people: Iterable[InRota], turns: Iterable[Turn]) -> list[InIt]:
    """Everybody in the rota, in the order they came in, as the core knows them."""
    everybody, all_turns = list(people), list(turns)
    had, last = counts(everybody, all_turns), dict.fromkeys((one.member_id for one in everybody), -1)
    for turn in all_turns:
        for key in (turn.member_id, turn.beside_id):
            if key in last:
                last[key] = max(last[key], turn.number)
    return [InIt(one.member_id, had[one.member_id], last[one.member_id], one.learns) for one in everybody]


def why(turn: Turn) -> str:
    """Why a turn is somebody's, in one sentence."""
    if turn.member_id is None:
        return _("Everybody in it said that they cannot, or whoever had it has left.")
    if turn.how == How.TAKEN:
        return _("They took it when it was asked who can.")
    if turn.how == How.SWAPPED:
        return _("They swapped, and both said yes.")
    had = ngettext("They had had %(many)d turn", "They had had %(many)d turns", turn.had) % {"many": turn.had}
    if turn.how == How.INSTEAD:
        return _("%(had)s, and of those who can that day nobody had had fewer.") % {"had": had}
    return _("%(had)s, and nobody had had fewer when it was given.") % {"had": had}
