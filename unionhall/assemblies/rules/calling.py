"""Who may call a meeting, with what notice, who builds its agenda, and how many are wanted for its quorum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body, Member
from unionhall.bodies.rules.without_phone import may_take_down, sayers
from unionhall.core.days import earliest_day, is_noticed
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.decisions.rules.motions import voter
from unionhall.kit import clock, moments
from unionhall.kit.actor import Actor
from unionhall.record.models import Hall

from ..models import LASTS, Caller, Coming, Meeting

FURTHEST = timedelta(days=366)
"""A meeting is called for a day within a year."""
WARNED = timedelta(days=2)
"""So long before a meeting it is said that too few come: early enough to ask around, late enough to know."""


def callers_needed(body: Body, at: datetime) -> int:
    """How many members call a meeting of `body` together: as the charter says, never more than vote there."""
    options = bodies.charter(body.hall_id, at).options
    return options.callers_needed(bodies.voters_of(body, at).count())


def notice(body: Body, at: datetime) -> tuple[int, int]:
    """The notice a meeting of `body` needs: calendar days and hours, as the charter's ordinary rule says."""
    charter = bodies.charter(body.hall_id, at)
    return charter.notice_of(charter.ordinary)


def begins_in_time(body: Body, begins_at: datetime, at: datetime) -> Ruling:
    """Whether a meeting convened at the moment `at` may begin at `begins_at`: ahead, within a year, and noticed long enough."""
    if begins_at <= at:
        return Ruling(OutOfOrder(_("A meeting is called for a day and an hour that lie ahead.")))
    if begins_at > at + FURTHEST:
        return Ruling(OutOfOrder(_("A meeting is called for a day within a year.")))
    zone = body.hall.time_zone
    days, hours = notice(body, at)
    if is_noticed(at, begins_at, ZoneInfo(zone), notice_days=days, notice_hours=hours):
        return IN_ORDER
    if hours:
        sentence = _("Our charter asks for notice of %(hours)d hours: this is possible from %(when)s.") % {
            "hours": hours,
            "when": moments.full(at + timedelta(hours=hours), zone),
        }
    else:
        day = earliest_day(clock.day(at, zone), days)
        sentence = ngettext(
            "Our charter asks for notice of %(days)d day: this is possible from %(when)s.",
            "Our charter asks for notice of %(days)d days: this is possible from %(when)s.",
            days,
        ) % {"days": days, "when": moments.day(day)}
    return Ruling(OutOfOrder(sentence, rule="ordinary"))


def may_call_meeting(by: Actor, body: Body, at: datetime) -> Ruling:
    """Whether `by` may call a meeting of `body`, with others or alone: whoever votes there."""
    return voter(by, body, at)


def may_call_too(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may put their name to the call: whoever votes there and has not, while it stands and lies ahead in time."""
    ruling = first_refusal(voter(by, meeting.body, at), stands(meeting, at))
    if not ruling:
        return ruling
    if meeting.first_id is not None:
        return Ruling(OutOfOrder(_("A sitting is called with its assembly, on the page of the first one.")))
    if meeting.callers.filter(member_id=by.member_id).exists():
        return Ruling(OutOfOrder(_("You have called this meeting already.")))
    # Notice runs from the last name that was wanting; once served, a further name changes nothing.
    return IN_ORDER if meeting.convened_at else begins_in_time(meeting.body, meeting.begins_at, at)


def may_take_call_down(by: Actor, meeting: Meeting, whose: Member, at: datetime) -> Ruling:
    """Whether `by` may take down that `whose`, who has no phone, calls the meeting too."""
    return may_take_down(by, whose, meeting.body, at, beside=_caller(by, meeting))


def who_could_call(by: Actor, meeting: Meeting, at: datetime) -> list[Member] | None:
    """Whom without a phone `by` may take down as calling a meeting too, while it waits for names; as `sayers` gives them."""
    if meeting.convened_at is not None or not stands(meeting, at):
        return None
    called = list(meeting.callers.values_list("member", flat=True))
    return sayers(by, meeting.body, at, beside=_caller(by, meeting), but=called)


def _caller(by: Actor, meeting: Meeting) -> object:
    """The id of `by`, where they called the meeting themselves."""
    return by.member_id if meeting.callers.filter(member_id=by.member_id).exists() else None


def may_call_off(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may take their call back. The meeting is off once all who called it have: no one of them can stop it alone."""
    if by.hall_id != meeting.hall_id or not meeting.callers.filter(member_id=by.member_id).exists():
        return Ruling(NotAuthorised(_("Those who called a meeting call it off, all of them.")))
    ruling = first_refusal(bodies.may_act(by, at), stands(meeting, at))
    if not ruling:
        return ruling
    if meeting.opened_at is not None or meeting.further.filter(opened_at__isnull=False).exists():
        return Ruling(
            OutOfOrder(_("This meeting was opened: it is closed by those who are there, and not called off."))
        )
    if meeting.callers.filter(member_id=by.member_id, off_at__isnull=False).exists():
        return Ruling(OutOfOrder(_("You have taken your call back already. The others have not.")))
    return IN_ORDER


def standing_behind(meeting: Meeting, at: datetime) -> QuerySet[Caller]:
    """Those who called a meeting and have not taken that back; who has left, or votes there no more, is none of them."""
    voters = bodies.voters_of(meeting.body, at)
    return meeting.callers.filter(off_at=None, member__in=voters.values("pk"))


def may_say_coming(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may say that they come, or not, and what they need: any member who may read what the body's members read."""
    member = bodies.member_of(by) if by.hall_id == meeting.hall_id else None
    if member is None:
        return Ruling(NotAuthorised(_("Only members of this hall may do this.")))
    return first_refusal(bodies.may_read(member, meeting.body), bodies.may_act(by, at), stands(meeting, at))


def stands(meeting: Meeting, at: datetime) -> Ruling:
    """Whether a meeting was neither called off nor is over."""
    if meeting.called_off_at is not None:
        return Ruling(OutOfOrder(_("This meeting was called off.")))
    if at >= meeting.begins_at + LASTS:
        return Ruling(OutOfOrder(_("This meeting is over.")))
    return IN_ORDER


def place_is_shown(meeting: Meeting, member: Member, comes: bool, at: datetime) -> bool:
    """Whether `member` may read where a meeting is: always, or as its callers said only who comes, from the hour they set."""
    if meeting.place_from is None or meeting.whole.callers.filter(member=member).exists():
        return True
    return comes and at >= meeting.place_from


@dataclass(frozen=True)
class Turnout:
    """
    Of `voters` who vote in the body, `wanted` make a quorum (0 where none is asked for); `many` come, or are there. `came`: of an
    assembly in several sittings, how many came to any of them, None for one meeting.
    """

    voters: int
    wanted: int
    many: int
    came: int | None = None

    @property
    def lacking(self) -> int:
        """How many more are wanted."""
        return max(0, self.wanted - (self.many if self.came is None else self.came))


def forecast(meeting: Meeting, at: datetime) -> Turnout:
    """
    Whether those who said that they come, to whichever sitting, make a quorum for ordinary decisions. Guests and who has no
    vote do not count.
    """
    coming = Coming.objects.filter(Q(meeting=meeting.whole_id) | Q(meeting__first=meeting.whole_id), yes=True)
    return turnout(meeting, coming, at)


def falls_short(meeting: Meeting, at: datetime) -> Turnout | None:
    """
    Two days before a meeting that stands and on: the forecast, where those who said that they come make no quorum. None
    earlier, once it has begun, and where they are enough. No query but when it is near.
    """
    near = meeting.begins_at - WARNED <= at < meeting.begins_at
    if (
        not near
        or meeting.convened_at is None
        or meeting.called_off_at is not None
        or meeting.opened_at is not None
    ):
        return None
    expected = forecast(meeting, at)
    return expected if expected.lacking else None


def turnout(meeting: Meeting, people: QuerySet[Any], at: datetime) -> Turnout:
    """Whether `people` (rows with a `member`) make a quorum for ordinary decisions; only those count who vote in the body."""
    voters = bodies.voters_of(meeting.body, at)
    many = voters.count()
    quorum = bodies.charter(meeting.hall_id, at).ordinary.quorum_present
    there = voters.filter(pk__in=people.values("member")).count()
    return Turnout(many, quorum.needs(many) if quorum else 0, there)


def next_meeting(hall: Hall, at: datetime) -> Meeting | None:
    """The next meeting of the hall's assembly that was called by enough and stands, None where there is none."""
    return (
        Meeting.objects.ahead(at)
        .filter(hall=hall, body=bodies.assembly(hall.pk), convened_at__isnull=False, closed_at=None)
        .order_by("begins_at")
        .first()
    )
