"""Signing in and out, one's own account, and taking over a person with a code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import BaseReauthenticateView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.core.rulings import OutOfOrder, Refusal

from . import actions, entering, keyring, limits
from .forms import (
    ChangePassphraseForm,
    ClaimForm,
    CloseAccountForm,
    NewAccountForm,
    ReauthenticateForm,
    SignInForm,
    wait_sentence,
)
from .keyring import Holder
from .models import Account

FORGET = '"cache", "cookies", "storage"'
OWN_KEYS_GONE = _lazy("Please sign out and in again: this browser no longer has the key to your account.")
pages = require_http_methods(["GET", "HEAD", "POST"])


def _mine(request: HttpRequest) -> Account:
    """The account that asks; every page that uses it is behind `login_required`."""
    assert isinstance(request.user, Account)
    return request.user


def _wrap_key(request: HttpRequest) -> bytes:
    """What opens the keyring of the account that asks. Raises `OutOfOrder` where the session lost it."""
    wrap_key = keyring.wrap_key_of(request)
    if wrap_key is None:
        raise OutOfOrder(OWN_KEYS_GONE)
    return wrap_key


@never_cache
@sensitive_post_parameters()
@pages
def sign_in(request: HttpRequest) -> HttpResponse:
    """A name and a passphrase. The page says neither whose it is nor whether a name is known."""
    where = get_next_redirect_url(request)
    if request.user.is_authenticated:
        return redirect(where or settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST or None)
    status = 200
    if form.is_valid():
        try:
            account = entering.known(
                request, form.cleaned_data["sign_in_name"], form.cleaned_data["passphrase"]
            )
            return entering.let_in(request, account, where)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        except entering.Wait as wait:
            form.add_error(None, wait_sentence(wait.seconds))
            status = 429
    return render(request, "account/login.html", {"form": form, "next": where}, status=status)


@never_cache
@pages
def sign_out(request: HttpRequest) -> HttpResponse:
    """Asks by GET, ends the session by POST, and has the browser forget what it kept of this place."""
    if request.method != "POST":
        if not request.user.is_authenticated and get_pending_stage(request) is None:
            return redirect("account_login")
        return render(request, "account/logout.html")
    entering.leave(request)
    answer = render(request, "people/signed_out.html")
    answer["Clear-Site-Data"] = FORGET
    return answer


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: what it is called, and where to change what."""
    return render(
        request,
        "people/account.html",
        {"has_second_factor": is_mfa_enabled(request.user), "halls": len(keyring.halls(request))},
    )


@never_cache
@sensitive_post_parameters()
@login_required
@pages
def change_passphrase(request: HttpRequest) -> HttpResponse:
    """A new passphrase; every other session ends."""
    form = ChangePassphraseForm(
        request.POST or None, account=_mine(request), address=limits.address_of(request)
    )
    if form.is_valid():
        locks = keyring.locks_for(form.cleaned_data["new"])
        try:
            changed = actions.change_passphrase(
                account=_mine(request),
                wrap_key=_wrap_key(request),
                locks=locks,
                keep_session=entering.this_session(request),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            update_session_auth_hash(request, changed)
            request.user = changed
            keyring.remember(request, changed, locks.wrap_key)
            messages.success(request, _("Your passphrase is changed. Every other browser is signed out."))
            return redirect("people:account")
    return render(request, "account/password_change.html", {"form": form})


@never_cache
@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in: the day each session began, and which is this one. More is not kept."""
    here = entering.this_session(request)
    own = _mine(request).sessions.order_by("-begun_on", "pk")
    rows = [{"id": one.pk, "begun_on": one.begun_on, "is_here": one.key_hash == here} for one in own]
    return render(request, "people/sessions.html", {"sessions": rows})


@login_required
@require_POST
def end_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of one's own sessions. Somebody else's does not exist here; to end this very one is to sign out."""
    if not actions.end_session(account=_mine(request), session_id=pk):
        raise Http404
    if not _mine(request).sessions.filter(key_hash=entering.this_session(request)).exists():
        entering.leave(request)
        return redirect("account_login")
    messages.success(request, _("That session is ended."))
    return redirect("people:sessions")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's sessions but this."""
    actions.end_other_sessions(account=_mine(request), keep_session=entering.this_session(request))
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("people:sessions")


@never_cache
@sensitive_post_parameters()
@login_required
@pages
def close_account(request: HttpRequest) -> HttpResponse:
    """Delete the account after its passphrase is given once more; the memberships stay."""
    form = CloseAccountForm(request.POST or None, account=_mine(request), address=limits.address_of(request))
    if form.is_valid():
        actions.close_account(account=_mine(request), wrap_key=_wrap_key(request))
        entering.leave(request)
        answer = render(request, "people/signed_out.html", {"closed": True})
        answer["Clear-Site-Data"] = FORGET
        return answer
    return render(request, "people/close.html", {"form": form})


@never_cache
@login_required
@require_safe
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for a second factor before a grave power is used, or say how to get one."""
    where = get_next_redirect_url(request)
    query = f"?{urlencode({'next': where})}" if where else ""
    if is_mfa_enabled(request.user):
        return redirect(reverse("mfa_reauthenticate") + query)
    return render(request, "people/no_second_factor.html", {"next": where})


@never_cache
@sensitive_post_parameters()
@pages
def claim(request: HttpRequest) -> HttpResponse:
    """Take over a person with a code: opening the page uses nothing up, sending it does."""
    signed_in = request.user.is_authenticated
    data = request.POST or None
    code = ClaimForm(data, address=limits.address_of(request), initial={"code": request.GET.get("code", "")})
    new = None if signed_in else NewAccountForm(data)
    if code.is_valid() and (new is None or new.is_valid()):
        holder = new.holder() if new is not None else Holder(_wrap_key(request), account=_mine(request))
        try:
            taken = actions.take_over(holder=holder, code=code.cleaned_data["code"])
        except Refusal as refusal:
            code.add_error(None, refusal.sentence)
        else:
            entering.settle(request, holder, taken.account)
            messages.success(request, _("You are in. The code is used up."))
            return redirect(settings.LOGIN_REDIRECT_URL)
    if data and new is not None and not code.is_valid():
        # Whether a name is free is told to whoever holds a code that works, and to nobody else.
        new = NewAccountForm(initial={"sign_in_name": data.get("sign_in_name", "")})
    return render(request, "people/claim.html", {"form": code, "new": new})


@method_decorator([never_cache, login_required, sensitive_post_parameters()], name="dispatch")
class ReauthenticateView(BaseReauthenticateView):
    """The passphrase once more, before a first second factor is added."""

    form_class = ReauthenticateForm
    template_name = "account/reauthenticate.html"
    http_method_names = ["get", "head", "post"]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form asks whose passphrase it is."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: Form) -> HttpResponse:
        """Right: go on with what was asked for."""
        reauthenticate_by_password(self.request)
        return super().form_valid(form)


class ProveByPasskeyView(ReauthenticateWebAuthnView):
    """A passkey, before a grave power is used. A wrong one is said on the same page."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Wrong: show the page again, with a new question to the passkey."""
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page's question to the passkey, and the form as it was sent."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, **kwargs, "form": kwargs.get("form") or self.get_form()}
