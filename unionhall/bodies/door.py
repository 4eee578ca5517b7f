"""
The door of a hall: who is asking, as the member they are in this hall, or nobody at all.

What somebody may not see does not exist for them: to whoever is signed in without a place in a hall, that hall
answers exactly like one that never existed; to whoever is not signed in, every address under `/h/` answers alike.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from unionhall.core.rulings import Refusal
from unionhall.kit import marks
from unionhall.kit.forms import typed
from unionhall.kit.refusals import refused
from unionhall.kit.rows import Prepared
from unionhall.kit.whence import whence
from unionhall.mandates.gate import FactorNeeded
from unionhall.people import keyring
from unionhall.people.codes import carried_code
from unionhall.record.models import Hall

from .models import Member
from .rules import actor_of
from .rules.membership import StillAGuest

INSIDE = "/h/"
"""Where every hall's own addresses begin."""

View = Callable[..., HttpResponseBase]

_hall = Prepared(lambda slug: Hall.objects.select_related("organisation").filter(slug=slug))
_member = Prepared(
    lambda person, hall: Member.objects.select_related("person").filter(
        person_id=person, hall_id=hall, left_on=None
    )
)


class DoorMiddleware:
    """
    Lets members into their hall and nobody else.

    Sets `request.hall`, `request.organisation`, `request.member` and `request.actor` for an address inside a hall; they
    are None everywhere else. The hall's time zone holds while its page is made, and the mark of a rehearsal.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Send whoever is not signed in to the sign-in page, whatever was asked for inside a hall."""
        request.hall = request.organisation = request.member = request.actor = None  # type: ignore[attr-defined]
        if request.path_info.startswith(INSIDE) and not request.user.is_authenticated:
            return to_sign_in(request)
        try:
            response = self.get_response(request)
            marks.name_files(response)
            return response
        finally:
            timezone.deactivate()
            marks.deactivate()

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """
        Find out who is asking, where the address is inside a hall. Raises `Http404` for whoever has no place in it.

        A hall that moved has one page left for its members, whatever they ask for: where it went, and their way over.
        """
        slug = kwargs.get("hall")
        if slug is None or not request.path_info.startswith(INSIDE):
            return None
        hall = _hall.one(slug=slug)
        member = member_in(request, hall) if hall is not None else None
        if hall is None or member is None:
            raise Http404
        if hall.moved_to:
            return moved(request, hall)
        request.hall, request.organisation = hall, hall.organisation  # type: ignore[attr-defined]
        request.member = member  # type: ignore[attr-defined]
        request.actor = actor_of(member, keyring.proved_at(request, member.person))  # type: ignore[attr-defined]
        timezone.activate(hall.time_zone)
        mark(hall)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal as a page that says why; a grave power's leads to the second factor, a guest's to what they affirm."""
        if isinstance(exception, FactorNeeded):
            return prove_first(request, exception)
        if isinstance(exception, StillAGuest):
            return affirm_first(request, exception)
        return refused(request, exception) if isinstance(exception, Refusal) else None


def mark(hall: Hall) -> None:
    """Mark everything made in this request, where `hall` is a rehearsal."""
    if hall.rehearsal_until is not None:
        marks.activate(marks.REHEARSAL)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; whoever had written something gets it back first, for they may have been signed out meanwhile."""
    answer = redirect_to_login(_page_of(request), settings.LOGIN_URL)
    written = typed(request) if request.method == "POST" else []
    if not written:
        return answer
    context = {"typed": written, "sign_in": answer["Location"]}
    return render(request, "bodies/sign_in_again.html", context, status=403)


def _page_of(request: HttpRequest) -> str:
    """Where one goes on after signing in: this page with its question, or the one a form stood on that came too late."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else whence(request)


def member_in(request: HttpRequest, hall: Hall) -> Member | None:
    """The member of `hall` that whoever is signed in is, or None; one query where they hold a key to it."""
    key = keyring.key_in(request, hall.pk)
    if key is None:
        return None
    found = _member.one(person=key.person_id, hall=hall.pk)
    if found is None or not key.opens(found.person):
        return None
    found.hall = hall
    return found


def moved(request: HttpRequest, hall: Hall) -> HttpResponse:
    """Where a hall went, and for one of its members the link with which they are themselves there. 410: it is gone here."""
    key = keyring.key_in(request, hall.pk) if request.user.is_authenticated else None
    way = (
        f"{hall.moved_to}{reverse('people:claim')}?code={carried_code(key.secret)}" if key is not None else ""
    )
    response = render(request, "bodies/moved.html", {"to": hall.moved_to, "way": way}, status=410)
    response.headers["Cache-Control"] = "no-store"
    return response


def members_only(view: View) -> View:
    """For every page inside a hall: a member's, or it does not exist."""

    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "member", None) is None:
            raise Http404
        return view(request, *args, **kwargs)

    shown.members_only = True  # type: ignore[attr-defined]
    return shown


def prove_first(request: HttpRequest, refusal: FactorNeeded) -> HttpResponse:
    """The page that asks for the second factor before a grave power is used; what was typed is kept on it."""
    context = {
        "refusal": refusal,
        "prove_href": prove_href(request),
        "typed": typed(request),
        "back": whence(request),
    }
    return render(request, "bodies/prove_first.html", context, status=403)


def affirm_first(request: HttpRequest, refusal: StillAGuest) -> HttpResponse:
    """The page that says to a guest why not, and leads to what they would affirm; what was typed is kept on it."""
    context = {"refusal": refusal, "typed": typed(request), "back": whence(request)}
    return render(request, "bodies/affirm_first.html", context, status=403)


def prove_href(request: HttpRequest) -> str:
    """Where the second factor is proved, leading back to this page."""
    for name in ("people:prove", "account_reauthenticate"):
        try:
            return f"{reverse(name)}?next={whence(request)}"
        except NoReverseMatch:
            continue
    return ""


def hall_in_page(request: HttpRequest) -> dict[str, Any]:
    """For the templates: the hall one is in, its organisation, its name in the title, and oneself (`me`)."""
    organisation = getattr(request, "organisation", None)
    if organisation is None:
        return {}
    return {
        "hall": request.hall,  # type: ignore[attr-defined]
        "organisation": organisation,
        "page_owner": organisation.name,
        "me": request.member,  # type: ignore[attr-defined]
    }
