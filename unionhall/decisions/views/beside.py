"""What members say beside a motion: questions, answers, dissent, how far the work has come."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from unionhall.bodies import looking
from unionhall.bodies.door import members_only
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.forms.polls import ReviewForm, WorkForm

from .finding import done, motion_in, poll_in, question_in


@members_only
@require_POST
def ask(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Ask a question beside a motion."""
    motion = motion_in(request, pk)
    actions.ask_question(by=request.actor, motion=motion, text=request.POST.get("text", ""))  # type: ignore[attr-defined]
    return done(request, _("Your question stands beside the motion."), "decisions:motion", pk)


@members_only
@require_POST
def answer(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Answer a question."""
    question = question_in(request, pk)
    actions.answer_question(by=request.actor, question=question, text=request.POST.get("text", ""))  # type: ignore[attr-defined]
    return done(request, _("Your answer stands beside the question."), "decisions:motion", question.motion_id)


@members_only
@require_POST
def dissent(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Have one's dissent minuted, or take down that of somebody without a phone."""
    poll, by, whose = poll_in(request, pk), request.actor, None  # type: ignore[attr-defined]
    if request.POST.get("member"):
        whose = looking.with_id(request.member, request.POST["member"])  # type: ignore[attr-defined]
        if whose is None:
            raise OutOfOrder(_("Choose who it is."))
    actions.dissent(by=by, poll=poll, text=request.POST.get("text", ""), whose=whose)
    said = _("Your dissent is minuted.") if whose is None else _("Their dissent is minuted.")
    return done(request, said, "decisions:poll", pk)


@members_only
@require_POST
def work(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Say how far carrying out a decision has come."""
    motion = motion_in(request, pk)
    form = WorkForm(request.POST)
    if not form.is_valid():
        raise OutOfOrder(_("Say it in 200 characters at most."))
    actions.say_state_of_work(by=request.actor, motion=motion, **form.cleaned_data)  # type: ignore[attr-defined]
    return done(request, _("How far it has come stands in the register."), "decisions:motion", pk)


@members_only
@require_POST
def review(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Set the day on which to look at a decision again."""
    motion = motion_in(request, pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        raise OutOfOrder(" ".join(map(str, form.errors["on"])))
    actions.set_review(by=request.actor, motion=motion, on=form.cleaned_data["on"])  # type: ignore[attr-defined]
    return done(request, _("The day stands in the register."), "decisions:motion", pk)
