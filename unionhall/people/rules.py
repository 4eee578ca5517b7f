"""What may be done with a code, a name and a key, now."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.kit import moments

from .models import Account, Claim, settled_name

SHORTEST_NAME = 2


def may_take_name(name: str) -> Ruling:
    """Whether a new account may be called `name`."""
    name = settled_name(name)
    if len(name) < SHORTEST_NAME or not all(letter.isprintable() for letter in name):
        return Ruling(OutOfOrder(_("A sign-in name has at least two letters or figures.")))
    if Account.objects.filter(sign_in_name=name).exists():
        return Ruling(OutOfOrder(_("Somebody here already signs in with this name. Choose another one.")))
    return IN_ORDER


def may_use_claim(claim: Claim | None, at: datetime) -> Ruling:
    """Whether a code works at `at`. A wrong, a used and a run-out one get the same answer."""
    if claim is None or claim.consumed_at is not None or at >= claim.expires_at:
        return Ruling(
            OutOfOrder(
                _("This code opens nothing: it may be mistyped, used already, or run out. Ask for a new one.")
            )
        )
    if at < claim.valid_from:
        return Ruling(
            OutOfOrder(
                _("This code works from %(moment)s on: everybody hears of it a day before.")
                % {"moment": moments.full(claim.valid_from)}
            )
        )
    return IN_ORDER
