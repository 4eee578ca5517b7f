"""
Practising a meeting: a throw-away hall with pretend members, in which it is convened and about to begin.

It is made by the actions that make every hall, every meeting and every motion. What is waited for elsewhere is not in its
charter (`core.charters.rehearsing`), so that no rule has to look away.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from unionhall.bodies import actions as bodies
from unionhall.bodies import rules as joining
from unionhall.bodies.models import Body, Member, Organisation
from unionhall.core.charters.rehearsing import for_rehearsal
from unionhall.core.rulings import Refusal
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Choice, Motion, MotionText, Status
from unionhall.decisions.rules.amendments import standings, undecided_of, wish_of
from unionhall.decisions.rules.lifecycle import LIVE
from unionhall.decisions.rules.motions import text_in
from unionhall.kit.actor import Actor
from unionhall.people.keyring import Holder
from unionhall.people.models import Account
from unionhall.record.book import unrecorded

from .. import rules
from ..models import Item, ItemKind, Meeting
from .agenda import put_item
from .calling import call_meeting
from .presence import as_it_is

BEGINS_IN = timedelta(seconds=10)
"""A meeting is called for an hour that lies ahead; whoever has read the page and checked in finds that it can be opened."""
MOST_AMENDMENTS = 12
"""So many amendments to a motion come along: enough to practise on."""
NAMES = (
    "Ana",
    "Bilal",
    "Chidi",
    "Dora",
    "Eshe",
    "Farid",
    "Gina",
    "Hana",
    "Ivo",
    "Jin",
    "Kofi",
    "Lena",
    "Mina",
    "Noor",
    "Olu",
    "Paz",
    "Quinn",
    "Rosa",
    "Sana",
    "Tomo",
    "Uma",
    "Vito",
    "Wren",
    "Ximena",
    "Yara",
    "Zeno",
    "Aldo",
    "Brisa",
    "Caro",
    "Duna",
)


class Rehearsal(NamedTuple):
    """A rehearsal that stands: its meeting, and the account that began it."""

    meeting: Meeting
    account: Account


@unrecorded(
    "who practises, and that somebody did, is nobody's business; what was only played is in no body's name"
)
def rehearse(
    *, by: Actor, meeting: Meeting, holder: Holder, many: int = 5, with_ours: bool = True, at: datetime
) -> Rehearsal:
    """
    Make a rehearsal of `meeting` for `holder`, with `many` pretend members: the same rules, which nobody waits for; the same
    agenda and the words of its motions and of their amendments, or where it is not `with_ours` an invented one. No person comes
    along, nor what was said of coming, nor any decision. Raises a `Refusal` where it may not be made.
    """
    meeting = as_it_is(meeting)
    rules.may_rehearse(by, meeting, at).enforce()
    rules.may_pretend(many).enforce()
    charter = joining.charter(meeting.hall_id, at)

    made = bodies.open_rehearsal(
        holder=holder,
        agreement=for_rehearsal(charter, _("The rules we practise by")),
        kind=Organisation.objects.get(hall=meeting.hall_id).kind,
        name=_("Whoever practises"),
        pretend=pretend(many),
        language=meeting.hall.language,
        time_zone=meeting.hall.time_zone,
    )
    played = call_meeting(
        by=joining.actor_of(made.member),
        body=joining.assembly(made.hall.pk),
        begins_at=at + BEGINS_IN,
        place=_("Where you are"),
        about=_(
            "To practise. Check in, tick the pretend members in at the door, and open the meeting: all of it may go wrong."
        ),
        language=meeting.language,
    )
    cast = _Cast(made.member, played)
    if with_ours:
        cast.play(meeting.items.select_related("motion"))
    else:
        cast.play_something()
    return Rehearsal(played, made.account)


def pretend(many: int) -> list[str]:
    """The names of so many pretend members, none of whom anybody could take for somebody."""
    return [_("Practice %(name)s") % {"name": name} for name in NAMES[:many]]


class _Cast:
    """Who begins a rehearsal, the pretend members, and the meeting that they hold."""

    def __init__(self, member: Member, meeting: Meeting) -> None:
        self.by = joining.actor_of(member)
        self.meeting = meeting
        self.body: Body = meeting.body
        others = (
            Member.objects.filter(hall_id=member.hall_id).exclude(pk=member.pk).order_by("joined_on", "name")
        )
        self.others = [joining.actor_of(one) for one in others]

    def play(self, items: Iterable[Item]) -> None:
        """Put the items of a real agenda on this one, each undecided motion among them as a copy of its words."""
        for item in items:
            words = text_in(item.motion) if item.motion is not None else None
            copy = self._copied(item.motion, words) if item.motion is not None and words else None
            put_item(
                by=self.by,
                meeting=self.meeting,
                title=item.said or (words.title if words else ""),
                kind=item.kind if copy or item.kind != ItemKind.MOTION else ItemKind.DISCUSSION,
                text=item.text,
                minutes=item.minutes,
                motion=copy,
            )
            if copy is not None and item.motion is not None and copy.status != Status.PUT:
                self._amended(item.motion, copy)

    def _amended(self, motion: Motion, copy: Motion) -> None:
        """Put the amendments to a motion that still apply to its copy too, the oldest first, each before us as it is there."""
        for one in standings(motion, undecided_of(motion))[:MOST_AMENDMENTS]:
            if not one.applies or not wish_of(one.amendment):
                continue
            try:
                put = decisions.put_amendment(
                    by=self.by, motion=copy, title=one.then.title, text=one.then.text, reason=""
                )
            except Refusal:
                continue
            if one.amendment.status != Status.PUT:
                self._seconded(put)

    def play_something(self) -> None:
        """An agenda that nobody wrote: a round, a motion to amend and vote on, something to talk about."""
        motion = self._put(
            title=_("We buy a second kettle"),
            text=_(
                "We buy a second kettle for the back room.\n\nIt costs 40 at most.\n\nTwo of us choose it."
            ),
        )
        put_item(
            by=self.by,
            meeting=self.meeting,
            title=_("How is work? Each in turn"),
            kind=ItemKind.ROUND,
            minutes=10,
        )
        put_item(by=self.by, meeting=self.meeting, motion=motion, minutes=15)
        put_item(
            by=self.by,
            meeting=self.meeting,
            title=_("Who does what until when"),
            kind=ItemKind.OTHER,
            minutes=5,
        )

    def _copied(self, motion: Motion, words: MotionText) -> Motion | None:
        """
        A copy of a motion's words, before the body as the motion is; None where it is decided, where it is about a person's
        mandate, or where it cannot be put here.
        """
        if motion.status not in LIVE or motion.recalls_id is not None:
            return None
        given: dict[str, Any] = {"title": words.title, "text": words.text, "language": words.language}
        choice = Choice.objects.filter(motion=motion).first()
        if choice is not None:
            options = pretend(len(choice.options)) if choice.people else choice.options
            given |= {"options": "\n".join(options), "rule": choice.rule, "seats": choice.seats}
        for matter in dict.fromkeys((motion.matter, "ordinary")):
            try:
                return self._put(seconded=motion.status != Status.PUT, matter=matter, **given)
            except Refusal:
                continue
        return None

    def _put(self, *, seconded: bool = True, **given: Any) -> Motion:
        """A motion put by whoever begins, and seconded by as many pretend members as the rules ask for."""
        put = decisions.put_choice if "options" in given else decisions.put_motion
        motion: Motion = put(by=self.by, body=self.body, **given)
        return self._seconded(motion) if seconded else motion

    def _seconded(self, motion: Motion) -> Motion:
        for other in self.others:
            if motion.status != Status.PUT:
                break
            motion = decisions.second_motion(by=other, motion=motion)
        return motion
