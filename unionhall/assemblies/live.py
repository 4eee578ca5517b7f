"""What moves on pages of a meeting that people have open: how many are there, what is on the floor, what is written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from unionhall.bodies.models import Body
from unionhall.core.procedure import NAMES, PROCEDURAL, Move, Procedure
from unionhall.core.stack import WAYS, Hand, Way
from unionhall.core.words import aloud
from unionhall.decisions.live import count_in_words, votes_here
from unionhall.decisions.models import BY_WHO_IS_HERE, Motion, MotionText, Poll, TellerFigure
from unionhall.decisions.rules.lifecycle import LIVE
from unionhall.kit import clock, live, moments, pictures
from unionhall.kit.registries import fragments, onlookers

from . import rules
from .models import HandUp, ItemKind, Meeting, ProceduralMotion, Warmth
from .telling import lines_of, roles_of

KINDS = {
    Hand.TURN: gettext_lazy("to speak"),
    Hand.ANSWER: gettext_lazy("a direct answer"),
    Hand.PROCESS: gettext_lazy("how we go on"),
    Hand.INFORMATION: gettext_lazy("a point of information"),
    Hand.ORDER: gettext_lazy("a point of order"),
}
"""What a hand is raised for, in words."""
AMENDMENTS = 30
"""So many open amendments are on the floor; all of them are on the motion's own page."""
VOTES = 6
"""So many votes in the room are on the floor."""
SHOWN = 20
"""So many of those who wait are on the floor; of the others, how many: hundreds of names would go to thousands of phones."""


def topic_of(meeting_id: UUID) -> str:
    """The name under which a meeting's turnout is published."""
    return live.topic_of("meeting", meeting_id)


def floor_of(meeting_id: UUID) -> str:
    """The name under which a meeting's floor is published, for those who are in it: it says names."""
    return live.topic_of("floor", meeting_id)


def meeting_moved(meeting: Meeting) -> None:
    """Say that somebody came or went, or that the meeting was opened or closed; open pages show it after the commit."""
    live.publish(meeting.hall_id, topic_of(meeting.pk))


def floor_moved(meeting: Meeting) -> None:
    """Say that a hand went up or down, that somebody was called, or another item; open pages show it after the commit."""
    live.publish(meeting.hall_id, floor_of(meeting.pk))


def minutes_of(meeting_id: UUID) -> str:
    """The name under which the lines of a meeting's minutes are published, for those who read them."""
    return live.topic_of("minutes", meeting_id)


def minutes_moved(meeting: Meeting) -> None:
    """Say that something was written in the minutes or struck out; open pages show it after the commit."""
    live.publish(meeting.hall_id, minutes_of(meeting.pk))


def votes_moved(body: Body) -> None:
    """Say so on the floor of the meetings that a body holds now, when a vote of it opens or ends."""
    for meeting in Meeting.objects.on(clock.now()).filter(body=body):
        floor_moved(meeting)


def region(meeting_id: str) -> str:
    """The live region of a meeting's page, the same for every reader: counts, and no name."""
    found = Meeting.objects.select_related("body__hall", "hall").get(pk=meeting_id)
    return render_to_string("assemblies/turnout.html", in_region(found))


def in_region(found: Meeting) -> dict[str, Any]:
    """What the live region says of a meeting."""
    at = clock.now()
    return {
        "meeting": found,
        "turnout": rules.turned_out(found, at),
        "online": rules.here(found).filter(online=True).count(),
        "on": found.opened_at is not None and found.closed_at is None,
        "of_several": rules.all_sittings(found).count() > 1,
    }


def floor(meeting_id: str) -> str:
    """The live region of a meeting's floor, the same for all who are in it: what is on, who speaks, who waits and why."""
    found = Meeting.objects.select_related("hall", "body__hall", "now__motion", "temperature").get(
        pk=meeting_id
    )
    return render_to_string("assemblies/floor_now.html", on_the_floor(found))


def in_words(motion: ProceduralMotion) -> str:
    """A procedural motion in words: what it is, and to whom, until when or how long."""
    name, minutes = aloud(NAMES[Move(motion.move)]), motion.minutes
    if minutes:
        long = ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
        return _("%(what)s: %(more)s") % {"what": name, "more": long}
    return _("%(what)s: %(more)s") % {"what": name, "more": motion.words} if motion.words else name


def _going_on(found: Meeting) -> dict[str, Any]:
    """What was moved about how to go on, the break that is on, and how many are wanting for a quorum."""
    at, ends = clock.now(), found.break_until
    moved = sorted(rules.pending(found), key=lambda one: PROCEDURAL.index(Move(one.move)))
    return {
        "knows_procedure": rules.procedure(found, at) is not Procedure.PLAIN,
        "moved": [(in_words(one), one.seconded_at is not None) for one in moved],
        "adjourned": rules.is_adjourned(found),
        "break_ends": moments.clock_time(ends, found.hall.time_zone).partition(" ")[0]
        if ends is not None and ends > at
        else "",
        "turnout": rules.turned_out(found, at),
    }


def _before_it(found: Meeting) -> list[tuple[Motion, MotionText | None]]:
    """
    The open amendments to the motion that is on, in the order in which they are voted on: each after those that would change it.
    Two queries.
    """
    on = found.now.motion_id if found.now is not None else None
    if on is None:
        return []
    wanted = Motion.objects.filter(Q(amends=on) | Q(amends__amends=on), status__in=LIVE)
    rows = list(wanted.order_by("number")[:AMENDMENTS])
    titles = MotionText.objects.for_reader([one.pk for one in rows])
    outer = [one for one in rows if one.amends_id == on]
    ordered = [two for one in outer for two in (*(i for i in rows if i.amends_id == one.pk), one)]
    return [(one, titles.get(one.pk)) for one in ordered]


def on_the_floor(found: Meeting) -> dict[str, Any]:
    """What the floor's region says: the item that is on, its vote, what was decided last, who speaks since when, who waits."""
    item, words, poll = found.now, None, None
    if item is not None and item.motion_id is not None:
        words = MotionText.objects.for_reader([item.motion_id]).get(item.motion_id)
        live_polls = Poll.objects.filter(motion_id=item.motion_id, judges=None, declared_at=None)
        poll = live_polls.order_by("-call").first()
    speakers, stack = rules.speaking(found), rules.in_turn(found)
    votes = votes_here(found.body_id, clock.now())
    return {
        "meeting": found,
        "hall": found.hall,
        "item": item,
        "item_title": (item.said or (words.title if words else "")) if item is not None else "",
        "poll": poll,
        "votes": votes,
        "item_is_voted_on": item is not None and item.motion_id in {one["poll"].motion_id for one in votes},
        **_votes(found, poll),
        "last_minutes": rules.last_minutes(found)
        if item is not None and item.kind == ItemKind.MINUTES
        else None,
        **_going_on(found),
        "before_it": _before_it(found),
        **_decided_last(found),
        "speaker": speakers[-1] if speakers else None,
        "interrupted": speakers[:-1],
        **(_times(found, speakers[-1]) if speakers else {}),
        "stack": [(hand, KINDS[Hand(hand.kind)], why) for hand, why in rules.hands_of(stack[:SHOWN])],
        "more": max(0, len(stack) - SHOWN),
        "way": WAYS[Way(found.way)],
        "roles": roles_of(found),
        **_temperature(found),
    }


def _votes(found: Meeting, shown: Poll | None) -> dict[str, Any]:
    """
    The votes in the room, each with its motion's words: `room_polls`, open now, but the one that the item on shows already, and
    those by phone, whose ballot stands on the floor itself; `counted_here`, which this sitting has counted, each with how many
    were there: what was counted nobody reads yet. `poll`: the one that the item on shows, unless it has been counted here.
    """
    polls = rules.votes_of(found).exclude(method__in=BY_WHO_IS_HERE, judges=None)
    rows = list(polls.order_by("opened_at")[:VOTES])
    titles = MotionText.objects.for_reader([poll.motion_id for poll in rows]) if rows else {}
    counted = [poll for poll in rows if poll.counted]  # type: ignore[attr-defined]
    figures = TellerFigure.objects.filter(poll__in=counted, sitting=found.pk, settled=True)
    there = dict(figures.values_list("poll_id", "present")) if counted else {}
    return {
        "room_polls": [
            (poll, titles.get(poll.motion_id)) for poll in rows if poll not in counted and poll != shown
        ],
        "counted_here": [(poll, titles.get(poll.motion_id), there.get(poll.pk)) for poll in counted],
        "poll": None if shown in counted else shown,
    }


def _decided_last(found: Meeting) -> dict[str, Any]:
    """What the meeting decided last, with its count in a line; nothing where it has decided nothing yet."""
    last = rules.decided_at(found).last() if found.opened_at is not None else None
    if last is None:
        return {"decided": None}
    words = MotionText.objects.for_reader([last.motion_id]).get(last.motion_id)
    return {"decided": last, "decided_words": words, "count": count_in_words(last)}


def _temperature(found: Meeting) -> dict[str, Any]:
    """The temperature check that is on, and how it stands, drawn once enough have answered."""
    asked = rules.temperature(found)
    if asked is None:
        return {"temperature": None}
    asked.check.meeting = found
    kinds = {Warmth.WARM: "yes", Warmth.SO_SO: "aside", Warmth.COLD: "no"}
    rows = [(str(one.label), many, kinds[one]) for one, many in asked.counts]
    drawn = pictures.result_bars(rows, mirrored=get_language_bidi()) if rows else []
    return {"temperature": asked, "temperature_rows": drawn}


def _times(found: Meeting, speaker: HandUp) -> dict[str, str]:
    """Since when somebody speaks, what for, and until when their turn is, where turns have an end."""
    assert speaker.called_at is not None
    zone = found.hall.time_zone
    ends = speaker.called_at + timedelta(minutes=found.turn_minutes)
    limited = found.turn_minutes and speaker.kind == Hand.TURN
    return {
        "what_for": "" if speaker.kind == Hand.TURN else str(KINDS[Hand(speaker.kind)]),
        "since": moments.clock_time(speaker.called_at, zone).partition(" ")[0],
        "until": moments.clock_time(ends, zone).partition(" ")[0] if limited else "",
    }


def minutes(meeting_id: str) -> str:
    """The live region of the minutes, the same for all who read them: their lines, without what each may strike out."""
    found = Meeting.objects.select_related("hall").get(pk=meeting_id)
    return render_to_string("assemblies/minutes_now.html", {**lines_of(found), "hall": found.hall})


onlookers.declare("meetings", votes_moved)
fragments.declare("meeting", region)
fragments.declare("floor", floor)
fragments.declare("minutes", minutes)
