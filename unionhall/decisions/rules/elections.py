"""Elections: who may stand for an office, who goes on the ballot, and when each elected term begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member, Office
from unionhall.bodies.rules import offices
from unionhall.core import days
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.decisions.models import Candidate, Choice, Motion, Status
from unionhall.kit.actor import Actor
from unionhall.mandates.models import Mandate

from .motions import voter

OVER = (
    Status.CARRIED,
    Status.LOST,
    Status.WITHDRAWN,
    Status.OVERTAKEN,
    Status.OVERTURNED,
    Status.ENDED,
)
"""An election that has come to this asks nobody any more."""


def may_stand(by: Actor, office: Office, at: datetime) -> Ruling:
    """Whether `by` may stand for `office`: an admitted member who votes in its body, independent as declared."""
    ruling = voter(by, office.body, at)
    if not ruling:
        return ruling
    member = bodies.member_of(by)
    if member is None or not offices.is_admitted(member, at):
        return Ruling(NotAuthorised(_("Only admitted members stand for an office.")))
    if office.ended_at is not None:
        return Ruling(OutOfOrder(_("This office is no more.")))
    if under_way(office) is not None:
        return Ruling(OutOfOrder(_("The ballot paper is made already.")))
    return offices.is_independent(member, bodies.charter(office.hall_id, at))


def under_way(office: Office) -> Motion | None:
    """The election to `office` that is put and not decided; None where there is none. One query."""
    choices = Choice.objects.filter(office=office).exclude(motion__status__in=OVER)
    choice = choices.select_related("motion").first()
    return choice.motion if choice is not None else None


def begins(office: Office, seats: int, at: datetime) -> list[datetime]:
    """When each of the next `seats` terms begins: now for what is empty, else as whoever holds a seat comes to their end."""
    live = Mandate.objects.filter(office=office.pk, ended_at=None, until__gt=at).order_by("until")
    ends = list(live.values_list("until", flat=True))
    free = max(0, office.seats - len(ends))
    return ([at] * free + ends)[:seats]


def end_of(office: Office, since: datetime) -> datetime:
    """The moment a term of `office` that begins at `since` is over; no later than its body."""
    zone = ZoneInfo(office.hall.time_zone)
    # One that begins at midnight, as another ends, has that day among its own.
    midnight = days.start_of(days.day_of(since, zone), zone) == since
    until = days.end_of_term(since, office.term_days - (1 if midnight and office.term_days > 1 else 0), zone)
    return min(until, office.body.until) if office.body.until is not None else until


def on_the_ballot(office: Office, at: datetime) -> list[tuple[Member, str]]:
    """
    Who goes on the ballot paper, by name, and what it prints of each: their name, and how many terms in succession they have
    served where that is the charter's last resort (R11). Who is not eligible is left out.
    """
    members = [
        one.member
        for one in Candidate.objects.filter(office=office, member__left_on=None)
        .select_related("member__hall")
        .order_by("member__name", "pk")
    ]
    charter, held = bodies.charter(office.hall_id, at), offices.terms_held(members)
    since = begins(office, 1, at)[0]
    until = end_of(office, since)

    def fits(member: Member, others: int) -> bool:
        return bool(
            offices.may_fill(
                member,
                office,
                charter,
                since,
                until,
                others=others,
                places=office.seats,
                held=held[member.pk],
            )
        ) and bool(offices.is_independent(member, charter))

    fresh = [one for one in members if fits(one, others=len(members) + office.seats)]
    found = []
    for member in members:
        if member in fresh:
            found.append((member, member.name))
        elif fits(member, others=len(fresh)):
            many = offices.terms_in_a_row(member, office, since)
            said = ngettext(
                "%(name)s (%(many)d term in succession)", "%(name)s (%(many)d terms in succession)", many
            )
            found.append((member, said % {"name": member.name, "many": many}))
    return found


def may_put_election(by: Actor, office: Office, printed: Sequence[object], at: datetime) -> Ruling:
    """Whether the election of `office` may be put: by a voter, once somebody stands, and no other is under way."""
    ruling = voter(by, office.body, at)
    if not ruling:
        return ruling
    if office.ended_at is not None:
        return Ruling(OutOfOrder(_("This office is no more.")))
    if under_way(office) is not None:
        return Ruling(OutOfOrder(_("This office is being voted on already.")))
    if not printed:
        return Ruling(OutOfOrder(_("Nobody stands who is eligible.")))
    return IN_ORDER
