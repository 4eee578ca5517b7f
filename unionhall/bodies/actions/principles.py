"""Adopting principles, and each member's answer to them."""

from __future__ import annotations

from datetime import datetime

from unionhall.bodies.models import Affirmation, Member, Principles, Way
from unionhall.bodies.rules import charters
from unionhall.bodies.rules.principles import may_answer
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.record.book import action, unrecorded, write
from unionhall.record.models import Entry


@action
def adopt_principles(*, by: Actor, warrant: Entry, text: str, language: str, at: datetime) -> Principles:
    """Adopt a new version of the principles, in Markdown. Everybody is asked for their answer again, and loses nothing."""
    newest = Principles.objects.filter(hall_id=by.hall_id).order_by("-version").first()

    version = newest.version + 1 if newest else 1

    row = Principles.objects.create(
        hall_id=by.hall_id, version=version, text=text, language=language, in_force_from=at, warrant=warrant
    )
    write(
        "principles.adopted",
        by=by,
        at=at,
        about=row,
        body=charters.assembly(by.hall_id).pk,
        warrant=warrant,
        version=version,
    )
    return row


@unrecorded("how somebody stands to the principles is their own conviction, and no act of the body")
def answer_principles(
    *, by: Actor, member: Member, principles: Principles, way: str, reservation: str = "", at: datetime
) -> Affirmation:
    """Answer a version of the principles: affirm, affirm with a reservation, or not yet. It may be answered anew."""
    may_answer(by, member, principles, way, reservation).enforce()

    day = clock.day(at, member.hall.time_zone)

    answer, _made = Affirmation.objects.update_or_create(
        member=member,
        principles=principles,
        defaults={
            "hall_id": member.hall_id,
            "way": way,
            "reservation": reservation.strip() if way == Way.RESERVES else "",
            "on": day,
        },
    )
    if way != Way.NOT_YET:
        Member.objects.filter(pk=member.pk, guest=True).update(guest=False)
    return answer
