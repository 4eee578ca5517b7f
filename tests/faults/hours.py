"""
A hall where things end within the hour: `python -m tests.faults.hours 6`, as JSON.

A vote by phone that closes after an hour and one that is open for days; and the second of the members holds a mandate to
word the public door, which ends after an hour too.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import Any

from tests.crashes import town

HOUR = 3600
"""Seconds."""


def build(members: int) -> dict[str, Any]:
    """What `tests.crashes.town` builds, with the two votes as `soon` and `late`."""
    from unionhall.bodies import rules
    from unionhall.bodies.actions.publicity import go_public
    from unionhall.bodies.models import Member
    from unionhall.conftest import mandated, warrant_of
    from unionhall.decisions import actions
    from unionhall.decisions.tests.story import adopt, seconded
    from unionhall.kit import clock
    from unionhall.kit.actor import Actor

    made = town.build(members, votes=1)
    first, second = [Member.objects.get(pk=one["member"]) for one in made["voters"][:2]]
    first.actor, second.actor = rules.actor_of(first), rules.actor_of(second)
    hall, body = first.hall, rules.assembly(first.hall_id)
    lived_by = rules.charter(hall.pk, clock.now())
    adopt(body, replace(lived_by, options=replace(lived_by.options, poll_hours=1)))
    soon = actions.open_poll(by=first.actor, motion=seconded(first, body, second, title="Bread by tonight"))
    go_public(by=Actor.the_clock(hall.pk), warrant=warrant_of(hall), front="We bake.")
    mandated(second, "bodies.speak", days=1 / 24)
    return {**made, "late": made["votes"][0], "soon": str(soon.pk)}


def main() -> None:
    """Build it and print what there is."""
    import django

    from unionhall.site import places

    places.make_data_dir()
    django.setup()
    json.dump(build(int(sys.argv[1])), sys.stdout)


if __name__ == "__main__":
    main()
