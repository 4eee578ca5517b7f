"""Persons, accounts, the sessions they are signed in with, and the codes with which somebody takes over a person."""

from __future__ import annotations

import unicodedata
import uuid
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 64


def settled_name(name: str) -> str:
    """
    A sign-in name as it is kept and compared: without case, doubled forms or spaces round it.

    >>> settled_name("  Ana ") == settled_name("ANA")
    True
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


class AccountManager(BaseUserManager["Account"]):
    """Accounts, found by sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account with this sign-in name, however it was typed."""
        return self.get(sign_in_name=settled_name(username or ""))


class Account(AbstractBaseUser):
    """
    What somebody signs in with: a name they chose and a passphrase. Nothing here says which halls it opens.

    `keyring`: ciphertext under a key made from the passphrase and `keyring_salt`, of one length for any number of
    halls up to sixteen; inside are the keys of the persons this account is. When somebody last signed in is not kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sign_in_name = models.CharField(_("sign-in name"), max_length=NAME_LENGTH, unique=True)
    keyring = models.BinaryField(default=bytes)
    keyring_salt = models.BinaryField(max_length=16, default=bytes)
    last_login = None  # type: ignore[assignment,misc]

    objects = AccountManager()

    USERNAME_FIELD = "sign_in_name"
    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return self.sign_in_name

    @property
    def username(self) -> str:
        """The sign-in name, under the name the sign-in library asks for."""
        return self.sign_in_name


class Person(models.Model):
    """
    Somebody as they are in one hall. Who is in two halls is two persons, and only their own keyring knows.

    `key_hash`: SHA-256 in hex of the secret that an account's keyring holds, "" while nobody holds one (a member
    without an account). `proofs_void_before`: second factors proved earlier than this no longer count.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_hash = models.CharField(max_length=64, blank=True, default="")
    proofs_void_before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def has_account(self) -> bool:
        """Whether somebody holds this person's key; which account it is, nobody can say but its holder."""
        return bool(self.key_hash)


class Session(models.Model):
    """
    One browser signed in somewhere, or about to. Without its cookie the row opens nothing and says nothing.

    `key_hash`: SHA-256 in hex of the cookie. `data`: ciphertext under a key made from the cookie. `account`: whose,
    so that they can end it. `begun_on`: the day. `expires_at`: up to the full hour.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")
    data = models.BinaryField()
    begun_on = models.DateField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"session begun on {self.begun_on}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims, by what can still be done with them."""

    def open_at(self, at: datetime) -> ClaimQuerySet:
        """Those that are neither used nor run out at `at`; some may not be valid yet."""
        return self.filter(consumed_at=None, expires_at__gt=at)


class Claim(models.Model):
    """
    A code with which somebody takes over a person of a hall, handed over face to face.

    `code_hash`: SHA-256 in hex of the code. It works once, from `valid_from` until `expires_at`.
    """

    class Purpose(models.TextChoices):
        """
        Why it was given: a member without an account gets one, somebody who lost everything is let back in, or somebody
        shows the key they had on the server their hall came from.
        """

        CLAIM = "claim", _("first account")
        LET_BACK_IN = "let_back_in", _("let back in")
        MOVED = "moved", _("came over with the hall")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="claims")
    hall = models.ForeignKey("record.Hall", on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    valid_from = models.DateTimeField()
    expires_at = models.DateTimeField()
    consumed_at = models.DateTimeField(null=True)

    objects = ClaimQuerySet.as_manager()

    def __str__(self) -> str:
        return f"claim for {self.person_id}"
