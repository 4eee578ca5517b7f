"""The principles in force, and whether a member is asked for their answer to them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.bodies.models import Affirmation, Member, Principles, Way
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.kit.actor import Actor


def principles(hall_id: UUID, at: datetime) -> Principles | None:
    """The version of the principles in force at the moment `at`, or None where none has been written."""
    return Principles.objects.filter(hall_id=hall_id, in_force_from__lte=at).order_by("-version").first()


def principles_to_answer(member: Member, at: datetime) -> Principles | None:
    """The version in force, where `member` has not answered it; else None. Who waits loses nothing by it (S2-2.3)."""
    now = principles(member.hall_id, at)
    if now is None or Affirmation.objects.filter(member=member, principles=now).exists():
        return None
    return now


def may_answer(by: Actor, member: Member, text: Principles, way: str, reservation: str) -> Ruling:
    """Whether `by` may give this answer: their own, to a version of their hall, with words where they reserve something."""
    if by.member_id != member.pk or text.hall_id != member.hall_id or member.left_on is not None:
        return Ruling(NotAuthorised(_("Everybody answers the principles for themselves.")))
    if way not in Way.values:
        return Ruling(
            OutOfOrder(
                _("Say whether you affirm the principles, affirm them with a reservation, or not yet.")
            )
        )
    if way == Way.RESERVES and not reservation.strip():
        return Ruling(OutOfOrder(_("Write what your reservation is.")))
    return IN_ORDER
