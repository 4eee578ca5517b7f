"""
The keyring: which person an account is, in which hall. Only its passphrase opens it.

The database keeps no line from an account to a person. The keyring, sealed under a key made from the passphrase, holds
a secret for each hall; the person's row holds that secret's hash. Signing in puts the sealing key into the session,
which is itself sealed under its cookie, so that a copy of the database joins nobody to anything.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from unionhall.kit import clock
from unionhall.kit.actor import PROOF_LASTS

from . import sealing
from .models import Account, Person, settled_name

KEY_BYTES = 16 + 16 + 32
STEP = 16 * KEY_BYTES + 8
"""Bytes of a keyring with up to sixteen halls; a seventeenth adds as many again."""

_WRAP, _PROOF = "keyring", "proof"


@dataclass(frozen=True)
class Key:
    """One key: the hall, the person there, and the secret (32 bytes) that shows it."""

    hall_id: UUID
    person_id: UUID
    secret: bytes

    def opens(self, person: Person) -> bool:
        """Whether this is still the person's key, which somebody let back in or gone no longer has."""
        return self.person_id == person.pk and fits(self.secret, person.key_hash)


def fits(secret: bytes, key_hash: str) -> bool:
    """Whether `key_hash`, as a person's row keeps it, is that of `secret`; nothing fits the empty one."""
    return bool(key_hash) and hmac.compare_digest(sealing.digest(secret), key_hash)


def pack(account_id: UUID, wrap_key: bytes, keys: Iterable[Key]) -> bytes:
    """The sealed keyring of an account."""
    plain = b"".join(key.hall_id.bytes + key.person_id.bytes + key.secret for key in keys)
    return sealing.seal(wrap_key, plain, b"keyring:" + account_id.bytes, STEP)


def unpack(account: Account, wrap_key: bytes) -> tuple[Key, ...]:
    """The keys in an account's keyring. Raises `sealing.Unreadable` with another key than its own."""
    plain = sealing.unseal(wrap_key, bytes(account.keyring), b"keyring:" + account.pk.bytes)
    pieces = (plain[at : at + KEY_BYTES] for at in range(0, len(plain), KEY_BYTES))
    return tuple(Key(UUID(bytes=one[:16]), UUID(bytes=one[16:32]), one[32:]) for one in pieces)


@dataclass(frozen=True)
class Locks:
    """What a passphrase makes: the hash that is kept, the keyring's salt (16 bytes), and the key that seals the keyring."""

    password: str
    salt: bytes
    wrap_key: bytes


def locks_for(passphrase: str) -> Locks:
    """New locks from a passphrase. Slow on purpose (about 0.3 s): make them before an action takes the hall's lock."""
    salt = os.urandom(16)
    return Locks(make_password(passphrase), salt, sealing.key_from_passphrase(passphrase, salt))


@dataclass(frozen=True)
class Holder:
    """
    Who will hold a person's key: an account that is signed in, or a name and locks for one to be opened.

    Made by `holder_signed_in` or `holder_new`, used up by `actions.seat`.
    """

    wrap_key: bytes
    account: Account | None = None
    sign_in_name: str = ""
    locks: Locks | None = None


def holder_new(sign_in_name: str, passphrase: str) -> Holder:
    """Somebody who opens an account now. Slow on purpose, see `locks_for`."""
    locks = locks_for(passphrase)
    return Holder(locks.wrap_key, sign_in_name=settled_name(sign_in_name), locks=locks)


def holder_signed_in(request: HttpRequest) -> Holder | None:
    """Whoever is signed in, or None."""
    wrap_key = wrap_key_of(request)
    return None if wrap_key is None else Holder(wrap_key, account=request.user)  # type: ignore[arg-type]


def new_secret() -> bytes:
    """A person's secret: 32 random bytes."""
    return secrets.token_bytes(32)


# In the session -----------------------------------------------------------------------------------------


def remember(request: HttpRequest, account: Account, wrap_key: bytes) -> None:
    """Keep the sealing key in the session; it counts only while this account is signed in there."""
    request.session[_WRAP] = [str(account.pk), base64.b64encode(wrap_key).decode()]
    forget_opened(request)


def remembered(request: HttpRequest, account: Account) -> bytes | None:
    """The sealing key of `account`, once its passphrase was given in this session, or None."""
    kept = request.session.get(_WRAP)
    if not kept or kept[0] != str(account.pk):
        return None
    return base64.b64decode(kept[1])


def wrap_key_of(request: HttpRequest) -> bytes | None:
    """The sealing key of the account that is signed in, or None."""
    return remembered(request, request.user) if request.user.is_authenticated else None  # type: ignore[arg-type]


def forget_opened(request: HttpRequest) -> None:
    """Open the keyring anew at the next question: it was changed."""
    request.__dict__.pop("_opened_keyring", None)


def opened(request: HttpRequest) -> tuple[Key, ...]:
    """All keys of whoever is signed in; none for anybody else."""
    if "_opened_keyring" not in request.__dict__:
        wrap_key = wrap_key_of(request)
        keys: tuple[Key, ...] = () if wrap_key is None else unpack(request.user, wrap_key)  # type: ignore[arg-type]
        request.__dict__["_opened_keyring"] = keys
    found: tuple[Key, ...] = request.__dict__["_opened_keyring"]
    return found


def key_in(request: HttpRequest, hall_id: UUID) -> Key | None:
    """The key of whoever is signed in to one hall, still to be tried with `Key.opens`; asks the database nothing."""
    return next((key for key in opened(request) if key.hall_id == hall_id), None)


def person_in(request: HttpRequest, hall_id: UUID) -> Person | None:
    """The person that whoever is signed in is in one hall, or None."""
    key = key_in(request, hall_id)
    if key is None:
        return None
    person = Person.objects.filter(pk=key.person_id).first()
    return person if person is not None and key.opens(person) else None


def halls(request: HttpRequest) -> list[tuple[UUID, UUID]]:
    """`(hall id, person id)` for each hall that whoever is signed in has a key to that still opens."""
    return [(key.hall_id, key.person_id) for key in that_open(opened(request))]


def that_open(keys: Iterable[Key]) -> list[Key]:
    """Those of `keys` that still open something. One query."""
    keys = list(keys)
    persons = Person.objects.in_bulk([key.person_id for key in keys]) if keys else {}
    return [key for key in keys if key.person_id in persons and key.opens(persons[key.person_id])]


# Second factors -----------------------------------------------------------------------------------------


def note_proof(request: HttpRequest, account: Account) -> None:
    """Note in the session that the account proved a second factor now."""
    request.session[_PROOF] = [str(account.pk), clock.now().isoformat()]


def drop_proof(request: HttpRequest) -> None:
    """Forget the proof, where there is one."""
    request.session.pop(_PROOF, None)


def proved_at(request: HttpRequest, person: Person | None = None) -> datetime | None:
    """
    When whoever is signed in last proved a second factor in this session, or None.

    None when it is more than 30 minutes ago, or not later than the moment when `person`'s proofs were made void (a
    recall does that).
    """
    kept = request.session.get(_PROOF)
    if not kept or not request.user.is_authenticated or kept[0] != str(request.user.pk):
        return None
    at = datetime.fromisoformat(kept[1])
    if not at <= clock.now() <= at + PROOF_LASTS:
        return None
    if person is not None and person.proofs_void_before is not None and at <= person.proofs_void_before:
        return None
    return at
