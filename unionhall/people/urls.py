"""
The addresses of signing in and of one's own account.

Of the sign-in library only what is used here has an address: no sign-up, no e-mail, no sending of passphrases.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.urls import include, path

from . import views


def own_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of the sign-in library, for whoever is signed in: it is read and it is sent, and nothing else."""
    shown: Callable[..., HttpResponseBase] = login_required(views.pages(view))
    return shown


own = [
    path("account/", views.account, name="account"),
    path("account/sessions/", views.sessions, name="sessions"),
    path("account/sessions/<uuid:pk>/end/", views.end_session, name="end_session"),
    path("account/sessions/end-others/", views.end_other_sessions, name="end_other_sessions"),
    path("account/close/", views.close_account, name="close_account"),
    path("second-factor/prove/", views.prove, name="prove"),
    path("claim/", views.claim, name="claim"),
]

second_factors = [
    path("", own_page(mfa.index), name="mfa_index"),
    path("prove/code/", own_page(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("prove/passkey/", own_page(views.ProveByPasskeyView.as_view()), name="mfa_reauthenticate_webauthn"),
    path("app/add/", own_page(totp.activate_totp), name="mfa_activate_totp"),
    path("app/remove/", own_page(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("sheet/", own_page(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("sheet/new/", own_page(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("passkeys/", own_page(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("passkeys/add/", own_page(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", own_page(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/name/", own_page(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
]

urlpatterns = [
    path("", include((own, "people"))),
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/second-factor/", views.pages(mfa.authenticate), name="mfa_authenticate"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("account/passphrase/", views.change_passphrase, name="account_change_password"),
    path("account/again/", views.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("account/second-factor/", include(second_factors)),
]
