"""Asking to join at the public door, or writing there for something else; and answering it inside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.core.rulings import Refusal
from unionhall.kit import clock
from unionhall.mandates.gate import FactorNeeded
from unionhall.people import entering
from unionhall.people.forms import wait_sentence
from unionhall.people.limits import Limits, address_of

from ..actions import admitting, cards
from ..actions import applications as actions
from ..actions.settling import ANSWERED_KEPT
from ..door import members_only, prove_href
from ..forms.joining import ApplyForm, QuestionForm
from ..models import Application, Body, Organisation
from ..rules import doors
from .invites import agreed_at_the_door

asked_often = Limits()
SHOWN = 100


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
        if _kept(
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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, slug: str, way: str) -> HttpResponse:
    """Write at the door for something else than to join (`way`). A quiet organisation answers like one that does not exist."""
    organisation = Organisation.objects.select_related("hall").filter(hall__slug=slug, public=True).first()
    if organisation is None or way not in doors.QUESTIONS:
        raise Http404
    form = QuestionForm(request.POST or None)
    told = doors.somebody_admits(organisation.pk, clock.now())
    context = {"form": form, "organisation": organisation, "way": way, "for_holders": told}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if _kept(
            request,
            form,
            lambda: actions.ask_at_the_door(
                organisation=organisation,
                way=Application.Way(way),
                name=given["name"],
                contact=given["contact"],
                words=given["words"],
            ),
        ):
            return render(request, "bodies/applied.html", context)
    return render(request, "bodies/question.html", context)


def _kept(request: HttpRequest, form: Form, keep: Callable[[], object]) -> bool:
    """Whether what was written at the door is kept; else the form says why not. One address writes so often, and no more."""
    at, address = clock.now(), address_of(request)
    if wait := asked_often.seconds_to_wait("apply", address, at):
        form.add_error(None, wait_sentence(wait))
        return False
    asked_often.missed("apply", address, at)
    try:
        keep()
    except Refusal as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True


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
    waiting = waiting.select_related("section").prefetch_related("vouchers__member").order_by("made_at")
    holds = _holds(request, at)
    context = {
        **_letters(request, at),
        "admitted": _without_account(request, at),
        "may_begin": doors.may_type_cards(request.actor, at),
        "applications": [(one, doors.may_vouch_for(request.actor, one, at)) for one in waiting[:SHOWN]],
        "may_admit": doors.may_admit(request.actor, at),
        "holds": holds,
        "lacks_second_factor": holds and not entering.has_second_factor(request),
        "prove_href": prove_href(request),
        "may_read_contact": doors.may_read_contact(request.actor, at),
        "page_title": _("Applications"),
    }
    return render(request, "bodies/applications.html", context)


def _letters(request: HttpRequest, at: datetime) -> dict[str, Any]:
    """
    Who wrote without asking to join: `questions` that wait, each with whether one may read it, and `answered` ones, of those one
    may read, for as long as they are kept.
    """
    written = Application.objects.filter(hall=request.hall, way__in=doors.QUESTIONS)
    waiting = written.filter(answer=Application.Answer.OPEN).order_by("made_at")[:SHOWN]
    over = written.filter(answer=Application.Answer.ANSWERED).order_by("-answered_at")[:SHOWN]
    may = {told: _reads(request, told, at) for told in (True, False)}
    return {
        "questions": [(one, may[one.for_holders]) for one in waiting],
        "answered": [
            (one, one.answered_at + ANSWERED_KEPT)
            for one in over
            if one.answered_at is not None and may[one.for_holders]
        ],
    }


def _reads(request: HttpRequest, for_holders: bool, at: datetime) -> bool:
    return bool(doors.may_read_letter(request.actor, Application(for_holders=for_holders), at))


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
def answered(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Say that who wrote at the door without asking to join has their answer."""
    question = get_object_or_404(Application, pk=pk, hall=request.hall, way__in=doors.QUESTIONS)
    actions.answer_at_the_door(by=request.actor, application=question)
    messages.success(
        request,
        _("%(name)s has an answer. What they wrote is kept below for 30 days.") % {"name": question.name},
    )
    return redirect("bodies:applications", hall=hall)


@members_only
@require_POST
def answer_after_all(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Take back that who wrote at the door has their answer."""
    question = get_object_or_404(Application, pk=pk, hall=request.hall, way__in=doors.QUESTIONS)
    actions.answer_after_all(by=request.actor, application=question)
    messages.success(request, _("%(name)s waits for an answer again.") % {"name": question.name})
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
