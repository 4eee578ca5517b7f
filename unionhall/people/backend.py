"""Signing in by name and passphrase, with the same work done for a name that nobody has."""

from __future__ import annotations

import functools
import secrets
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from unionhall.kit.rows import Prepared

from .models import Account, settled_name

_account = Prepared(lambda pk: Account.objects.filter(pk=pk))


@functools.cache
def nobodys_hash() -> str:
    """The hash of a passphrase that nobody has, compared with when a name is unknown."""
    return make_password(secrets.token_urlsafe(32))


class PassphraseBackend(BaseBackend):
    """Finds an account by its sign-in name and passphrase."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **other: Any,
    ) -> Account | None:
        """The account, or None: after one run of Argon2 either way."""
        if username is None or password is None:
            return None
        against = nobodys_hash()  # made before the name is looked up, so that its first making tells nothing
        account = Account.objects.filter(sign_in_name=settled_name(username)).first()
        right = check_password(password, account.password if account else against)
        return account if right else None

    def get_user(self, user_id: UUID) -> Account | None:
        """The account with this id, or None."""
        return _account.one(pk=user_id)
