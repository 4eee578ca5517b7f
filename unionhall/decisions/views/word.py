"""Word goes out: a neutral line to paste, a neutral calendar, a printed notice; and afterwards, what we decided."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from icalendar import Calendar, Event

from unionhall.bodies.door import members_only
from unionhall.core.rulings import OutOfOrder
from unionhall.core.words import inside_quotes
from unionhall.decisions import actions, rules
from unionhall.decisions.models import Motion, Outcome, Poll, Way
from unionhall.kit import clock, marks, moments, pdf

from .choosing import asked_in
from .finding import brought_up_to_date, done, motion_in
from .motion import result_of
from .reading import effects_of, effects_title


def _open_poll(motion: Motion) -> Poll | None:
    return motion.polls.filter(declared_at=None).order_by("-call").first()


def _address(request: HttpRequest, motion: Motion) -> str:
    """Where the motion is read, without a word in it that says what this is."""
    return request.build_absolute_uri(
        reverse("decisions:see", kwargs={"hall": motion.hall.slug, "pk": motion.pk})
    )


def neutral_line(request: HttpRequest, motion: Motion, poll: Poll | None) -> str:
    """A line for the group's own chat that tells whoever else reads it nothing: no name, no union, no question."""
    url = _address(request, motion)
    if poll is None:
        return _("Something to read and think about: %(url)s") % {"url": url}
    until = moments.full(poll.closes_at, motion.hall.time_zone)
    return _("Please have a look until %(until)s: %(url)s") % {"until": until, "url": url}


@members_only
@require_safe
def see(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """To the motion, from an address that tells whoever reads over a shoulder nothing."""
    return redirect("decisions:motion", hall=hall, pk=motion_in(request, pk).pk)


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """Pass the word on, and enter how notice was served, as proof of it."""
    brought_up_to_date(request)
    motion = motion_in(request, pk)
    if request.method == "POST":
        actions.serve_notice(by=request.actor, motion=motion, way=request.POST.get("way", ""))  # type: ignore[attr-defined]
        return done(request, _("Entered: notice was served."), "decisions:word", pk)
    poll = _open_poll(motion)
    context = {
        "motion": motion,
        "poll": poll,
        "line": neutral_line(request, motion, poll),
        "address": _address(request, motion),
        "ways": [(one.value, one.label) for one in Way if one != Way.PAGE],
        "served": list(motion.served.select_related("by").order_by("at")),
        "page_title": _("Pass the word on"),
    }
    return render(request, "decisions/word.html", context)


@members_only
@require_safe
def calendar(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """The end of the vote as a calendar entry that says nothing but a neutral word (RFC 5545)."""
    motion = motion_in(request, pk)
    poll = _open_poll(motion)
    if poll is None:
        raise OutOfOrder(_("No vote is open on this motion."))
    entry = Event()
    entry.add("uid", f"{poll.pk}@notes")
    entry.add("dtstamp", clock.now())
    entry.add("dtstart", poll.closes_at)
    entry.add("dtend", poll.closes_at)
    entry.add("summary", marks.heading(_("Reminder")))
    made = Calendar()
    made.add("prodid", "-//Notes//EN")
    made.add("version", "2.0")
    made.add_component(entry)
    answer = HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="reminder.ics"'
    return answer


@members_only
@require_safe
def notice(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """A notice for the board, with the question and when the vote closes: for the hall's own walls."""
    motion = motion_in(request, pk)
    poll, words = _open_poll(motion), rules.text_in(motion)
    facts = [(_("Before"), motion.body.name), (_("Motion"), str(motion.number))]
    if poll is not None:
        facts += [
            (_("We vote"), str(poll.get_method_display())),
            (_("Until"), moments.full(poll.closes_at, motion.hall.time_zone)),
        ]
    else:
        facts += [(_("We vote"), _("not yet: read it, ask, propose other words"))]
    lines = [words.text] if words.text else []
    question = rules.question_of(motion)
    if question is not None:
        lines += [f"{number}. {name}" for number, name in enumerate(question.options, 1)]
        lines.append(question.said().said(_))
    lines += [_("If this carries: %(what)s") % {"what": one["said"]} for one in effects_of(motion)]
    content = pdf.notice(
        title=_("Notice"),
        heading=words.title,
        lines=lines,
        facts=facts,
        owner=request.organisation.name,  # type: ignore[attr-defined]
        url=_address(request, motion),
    )
    return pdf.answer(content, f"notice-{motion.number}")


@members_only
@require_safe
def decided(request: HttpRequest, hall: str, pk: UUID) -> HttpResponse:
    """What we decided, on one page: to print, and to paste."""
    brought_up_to_date(request)
    motion = motion_in(request, pk)
    poll = motion.polls.filter(judges=None, declared_at__isnull=False).order_by("-call").first()
    if poll is None:
        raise OutOfOrder(_("Nothing is decided on this motion yet."))
    words = rules.text_in(motion)
    result = result_of(poll, request.actor)  # type: ignore[attr-defined]
    context = {
        "motion": motion,
        "poll": poll,
        "words": words,
        "result": result,
        **asked_in(motion),
        "effects": effects_of(motion),
        "effects_title": effects_title(motion, over=True),
        "plain": in_one_line(motion, words.title, poll),
        "page_title": _("What we decided"),
    }
    return render(request, "decisions/decided.html", context)


def in_one_line(motion: Motion, title: str, poll: Poll) -> str:
    """The decision in one line of plain text, for pasting."""
    chosen = rules.stored_report(poll)
    if chosen is not None and poll.outcome == Outcome.CARRIED:
        line = _("Motion %(number)d, “%(title)s”: chosen is %(outcome)s.")
        told = ", ".join(chosen.winners)
        return line % {"number": motion.number, "title": inside_quotes(title, line), "outcome": told}
    line = _("Motion %(number)d, “%(title)s”: %(outcome)s.")
    return line % {
        "number": motion.number,
        "title": inside_quotes(title, line),
        "outcome": poll.get_outcome_display(),
    }
