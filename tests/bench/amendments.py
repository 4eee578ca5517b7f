"""
The pages of a motion of sixty paragraphs to which a hundred amendments were put and seconded, some with amendments of their own:
one reader, one page after the other, the server warm.

    python -m tests.bench.amendments    makes such a hall on the data folder and database the environment names; prints it as JSON
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.pages import read
from tests.machine import server

LONGEST = 0.15
"""Seconds that 95 of 100 readings of a page may take at most."""


def made() -> dict[str, Any]:
    """A hall of three with such a motion, everything put and seconded by the house's own actions."""
    from tests.crashes.town import gathered
    from tests.merging.planting import planted
    from unionhall.bodies import rules
    from unionhall.conftest import browser
    from unionhall.decisions import actions
    from unionhall.decisions.tests.story import seconded

    founder, second = gathered(3)[:2]
    base, texts, collide = planted(Random(1936))
    motion = seconded(founder, rules.assembly(founder.hall_id), second, title=base.title, text=base.text)
    amendments = []
    for words in texts:
        amendment = actions.put_amendment(
            by=founder.actor, motion=motion, title=words.title, text=words.text, reason="Bread first."
        )
        amendments.append(actions.second_motion(by=second.actor, motion=amendment))
    for amendment, words in list(zip(amendments, texts, strict=True))[::10]:
        changed = f"{words.text} To that we add a word."
        again = actions.put_amendment(by=second.actor, motion=amendment, title=words.title, text=changed)
        actions.second_motion(by=founder.actor, motion=again)
    return {
        "hall": founder.hall.slug,
        "cookie": f"s={browser(founder).cookies['s'].value}",
        "motion": str(motion.pk),
        "amendment": str(amendments[max(max(pair) for pair in collide)].pk),
    }


def addresses(hall: dict[str, Any]) -> dict[str, str]:
    """The pages that are measured, by what they are called here."""
    motion, amendment = f"motions/{hall['motion']}/", f"motions/{hall['amendment']}/"
    return {
        "the motion": motion,
        "its amendments": f"{motion}amendments/",
        "the last of its amendments": f"{motion}amendments/?page=4",
        "some decided together": f"{motion}together/",
        "one that collides": amendment,
        "putting another": f"{motion}amend/",
        "amending one": f"{amendment}amend/",
    }


def measured(folder: Path, database: str, times: int, **more: str) -> Iterator[dict[str, Any]]:
    """Read each page so often; a result for each."""
    one = server.Server(server.copied(folder / "amendments"), **more)
    if more:
        one.start()
        one.stop()
    hall = server.told(one, "tests.bench.amendments")
    one.start()
    try:
        for name, path in addresses(hall).items():
            yield {
                "what": f"a hundred amendments on {database}: {name}",
                **read(one.port, f"/h/{hall['hall']}/{path}", hall["cookie"], times, LONGEST),
            }
    finally:
        one.stop()
        shutil.rmtree(one.data, ignore_errors=True)


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(made(), sys.stdout)
