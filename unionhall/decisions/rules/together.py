"""Amendments decided together: which may be, what becomes of them, and that anybody can have one decided by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.decisions.models import Motion, Status
from unionhall.kit.actor import Actor

from .amendments import Standing, binding_blocs, parts_of, standings, which_collide, wish_of
from .lifecycle import LIVE, READY, UNDECIDED
from .motions import may_amend, voter

FEWEST = 3
"""Amendments that are worth deciding together."""
FEWEST_LEFT = 2
"""With fewer left in it there is nothing to decide together."""


def could_be_together(motion: Motion, found: Sequence[Standing] | None = None) -> list[Standing]:
    """
    The motion's amendments that may be decided together: seconded, still applying, and not in such a motion already. `found`: how
    all its amendments stand, where that is known.
    """
    if motion.amends_id is not None:
        return []
    if found is None:
        rows = motion.amendments.filter(status__in=LIVE).order_by("put_at").prefetch_related("effects")
        found = standings(motion, rows)
    binding = [one.amendment for one in found if one.amendment.status in (*READY, Status.POLLING)]
    bound = {part for bloc in binding for part in parts_of(bloc)}
    return [
        one
        for one in found
        if one.amendment.status in READY
        and one.applies
        and wish_of(one.amendment)
        and str(one.amendment.pk) not in bound
    ]


def may_bundle(by: Actor, motion: Motion, at: datetime, found: Sequence[Standing] | None = None) -> Ruling:
    """
    Whether `by` may propose to decide several of the motion's amendments together: whoever may amend it, where there are three
    that could be. `found`: how its amendments stand, where that is known.
    """
    ruling = may_amend(by, motion, at)
    if not ruling:
        return ruling
    if len(could_be_together(motion, found)) < FEWEST:
        return Ruling(
            OutOfOrder(_("Three amendments at least, seconded and not decided, can be decided together."))
        )
    return IN_ORDER


def are_together(motion: Motion, wanted: list[str]) -> Ruling:
    """Whether these amendments, by their ids, can be decided together: at least three, of which no two collide."""
    found = [one for one in could_be_together(motion) if str(one.amendment.pk) in wanted]
    if len(found) < FEWEST or len(found) != len(set(wanted)):
        return Ruling(OutOfOrder(_("Choose three or more amendments that are seconded and not decided.")))
    collide = [str(one.amendment.number) for one in found if which_collide(found)[one.amendment.pk]]
    if collide:
        return Ruling(
            OutOfOrder(
                _("These collide, so they are not decided together: %(numbers)s.")
                % {"numbers": ", ".join(collide)}
            )
        )
    return IN_ORDER


def may_part(by: Actor, bloc: Motion, amendment: Motion, at: datetime) -> Ruling:
    """Whether `by` may have the amendment decided by itself and not in `bloc`: any voter, until the vote on that opens."""
    ruling = voter(by, bloc.body, at)
    if not ruling:
        return ruling
    if str(amendment.pk) not in parts_of(bloc):
        return Ruling(NotAuthorised(_("This amendment is not among them.")))
    if bloc.status not in UNDECIDED:
        return Ruling(OutOfOrder(_("The vote on them together has begun.")))
    return IN_ORDER


def may_vote_now(amendment: Motion) -> Ruling:
    """Whether an amendment may come to the vote by itself: not while a seconded motion would decide it together with others."""
    bloc = next((one for one in binding_blocs(amendment.amends) if str(amendment.pk) in parts_of(one)), None)  # type: ignore[arg-type]
    if bloc is None:
        return IN_ORDER
    return Ruling(
        OutOfOrder(
            _(
                "Motion %(number)d is to decide it together with others: ask there that it be decided by itself."
            )
            % {"number": bloc.number}
        )
    )
