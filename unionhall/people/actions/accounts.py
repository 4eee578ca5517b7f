"""Accounts: another passphrase, closed, and what is cleared away."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.people import keyring, sealing
from unionhall.people.adapter import seal_factor, unseal_factor
from unionhall.people.keyring import Locks
from unionhall.people.models import Account, Claim, Person, Session
from unionhall.record.book import unrecorded

from .scattering import rewritten_together

CLAIMS_KEPT = timedelta(days=30)


@unrecorded("a passphrase is nobody's business but its holder's")
def change_passphrase(
    *, account: Account, wrap_key: bytes, locks: Locks, keep_session: str = "", at: datetime
) -> Account:
    """
    Seal the keyring and the second factors under a new passphrase, and end every other session.

    `wrap_key`: the old sealing key. `keep_session`: the key hash of the session that stays. Raises `OutOfOrder` where
    the passphrase was changed elsewhere meanwhile.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    try:
        keys = keyring.unpack(account, wrap_key)
        for factor in Authenticator.objects.select_for_update().filter(user=account):
            for name in ("secret", "seed"):
                if name in factor.data:
                    factor.data[name] = seal_factor(
                        locks.wrap_key, unseal_factor(wrap_key, factor.data[name])
                    )
            factor.save(update_fields=["data"])
    except sealing.Unreadable as error:
        raise OutOfOrder(_("Your passphrase was changed meanwhile. Please sign in again.")) from error
    account.password, account.keyring_salt = locks.password, locks.salt
    account.keyring = keyring.pack(account.pk, locks.wrap_key, keys)
    account.save(update_fields=["password", "keyring_salt", "keyring"])
    account.sessions.exclude(key_hash=keep_session).delete()
    return account


@unrecorded("closing an account ends nobody's membership; the person stays, without a key")
def close_account(*, account: Account, wrap_key: bytes, at: datetime) -> None:
    """
    Delete the account, its second factors and sessions, and leave its persons without a key.

    Memberships go on: two members of a hall can give the same person a new code there.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    for key in keyring.unpack(account, wrap_key):
        Person.objects.filter(pk=key.person_id, key_hash=sealing.digest(key.secret)).update(
            key_hash="", proofs_void_before=at
        )
    account.delete()


@unrecorded("clearing away what has run out is no act of any body")
def purge(*, at: datetime) -> None:
    """Delete the sessions that have ended and the claims used or run out more than 30 days ago. For once an hour."""
    Session.objects.filter(expires_at__lte=at).delete()
    Claim.objects.filter(expires_at__lte=at - CLAIMS_KEPT).delete()


@unrecorded("it changes no row's meaning, only what a copy of the database tells of its order")
def scatter(*, at: datetime) -> int:
    """Rewrite all accounts together, so that none shows when it was last changed. For once a day."""
    return rewritten_together()
