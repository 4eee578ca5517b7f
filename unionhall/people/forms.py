"""Reading names, passphrases and codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as LibraryAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as LibraryReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as LibraryActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from unionhall.kit import clock

from . import keyring, limits, rules, sealing
from .codes import hashes_of
from .models import NAME_LENGTH, Account, Claim, settled_name

AGAIN = _(
    "Type the passphrase again: no page ever sends it back. At least ten letters; four or five words are good."
)
"""Beside a new passphrase, on a page that comes back with something to mend."""
CODE_LIVES = 120
"""Seconds for which a used code is remembered: longer than an app's figures are accepted."""


def wait_sentence(seconds: int) -> str:
    """How long to wait before the next try, in words."""
    return ngettext(
        "That was tried wrongly several times. Please wait one second and try again: nothing is locked.",
        "That was tried wrongly several times. Please wait %(count)d seconds and try again: nothing is locked.",
        seconds,
    ) % {"count": seconds}


def _name_field() -> forms.CharField:
    attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "auto"}
    return forms.CharField(
        label=_("Sign-in name"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs=attributes)
    )


def _passphrase_field(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "maxlength": 1024}, render_value=False)
    return forms.CharField(label=label, strip=False, max_length=1024, widget=widget, **more)


class SignInForm(forms.Form):
    """A sign-in name and a passphrase."""

    sign_in_name = _name_field()
    passphrase = _passphrase_field(_("Passphrase"), "current-password")


class NewAccountForm(forms.Form):
    """
    What a new account needs: two typed fields. A passphrase that is refused has to be typed again, a name never.

    Used in founding, joining and claiming; afterwards `holder()` is what `actions.seat` takes.
    """

    sign_in_name = _name_field()
    passphrase = _passphrase_field(_("Passphrase"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sign_in_name"].help_text = _("Only for signing in; nobody in the hall sees it.")
        self.fields["passphrase"].help_text = (
            AGAIN
            if self.is_bound
            else _(
                "At least ten letters. Four or five words that do not belong together are good; nobody can send you a new one."
            )
        )

    def clean_sign_in_name(self) -> str:
        """The name, when it is free."""
        name = settled_name(self.cleaned_data["sign_in_name"])
        ruling = rules.may_take_name(name)
        if not ruling:
            raise ValidationError(ruling.sentence)
        return name

    def clean_passphrase(self) -> str:
        """The passphrase, when it is neither short nor among the most common."""
        name = self.data.get(self.add_prefix("sign_in_name"), "")
        return settled_passphrase(self.cleaned_data["passphrase"], settled_name(name))

    def holder(self) -> keyring.Holder:
        """Who will hold the person's key. Slow on purpose: call it before the action, not inside."""
        return keyring.holder_new(self.cleaned_data["sign_in_name"], self.cleaned_data["passphrase"])


def settled_passphrase(passphrase: str, name: str) -> str:
    """The passphrase unchanged. Raises `ValidationError` for one that is short, common, or the sign-in name."""
    try:
        validate_password(passphrase)
    except ValidationError as wrong:
        codes = {one.code for one in wrong.error_list}
        if "password_too_short" in codes:
            raise ValidationError(
                gettext("This is too short: take at least ten letters, or four or five words.")
            ) from wrong
        raise ValidationError(
            gettext("This is too common, and soon guessed: take four or five words.")
        ) from wrong
    if name and settled_name(passphrase) == name:
        raise ValidationError(gettext("The passphrase must be another than the sign-in name."))
    return passphrase


class ChangePassphraseForm(forms.Form):
    """The old passphrase and a new one."""

    old = _passphrase_field(_("Passphrase until now"), "current-password")
    new = _passphrase_field(_("New passphrase"), "new-password")

    def __init__(self, *args: Any, account: Account, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account, self.address = account, address

    def clean_old(self) -> str:
        """The old passphrase, when it is right."""
        check_passphrase(self.account, self.cleaned_data["old"], self.address)
        return str(self.cleaned_data["old"])

    def clean_new(self) -> str:
        """The new passphrase, when it is good enough."""
        return settled_passphrase(self.cleaned_data["new"], self.account.sign_in_name)


class CloseAccountForm(forms.Form):
    """The passphrase once more, before the account is deleted."""

    passphrase = _passphrase_field(_("Passphrase"), "current-password")

    def __init__(self, *args: Any, account: Account, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account, self.address = account, address

    def clean_passphrase(self) -> str:
        """The passphrase, when it is right."""
        check_passphrase(self.account, self.cleaned_data["passphrase"], self.address)
        return str(self.cleaned_data["passphrase"])


class ReauthenticateForm(forms.Form):
    """The passphrase once more, before a second factor is added."""

    passphrase = _passphrase_field(_("Passphrase"), "current-password")

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_passphrase(self) -> str:
        """The passphrase, when it is right."""
        check_passphrase(self.user, self.cleaned_data["passphrase"], limits.address_of(context.request))
        return str(self.cleaned_data["passphrase"])


def check_passphrase(account: Account, passphrase: str, address: str) -> None:
    """Raise `ValidationError` unless the passphrase is the account's; slower and slower after several wrong ones."""
    at = clock.now()
    name = account.sign_in_name
    if wait := limits.passphrases.seconds_to_wait(name, address, at):
        raise ValidationError(wait_sentence(wait))
    if not check_password(passphrase, account.password):
        limits.passphrases.missed(name, address, at)
        raise ValidationError(gettext("That is not your passphrase."))
    limits.passphrases.hit(name, address, at)


class CodeForm(forms.Form):
    """A code that somebody was given face to face."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=64,
        help_text=_(
            "Sixteen letters and figures. Small or capital letters, with or without dashes: all the same."
        ),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )


class _Delayed:
    """Growing delays on an account's second factor, whichever address it is tried from; a code counts once."""

    user: Account

    def clean_code(self) -> str:
        """The code, when it is right."""
        name, at = f"factor:{self.user.pk}", clock.now()
        if wait := limits.second_factors.seconds_to_wait(name, "", at):
            raise ValidationError(wait_sentence(wait))
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            limits.second_factors.missed(name, "", at)
            raise
        limits.second_factors.hit(name, "", at)
        # The library overlooks blanks and hyphens in a code, so one with a hyphen in it is the same code.
        plain = "".join(filter(str.isalnum, code)).casefold()
        if not cache.add(f"{name}:{sealing.digest(plain.encode())}", "used", timeout=CODE_LIVES):
            raise ValidationError(gettext("This code was used already. Wait for the next one."))
        return code


class _PlainCodeField:
    """The code's field without a placeholder, with figures first on a phone."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "dir": "ltr",
        }


class SecondFactorForm(_Delayed, _PlainCodeField, LibraryAuthenticateForm):
    """A code from the authenticator app or the sheet, at signing in."""


class ProveForm(_Delayed, _PlainCodeField, LibraryReauthenticateForm):
    """A code from the authenticator app or the sheet, before a grave power is used."""


class ActivateAppForm(_Delayed, _PlainCodeField, LibraryActivateTOTPForm):
    """The first code of a new authenticator app."""


class _Decoder(json.JSONDecoder):
    """Reads JSON, and calls no JSON what Python will not read: a number of five thousand figures, a hundred thousand brackets."""

    def decode(self, s: str, *given: Any) -> Any:
        """What `s` says. Raises `json.JSONDecodeError`."""
        try:
            return super().decode(s, *given)
        except (ValueError, RecursionError) as unread:
            raise json.JSONDecodeError(str(unread), s[:100], 0) from unread


class _FromAKey:
    """What a passkey's device answered, as a browser sends it."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].decoder = _Decoder


@contextmanager
def _read_as_a_key() -> Iterator[None]:
    """Refuse, as a wrong code is refused, what holds other things than a device says: the library trips over them."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError) as unread:
        refusal: ValidationError = get_adapter().validation_error("incorrect_code")
        raise refusal from unread


class AddPasskeyForm(_FromAKey, passkeys.AddWebAuthnForm):
    """A new passkey."""

    def clean(self) -> dict[str, Any]:
        """What was sent, where it is a passkey's answer to what we asked."""
        with _read_as_a_key():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class _OpensByAKey(_FromAKey):
    """What a passkey answers that is there already."""

    def clean_credential(self) -> Any:
        """The passkey, where the answer is its own."""
        with _read_as_a_key():
            return super().clean_credential()  # type: ignore[misc]


class PasskeyForm(_OpensByAKey, passkeys.AuthenticateWebAuthnForm):
    """A passkey, at signing in."""


class ProveByPasskeyForm(_OpensByAKey, passkeys.ReauthenticateWebAuthnForm):
    """A passkey, before a grave power is used."""


class ClaimForm(CodeForm):
    """A code with which somebody takes over a person. Several wrong ones make the next try wait."""

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address

    def clean_code(self) -> str:
        """The code, when it works now."""
        code, at = self.cleaned_data["code"], clock.now()
        if wait := limits.codes.seconds_to_wait("claim", self.address, at):
            raise ValidationError(wait_sentence(wait))
        ruling = rules.may_use_claim(Claim.objects.filter(code_hash__in=hashes_of(code)).first(), at)
        if not ruling:
            limits.codes.missed("claim", self.address, at)
            raise ValidationError(ruling.sentence)
        return str(code)
