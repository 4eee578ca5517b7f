"""What delegates may do, what they were told, and how an act compares with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.core import delegation as core
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.kit.actor import Actor
from unionhall.mandates import gate
from unionhall.mandates.models import Mandate

from .models import Act, AskedHome, Delegation, Point, Told, What

ACT = "delegates.act"
MOST_POINTS = 60
MOST_POSITIONS = 12
LONGEST_POSITION = 120
MOST_VOTES = 1_000_000
LONGEST_WORDS = 4000
ASKING = core.AskingHome()
"""An answer in an hour, and it binds, wherever a charter says nothing else."""


def own_mandates(by: Actor, delegation: Delegation) -> list[Mandate]:
    """The mandates by which `by` was sent in this delegation, the one that ends last coming first."""
    sent = delegation.delegates.values("mandate")
    return list(Mandate.objects.filter(pk__in=sent, holder_id=by.person_id).order_by("-until"))


def may_act(by: Actor, delegation: Delegation, at: datetime) -> Ruling:
    """Whether `by` acts for this delegation now: sent in it, and the mandate lives."""
    return first_refusal(
        gate.may_use(by, ACT, delegation.body_id, at), _is_sent(own_mandates(by, delegation), at)
    )


def mandate_to_act(by: Actor, delegation: Delegation, at: datetime) -> Mandate:
    """The mandate under which `by` acts for it, locked by the gate until the transaction ends. Raises `NotAuthorised`."""
    gate.pass_through(by, ACT, delegation.body_id, at)
    own = own_mandates(by, delegation)
    _is_sent(own, at).enforce()
    return next(one for one in own if one.lives(at))


def _is_sent(own: list[Mandate], at: datetime) -> Ruling:
    if not own:
        return Ruling(NotAuthorised(_("You were not sent in this delegation.")))
    if not any(one.lives(at) for one in own):
        return Ruling(NotAuthorised(_("Your mandate for this delegation has ended.")))
    return IN_ORDER


def told_on(point: Point) -> Told | None:
    """The newest instruction on a point, whether its text still stands or not."""
    return point.told.first()


def told_about(point: Point, text: str) -> Told | None:
    """The newest instruction about the text with this digest; where there is none, the newest, whose text is another then."""
    return point.told.filter(text=text).first() or told_on(point)


def check_digest(text: str) -> Ruling:
    """Whether this can be the digest of a text."""
    if len(text) != 64 or not set(text) <= set("0123456789abcdef"):
        return Ruling(OutOfOrder(_("This names no text.")))
    return IN_ORDER


def is_orphaned(point: Point, told: Told | None) -> bool:
    """Whether the text of a point was changed since the body gave its instruction."""
    return told is not None and told.text != point.digest


def instruction(told: Told | None) -> core.Instruction | None:
    """An instruction as core compares with it."""
    if told is None:
        return None
    return read_instruction(told.way, told.text, told.positions, told.shares)


def _largest_first(shares: dict[str, Fraction]) -> dict[str, Fraction]:
    """Shares in an order of their own: PostgreSQL keeps none in what it stores of them."""
    return dict(sorted(shares.items(), key=lambda one: (-one[1], one[0])))


def read_instruction(way: str, text: str, positions: Any, shares: Any) -> core.Instruction:
    """An instruction from what a motion or a row keeps. Raises `OutOfOrder` with the reason where it makes no sense."""
    try:
        return core.Instruction(
            core.Kind(way),
            text,
            tuple(str(one) for one in positions or ()),
            _largest_first({str(name): Fraction(share) for name, share in dict(shares or {}).items()}),
        )
    except (ValueError, TypeError, ZeroDivisionError) as wrong:
        raise OutOfOrder(_("This is no instruction: %(why)s.") % {"why": _(str(wrong))}) from None


def compared(told: Told | None, act: Act) -> core.Comparison:
    """How an act compares with what the body had said."""
    done = core.Act(act.text, act.votes, spoken=act.what != What.VOTE, open=frozenset(act.open))
    if act.what == What.OFFER:
        # What others offer is nobody's stand here, and is no act that could be outside anything.
        done = core.Act(act.text, {}, spoken=True)
    return core.compare(instruction(told), done)


def check_votes(votes: Mapping[str, int], still_open: list[str]) -> Ruling:
    """Whether these are votes at all: few positions, each in some words, whole numbers within bounds."""
    if len(votes) > MOST_POSITIONS or len(still_open) > MOST_POSITIONS:
        return Ruling(OutOfOrder(_("Name %(most)d positions at most.") % {"most": MOST_POSITIONS}))
    if any(not name.strip() or len(name) > LONGEST_POSITION for name in (*votes, *still_open)):
        return Ruling(
            OutOfOrder(_("Name each position in %(most)d characters at most.") % {"most": LONGEST_POSITION})
        )
    if any(not 0 <= many <= MOST_VOTES for many in votes.values()):
        return Ruling(OutOfOrder(_("Type the votes as whole numbers.")))
    return IN_ORDER


def check_second(by: Actor, delegation: Delegation, second: Member | None) -> Ruling:
    """Two named people stand behind each contact with an employer (R40): the delegate, and another member."""
    if not delegation.employer:
        return IN_ORDER
    if second is None:
        return Ruling(OutOfOrder(_("Nobody meets an employer alone: say who was there with you.")))
    if second.pk == by.member_id or second.hall_id != delegation.hall_id or second.left_on is not None:
        return Ruling(OutOfOrder(_("Who was there with you is another member of this hall.")))
    return IN_ORDER


def may_explain(by: Actor, act: Act, at: datetime) -> Ruling:
    """Whether `by` may explain an act outside its instruction: whoever did it, once, their mandate ended or not."""
    if by.person_id is None or act.mandate.holder_id != by.person_id:
        return Ruling(NotAuthorised(_("Who did it explains it.")))
    if act.verdict != core.Verdict.OUTSIDE.value:
        return Ruling(OutOfOrder(_("Only what is outside an instruction is explained.")))
    if act.explained:
        return Ruling(OutOfOrder(_("It is explained already.")))
    return bodies.may_act(by, at)


def may_ask_home(by: Actor, point: Point, at: datetime) -> Ruling:
    """Whether `by` may ask home on a point: a delegate, and it has not been asked already."""
    ruling = may_act(by, point.delegation, at)
    if ruling and AskedHome.objects.filter(point=point, answered_at=None).exists():
        return Ruling(OutOfOrder(_("Home is asked already on this point.")))
    return ruling


def rung_of(act: Act) -> core.Rung | None:
    """Where an act stands on the ladder of R24; None where it is not outside anything."""
    if act.verdict != core.Verdict.OUTSIDE.value:
        return None
    return core.rung(explained=bool(act.explained), confirmed=act.confirmed)


def delegation_of(point_id: UUID) -> Point:
    """The point with its delegation, as the database has it now."""
    return Point.objects.select_related("delegation__body__hall").get(pk=point_id)
