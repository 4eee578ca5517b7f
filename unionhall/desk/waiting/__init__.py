"""
What waits for one member: the few things that they can do next, each one tap away.

For nearly everybody nearly all of it is nothing. One prepared question (decision 23) says of which sections there is anything;
only those are looked into, by the same querysets that the question was made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.decisions.models import MotionText
from unionhall.kit.rows import Prepared

from . import door, mandates, meetings, motions, votes
from .lines import Reader, Section, Waiting

MOST = 12
"""Lines shown at most: what presses less comes up when something above it is done."""


def waiting_for(member: Member, at: datetime) -> list[Waiting]:
    """
    Everything that waits for `member` at the moment `at`, most pressing first. One query says what there is, and each section
    in which there is anything makes a fixed number more, however much it is.
    """
    me = Reader(member, at)
    there = _question.one(hall=member.hall_id, member=member.pk, at=at)
    found = [*_guest(me)]
    for name, section in _SECTIONS.items():
        if getattr(there, f"any_{name}", False):
            found += section.lines(me, section.rows(member.hall_id, member.pk, at))
    found += _principles(me)
    shown = found[:MOST]
    titles = MotionText.objects.for_reader({one.motion for one in shown if one.motion is not None})
    return [one if one.motion is None else one.called(titles.get(one.motion)) for one in shown]


def _guest(me: Reader) -> Iterator[Waiting]:
    if me.member.guest:
        yield Waiting(
            me.to("bodies:affirm"),
            _("You are a guest, without a vote: read what we agreed on, and affirm it"),
            "charter",
        )


def _principles(me: Reader) -> Iterator[Waiting]:
    if bodies.principles_to_answer(me.member, me.at) is not None:
        yield Waiting(
            me.to("bodies:principles"),
            _("Our principles have a new version: do you affirm it?"),
            "charter",
        )


_ALL = {**votes.SECTIONS, **meetings.SECTIONS, **mandates.SECTIONS, **motions.SECTIONS, **door.SECTIONS}
_SECTIONS: dict[str, Section] = {
    name: _ALL[name]
    for name in (
        "ballots",
        "recalls",
        "against",
        "taken_back",
        "counts",
        "results",
        "told_for_me",
        "lots",
        "doors",
        "short",
        "called",
        "off",
        "meetings",
        "dates",
        "papers",
        "misread",
        "amendments",
        "next_steps",
        "questions",
        "seconds",
        "applications",
        "invites",
        "cards",
        "back_in",
    )
}
"""What may wait for somebody, most pressing first."""


def _asked(hall: Any, member: Any, at: Any) -> QuerySet[Member]:
    """The member, with `any_<section>` for each section: whether there is anything in it."""
    there = {f"any_{name}": Exists(section.rows(hall, member, at)) for name, section in _SECTIONS.items()}
    return Member.objects.filter(pk=member).only("pk").annotate(**there)


_question = Prepared(_asked)
