"""Rival drafts of a part of the charter: laid side by side, chosen from, and put together to be confirmed as a whole."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.core.charters import rivals
from unionhall.core.rulings import Refusal
from unionhall.decisions import actions, rules
from unionhall.decisions.forms.rivals import RivalsForm
from unionhall.decisions.models import Motion, MotionText, Outcome, Poll
from unionhall.kit import clock

from .finding import done


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest, hall: str) -> HttpResponse:
    """Lay rival drafts of one part side by side, and ask which of them it is to be."""
    by = request.actor  # type: ignore[attr-defined]
    assembly = bodies.assembly(request.hall.pk)  # type: ignore[attr-defined]
    form = RivalsForm(request.POST or None)
    refusal = rules.may_put_choice(by, assembly, "ordinary", clock.now()).refusal
    if request.method == "POST" and form.is_valid():
        try:
            language = request.hall.language  # type: ignore[attr-defined]
            motion = actions.put_choice(by=by, body=assembly, language=language, **form.said())
        except Refusal as refused:
            refusal = refused
        else:
            said = (
                _("The drafts lie side by side. Now a second member has to say that it is worth deciding.")
                if motion.status == "put"
                else _("The drafts lie side by side, and are before us.")
            )
            return done(request, said, "decisions:motion", motion.pk)
    context = {"form": form, "refusal": refusal, "page_title": _("Rival drafts of one part")}
    status = 409 if refusal is not None and request.method == "POST" else 422 if form.errors else 200
    return render(request, "decisions/rivals_put.html", context, status=status)


def rivals_in(found: Motion, binding: MotionText, last: Poll | None) -> dict[str, Any]:
    """The rival texts a motion lays side by side, each with whether it is `chosen`; and `part`, what became of it."""
    question = rules.question_of(found)
    texts = rivals.read(binding.text, question.options) if question is not None else None
    if texts is None:
        return {"rivals": None}
    report = rules.stored_report(last) if last is not None and last.outcome == Outcome.CARRIED else None
    winner = report.winners[0] if report is not None and len(report.winners) == 1 else None
    return {
        "rivals": [(name, text, name == winner) for name, text in texts.items()],
        "part": {"heading": binding.title, "text": texts[winner], "of": winner} if winner else None,
    }
