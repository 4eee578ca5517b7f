"""Coming in and going out: what ties a browser to an account."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login, record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from unionhall.kit import clock, live

from . import keyring, limits, sealing
from .keyring import Holder
from .models import Account, settled_name
from .sessions import key_hash

BACKEND = "unionhall.people.backend.PassphraseBackend"


class Wait(Exception):
    """Tried wrongly too often just now. `seconds`: until the next try."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def known(request: HttpRequest, sign_in_name: str, passphrase: str) -> Account:
    """
    The account with this name and passphrase, its keyring's key kept in the session for when it is signed in.

    Raises `Wait` after several wrong tries, and `ValidationError` with the same words whether the name is unknown or
    the passphrase is wrong; both take one run of Argon2.
    """
    at, name, address = clock.now(), settled_name(sign_in_name), limits.address_of(request)
    if wait := limits.passphrases.seconds_to_wait(name, address, at):
        raise Wait(wait)
    account = authenticate(request, username=sign_in_name, password=passphrase)
    if not isinstance(account, Account):
        limits.passphrases.missed(name, address, at)
        raise ValidationError(_("This name and this passphrase do not belong together. Please try again."))
    limits.passphrases.hit(name, address, at)
    keyring.remember(request, account, sealing.key_from_passphrase(passphrase, bytes(account.keyring_salt)))
    return account


def let_in(request: HttpRequest, account: Account, where: str | None) -> HttpResponse:
    """Sign the account in, or ask for its second factor first. `where`: the address to go to then."""
    answer: HttpResponse = perform_password_login(request, {}, Login(user=account, redirect_url=where))
    return answer


def settle(request: HttpRequest, holder: Holder, account: Account) -> None:
    """
    After `actions.seat` or `actions.take_over`: sign a new account in, or let one that is signed in see its new key.
    """
    if holder.account is None:
        clear_login(request)
        login(request, account, backend=BACKEND)
        record_authentication(request, account, method="password", reauthenticated=True)
    else:
        request.user.keyring = account.keyring  # type: ignore[union-attr]
    keyring.remember(request, account, holder.wrap_key)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether whoever is signed in has a second factor on their account. One query."""
    return bool(is_mfa_enabled(request.user))


def leave(request: HttpRequest) -> None:
    """End the session, and a signing-in that was only begun."""
    for _hall, person in keyring.halls(request):
        live.drop(person)
    clear_login(request)
    logout(request)


def this_session(request: HttpRequest) -> str:
    """The key hash of the session that asks, "" where there is none."""
    cookie = request.session.session_key
    return key_hash(cookie) if cookie else ""
