"""Asking to join at the public door, and answering it inside."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.kit import clock
from unionhall.mandates.gate import FactorNeeded
from unionhall.people import entering

from ..actions import admitting, cards
from ..actions import applications as actions
from ..actions.settling import ANSWERED_KEPT
from ..door import members_only, prove_href
from ..forms.joining import ApplyForm
from ..models import Application, Body, Organisation
from ..rules import doors, unanswered
from .at_the_door import SHOWN, kept_at_the_door
from .invites import agreed_at_the_door
from .letters import letters_at_the_door


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to join a public organisation. A quiet one answers like one that does not exist."""
    organisation = Organisation.objects.select_related("hall").filter(hall__slug=slug, public=True).first()
    if organisation is None:
        raise Http404
    at = clock.now()
    bodies = Body.objects.standing(at).filter(hall=organisation.hall, kind="section").order_by("name")
    sections = {str(one.pk): one for one in bodies}
    form = ApplyForm(request.POST or None, sections=[(pk, one.name) for pk, one in sections.items()])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if kept_at_the_door(
            request,
            form,
            lambda: actions.apply(
                organisation=organisation,
                name=given["name"],
                contact=given["contact"],
                words=given["words"],
                in_directory=given["in_directory"],
                section=sections.get(given.get("section", "")),
                **form.stance(),
            ),
        ):
            return render(request, "bodies/applied.html", {"organisation": organisation})
    return render(
        request,
        "bodies/apply.html",
        {"form": form, "organisation": organisation, **agreed_at_the_door(organisation.hall)},
    )


@members_only
@require_safe
def applications(request: HttpRequest, hall: str) -> HttpResponse:
    """Who has asked to join, for those who may answer: under a mandate, or by vouching."""
    at = clock.now()
    if not doors.may_type_cards(request.actor, at) and not doors.may_admit(request.actor, at):
        doors.may_type_cards(request.actor, at).enforce()
    waiting = Application.objects.filter(
        hall=request.hall, way=Application.Way.FORM, answer=Application.Answer.OPEN
    )
    waiting = (
        waiting.select_related("section").prefetch_related("vouchers__member").order_by("made_at")[:SHOWN]
    )
    goes = unanswered.kept_until(waiting)
    holds = _holds(request, at)
    context = {
        **letters_at_the_door(request, at),
        "admitted": _without_account(request, at),
        "may_begin": doors.may_type_cards(request.actor, at),
        "applications": [(one, doors.may_vouch_for(request.actor, one, at), goes[one.pk]) for one in waiting],
        "may_admit": doors.may_admit(request.actor, at),
        "holds": holds,
        "lacks_second_factor": holds and not entering.has_second_factor(request),
        "prove_href": prove_href(request),
        "may_read_contact": doors.may_read_contact(request.actor, at),
        "page_title": _("Applications"),
    }
    return render(request, "bodies/applications.html", context)


def _without_account(request: HttpRequest, at: datetime) -> list[Application]:
    """
    Who asked here, was admitted and cannot sign in yet; each with `letting`, where a code is being made, and `kept_until`.

    What they wrote, and how they are reached, is kept 30 days after the answer and no longer; here it is of use.
    """
    found = list(
        Application.objects.filter(
            hall=request.hall,
            way=Application.Way.FORM,
            answer=Application.Answer.ADMITTED,
            member__left_on=None,
            member__person__key_hash="",
        )
        .select_related("member")
        .order_by("-answered_at")[:SHOWN]
    )
    lettings = {one.member_id: one for one in doors.open_lettings(request.hall.pk, at)} if found else {}
    for one in found:
        one.letting = lettings.get(one.member_id)
        one.kept_until = one.answered_at + ANSWERED_KEPT if one.answered_at else None
    return found


def _holds(request: HttpRequest, at: datetime) -> bool:
    """Whether the mandate to admit is theirs, proved or not, so that the page can offer the way to prove it."""
    ruling = doors.may_admit(request.actor, at)
    return bool(ruling) or isinstance(ruling.refusal, FactorNeeded)


def _one(request: HttpRequest, pk: UUID) -> Application:
    return get_object_or_404(Application, pk=pk, hall=request.hall, way=Application.Way.FORM)


@members_only
@require_POST
def admit(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Admit somebody under one's mandate."""
    member = admitting.admit_application(by=request.actor, application=_one(request, pk))
    messages.success(
        request, _("%(name)s is admitted, under your mandate. It is in the record.") % {"name": member.name}
    )
    return redirect("bodies:applications", hall=hall)


@members_only
@require_POST
def decline(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Decline an application under one's mandate."""
    admitting.decline_application(by=request.actor, application=_one(request, pk))
    messages.success(request, _("The application is declined, and erased in 30 days. It is in the record."))
    return redirect("bodies:applications", hall=hall)


@members_only
@require_POST
def vouch(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Vouch for who asked."""
    application = cards.vouch_for(by=request.actor, application=_one(request, pk))
    if application.answer == Application.Answer.ADMITTED:
        messages.success(request, _("%(name)s is in.") % {"name": application.name})
    else:
        messages.success(request, _("You have vouched. Another member has to vouch too."))
    return redirect("bodies:applications", hall=hall)
