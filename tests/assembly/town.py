"""
A hall whose assembly meets now, for a harness.

    python -m tests.assembly.town 100             100 members, the meeting open with the first of them there; prints it as JSON
    python -m tests.assembly.town --shut VOTE 60  the time of an open vote is up in so many seconds
    python -m tests.assembly.town --of MEETING    what the database holds of it: who is there, and the stack as the core orders it

Runs on the data folder and database that the environment names, beside a server or without one.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.crashes.town import gathered

MOTION = "Bread for strike"


def build(members: int) -> dict[str, Any]:
    """A hall with an open meeting and a seconded motion on its agenda; each member has a browser signed in."""
    from unionhall.assemblies import actions
    from unionhall.assemblies.models import Meeting
    from unionhall.bodies import rules
    from unionhall.conftest import browser
    from unionhall.decisions.tests.story import adopt, seconded
    from unionhall.kit import clock

    people = gathered(members)
    founder, second = people[:2]
    body, at = rules.assembly(founder.hall_id), clock.now()
    lived_by = rules.charter(founder.hall_id, at)
    adopt(body, replace(lived_by, options=replace(lived_by.options, poll_hours=1)))
    meeting = actions.call_meeting(
        by=founder.actor, body=body, begins_at=at + timedelta(hours=1), place="Great hall", agenda="short"
    )
    actions.call_too(by=second.actor, meeting=meeting)
    motion = seconded(founder, body, second, title=MOTION)
    actions.put_item(by=founder.actor, meeting=meeting, motion=motion)
    Meeting.objects.filter(pk=meeting.pk).update(begins_at=clock.now())  # nobody waits an hour for a harness
    actions.check_in(by=founder.actor, meeting=meeting)
    actions.open_meeting(by=founder.actor, meeting=meeting)
    meeting.refresh_from_db()
    return {
        "hall": founder.hall.slug,
        "voters": [
            {"member": str(one.pk), "name": one.name, "cookie": browser(one).cookies["s"].value}
            for one in people
        ],
        "meeting": str(meeting.pk),
        "code": meeting.code,
        "motion": str(motion.pk),
        "items": [str(one.pk) for one in meeting.items.all()],
    }


def shut(vote: str, seconds: float) -> dict[str, Any]:
    """Have the time of an open vote be up in so many seconds; gives the moment, in seconds since 1970."""
    from unionhall.decisions.models import Poll
    from unionhall.kit import clock

    ends = clock.now() + timedelta(seconds=seconds)
    Poll.objects.filter(pk=vote, declared_at=None).update(closes_at=ends)
    return {"ends": ends.timestamp()}


def held(meeting: str) -> dict[str, Any]:
    """Who is checked in, the names of the hands that are up in the core's order, and who speaks."""
    from unionhall.assemblies import rules
    from unionhall.assemblies.models import HandUp, Meeting
    from unionhall.core.stack import Hand, Raised, Way, in_order

    found = Meeting.objects.get(pk=meeting)
    up = HandUp.objects.filter(meeting=found, called_at=None).select_related("presence__member")
    raised = [Raised(one.presence.member.name, Hand(one.kind), one.raised_at) for one in up]
    return {
        "here": rules.here(found).count(),
        "stack": [one.key for one, _why in in_order(raised, Way(found.way))],
        "raised": {one.key: one.at.timestamp() for one in raised},
        "listed": [hand.presence.member.name for hand, _why in rules.waiting(found)],
        "speaks": [hand.presence.member.name for hand in rules.speaking(found)],
        "turns": dict(found.presences.filter(turns__gt=0).values_list("member__name", "turns")),
    }


def main() -> None:
    """Build a town, shut its vote, or say what a meeting holds."""
    import django

    from unionhall.site import places

    places.make_data_dir()
    django.setup()
    match sys.argv[1:]:
        case ["--shut", vote, seconds]:
            said = shut(vote, float(seconds))
        case ["--of", meeting]:
            said = held(meeting)
        case [members]:
            said = build(int(members))
        case _:
            sys.exit(__doc__)
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
