"""Minutes: what was decided by itself, and beneath each item what those who were there took down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from unionhall.bodies import rules as bodies
from unionhall.bodies.door import members_only
from unionhall.core.rulings import NotAuthorised, OutOfOrder, Refusal
from unionhall.decisions.live import count_in_words
from unionhall.decisions.models import MotionText, Poll
from unionhall.decisions.views.finding import done
from unionhall.decisions.views.reading import reasons_of
from unionhall.kit import clock, moments, pdf
from unionhall.kit.templatetags.kit import said
from unionhall.record.book import entry_of
from unionhall.record.models import Checkpoint, Entry, Opening

from .. import actions, rules
from ..models import Meeting, MinuteLine
from .finding import meeting_in
from .meetings import agenda_of


def _decided(found: Meeting) -> list[dict[str, Any]]:
    """What the body declared while the meeting was open: motion, outcome, reasons, dissent; four queries."""
    if found.opened_at is None:
        return []
    polls = list(rules.decided_at(found).select_related("motion").prefetch_related("dissents__member"))
    titles = MotionText.objects.for_reader([poll.motion_id for poll in polls])
    return [
        {
            "poll": poll,
            "title": titles.get(poll.motion_id),
            "reasons": [said(one) for one in reasons_of(poll)],
            "count": count_in_words(poll),
            "dissents": list(poll.dissents.all()),
        }
        for poll in polls
    ]


def _context(request: HttpRequest, found: Meeting) -> dict[str, Any]:
    lines = list(found.minute_lines.select_related("by"))
    agenda = agenda_of(found)
    for one in agenda:
        one["lines"] = [line for line in lines if line.item_id == one["item"].pk and not line.late]
    opened = entry_of(found, "meeting.opened")
    closed = entry_of(found, "meeting.closed")
    return {
        "meeting": found,
        "agenda": agenda,
        "lines": [line for line in lines if line.item_id is None and not line.late],
        "late": [line for line in lines if line.late],
        "decided": _decided(found),
        "opened": _facts(opened),
        "closed": _facts(closed),
        "closed_entry": closed,
    }


def _facts(entry: Entry | None) -> dict[str, Any]:
    """The facts of an entry, nothing where there is none."""
    opening = Opening.objects.filter(entry=entry).first() if entry is not None else None
    return opening.said().get("facts", {}) if opening is not None else {}


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Read the minutes, and write in them."""
    found = meeting_in(request, pk)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _written(request, found)
        except Refusal as refused:
            refusal = refused
        else:
            return done(request, _("It stands in the minutes."), "assemblies:minutes", pk)
    by, at = request.actor, clock.now()  # type: ignore[attr-defined]
    context = {
        **_context(request, found),
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
        "chosen": request.POST.get("item", "") or str(found.now_id or ""),
        "may_write": rules.may_take_minutes(by, found, at),
        "mine": by.member_id if found.closed_at is None else None,
        "page_title": _("Minutes"),
    }
    return render(request, "assemblies/minutes.html", context, status=409 if refusal else 200)


def _written(request: HttpRequest, found: Meeting) -> None:
    wanted = request.POST.get("item", "")
    item = next((one for one in found.items.all() if str(one.pk) == wanted), None)
    if wanted and item is None:
        raise NotAuthorised(_("That is on another agenda."))
    actions.write_line(
        by=request.actor,  # type: ignore[attr-defined]
        meeting=found,
        text=request.POST.get("text", ""),
        item=item,
    )


@members_only
@require_POST
def strike(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Strike out what one wrote oneself."""
    rows = MinuteLine.objects.select_related("meeting__body__hall")
    line = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    if not bodies.may_read(request.member, line.meeting.body):  # type: ignore[attr-defined]
        raise Http404
    actions.strike_line(by=request.actor, line=line)  # type: ignore[attr-defined]
    return done(request, _("Struck out."), "assemblies:minutes", line.meeting_id)


@members_only
@require_safe
def printed(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The minutes on paper, with the newest checkpoint of the record: without a name but in dissent, which asked for its own."""
    found = meeting_in(request, pk)
    if found.opened_at is None:
        raise OutOfOrder(_("This meeting has not been opened."))
    told, zone = _context(request, found), found.hall.time_zone
    lines = [f"{found.body.name} · {moments.appointed(found.begins_at, zone)}"]
    for moment, facts, word in (
        (found.opened_at, told["opened"], _("Opened %(when)s")),
        (found.closed_at, told["closed"], _("Closed %(when)s")),
    ):
        if moment is not None:
            lines.append(" · ".join([word % {"when": moments.full(moment, zone)}, _there(facts)]))
    sections = [
        {
            "heading": f"{one['number']}. {one['title']}",
            "paragraphs": [line.text for line in one["lines"]] or ["–"],
        }
        for one in told["agenda"]
    ]
    if told["lines"]:
        sections.append({"heading": _("Besides"), "paragraphs": [line.text for line in told["lines"]]})
    sections += [_on_paper(one) for one in told["decided"]]
    if told["late"]:
        sections.append(
            {"heading": _("Written after the close"), "paragraphs": [one.text for one in told["late"]]}
        )
    last = Checkpoint.objects.filter(hall=found.hall).order_by("-size").first()
    if last is not None:
        sections.append(
            {"heading": _("The record's checkpoint"), "paragraphs": last.note.split("\n\n")[0].split("\n")}
        )
    content = pdf.paper(
        title=_("Minutes"),
        heading=_("Minutes"),
        lines=lines,
        sections=sections,
        owner=request.organisation.name,  # type: ignore[attr-defined]
    )
    return pdf.answer(content, "minutes")


def _there(facts: dict[str, Any]) -> str:
    many = facts.get("present", 0)
    said_there = ngettext("%(many)d with a vote was there", "%(many)d with a vote were there", many)
    return said_there % {"many": many}


def _on_paper(one: dict[str, Any]) -> dict[str, Any]:
    """One decision as a section of the paper."""
    poll: Poll = one["poll"]
    heading = _("Motion %(number)d: %(title)s") % {"number": poll.motion.number, "title": one["title"] or ""}
    paragraphs = [str(poll.get_outcome_display()), *([one["count"]] if one["count"] else []), *one["reasons"]]
    if poll.present is not None:
        paragraphs.append(_("Present: %(many)d") % {"many": poll.present})
    for dissent in one["dissents"]:
        name = dissent.member.name if dissent.member is not None else ""
        paragraphs.append(
            _("Dissent, %(name)s: %(words)s") % {"name": name or _("a former member"), "words": dissent.text}
        )
    return {"heading": heading, "paragraphs": paragraphs}
