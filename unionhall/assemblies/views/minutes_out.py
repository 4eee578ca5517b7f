"""The minutes out of the hall: on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from unionhall.bodies.door import members_only
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.models import Poll
from unionhall.kit import moments, pdf
from unionhall.record.models import Checkpoint

from ..models import Meeting, MinuteLine
from .finding import meeting_in
from .minuted import minuted


def _opened(request: HttpRequest, pk: UUID) -> Meeting:
    found = meeting_in(request, pk)
    if found.opened_at is None:
        raise OutOfOrder(_("This meeting has not been opened."))
    return found


@members_only
@require_safe
def printed(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The minutes on paper, with the newest checkpoint of the record: without a name but in dissent, which asked for its own."""
    found = _opened(request, pk)
    told = minuted(found)
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
        late = [f"{dated(one, found)}: {one.text}" for one in told["late"]]
        sections.append({"heading": _("Written after the close"), "paragraphs": late})
    last = Checkpoint.objects.filter(hall=found.hall).order_by("-size").first()
    if last is not None:
        sections.append(
            {"heading": _("The record's checkpoint"), "paragraphs": last.note.split("\n\n")[0].split("\n")}
        )
    content = pdf.paper(
        title=_("Minutes"),
        heading=_("Minutes"),
        lines=head(found, told),
        sections=sections,
        owner=request.organisation.name,  # type: ignore[attr-defined]
    )
    return pdf.answer(content, "minutes")


def head(found: Meeting, told: dict[str, Any]) -> list[str]:
    """What stands above the minutes: who met when, how many were there, guests among them, and whether they are approved."""
    zone = found.hall.time_zone
    lines = [f"{found.body.name} · {moments.appointed(found.begins_at, zone)}"]
    for moment, facts, word in (
        (found.opened_at, told["opened"], _("Opened %(when)s")),
        (found.closed_at, told["closed"], _("Closed %(when)s")),
    ):
        if moment is not None:
            lines.append(" · ".join([word % {"when": moments.full(moment, zone)}, _there(facts)]))
    if found.guests:
        guests = ngettext("%(many)d guest was there", "%(many)d guests were there", found.guests)
        lines.append(guests % {"many": found.guests})
    return [*lines, approval(found, told)]


def approval(found: Meeting, told: dict[str, Any]) -> str:
    """By which decision the minutes are approved, or that they are not yet; never of others than were approved."""
    if found.approved_at is None:
        return _("Not approved yet")
    if not told["as_approved"]:
        return _(
            "Something was changed after they were approved: these are not the minutes of that decision."
        )
    day = moments.full(found.approved_at, found.hall.time_zone)
    if found.approved_by is None:
        return _("Approved on %(when)s") % {"when": day}
    return _("Approved by the decision on motion %(number)d, %(when)s") % {
        "number": found.approved_by.number,
        "when": day,
    }


def dated(line: MinuteLine, found: Meeting) -> str:
    """When a line was written."""
    return moments.full(line.at, found.hall.time_zone)


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
