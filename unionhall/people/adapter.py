"""What the sign-in library asks of us: neutral words, no letters, and factors sealed under the passphrase's key."""

from __future__ import annotations

import base64
from typing import Any, ClassVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from . import keyring, sealing
from .models import Account


class AccountAdapter(DefaultAccountAdapter):
    """Signing in without letters, greetings or sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up here: accounts are opened in founding, joining or claiming."""
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No letter is ever sent: there is no address to send it to."""

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """
        How somebody shows that it is still them: a second factor where they have one, else the passphrase.

        Whoever found a signed-in phone and knows the passphrase cannot take the second factor away with it.
        """
        methods = super().get_reauthentication_methods(user)
        stronger = [method for method in methods if method["id"] != "reauthenticate"]
        return stronger or methods

    said: ClassVar[dict[str, Any]] = {
        "mfa/messages/totp_activated.txt": _lazy("The app is your second factor from now on."),
        "mfa/messages/totp_deactivated.txt": _lazy(
            "The app is taken away: its figures open nothing any more."
        ),
        "mfa/messages/webauthn_added.txt": _lazy("The passkey is your second factor from now on."),
        "mfa/messages/webauthn_removed.txt": _lazy("The passkey is taken away: it opens nothing any more."),
    }

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """What was done to a second factor, in our words; pages say the rest themselves, without the library's remarks."""
        if message_template in self.said:
            messages.success(request, self.said[message_template])


class MFAAdapter(DefaultMFAAdapter):
    """Second factors that name no organisation and no member, and whose secrets lie sealed."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _lazy(
            "These figures do not open it. They change every half minute: type those the app shows now. Where they are refused "
            "again, see that your phone's clock is right. Of the code sheet, each code works once."
        ),
    }

    def encrypt(self, text: str) -> str:
        """A factor's secret under the key made from the passphrase of whoever is signing in or signed in."""
        return seal_factor(self._wrap_key(), text)

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` sealed. Raises `ValidationError` where the key does not open it."""
        try:
            return unseal_factor(self._wrap_key(), encrypted_text)
        except sealing.Unreadable as error:
            raise ValidationError(_("Please sign in again with your passphrase.")) from error

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What the authenticator app shows: nothing but the first letters of the sign-in name."""
        return f"{str(user)[:2]}…"

    def get_totp_issuer(self) -> str:
        """A neutral title."""
        return str(settings.MFA_TOTP_ISSUER)

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an inline picture."""
        return str(segno.make(url, error="m").svg_inline(scale=5, border=2))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The title a phone lists a passkey under: neutral, at this address."""
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """
        The name and handle a phone keeps with a passkey: both say nothing.

        The handle is made from the account's id one way, so that a phone's list does not name a row.
        """
        handle = sealing.derived(user.pk.bytes, "passkey handle")
        return {"id": handle, "display_name": self.get_totp_issuer(), "name": self.get_totp_issuer()}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """What a new passkey is called until its holder calls it something else."""
        from allauth.mfa.models import Authenticator

        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey {number}").format(number=number)

    def _wrap_key(self) -> bytes:
        request: Any = context.request
        if request is None:
            raise sealing.Unreadable("nobody is asking")
        account = request.user if request.user.is_authenticated else self._about_to_sign_in(request)
        wrap_key = keyring.remembered(request, account) if account is not None else None
        if wrap_key is None:
            raise ValidationError(_("Please sign in again with your passphrase."))
        return wrap_key

    @staticmethod
    def _about_to_sign_in(request: Any) -> Account | None:
        """Who gave their passphrase in this session and still has to show a second factor."""
        from allauth.account.internal.stagekit import unstash_login

        login = unstash_login(request, peek=True)
        return login.user if login is not None else None


def seal_factor(wrap_key: bytes, secret: str) -> str:
    """A factor's secret as it is kept: base64 of ciphertext."""
    key = sealing.derived(wrap_key, "second factor")
    return base64.b64encode(sealing.seal(key, secret.encode(), b"factor")).decode()


def unseal_factor(wrap_key: bytes, kept: str) -> str:
    """A factor's secret. Raises `sealing.Unreadable` under another key."""
    key = sealing.derived(wrap_key, "second factor")
    return sealing.unseal(key, base64.b64decode(kept), b"factor").decode()
