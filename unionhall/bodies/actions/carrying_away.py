"""Leaving with one's data: everything the hall keeps about oneself, as a document to carry away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from unionhall.core.rulings import NotAuthorised
from unionhall.kit.actor import Actor
from unionhall.mandates.models import Mandate
from unionhall.record.book import unrecorded
from unionhall.record.models import Opening

from ..models import Affirmation, Application, Declaration, Member, Membership, Notice, Proxy, Standing


@unrecorded("reading what is kept about oneself is nobody else's business")
def carry_away_mine(*, by: Actor, at: datetime) -> dict[str, Any]:
    """Everything kept about the member `by`, as data that JSON can hold; dates as ISO text. Raises `NotAuthorised` for others."""
    member = (
        Member.objects.select_related("hall__organisation", "household")
        .filter(pk=by.member_id, hall_id=by.hall_id)
        .first()
    )
    if member is None:
        raise NotAuthorised(_("Only members of this hall may do this."))
    places = Membership.objects.filter(member=member).select_related("body").order_by("since")
    return {
        "carried_away": at.isoformat(),
        "organisation": member.hall.organisation.name,
        "me": {
            "id": str(member.pk),
            "name": member.name,
            "joined": _day(member.joined_on),
            "left": _day(member.left_on),
            "leave_of_absence": [_day(member.on_leave_from), _day(member.on_leave_until)],
            "household": member.household.label if member.household else None,
            "in_directory": member.in_directory,
        },
        "places": [
            {
                "body": one.body.name,
                "state": one.state,
                "since": _day(one.since),
                "until": _day(one.until),
                "ends": _day(one.ends_on),
            }
            for one in places
        ],
        "affirmations": [
            {"way": one.way, "reservation": one.reservation, "on": _day(one.on)}
            for one in Affirmation.objects.filter(member=member).order_by("on")
        ],
        "standing": [
            {"good": one.good, "since": _day(one.since), "reason": one.reason}
            for one in Standing.objects.filter(member=member).order_by("said_at")
        ],
        "declarations": [
            {"key": one.key, "says": one.says, "on": _day(one.on)}
            for one in Declaration.objects.filter(member=member)
        ],
        "proxies_given": [one.since.isoformat() for one in Proxy.objects.filter(giver=member)],
        "proxies_held": [one.since.isoformat() for one in Proxy.objects.filter(holder=member)],
        "mandates": [
            {
                "purpose": one.purpose,
                "since": one.since.isoformat(),
                "until": one.until.isoformat(),
                "ending": one.ending,
            }
            for one in Mandate.objects.filter(hall_id=by.hall_id, member=member.pk).order_by("since")
        ],
        "applications": [
            {"way": one.way, "name": one.name, "contact": one.contact, "words": one.words}
            for one in Application.objects.filter(member=member)
        ],
        "notices": [
            {"title": one.title, "text": one.text, "posted": one.posted_at.isoformat()}
            for one in Notice.objects.filter(by=member).order_by("posted_at")
        ],
        "record": [
            {"kind": one.kind, "at": one.at.isoformat()}
            for one in Opening.objects.filter(hall_id=by.hall_id, member_id=member.pk).order_by("at")
        ],
    }


def _day(day: Any) -> str | None:
    return None if day is None else day.isoformat()
