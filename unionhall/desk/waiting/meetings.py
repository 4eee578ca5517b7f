"""Meetings that wait for more names, for one's word whether one comes, and for who is there to say so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.assemblies.models import LASTS, Caller, Coming, DateSearch, Meeting, Presence
from unionhall.assemblies.rules import DOORS, WARNED, Turnout, falls_short, unanswered
from unionhall.bodies import rules as bodies
from unionhall.kit import moments

from .lines import Reader, Section, Waiting


def _called_rows(hall: Any, member: Any, at: Any) -> QuerySet[Meeting]:
    """Meetings that others have called and that wait for more names."""
    ahead = Meeting.objects.standing().filter(
        hall_id=hall, body__in=bodies.with_a_place(member), begins_at__gt=at
    )
    mine = Caller.objects.filter(member_id=member)
    return ahead.filter(convened_at=None).exclude(pk__in=mine.values("meeting"))


def _called(me: Reader, rows: QuerySet[Meeting]) -> Iterator[Waiting]:
    for meeting in rows.order_by("begins_at")[:2] if me.votes else []:
        text = _("A meeting is called for %(when)s, and waits for more names") % {"when": _when(me, meeting)}
        yield Waiting(me.to("assemblies:meeting", meeting.pk), text, "calendar")


def _meetings_rows(hall: Any, member: Any, at: Any) -> QuerySet[Meeting]:
    """Meetings that stand, until one has said whether one comes, or their doors open."""
    ahead = Meeting.objects.standing().filter(
        hall_id=hall, body__in=bodies.with_a_place(member), begins_at__gt=at + DOORS
    )
    said = Coming.objects.filter(member_id=member)
    return ahead.filter(convened_at__isnull=False).exclude(pk__in=said.values("meeting"))


def _meetings(me: Reader, rows: QuerySet[Meeting]) -> Iterator[Waiting]:
    for meeting in rows.select_related("body__hall", "hall").order_by("begins_at")[:2]:
        text = _("We meet on %(when)s. Are you coming?") % {"when": _when(me, meeting)}
        if short := falls_short(meeting, me.at):
            text = f"{text} {_lacking(short)}"
        yield Waiting(me.to("assemblies:meeting", meeting.pk), text, "calendar")


def _lacking(expected: Turnout) -> str:
    return ngettext("One more makes a quorum.", "%(lacking)s more make a quorum.", expected.lacking) % {
        "lacking": expected.lacking
    }


def _short_rows(hall: Any, member: Any, at: Any) -> QuerySet[Meeting]:
    """Meetings within two days that one has called and stands behind; whether too few come is looked at for these alone."""
    mine = Caller.objects.filter(member_id=member, off_at=None)
    near = Meeting.objects.standing().filter(
        hall_id=hall, opened_at=None, begins_at__gt=at + DOORS, begins_at__lte=at + WARNED
    )
    return near.filter(convened_at__isnull=False, pk__in=mine.values("meeting"))


def _short(me: Reader, rows: QuerySet[Meeting]) -> Iterator[Waiting]:
    for meeting in rows.select_related("body__hall", "hall").order_by("begins_at")[:2]:
        if short := falls_short(meeting, me.at):
            text = _("Too few are coming on %(when)s: ask around. %(short)s") % {
                "when": _when(me, meeting),
                "short": _lacking(short),
            }
            yield Waiting(me.to("assemblies:meeting", meeting.pk), text, "warning")


def _doors_rows(hall: Any, member: Any, at: Any) -> QuerySet[Meeting]:
    """Meetings whose doors are open, until one has been there."""
    near = Meeting.objects.standing().filter(
        hall_id=hall, body__in=bodies.with_a_place(member), closed_at=None
    )
    near = near.filter(convened_at__isnull=False, begins_at__gt=at - LASTS, begins_at__lte=at + DOORS)
    return near.exclude(pk__in=Presence.objects.filter(member_id=member).values("meeting"))


def _doors(me: Reader, rows: QuerySet[Meeting]) -> Iterator[Waiting]:
    for meeting in rows.order_by("begins_at")[:2]:
        yield Waiting(
            me.to("assemblies:meeting", meeting.pk), _("We meet now: say that you are here"), "check"
        )


def _when(me: Reader, meeting: Meeting) -> str:
    return moments.appointed(meeting.begins_at, me.member.hall.time_zone)


def _dates_rows(hall: Any, member: Any, at: Any) -> QuerySet[DateSearch]:
    """Dates that are looked for, until one has said when one could, or a meeting is called."""
    return unanswered(member, at).filter(hall_id=hall, body__in=bodies.with_a_place(member))


def _dates(me: Reader, rows: QuerySet[DateSearch]) -> Iterator[Waiting]:
    for search in rows.order_by("asked_at")[:2]:
        text = (
            _("When could you come? %(about)s") % {"about": search.about}
            if search.about
            else _("When could you come?")
        )
        yield Waiting(me.to("assemblies:dates", search.pk), text, "calendar")


def _off_rows(hall: Any, member: Any, at: Any) -> QuerySet[Meeting]:
    """Meetings that were called off, until they would have begun, for who had said that they come."""
    coming = Coming.objects.filter(member_id=member, yes=True)
    off = Meeting.objects.filter(hall_id=hall, called_off_at__isnull=False, begins_at__gt=at)
    return off.filter(pk__in=coming.values("meeting"))


def _off(me: Reader, rows: QuerySet[Meeting]) -> Iterator[Waiting]:
    for meeting in rows.order_by("begins_at")[:2]:
        text = _("Called off: the meeting of %(when)s") % {"when": _when(me, meeting)}
        yield Waiting(me.to("assemblies:meeting", meeting.pk), text, "calendar")


SECTIONS = {
    "doors": Section(_doors_rows, _doors),
    "short": Section(_short_rows, _short),
    "called": Section(_called_rows, _called),
    "meetings": Section(_meetings_rows, _meetings),
    "dates": Section(_dates_rows, _dates),
    "off": Section(_off_rows, _off),
}
