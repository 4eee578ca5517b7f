"""Affiliations: our key to hand over, both sides' decisions, and where each edge stands."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from unionhall.bodies.actions.affiliations import bring_their_decision
from unionhall.bodies.door import members_only
from unionhall.bodies.forms.affiliations import BringForm
from unionhall.bodies.models import Affiliation
from unionhall.bodies.rules.affiliations import key_of
from unionhall.core.rulings import Refusal
from unionhall.record import signer
from unionhall.record.proofs import signed_document


@members_only
@require_safe
def affiliations(request: HttpRequest, hall: str) -> HttpResponse:
    """With whom we are affiliated, what waits for their decision, and our own key to hand over."""
    key = signer.verifier_key(request.hall)
    every = list(Affiliation.objects.filter(hall=request.hall).order_by("name"))
    context = {
        "edges": [edge for edge in every if edge.ended_at is None],
        "past": [edge for edge in every if edge.ended_at is not None],
        "vkey": key,
        "fingerprint": key_of(key).fingerprint,
        "page_title": _("Affiliations"),
    }
    return render(request, "bodies/affiliations.html", context)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def affiliation(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """One edge: our signed decision to hand over, and theirs to bring."""
    edge = get_object_or_404(
        Affiliation.objects.filter(hall=request.hall).select_related("our_decision", "ended_by"), pk=pk
    )
    form = BringForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            edge = bring_their_decision(by=request.actor, affiliation=edge, text=form.cleaned_data["text"])
        except Refusal as refused:
            refusal = refused
        else:
            done = _("The affiliation has ended.") if edge.ended_at else _("The affiliation stands.")
            messages.success(request, done)
            return redirect("bodies:affiliation", hall=hall, pk=pk)
    context = {
        "edge": edge,
        "form": form,
        "refusal": refusal,
        "fingerprint": key_of(edge.vkey).fingerprint if edge.vkey else "",
        "page_title": edge.name,
    }
    return render(request, "bodies/affiliation.html", context, status=422 if form.errors or refusal else 200)


@members_only
@require_safe
def document(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Our signed decision as a file to hand over: the one that ended the edge, where we ended it."""
    edge = get_object_or_404(
        Affiliation.objects.filter(hall=request.hall).select_related("our_decision", "ended_by"), pk=pk
    )
    entry = edge.ended_by or edge.our_decision
    if entry is None:
        raise Http404
    answer = HttpResponse(signed_document(entry), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="decision.json"'
    return answer
