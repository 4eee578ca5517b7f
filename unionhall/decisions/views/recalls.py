"""Calling a mandate back, answering the call, and calling a committee's decision in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.core.rulings import Refusal
from unionhall.decisions import actions, rules
from unionhall.decisions.models import Motion
from unionhall.kit import clock
from unionhall.kit.registries import effects as effect_kinds
from unionhall.mandates.models import Mandate

from .finding import done, motion_in


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def recall(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Call for a mandate to be taken back: one page that says what will happen, one button."""
    mandate = get_object_or_404(Mandate.objects.select_related("holder"), pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    at = clock.now()
    refusal = rules.may_start_recall(request.actor, mandate, at).refusal  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            motion = actions.start_recall(
                by=request.actor,  # type: ignore[attr-defined]
                mandate=mandate,
                grounds=request.POST.get("text", ""),
                language=(get_language() or "en").split("-")[0],
            )
        except Refusal as refused:
            refusal = refused
        else:
            said = _("The vote is open.") if motion.status == "polling" else _("The call is before the body.")
            return done(request, said, "decisions:motion", motion.pk)
    body = rules.giver_of(mandate)
    charter = bodies.charter(mandate.hall_id, at)
    described = effect_kinds.get("mandate.recall").describe(request.hall, body, {"mandate": str(mandate.pk)})  # type: ignore[attr-defined]
    context = {
        "described": described,
        "rule": charter.recall.said(),
        "names": rules.names_for_a_recall(body, charter, at),
        "already": Motion.objects.filter(recalls=mandate).order_by("put_at").last() if refusal else None,
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
        "page_title": _("Take a mandate back"),
    }
    return render(
        request, "decisions/recall.html", context, status=409 if refusal and request.method == "POST" else 200
    )


@members_only
@require_POST
def answer(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The holder answers the call to take their mandate back."""
    motion = motion_in(request, pk)
    actions.answer_recall(by=request.actor, motion=motion, text=request.POST.get("text", ""))  # type: ignore[attr-defined]
    return done(request, _("Your answer stands beside the call."), "decisions:motion", pk)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def call_in(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Call a committee's decision in before the assembly: what stops now, what is undone if the assembly agrees."""
    motion = motion_in(request, pk)
    refusal = rules.may_call_in(request.actor, motion, clock.now()).refusal  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            calling = actions.call_in(
                by=request.actor,  # type: ignore[attr-defined]
                motion=motion,
                reason=request.POST.get("text", ""),
                language=(get_language() or "en").split("-")[0],
            )
        except Refusal as refused:
            refusal = refused
        else:
            return done(
                request,
                _("The decision is called in; what it had still to do has stopped."),
                "decisions:motion",
                calling.pk,
            )
    described = effect_kinds.get("decision.overturn").describe(
        request.hall, motion.body, {"motion": str(motion.pk)}
    )  # type: ignore[attr-defined]
    context = {
        "motion": motion,
        "words": rules.text_in(motion),
        "described": described,
        "already": motion.call_ins.order_by("-put_at").first(),
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
        "page_title": _("Call a decision in"),
    }
    return render(
        request,
        "decisions/call_in.html",
        context,
        status=409 if refusal and request.method == "POST" else 200,
    )
