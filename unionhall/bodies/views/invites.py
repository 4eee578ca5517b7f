"""Inviting, vouching, and coming in by an invite."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.core.charters import Paragraph, sentences
from unionhall.core.charters.presets import STARTER_SENTENCES
from unionhall.core.rulings import Refusal, Ruling
from unionhall.kit import clock
from unionhall.people import entering, keyring
from unionhall.people.forms import wait_sentence
from unionhall.people.limits import Limits
from unionhall.record.models import Hall

from .. import rules
from ..actions import invites as actions
from ..actions.founding import token_hash
from ..door import mark, members_only
from ..forms.inside import InviteForm
from ..forms.joining import AccountFields, NameOnly, StanceForm
from ..models import Invite
from ..rules import doors, names
from .reach import only_here

_FRESH = "fresh_invites"
_OPENED = "opened_invite"
names_tried = Limits()
pages = require_http_methods(["GET", "HEAD", "POST"])


@members_only
@pages
def invites(request: HttpRequest, hall: str) -> HttpResponse:
    """Make an invite, and see which are open: one's own and, for who may vouch, those that wait for a second voucher."""
    at = clock.now()
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_invite(by=request.actor, hint=form.cleaned_data["hint"])
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            # The token is nowhere but here: in this session, sealed under the inviter's own cookie, for as long as it lasts.
            fresh = request.session.get(_FRESH, {})
            request.session[_FRESH] = {**dict(list(fresh.items())[-9:]), str(made.invite.pk): made.token}
            return redirect("bodies:invite", hall=hall, pk=made.invite.pk)
    open_ones = Invite.objects.filter(hall=request.hall, used_at=None, withdrawn_at=None, expires_at__gt=at)
    if not doors.may_vouch_at_all(request.actor, at):  # who invites whom is for those only who can vouch
        open_ones = open_ones.filter(inviter=request.member)
    found = list(open_ones.select_related("inviter", "seconder").order_by("expires_at"))
    fresh = request.session.get(_FRESH, {})
    for one in found:
        one.can_show = str(one.pk) in fresh
    context = {
        "form": form,
        "mine": [one for one in found if one.inviter_id == request.member.pk],
        "waiting": [
            one
            for one in found
            if one.vouchers_needed > 1 and one.seconder_id is None and one.inviter_id != request.member.pk
        ],
        "may": doors.may_invite(request.actor, at),
        "left": doors.invites_left(request.member, at),
        "needed": doors.vouchers_for_an_invite(request.hall.pk, at),
        "page_title": _("Bring in the others"),
    }
    return render(request, "bodies/invites.html", context)


@never_cache
@members_only
@require_http_methods(["GET", "HEAD"])
def invite(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """One's own invite: the link as words to send, and as a picture to show."""
    one = get_object_or_404(
        Invite.objects.select_related("seconder"), pk=pk, hall=request.hall, inviter=request.member
    )
    token = request.session.get(_FRESH, {}).get(str(one.pk))
    link = settings.PUBLIC_URL + reverse("door:join", kwargs={"token": token}) if token else ""
    context = {
        "invite": one,
        "link": link,
        "only_here": only_here(),
        "words": _("Here is what I told you about. The link works once: %(link)s") % {"link": link},
        "open": not one.used_at and not one.withdrawn_at and one.expires_at > clock.now(),
        "page_title": _("An invite"),
    }
    return render(request, "bodies/invite.html", context)


@members_only
@require_POST
def vouch(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Vouch as the second member."""
    actions.vouch(by=request.actor, invite=get_object_or_404(Invite, pk=pk, hall=request.hall))
    messages.success(request, _("You have vouched. The link opens the door now."))
    return redirect("bodies:invites", hall=hall)


@members_only
@require_POST
def withdraw(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take an invite back."""
    actions.withdraw_invite(by=request.actor, invite=get_object_or_404(Invite, pk=pk, hall=request.hall))
    messages.success(request, _("The invite is taken back. The link opens nothing any more."))
    return redirect("bodies:invites", hall=hall)


# Outside -------------------------------------------------------------------------------------------------


def _shut(request: HttpRequest, ruling: Ruling) -> HttpResponse:
    """Why a link opens nothing; one that will open later is tried again from here."""
    again = request.path if isinstance(ruling.refusal, doors.NotYet) else ""
    context = {"sentence": ruling.sentence, "again": again}
    return render(request, "bodies/link_gone.html", context, status=404)


@never_cache
@sensitive_post_parameters()
@pages
def join(request: HttpRequest, token: str) -> HttpResponse:
    """
    Behind an invite's link. Opening it says nothing and uses nothing up, whoever or whatever opens it; a first press shows
    whose hall it is to whoever holds a link that works; only the last one comes in.

    What the first press shows has its own GET, so that Back leads to it, in the browser that pressed and in no other: that
    it did is kept in its session, by the link's hash. Whatever fetches links ahead finds the neutral page.
    """
    pressed = request.method == "POST"
    if not pressed and request.session.get(_OPENED) != token_hash(token):
        return render(request, "bodies/link.html")
    at = clock.now()
    invite = actions.invite_with(token, at)
    ruling = doors.opens(invite, at)
    if not pressed and not ruling:
        return render(request, "bodies/link.html")
    if not ruling or invite is None:
        return _shut(request, ruling)
    mark(invite.hall)
    data = request.POST if {"way", "name"} & request.POST.keys() else None
    if pressed and data is None:
        request.session[_OPENED] = token_hash(token)
        return redirect(request.path)
    holder = keyring.holder_signed_in(request)
    # That a name is taken tells who is in. Two members' word stands behind each link; still, it is no place to try a
    # list of names at: each link has few tries, then waits that grow, and a name is not looked at meanwhile.
    tries = str(invite.pk)
    wait = names_tried.seconds_to_wait(tries, tries, at) if data else 0
    fields = AccountFields if holder is None else NameOnly
    person = fields(data, hall_id=None if wait else invite.hall_id)
    stance = StanceForm(data)
    if wait:
        person.add_error(None, wait_sentence(wait))
    if data and person.name_is_taken():
        names_tried.missed(tries, tries, at)
    if data and person.is_valid() and stance.is_valid():
        holder = holder or person.holder()  # type: ignore[union-attr]
        try:
            joined = actions.accept_invite(
                token=token,
                holder=holder,
                name=person.cleaned_data["name"],
                in_directory=person.cleaned_data["in_directory"],
                **stance.cleaned_data,
            )
        except names.NameTaken as refusal:
            person.add_error("name", refusal.sentence)
        except Refusal as refusal:
            person.add_error(None, refusal.sentence)
        else:
            request.session.pop(_OPENED, None)
            entering.settle(request, holder, joined.account)
            messages.success(request, _("You are in. Welcome."))
            return redirect("desk:hall", hall=invite.hall.slug)
    context = {
        "person": person,
        "stance": stance,
        "known": request.user.is_authenticated,
        **_agreed(invite.hall),
    }
    return render(request, "bodies/join.html", {**context, "organisation": invite.hall.organisation})


def _agreed(hall: Hall) -> dict[str, Any]:
    """What whoever joins is asked to affirm: the principles, or the agreement the hall lives on."""
    at = clock.now()
    principles = rules.principles(hall.pk, at)
    if principles is not None:
        return {"principles": principles}
    row = rules.charter_row(hall.pk, at)
    if row.warrant_id is None and hall.rehearsal_until is None:
        return {"starter": STARTER_SENTENCES}
    paragraphs: list[Paragraph] = sentences(rules.charter(hall.pk, at))
    return {"paragraphs": paragraphs, "charter_language": row.language}


def agreed_at_the_door(hall: Hall) -> dict[str, Any]:
    """The same for the public door."""
    return _agreed(hall)
