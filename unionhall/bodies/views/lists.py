"""Bringing in an existing list of members: looked at line by line before anything is kept."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from unionhall.core.rulings import Refusal
from unionhall.kit import clock
from unionhall.mandates.gate import FactorNeeded

from ..actions import lists as actions
from ..door import members_only, prove_href
from ..forms.lists import Line, ListForm, read_list
from ..rules import doors

SHOWN = 500


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, hall: str) -> HttpResponse:
    """Choose a list, look at it, bring it in. The list stays on the page until it is in, mistakes and all."""
    form = ListForm(request.POST or None, request.FILES or None)
    lines: list[Line] = []
    may = doors.may_bring_list(request.actor, clock.now())
    # A list held against the members tells who is one: it is read for those only who may bring it in.
    may_look = bool(may) or isinstance(may.refusal, FactorNeeded)
    if request.method == "POST" and form.is_valid() and not may_look:
        form.add_error(None, may.sentence)
    elif request.method == "POST" and form.is_valid():
        try:
            lines = read_list(form.cleaned_data["list"], request.hall.pk)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        if (
            lines
            and "bring" in request.POST
            and not request.FILES
            and request.POST.get("seen") == str(len(lines))
        ):
            rows = [line.row for line in lines if line.is_good and not _left_out(request, line)]
            try:
                brought = actions.bring_in_list(by=request.actor, rows=rows)
            except FactorNeeded:
                raise
            except Refusal as refusal:
                form.add_error(None, refusal.sentence)
            else:
                said = ngettext(
                    "One member came in by the list.", "%(count)d members came in by the list.", brought.rows
                )
                messages.success(request, said % {"count": brought.rows})
                return redirect("bodies:members", hall=hall)
    for line in lines:
        line.left_out = _left_out(request, line) if "bring" in request.POST else line.is_double  # type: ignore[attr-defined]
    context = {
        "form": form,
        "may_look": may_look,
        "lines": [line for line in lines if line.wrong or line.like][:SHOWN],
        "first": [line for line in lines if line.is_good and not line.like][:20],
        "count": len(lines),
        "guessed": form.guessed,
        "good": sum(line.is_good for line in lines),
        "bad": sum(not line.is_good for line in lines),
        "text": form.cleaned_data.get("list", "") if form.is_bound and hasattr(form, "cleaned_data") else "",
        "may": may,
        "prove_href": prove_href(request) if isinstance(may.refusal, FactorNeeded) else "",
        "page_title": _("Bring in a list"),
    }
    return render(request, "bodies/list.html", context)


def _left_out(request: HttpRequest, line: Line) -> bool:
    """Whether a line stays out: one whose name is a member's unless somebody says otherwise, another if they say so."""
    number = str(line.number)
    return (
        number not in request.POST.getlist("anyway")
        if line.is_double
        else number in request.POST.getlist("skip")
    )
