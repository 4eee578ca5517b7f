"""What a member without a phone says aloud and another takes down: no right of a member hangs on an account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.kit.actor import Actor
from unionhall.kit.registries import gatherings

from ..models import Body, Member
from .membership import is_voter, member_of, voters_of

MOST_NAMED = 12
"""Members without an account, at most, for a page to name them for whoever takes down what one of them says."""


def may_take_down(by: Actor, whose: Member, body: Body, at: datetime, *, beside: object = None) -> Ruling:
    """
    Whether `by` may take down in `body` what `whose` says, who has no account. `beside`: the id of the member beside whom they
    say it, as a seconder does beside a mover: two stand behind it then, and so somebody else writes it, unless nobody else here
    has a phone.
    """
    return first_refusal(may_write(by, body, at, beside=beside), may_say(whose, body, at))


def may_write(by: Actor, body: Body, at: datetime, *, beside: object = None) -> Ruling:
    """Whether `by` may take down in `body` what others without an account say. `beside`: as `may_take_down` has it."""
    member = member_of(by) if by.hall_id == body.hall_id else None
    if member is None:
        return Ruling(NotAuthorised(_("Only members of this hall may do this.")))
    if not (ruling := is_voter(member, body, at)):
        return ruling
    if by.member_id == beside and others_with_a_phone(by, body, at).exists():
        return Ruling(
            NotAuthorised(
                _("Two stand behind this: somebody else with a phone takes down what the second one says.")
            )
        )
    return IN_ORDER


def may_say(whose: Member, body: Body, at: datetime) -> Ruling:
    """Whether `whose` word may be taken down by another: of a voter of the body who has no account."""
    if whose.person.key_hash:
        return Ruling(OutOfOrder(_("They have a phone, and do it themselves.")))
    if not is_voter(whose, body, at):
        return Ruling(OutOfOrder(_("They do not vote here.")))
    return IN_ORDER


def others_with_a_phone(by: Actor, body: Body, at: datetime) -> QuerySet[Member]:
    """Others who vote in the body and have an account; while it meets, those of them who are there."""
    others = voters_of(body, at).exclude(pk=by.member_id).exclude(person__key_hash="")
    there = _there(body, at)
    return others if there is None else others.filter(pk__in=there)


def sayers(
    by: Actor, body: Body, at: datetime, *, beside: object = None, but: Collection[object] = ()
) -> list[Member] | None:
    """
    Whom `by` may choose from to take down what one of them says, but the ids `but`, who have said it already. None where there is
    nobody, or `by` may take down for nobody; an empty list where they are to be found by name.

    Membership is nobody's to read off a page: they are named to the only one here who has a phone, and while the body meets
    those who are there are. `beside`: as `may_take_down` has it.
    """
    without = voters_of(body, at).filter(person__key_hash="").exclude(pk__in=[one for one in but if one])
    if not without.exists() or not may_write(by, body, at, beside=beside):
        return None
    there = _there(body, at)
    if there is not None:
        without = without.filter(pk__in=there)
    elif others_with_a_phone(by, body, at).exists():
        return []
    found: list[Member] = list(without.order_by("name")[: MOST_NAMED + 1])
    return found if len(found) <= MOST_NAMED else []


def _there(body: Body, at: datetime) -> Any:
    """The voters who are in the room where the body meets now; None where it does not meet."""
    for _name, ask in gatherings.items():
        if (found := ask(body, at)) is not None:
            return found.voters
    return None
