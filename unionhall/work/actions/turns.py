"""What members do with turns: say that it was done, that they cannot, ask who can, take one, swap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .. import rules
from ..models import Every, Fate, How, InRota, Turn, Unable
from .giving import FEWEST, give_a_round, give_instead, held
from .rotas import NO_ACT


@unrecorded(NO_ACT)
def say_done(*, by: Actor, turn: Turn, done: bool, at: datetime) -> Turn:
    """
    Say that a turn was done, or not; nobody is asked why, and who said it is not kept. What was not done is no turn: so whoever
    had it comes up again sooner. A learner who did one learns no longer.
    """
    turn = _held(turn)
    rules.may_say_done(by, turn, at).enforce()
    if turn.day is None:
        turn.day = rules.days_of(turn.rota)[turn.pk]
    turn.fate, turn.offered, turn.wants = (Fate.DONE if done else Fate.MISSED), False, None
    turn.save(update_fields=["fate", "day", "offered", "wants"])
    turn.wanted_by.update(wants=None)
    if done:
        InRota.objects.filter(rota=turn.rota, member=turn.member_id).update(learns=False)
    if turn.rota.every == Every.MEETING and turn.rota.turns.filter(fate=Fate.OPEN).count() < FEWEST:
        give_a_round(turn.rota)
    return turn


@unrecorded(NO_ACT)
def say_cannot(*, by: Actor, turn: Turn, at: datetime) -> Turn:
    """Say that one cannot: the turn goes to whoever had fewest and can, and one comes up again sooner oneself."""
    turn = _held(turn)
    rules.may_give_away(by, turn, at).enforce()
    Unable.objects.get_or_create(hall_id=turn.hall_id, turn=turn, member_id=turn.member_id)
    give_instead(turn, {one.member_id for one in turn.unable.all()})
    return turn


@unrecorded(NO_ACT)
def offer_turn(*, by: Actor, turn: Turn, at: datetime) -> Turn:
    """Ask who can take a turn of one's own; it stays one's own until somebody does."""
    turn = _held(turn)
    rules.may_give_away(by, turn, at).enforce()
    turn.offered, turn.wants = True, None
    turn.save(update_fields=["offered", "wants"])
    return turn


@unrecorded(NO_ACT)
def keep_turn(*, by: Actor, turn: Turn, at: datetime) -> Turn:
    """Keep a turn after all: what was offered or asked is taken back."""
    turn = _held(turn)
    rules.may_give_away(by, turn, at).enforce()
    turn.offered, turn.wants = False, None
    turn.save(update_fields=["offered", "wants"])
    return turn


@unrecorded(NO_ACT)
def take_turn(*, by: Actor, turn: Turn, at: datetime) -> Turn:
    """Take a turn that is offered, or nobody's."""
    turn = _held(turn)
    rules.may_take_turn(by, turn, at).enforce()
    turn.unable.filter(member=by.member_id).delete()
    turn.wanted_by.update(wants=None)
    _hand(turn, by.member_id, How.TAKEN)
    return turn


@unrecorded(NO_ACT)
def ask_swap(*, by: Actor, turn: Turn, for_turn: Turn, at: datetime) -> Turn:
    """Ask whose turn `for_turn` is to swap it for one's own. Nothing changes until they say yes."""
    turn = _held(turn)
    rules.may_ask_swap(by, turn, _as_it_is(for_turn), at).enforce()
    turn.wants, turn.offered = for_turn, False
    turn.save(update_fields=["wants", "offered"])
    return turn


@unrecorded(NO_ACT)
def answer_swap(*, by: Actor, turn: Turn, yes: bool, at: datetime) -> Turn:
    """Answer who asks to swap `turn` for one's own. A no is kept nowhere."""
    turn = _held(turn)
    rules.may_answer_swap(by, turn, at).enforce()
    wanted = turn.wants
    assert wanted is not None
    if not yes:
        turn.wants = None
        turn.save(update_fields=["wants"])
        return turn
    mine, theirs = turn.member_id, wanted.member_id
    for one in (turn, wanted):
        one.wanted_by.update(wants=None)
    _hand(turn, theirs, How.SWAPPED)
    _hand(wanted, mine, How.SWAPPED)
    return turn


def _hand(turn: Turn, to: Any, how: How) -> None:
    """Make a turn somebody's. Who was beside a learner is not needed beside somebody else, unless they learn too."""
    learns = InRota.objects.filter(rota=turn.rota_id, member=to, learns=True).exists()
    if not learns or turn.beside_id == to:
        turn.beside = None
    turn.member_id, turn.how, turn.offered, turn.wants = to, how, False, None
    turn.save(update_fields=["member", "beside", "how", "offered", "wants"])


def _held(turn: Turn) -> Turn:
    """The turn as it is, its rota locked until the transaction ends: two who take it at once cannot both have it."""
    held(turn.rota)
    return _as_it_is(turn)


def _as_it_is(turn: Turn) -> Turn:
    rows = Turn.objects.select_related(
        "rota__body__hall", "rota__hall", "member__person", "wants__member__person"
    )
    found = rows.filter(pk=turn.pk).first()
    if found is None:
        raise OutOfOrder(_("This turn was given anew meanwhile. Look at the list again."))
    return found
