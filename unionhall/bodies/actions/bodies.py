"""Making and dissolving bodies, giving them matters to decide, joining and leaving them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from unionhall.bodies.models import Body, Member, Membership, Remit, State
from unionhall.bodies.rules import offices as rules
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.mandates import actions as mandates
from unionhall.mandates.models import Mandate
from unionhall.record.book import action, write
from unionhall.record.models import Entry, Hall


@action
def make_body(
    *,
    by: Actor,
    warrant: Entry,
    kind: str,
    name: str,
    at: datetime,
    purpose: str = "",
    until: datetime | None = None,
    members: Sequence[Member] = (),
    headcount: int | None = None,
) -> Body:
    """
    Make a body with its first members, on the `warrant` of the assembly's decision. `until`: when it ends by itself.
    `headcount`: how many people work or live there, member or not. Raises `OutOfOrder` as `rules.may_make_body` says.
    """
    hall = Hall.objects.get(pk=by.hall_id)
    rules.may_make_body(hall, kind, name, until, at).enforce()

    today = clock.day(at, hall.time_zone)

    body = Body.objects.create(
        hall=hall,
        kind=kind,
        name=name.strip(),
        purpose=purpose.strip(),
        headcount=headcount,
        made_at=at,
        warrant=warrant,
        until=until,
    )
    Membership.objects.bulk_create(
        Membership(hall=hall, member=member, body=body, state=State.ADMITTED, since=today, warrant=warrant)
        for member in dict.fromkeys(members)
    )
    write(
        "body.made",
        by=by,
        at=at,
        about=body,
        body=body.pk,
        warrant=warrant,
        sort=str(kind),
        until=rules.last_day(hall, until).isoformat() if until else "",
    )
    return body


@action
def dissolve_body(*, by: Actor, warrant: Entry, body: Body, at: datetime) -> Body:
    """Dissolve a body: its mandates are taken back in the same act, its matters return to the assembly."""
    body = Body.objects.select_for_update().get(pk=body.pk, hall_id=by.hall_id)
    rules.may_dissolve(body, at).enforce()

    today = clock.day(at, body.hall.time_zone)

    for mandate in Mandate.objects.filter(hall_id=by.hall_id, scope=body.pk, ended_at=None):
        mandates.recall_mandate(by=by, mandate=mandate, warrant=warrant)
    Remit.objects.filter(body=body, ended_at=None).update(ended_at=at)
    body.offices.filter(ended_at=None).update(ended_at=at)
    body.memberships.filter(until=None).update(until=today)
    body.ended_at = at
    body.save(update_fields=["ended_at"])
    write("body.dissolved", by=by, at=at, about=body, body=body.pk, warrant=warrant)
    return body


@action
def give_remit(*, by: Actor, warrant: Entry, body: Body, matter: str, until: datetime, at: datetime) -> Remit:
    """Let `body` decide a matter of the charter in the assembly's place, until then."""
    rules.may_give_remit(body, matter, until, at).enforce()

    Remit.objects.filter(body=body, matter=matter, ended_at=None).update(ended_at=at)
    remit = Remit.objects.create(
        hall_id=by.hall_id, body=body, matter=matter, since=at, until=until, warrant=warrant
    )
    write(
        "remit.given",
        by=by,
        at=at,
        about=remit,
        body=body.pk,
        warrant=warrant,
        matter=matter,
        until=rules.last_day(body.hall, until).isoformat(),
    )
    return remit


@action
def join_body(*, by: Actor, member: Member, body: Body, at: datetime) -> Membership:
    """Join a working group or a section, of one's own accord."""
    rules.may_join(by, member, body, at).enforce()

    place = Membership.objects.create(
        hall_id=by.hall_id,
        member=member,
        body=body,
        state=State.ADMITTED,
        since=clock.day(at, body.hall.time_zone),
    )
    write("body.joined", by=by, at=at, about=body, body=body.pk)
    return place


@action
def leave_body(*, by: Actor, member: Member, body: Body, at: datetime) -> Membership:
    """Leave a body other than the assembly; mandates held for it end with it."""
    rules.may_leave(by, member, body).enforce()
    place = Membership.objects.select_for_update().get(member=member, body=body, until=None)

    today = clock.day(at, body.hall.time_zone)

    place.until = today
    place.save(update_fields=["until"])
    Membership.objects.create(
        hall_id=by.hall_id, member=member, body=body, state=State.LEFT, since=today, until=today
    )
    for mandate in Mandate.objects.filter(scope=body.pk, holder_id=member.person_id, ended_at=None):
        mandates.lay_down_mandate(by=by, mandate=mandate)
    write("body.left", by=by, at=at, about=body, body=body.pk)
    return place
