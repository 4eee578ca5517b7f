"""Word of a meeting goes out: a neutral line and calendar, the agenda in full, and the sheet to sign in on."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from unionhall.bodies.door import members_only
from unionhall.decisions.models import MotionText
from unionhall.decisions.rules import in_languages, question_of
from unionhall.decisions.views.reading import effects_of
from unionhall.kit import clock, marks, moments, pdf

from .. import rules
from ..models import Meeting
from ..telling import agenda_of, roles_of
from .finding import meeting_in

LINES = 30
"""Empty lines on a page of the sign-in sheet."""


def _address(request: HttpRequest, found: Meeting) -> str:
    """Where the meeting is read, without a word in it that says what this is."""
    return request.build_absolute_uri(
        reverse("assemblies:at", kwargs={"hall": found.hall.slug, "pk": found.pk})
    )


@members_only
@require_safe
def at(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """To the meeting, from an address that tells whoever reads over a shoulder nothing."""
    return redirect("assemblies:meeting", hall=hall, pk=meeting_in(request, pk).pk)


@members_only
@require_safe
def word(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Pass the word on: to paste, for the calendar, and to print."""
    found = meeting_in(request, pk)
    line = _("See you %(when)s? %(url)s") % {
        "when": moments.appointed(found.begins_at, found.hall.time_zone),
        "url": _address(request, found),
    }
    context = {"meeting": found, "line": line, "page_title": _("Pass the word on")}
    return render(request, "assemblies/word.html", context)


@members_only
@require_safe
def calendar(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The meeting as a calendar entry that says nothing but a neutral word, and no place (RFC 5545)."""
    found = meeting_in(request, pk)
    entry = Event()
    entry.add("uid", f"{found.pk}@notes")
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", found.begins_at)
    entry.add("dtend", found.begins_at + timedelta(hours=2))
    entry.add("summary", marks.heading(_("Reminder")))
    if found.called_off_at:
        entry.add("status", "CANCELLED")
    made = Calendar()
    made.add("prodid", "-//Notes//EN")
    made.add("version", "2.0")
    made.add_component(entry)
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="reminder.ics"'
    return answer


@members_only
@require_safe
def agenda(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The agenda to print: every item, each motion in full with what there is to choose from and what it does if it carries."""
    found, now = meeting_in(request, pk), clock.now()
    mine = found.coming.filter(member=request.member, yes=True).exists()  # type: ignore[attr-defined]
    facts = [
        (_("When"), moments.appointed(found.begins_at, found.hall.time_zone)),
        (_("Who meets"), found.body.name),
    ]
    if found.place and rules.place_is_shown(found, request.member, mine, now):  # type: ignore[attr-defined]
        facts.append((_("Where"), found.place))
    for role, held in roles_of(found):
        names = [one.member.name or _("a former member") for one in held]
        facts.append((capfirst(str(role.label)), ", ".join(names)))
    sections, items = [], agenda_of(found)
    texts = texts_of([one["item"].motion_id for one in items if one["item"].motion_id])
    for one in items:
        item = one["item"]
        said = [item.text] if item.text else []
        if item.motion is not None:
            said += in_each_language(texts[item.motion_id])
            question = question_of(item.motion)
            if question is not None:
                said += [f"{number}. {name}" for number, name in enumerate(question.options, 1)]
                said.append(question.said().said(_))
            said += [
                _("If this carries: %(what)s") % {"what": effect["said"]}
                for effect in effects_of(item.motion)
            ]
        kind = str(item.get_kind_display())
        if item.minutes:
            kind = _("%(kind)s · %(minutes)d minutes") % {"kind": kind, "minutes": item.minutes}
        sections.append({"heading": f"{one['number']}. {one['title']}", "paragraphs": said, "source": kind})
    content = pdf.paper(
        title=_("Agenda"),
        heading=_("Agenda"),
        lines=[f"{word}: {value}" for word, value in facts],
        sections=sections,
        owner=request.organisation.name,  # type: ignore[attr-defined]
        url=_address(request, found),
    )
    return pdf.answer(content, "agenda")


def texts_of(motions: list[UUID]) -> dict[UUID, list[MotionText]]:
    """All words of these motions, by motion. One query."""
    told: dict[UUID, list[MotionText]] = {one: [] for one in motions}
    for text in MotionText.objects.filter(motion__in=motions):
        told[text.motion_id].append(text)
    return told


def in_each_language(texts: list[MotionText]) -> list[str]:
    """
    The words of a motion for paper: what binds and, where it is translated, that it does, and each translation after it. One that
    is behind is not printed but named: on paper nobody would see what it no longer says.
    """
    binding, *others = in_languages(texts)
    told = [binding.text.text] if binding.text.text else []
    if not any(one.text.text or one.behind for one in others):
        return told
    told.insert(
        0, _("%(language)s, binding: %(title)s") % {"language": binding.name, "title": binding.text.title}
    )
    for one in others:
        if one.behind:
            told.append(
                _("%(language)s: the translation is behind, and is not printed.") % {"language": one.name}
            )
        else:
            said = {"language": one.name, "title": one.text.title}
            told += [
                _("%(language)s, a translation: %(title)s") % said,
                *([one.text.text] if one.text.text else []),
            ]
    return told


@members_only
@require_safe
def sign_in_sheet(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """An empty sheet to sign in on: it names nobody beforehand, and whose it is only where the body is public."""
    found = meeting_in(request, pk)
    expected = rules.forecast(found, clock.now()).voters
    content = pdf.sheet(
        title=_("Sign-in sheet"),
        heading=_("Who is here"),
        lines=[moments.appointed(found.begins_at, found.hall.time_zone)],
        columns=[_("Name"), _("Came"), _("Left"), _("Votes here")],
        rows=min(max(expected + 6, LINES // 2), 8 * LINES),
        note=_(
            "Whoever keeps the door counts: how many are here, and how many of them vote. Destroy this sheet afterwards."
        ),
        owner=request.organisation.name if request.organisation.public else "",  # type: ignore[attr-defined]
    )
    return pdf.answer(content, "sheet")
