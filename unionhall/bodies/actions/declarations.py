"""What a member declares of their own independence."""

from __future__ import annotations

from datetime import datetime

from unionhall.bodies.models import Declaration, Member
from unionhall.bodies.rules import charters
from unionhall.bodies.rules.offices import may_declare
from unionhall.kit import clock
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded


@unrecorded(
    "what somebody declares of themselves is theirs to say; only whether a mandate was given is the body's act"
)
def declare(*, by: Actor, member: Member, key: str, says: bool, at: datetime) -> Declaration:
    """Answer a question of independence that the charter asks (`rules.offices.questions`); it may be answered anew."""
    may_declare(by, member, charters.charter(by.hall_id, at), key).enforce()

    answer, _made = Declaration.objects.update_or_create(
        member=member,
        key=key,
        defaults={"hall_id": by.hall_id, "says": says, "on": clock.day(at, member.hall.time_zone)},
    )
    return answer
