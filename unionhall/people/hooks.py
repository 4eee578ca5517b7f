"""What the sign-in library tells us; each hook calls one action or notes one thing in the session."""

from __future__ import annotations

from typing import Any

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from . import actions, keyring
from .models import Account
from .sessions import key_hash

PROVES = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}


@receiver(pre_save, sender=Authenticator)
def keep_no_times(instance: Authenticator, **others: Any) -> None:
    """Keep neither when a factor was last used nor the hour it was made; its codes' first showing is a yes or no."""
    instance.last_used_at = None
    instance.created_at = instance.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    if instance.data.get("viewed_at"):
        instance.data["viewed_at"] = 1


@receiver(signals.authenticator_used)
def note_the_proof(request: HttpRequest, user: Account, reauthenticated: bool, **others: Any) -> None:
    """A second factor was shown: the session may use grave powers for half an hour, under a new cookie."""
    if reauthenticated:
        request.session.cycle_key()
    keyring.note_proof(request, user)


@receiver(signals.authenticator_added)
def proved_by_making(
    request: HttpRequest, user: Account, authenticator: Authenticator, **others: Any
) -> None:
    """A factor was added, after the passphrase was asked for again: the other sessions end, and it is proved."""
    if authenticator.type in PROVES:
        keyring.note_proof(request, user)
        _end_the_others(request, user)


@receiver(signals.authenticator_removed)
def removed(request: HttpRequest, user: Account, authenticator: Authenticator, **others: Any) -> None:
    """A factor was taken away: the other sessions end, and what it proved is forgotten."""
    keyring.drop_proof(request)
    _end_the_others(request, user)


@receiver(signals.authenticator_reset)
def renewed(request: HttpRequest, user: Account, **others: Any) -> None:
    """The recovery codes were made anew: the other sessions end."""
    _end_the_others(request, user)


def _end_the_others(request: HttpRequest, user: Account) -> None:
    keep = key_hash(request.session.session_key) if request.session.session_key else ""
    actions.factors_changed(account=user, keep_session=keep)
