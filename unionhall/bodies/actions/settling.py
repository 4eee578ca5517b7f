"""What comes to pass by itself: trials and suspensions end, mandates run out, what was to be erased is erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Due
from unionhall.mandates import actions as mandates
from unionhall.mandates.models import Ending, Mandate
from unionhall.people.models import Claim
from unionhall.record import due
from unionhall.record.book import unrecorded

from ..models import Application, BodyKind, Invite, LettingBackIn, Member, Membership, Notice, Proxy, State
from ..rules.membership import admits_by_itself
from ..rules.unanswered import given_up
from .admitting import admit_from_trial
from .letting_in import note_done
from .membership import KEPT_DAYS, erase_member, forgotten_otherwise, keep_forgotten, reinstate_member

ANSWERED_KEPT = timedelta(days=30)
GONE = [
    Application.Answer.DECLINED,
    Application.Answer.WITHDRAWN,
    Application.Answer.DOUBLE,
    Application.Answer.ANSWERED,
]


def settle(hall_id: UUID) -> int:
    """Enter everything that is due in this room of one hall. Doing it twice does nothing the second time."""
    return due.settle(hall_id, DUE)


def _run_out(hall: Any, at: Any, _day: Any) -> QuerySet[Mandate]:
    return Mandate.objects.filter(hall_id=hall).run_out(at)


def _end_mandates(by: Actor, rows: QuerySet[Mandate]) -> int:
    return sum(due.did(mandates.end_mandate, by=by, mandate=one, ending=Ending.RAN_OUT) for one in rows)


def _places(hall: Any, day: Any) -> QuerySet[Membership]:
    """Places in bodies that were to end by themselves by `day`."""
    places = Membership.objects.filter(hall_id=hall, until=None, ends_on__lte=day, member__left_on=None)
    return places.select_related("member")


def _suspended(hall: Any, _at: Any, day: Any) -> QuerySet[Membership]:
    return _places(hall, day).filter(state=State.SUSPENDED)


def _reinstate(by: Actor, rows: QuerySet[Membership]) -> int:
    return sum(due.did(reinstate_member, by=by, member=place.member) for place in rows)


def _on_trial(hall: Any, _at: Any, day: Any) -> QuerySet[Membership]:
    return _places(hall, day).filter(state=State.TRIAL, body__kind=BodyKind.ASSEMBLY)


def _admit(by: Actor, rows: QuerySet[Membership]) -> int:
    if not admits_by_itself(by.hall_id, clock.now()):
        return 0  # they stay on trial until the body has decided
    return sum(due.did(admit_from_trial, by=by, member=place.member) for place in rows)


def _to_erase(hall: Any, _at: Any, day: Any) -> QuerySet[Member]:
    return Member.objects.filter(hall_id=hall, erased_on=None, left_on__lte=day - timedelta(days=KEPT_DAYS))


def _keep_forgotten(by: Actor, _rows: None) -> int:
    return keep_forgotten(by.hall_id)


def _let_back_in(hall: Any, at: Any, _day: Any) -> QuerySet[LettingBackIn]:
    """Lettings back in whose code was used, or has run out."""
    codes = Claim.objects.filter(pk=OuterRef("claim"), consumed_at=None, expires_at__gt=at)
    given = LettingBackIn.objects.filter(hall_id=hall, done_at=None, stopped_at=None, claim__isnull=False)
    return given.filter(~Exists(codes))


def _note_done(by: Actor, _rows: QuerySet[LettingBackIn]) -> int:
    note_done(hall_id=by.hall_id)
    return 0


def _answered(hall: Any, at: Any, _day: Any) -> QuerySet[Application]:
    return Application.objects.filter(hall_id=hall, answer__in=GONE, answered_at__lte=at - ANSWERED_KEPT)


def _admitted(hall: Any, at: Any, _day: Any) -> QuerySet[Application]:
    """Of who was admitted, only the member they became is kept."""
    admitted = Application.objects.filter(hall_id=hall, answer=Application.Answer.ADMITTED)
    return admitted.filter(answered_at__lte=at - ANSWERED_KEPT)


def _unanswered(hall: Any, at: Any, _day: Any) -> QuerySet[Application]:
    return given_up(hall, at)


def _invites(hall: Any, at: Any, _day: Any) -> QuerySet[Invite]:
    return Invite.objects.filter(hall_id=hall, expires_at__lte=at - timedelta(days=1))


def _notices(hall: Any, at: Any, _day: Any) -> QuerySet[Notice]:
    return Notice.objects.filter(hall_id=hall, until__lt=(at - ANSWERED_KEPT).date())


def _proxies(hall: Any, at: Any, _day: Any) -> QuerySet[Proxy]:
    return Proxy.objects.filter(hall_id=hall, until__lte=at - ANSWERED_KEPT)


def _lettings(hall: Any, at: Any, _day: Any) -> QuerySet[LettingBackIn]:
    before = at - ANSWERED_KEPT
    return LettingBackIn.objects.filter(hall_id=hall, asked_at__lte=before).filter(
        Q(confirmed_at=None) | Q(done_at__lte=before) | Q(stopped_at__lte=before)
    )


CLEARED: Mapping[str, Callable[[Any, Any, Any], QuerySet[Any]]] = {
    "applications.answered": _answered,
    "applications.admitted": _admitted,
    "applications.unanswered": _unanswered,
    "invites.spent": _invites,
    "notices.old": _notices,
    "proxies.old": _proxies,
    "lettings.old": _lettings,
}
"""What is deleted when its time is over, by name."""


@unrecorded(
    "what is cleared away was never the body's; how long each thing is kept is written where all can read it"
)
def clear_away(*, by: Actor, what: str, at: datetime) -> int:
    """Delete answered applications, spent invites, old notes or proxies, each when its time is over. Gives how many."""
    gone: int = CLEARED[what](by.hall_id, at, None).delete()[0]
    return gone


def _clearing(what: str) -> Callable[[Actor, Any], int]:
    def do(by: Actor, _rows: Any) -> int:
        due.did(clear_away, by=by, what=what)
        return 0

    return do


DUE = (
    Due("mandates.run_out", _run_out, _end_mandates),
    Due("suspensions.over", _suspended, _reinstate),
    Due("trials.over", _on_trial, _admit),
    Due("members.to_erase", _to_erase, due.each(erase_member, "member")),
    Due("members.stay_erased", None, _keep_forgotten, outside=forgotten_otherwise),
    Due("lettings.done", _let_back_in, _note_done),
    *(Due(what, rows, _clearing(what)) for what, rows in CLEARED.items()),
)
"""What time brings about in this room, in the order in which it is done."""
