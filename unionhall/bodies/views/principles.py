"""The principles and one's answer to them; what the charter asks everybody to declare."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from unionhall.bodies.actions.declarations import declare
from unionhall.bodies.actions.principles import answer_principles
from unionhall.bodies.door import members_only
from unionhall.bodies.forms.principles import AnswerForm, DeclarationsForm
from unionhall.bodies.models import Affirmation, Declaration, Principles
from unionhall.bodies.rules import charters
from unionhall.bodies.rules.offices import questions
from unionhall.bodies.rules.principles import principles as in_force
from unionhall.core.rulings import Refusal
from unionhall.kit import clock


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def principles(request: HttpRequest, hall: str) -> HttpResponse:
    """The principles in force, how many of us stand how to them, one's own answer, and earlier versions."""
    now = clock.now()
    text = in_force(request.hall.pk, now)
    mine = Affirmation.objects.filter(member=request.member, principles=text).first() if text else None
    start = {"way": mine.way, "reservation": mine.reservation} if mine else None
    form = AnswerForm(request.POST or None, initial=start)
    refusal = None
    if request.method == "POST" and text is not None and form.is_valid():
        try:
            answer_principles(by=request.actor, member=request.member, principles=text, **form.cleaned_data)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("Your answer is kept. It is yours: the record does not carry it."))
            return redirect("bodies:principles", hall=hall)
    said = Counter(
        Affirmation.objects.filter(principles=text, member__left_on=None).values_list("way", flat=True)
        if text
        else ()
    )
    versions = list(Principles.objects.filter(hall=request.hall).order_by("-version"))
    context = {
        "text": text,
        "before": next((one for one in versions if text and one.version == text.version - 1), None),
        "versions": versions,
        "mine": mine,
        "form": form,
        "refusal": refusal,
        "said": said,
        "page_title": _("Principles"),
    }
    return render(request, "bodies/principles.html", context, status=422 if form.errors or refusal else 200)


@members_only
@require_safe
def principles_version(request: HttpRequest, hall: str, number: int) -> HttpResponse:
    """An earlier version of the principles, with what it changed."""
    versions = Principles.objects.filter(hall=request.hall)
    text = get_object_or_404(versions, version=number)
    context = {
        "text": text,
        "before": versions.filter(version=text.version - 1).first(),
        "page_title": _("Principles, version %(number)d") % {"number": number},
    }
    return render(request, "bodies/principles_version.html", context)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def declarations(request: HttpRequest, hall: str) -> HttpResponse:
    """What the charter asks members to declare, and one's own answers; seen by oneself, and by the gate that asks."""
    charter = charters.charter(request.hall.pk, clock.now())
    asked = questions(charter)
    said = dict(Declaration.objects.filter(member=request.member).values_list("key", "says"))
    form = DeclarationsForm(request.POST or None, questions=asked, said=said)
    if request.method == "POST" and form.is_valid():
        for key, says in form.answers():
            declare(by=request.actor, member=request.member, key=key, says=says)
        messages.success(request, _("Your declarations are kept. You can change them at any time."))
        return redirect("bodies:declarations", hall=hall)
    context = {"form": form, "asked": asked, "page_title": _("My declarations")}
    return render(request, "bodies/declarations.html", context, status=422 if form.errors else 200)
