"""Proposing to decide several amendments together, and having one of them decided by itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from unionhall.bodies.door import members_only
from unionhall.core.rulings import Refusal
from unionhall.decisions import actions, rules
from unionhall.decisions.forms.motions import TogetherForm
from unionhall.decisions.models import Motion, Status
from unionhall.kit import clock

from .finding import done, motion_in
from .putting import status_of
from .reading import with_titles


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Choose amendments that do not collide, to be decided with one vote."""
    motion = motion_in(request, pk)
    refusal = rules.may_bundle(request.actor, motion, clock.now()).refusal  # type: ignore[attr-defined]
    form = _form(request, motion)
    if request.method == "POST" and refusal is None and form.is_valid():
        try:
            bloc = actions.put_together(by=request.actor, motion=motion, **form.cleaned_data)  # type: ignore[attr-defined]
        except Refusal as refused:
            refusal = refused
        else:
            if bloc.status == Status.PUT:
                return done(
                    request, _("It is put. Now it needs a second member."), "decisions:motion", bloc.pk
                )
            return done(request, _("It is put and before us."), "decisions:motion", bloc.pk)
    context = {
        "motion": motion,
        "words": rules.text_in(motion),
        "form": form,
        "refusal": refusal,
        "page_title": _("Decide amendments together"),
    }
    failed = request.method == "POST"
    return render(
        request, "decisions/together.html", context, status=status_of(form, refusal) if failed else 200
    )


def _form(request: HttpRequest, motion: Motion) -> TogetherForm:
    found = rules.could_be_together(motion)
    collide = rules.which_collide(found)
    titled = with_titles([one.amendment for one in found])
    could = [(str(one.pk), f"{one.number} · {one.words.title}") for one in titled]  # type: ignore[attr-defined]
    return TogetherForm(
        request.POST or None, could=could, apart={str(pk) for pk, others in collide.items() if others}
    )


@members_only
@require_POST
def by_itself(request: HttpRequest, hall: str, pk: UUID, part: UUID) -> HttpResponse:
    """Have one of the amendments decided by itself; the others go on without it."""
    actions.decide_by_itself(
        by=request.actor,  # type: ignore[attr-defined]
        bloc=motion_in(request, pk),
        amendment=motion_in(request, part),
    )
    return done(request, _("It is decided by itself."), "decisions:motion", part)


def parts_in(bloc: Motion, by: Any) -> dict[str, Any]:
    """The amendments a motion decides together, and whether `by` may have one decided by itself; nothing of another motion."""
    ids = rules.parts_of(bloc)
    rows = (
        with_titles(list(Motion.objects.filter(pk__in=[UUID(one) for one in ids]).order_by("number")))
        if ids
        else []
    )
    return {"parts": rows, "may_part": rules.may_part(by, bloc, rows[0], clock.now()) if rows else None}
