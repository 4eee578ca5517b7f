"""What comes to pass by itself: trials and suspensions end, mandates run out, what was to be erased is erased."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.mandates import actions as mandates
from unionhall.mandates.models import Ending, Mandate
from unionhall.record.book import unrecorded
from unionhall.record.models import Hall

from .. import rules
from ..models import Application, Invite, LettingBackIn, Member, Membership, Notice, Proxy, State
from ..rules.membership import admits_by_itself
from ..rules.unanswered import given_up
from .admitting import admit_from_trial
from .letting_in import note_done
from .membership import KEPT_DAYS, erase_member, keep_forgotten, reinstate_member

ANSWERED_KEPT = timedelta(days=30)
GONE = [
    Application.Answer.DECLINED,
    Application.Answer.WITHDRAWN,
    Application.Answer.DOUBLE,
    Application.Answer.ANSWERED,
]


def settle(hall_id: UUID) -> None:
    """Enter everything that is due in one hall. Doing it twice does nothing the second time."""
    at = clock.now()
    hall = Hall.objects.get(pk=hall_id)
    by, day = Actor.the_clock(hall_id), clock.day(at, hall.time_zone)
    if not Member.objects.filter(hall=hall).exists():
        return
    for mandate in Mandate.objects.filter(hall=hall).run_out(at):
        mandates.end_mandate(by=by, mandate=mandate, ending=Ending.RAN_OUT)
    _settle_places(hall, by, day, at)
    erasable = Member.objects.filter(hall=hall, erased_on=None, left_on__lte=day - timedelta(days=KEPT_DAYS))
    for member in erasable:
        erase_member(by=by, member=member)
    keep_forgotten(hall_id)
    if LettingBackIn.objects.filter(hall=hall, done_at=None, stopped_at=None, claim__isnull=False).exists():
        note_done(hall_id=hall_id)
    if _something_to_clear(hall, at):
        clear_away(hall_id=hall_id)


def _settle_places(hall: Hall, by: Actor, day: object, at: datetime) -> None:
    due = Membership.objects.filter(
        hall=hall, until=None, ends_on__lte=day, member__left_on=None
    ).select_related("member")
    for place in due.filter(state=State.SUSPENDED):
        reinstate_member(by=by, member=place.member)
    if admits_by_itself(hall.pk, at):
        for place in due.filter(state=State.TRIAL, body=rules.assembly(hall.pk)):
            admit_from_trial(by=by, member=place.member)


def _something_to_clear(hall: Hall, at: datetime) -> bool:
    return any(rows.exists() for rows in _clearable(hall.pk, at))


def _clearable(hall_id: UUID, at: datetime):  # type: ignore[no-untyped-def]
    before = at - ANSWERED_KEPT
    return (
        Application.objects.filter(hall_id=hall_id, answer__in=GONE, answered_at__lte=before),
        # Of who was admitted, only the member they became is kept.
        Application.objects.filter(
            hall_id=hall_id, answer=Application.Answer.ADMITTED, answered_at__lte=before
        ),
        given_up(hall_id, at),
        Invite.objects.filter(hall_id=hall_id, expires_at__lte=at - timedelta(days=1)),
        Notice.objects.filter(hall_id=hall_id, until__lt=before.date()),
        Proxy.objects.filter(hall_id=hall_id, until__lte=before),
        LettingBackIn.objects.filter(hall_id=hall_id, asked_at__lte=before).filter(
            Q(confirmed_at=None) | Q(done_at__lte=before) | Q(stopped_at__lte=before)
        ),
    )


@unrecorded(
    "what is cleared away was never the body's; how long each thing is kept is written where all can read it"
)
def clear_away(*, hall_id: UUID, at: datetime) -> int:
    """Delete applications answered or given up, spent invites, old notes and proxies, each in its time. Gives how many."""
    return sum(rows.delete()[0] for rows in _clearable(hall_id, at))
