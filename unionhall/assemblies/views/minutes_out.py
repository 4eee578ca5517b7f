"""The minutes out of the hall: on paper, as Markdown, as Popolo JSON."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from unionhall.bodies.door import members_only
from unionhall.core.markdown import line, paragraphs
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.models import Poll
from unionhall.kit import marks, moments, pdf
from unionhall.record.models import Checkpoint

from .. import rules
from ..models import Meeting, MinuteLine
from .finding import meeting_in
from .minuted import minuted, minutes_title
from .popolo import as_popolo


def _opened(request: HttpRequest, pk: UUID) -> Meeting:
    found = meeting_in(request, pk).whole
    if not rules.was_opened(found):
        raise OutOfOrder(_("This meeting has not been opened."))
    return found


@members_only
@require_safe
def printed(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The minutes on paper, with the newest checkpoint of the record: without a name but in dissent, which asked for its own."""
    found = _opened(request, pk)
    told = minuted(found)
    content = pdf.paper(
        title=minutes_title(found),
        heading=minutes_title(found),
        lines=head(found, told),
        sections=[
            {"heading": heading, "paragraphs": words} for heading, words in sections(found, told, named=True)
        ],
        owner=request.organisation.name,  # type: ignore[attr-defined]
    )
    return pdf.answer(content, "minutes")


@members_only
@require_safe
def markdown(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The minutes as Markdown, to paste or to keep among other texts. No member is named: dissent is told without its name."""
    found = _opened(request, pk)
    told = minuted(found)
    digest = _("SHA-256 of these minutes: %(digest)s") % {"digest": rules.stand_of(found).digest}
    blocks = [
        f"# {marks.heading(minutes_title(found))}",
        "\n".join(f"- {line(one)}" for one in [*head(found, told), digest]),
    ]
    for heading, words in sections(found, told, named=False):
        blocks += [f"## {line(heading)}", *(paragraphs(one) for one in words)]
    return _file("\n\n".join(blocks) + "\n", "text/markdown", "minutes.md")


@members_only
@require_safe
def popolo(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The minutes as Popolo JSON, for other programs. No member is named."""
    found = _opened(request, pk)
    whole = as_popolo(found, minuted(found), rules.stand_of(found).digest)
    return _file(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", "application/json", "minutes.json")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def sections(found: Meeting, told: dict[str, Any], *, named: bool) -> list[tuple[str, list[str]]]:
    """The minutes section by section, each with its heading and paragraphs. `named`: dissent with the name it was given under."""
    made = [
        (f"{one['number']}. {one['title']}", [written.text for written in one["lines"]] or ["–"])
        for one in told["agenda"]
    ]
    if told["lines"]:
        made.append((_("Besides"), [written.text for written in told["lines"]]))
    made += [_decision(one, named) for one in told["decided"]]
    if told["went_on"]:
        made.append((_("How the meeting went on"), told["went_on"]))
    if told["late"]:
        late = [f"{dated(one, found)}: {one.text}" for one in told["late"]]
        made.append((_("Written after the close"), late))
    last = Checkpoint.objects.filter(hall=found.hall).order_by("-size").first()
    if last is not None:
        made.append((_("The record's checkpoint"), last.note.split("\n\n")[0].split("\n")))
    return made


def head(found: Meeting, told: dict[str, Any]) -> list[str]:
    """What stands above the minutes: who met when, how many were there, guests among them, and whether they are approved."""
    zone = found.hall.time_zone
    lines = [f"{found.body.name} · {moments.appointed(found.begins_at, zone)}"]
    for one in told["sittings"] or [{"meeting": found, "opened": told["opened"], "closed": told["closed"]}]:
        sitting: Meeting = one["meeting"]
        for moment, facts, word in (
            (sitting.opened_at, one["opened"], _("Opened %(when)s")),
            (sitting.closed_at, one["closed"], _("Closed %(when)s")),
        ):
            if moment is not None:
                lines.append(" · ".join([word % {"when": moments.full(moment, zone)}, _there(facts)]))
        if sitting.guests:
            guests = ngettext("%(many)d guest was there", "%(many)d guests were there", sitting.guests)
            lines.append(guests % {"many": sitting.guests})
    if found.first_at is not None:
        lines.append(first_by(found))
    return [*lines, approval(found, told)]


def first_by(found: Meeting) -> str:
    """By which decision this was the first assembly."""
    if found.first_by is None:
        return _("Our first assembly")
    return _("Our first assembly, by the decision on motion %(number)d") % {"number": found.first_by.number}


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


def dated(written: MinuteLine, found: Meeting) -> str:
    """When a line was written."""
    return moments.full(written.at, found.hall.time_zone)


def _there(facts: dict[str, Any]) -> str:
    many = facts.get("present", 0)
    said_there = ngettext("%(many)d with a vote was there", "%(many)d with a vote were there", many)
    return said_there % {"many": many}


def _decision(one: dict[str, Any], named: bool) -> tuple[str, list[str]]:
    """One decision as a section."""
    poll: Poll = one["poll"]
    heading = _("Motion %(number)d: %(title)s") % {"number": poll.motion.number, "title": one["title"] or ""}
    words = [str(poll.get_outcome_display()), *([one["count"]] if one["count"] else []), *one["reasons"]]
    if poll.present is not None:
        words.append(_("Present: %(many)d") % {"many": poll.present})
    for dissent in one["dissents"]:
        name = dissent.member.name if dissent.member is not None else ""
        told = {"name": name or _("a former member"), "words": dissent.text}
        words.append(_("Dissent, %(name)s: %(words)s") % told if named else _("Dissent: %(words)s") % told)
    return heading, words
