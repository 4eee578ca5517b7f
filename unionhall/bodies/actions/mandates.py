"""Offices, and mandates given and taken back on a decision's warrant; the rules of the charter asked first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from unionhall.bodies.models import Body, Member, Office
from unionhall.bodies.rules import offices as rules
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.mandates import actions as mandates
from unionhall.mandates.models import Mandate
from unionhall.record.book import action, write
from unionhall.record.models import Entry


@action
def make_office(
    *,
    by: Actor,
    warrant: Entry,
    body: Body,
    name: str,
    powers: Mapping[str, Mapping[str, Any]],
    term_days: int,
    at: datetime,
    purpose: str = "",
    more: Mapping[str, Any] | None = None,
) -> Office:
    """
    Make an office of `body`: a name, what it is for, its powers with their limits, and its term in calendar days. `more`: what
    it asks beside that, as `rules.may_make_office` says.
    """
    more = dict(more or {})
    rules.may_make_office(body, name, powers, term_days, at, more).enforce()

    office = Office.objects.create(
        hall_id=by.hall_id,
        body=body,
        name=name.strip(),
        purpose=purpose.strip(),
        powers={power: dict(limits) for power, limits in powers.items()},
        term_days=term_days,
        warrant=warrant,
        **more,
    )
    write(
        "office.made",
        by=by,
        at=at,
        about=office,
        body=body.pk,
        warrant=warrant,
        term_days=term_days,
        powers=sorted(powers),
    )
    return office


def give_mandate(
    *,
    by: Actor,
    warrant: Entry,
    body: Body,
    member: Member,
    powers: Mapping[str, Mapping[str, Any]],
    until: datetime,
    since: datetime | None = None,
    purpose: str = "",
    office: Office | None = None,
) -> Mandate:
    """
    Give `member` a mandate for `body`, where the charter lets them hold it: admitted, within the longest term and the
    terms in a row, independent as declared. Raises `OutOfOrder` with the charter's paragraph; the giving itself is
    `mandates.actions.give_mandate`, which writes the entry.
    """
    now = clock.now()
    # What begins in the past begins now: nobody acts under a mandate they did not hold.
    begins = since if since is not None and since > now else None
    ruling = rules.may_hold(member, body, powers, since=begins or now, until=until, office=office, at=now)
    ruling.enforce()
    return mandates.give_mandate(
        by=by,
        warrant=warrant,
        holder=member.person,
        member=member.pk,
        scope=body.pk,
        powers=powers,
        until=until,
        since=begins,
        purpose=purpose.strip()[:300],
        office=office.pk if office else None,
    )
