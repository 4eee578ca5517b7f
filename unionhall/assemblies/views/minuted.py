"""What page, paper and files of the minutes say alike: who opened them, what was decided, whether they are approved."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from unionhall.decisions.live import count_in_words
from unionhall.decisions.models import MotionText
from unionhall.decisions.views.reading import reasons_of
from unionhall.kit import moments
from unionhall.kit.templatetags.kit import said
from unionhall.record.book import entry_of
from unionhall.record.models import Entry, Opening

from .. import rules
from ..live import in_words
from ..models import Meeting
from ..telling import lines_of


def minuted(found: Meeting) -> dict[str, Any]:
    """All that stands in the minutes of a meeting; as many queries for many lines and decisions as for few."""
    opened, closed = entry_of(found, "meeting.opened"), entry_of(found, "meeting.closed")
    sittings = list(rules.all_sittings(found))
    return {
        **lines_of(found),
        "was_opened": rules.was_opened(found),
        "decided": decided(found),
        "went_on": went_on(found),
        "opened": _facts(opened),
        "closed": _facts(closed),
        "closed_entry": closed,
        "sittings": [
            {
                "meeting": one,
                "opened": _facts(entry_of(one, "meeting.opened")),
                "closed": _facts(entry_of(one, "meeting.closed")),
            }
            for one in sittings
        ]
        if len(sittings) > 1
        else [],
        **_approved(found),
    }


def minutes_title(found: Meeting) -> str:
    """What the minutes are called: by their number, where they have one."""
    if found.number is None:
        return _("Minutes")
    return _("Minutes, number %(number)d") % {"number": found.number}


def decided(found: Meeting) -> list[dict[str, Any]]:
    """What the body declared while the meeting was open: motion, outcome, reasons, dissent; four queries."""
    if not rules.was_opened(found):
        return []
    polls = list(rules.decided_at(found).select_related("motion").prefetch_related("dissents__member"))
    titles = MotionText.objects.for_reader([poll.motion_id for poll in polls])
    return [
        {
            "poll": poll,
            "title": titles.get(poll.motion_id),
            "reasons": [said(one) for one in reasons_of(poll)],
            "count": count_in_words(poll),
            "dissents": sorted(poll.dissents.all(), key=lambda one: (one.at, one.pk)),
        }
        for poll in polls
    ]


def went_on(found: Meeting) -> list[str]:
    """What the meeting decided about how it goes on, each in one line with its hour and its hands."""
    zone, lines = found.hall.time_zone, []
    for one in rules.went_on_by(found):
        assert one.decided_at is not None
        hands = _("%(yes)d for, %(no)d against") % {"yes": one.yes, "no": one.no}
        hour = moments.clock_time(one.decided_at, zone).partition(" ")[0]
        lines.append(f"{hour} · {in_words(one)} · {one.get_fate_display()} · {hands}")
    return lines


def _facts(entry: Entry | None) -> dict[str, Any]:
    """The facts of an entry, nothing where there is none."""
    opening = Opening.objects.filter(entry=entry).first() if entry is not None else None
    return opening.said().get("facts", {}) if opening is not None else {}


def _approved(found: Meeting) -> dict[str, Any]:
    """By which decision they are approved, in which entry, with which digest; whether they are still what was approved."""
    if found.approved_at is None:
        return {}
    entry = entry_of(found, "minutes.approved")
    digest = _facts(entry).get("digest", "")
    return {
        "approved_by": found.approved_by,
        "approved_entry": entry,
        "digest": digest,
        "as_approved": digest == rules.stand_of(found).digest,
    }
