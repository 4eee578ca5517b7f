"""Finding a date: who proposes times, who marks those that would do, and which does for most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body, Member
from unionhall.core.days import day_of, is_noticed, start_of
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.decisions.rules.motions import voter
from unionhall.kit.actor import Actor

from ..models import DateSearch, Fits, Meeting, PossibleTime, TimeAnswer
from .calling import notice
from .presence import of_the_body

FEWEST_TIMES, MOST_TIMES = 2, 8
MOST_SEARCHES = 5
"""So many dates a body looks for at once: more would be a calendar, and nobody would answer."""
SEARCHED = timedelta(days=30)
"""For so long a date is looked for."""


def searches(at: datetime) -> QuerySet[DateSearch]:
    """The dates that are looked for at the moment `at`."""
    return DateSearch.objects.filter(ends_at__gt=at)


def unanswered(member: Any, at: Any) -> QuerySet[DateSearch]:
    """Those of which the member with the id `member` has said nothing yet, and for which nothing is called."""
    answered = TimeAnswer.objects.filter(time__search=OuterRef("pk"), member_id=member)
    return searches(at).filter(~Exists(answered), meeting=None)


def may_propose_times(by: Actor, body: Body, at: datetime) -> Ruling:
    """Whether `by` may propose times for a meeting of `body`: whoever may call one."""
    ruling = voter(by, body, at)
    if ruling and searches(at).filter(body=body).count() >= MOST_SEARCHES:
        return Ruling(
            OutOfOrder(
                _("%(most)d dates are being looked for already: call one first.") % {"most": MOST_SEARCHES}
            )
        )
    return ruling


def may_mark_times(by: Actor, search: DateSearch, at: datetime) -> Ruling:
    """Whether `by` may mark the times that would do: any member who may read what the body's members read."""
    member = bodies.member_of(by) if by.hall_id == search.hall_id else None
    if member is None:
        return Ruling(NotAuthorised(_("Only members of this hall may do this.")))
    return first_refusal(bodies.may_read(member, search.body), bodies.may_act(by, at), _is_on(search, at))


def may_mark_for(by: Actor, search: DateSearch, member: Member, at: datetime) -> Ruling:
    """Whether `by` may mark for another: who has no phone of their own here, and told them."""
    if not without_phone(search).filter(pk=member.pk).exists():
        return Ruling(
            NotAuthorised(_("Each marks their own; only for who has no account here, another does."))
        )
    return may_mark_times(by, search, at)


def may_drop_search(by: Actor, search: DateSearch, at: datetime) -> Ruling:
    """Whether `by` may take the question back: whoever asked it."""
    if by.member_id is None or search.by_id != by.member_id:
        return Ruling(NotAuthorised(_("Whoever proposed these times takes them back.")))
    return first_refusal(bodies.may_act(by, at), _is_on(search, at))


def _is_on(search: DateSearch, at: datetime) -> Ruling:
    if at >= search.ends_at:
        return Ruling(OutOfOrder(_("These times are over.")))
    return IN_ORDER


def without_phone(search: DateSearch) -> QuerySet[Member]:
    """The members of the body who have no account here."""
    return of_the_body(search).filter(person__key_hash="")


def is_called(search: DateSearch, at: datetime) -> Meeting | None:
    """The meeting that was called at one of the times and waits for more names, None where there is none."""
    found = search.meeting
    return found if found is not None and found.called_off_at is None and found.begins_at > at else None


@dataclass(frozen=True)
class Standing:
    """How a time stands: `gladly` can come, `needs` more if need be; `call_by`: until when it can be called, if it still can."""

    time: PossibleTime
    gladly: int
    needs: int
    in_time: bool
    call_by: datetime | None

    @property
    def could(self) -> int:
        """How many could come."""
        return self.gladly + self.needs


def standings(search: DateSearch, at: datetime) -> list[Standing]:
    """
    The times that lie ahead, each with how many it would do for; whoever has left the body since counts no more. Three queries,
    however many answered.
    """
    there = Q(answers__member__in=of_the_body(search).values("pk"))
    times = search.times.filter(begins_at__gt=at).annotate(
        gladly=Count("answers", filter=there & Q(answers__fits=Fits.YES)),
        needs=Count("answers", filter=there & Q(answers__fits=Fits.NEED)),
    )
    zone = ZoneInfo(search.hall.time_zone)
    days, hours = notice(search.body, at)
    return [
        Standing(
            one,
            one.gladly,
            one.needs,
            is_noticed(at, one.begins_at, zone, notice_days=days, notice_hours=hours),
            _call_by(one.begins_at, zone, days, hours),
        )
        for one in times.order_by("begins_at")
    ]


def _call_by(begins_at: datetime, zone: ZoneInfo, days: int, hours: int) -> datetime | None:
    """The moment before which it has to be called for the notice that is asked for; None where none is."""
    if days:
        by_days = start_of(day_of(begins_at, zone) - timedelta(days=days - 1), zone)
        return min(by_days, begins_at - timedelta(hours=hours))
    return begins_at - timedelta(hours=hours) if hours else None


def best(standing: list[Standing]) -> Standing | None:
    """
    The time that does for most: most could come; among those, most gladly; among those, the earliest. None where nobody could,
    or none can be called any more.
    """
    possible = [one for one in standing if one.in_time and one.could]
    return min(possible, key=lambda one: (-one.could, -one.gladly, one.time.begins_at), default=None)


def answered(search: DateSearch) -> int:
    """How many of the body have answered, also who can at none."""
    members = of_the_body(search).values("pk")
    found = TimeAnswer.objects.filter(time__search=search, member__in=members)
    return found.aggregate(many=Count("member", distinct=True))["many"] or 0
