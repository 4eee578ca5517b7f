"""
The large hall on a data folder of its own, made in a process beside the server's.

    python -m tests.bench.making hall 5000 2000 20 96    members, decisions, open votes, members with an account
    python -m tests.bench.making browsers                signs those members in, a browser for each vote; prints JSON
    python -m tests.bench.making record 100000           instead: a hall whose record has so many entries; prints its name

On the data folder and database that the environment names.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

KEPT = "bench.json"
"""In the data folder: who has an account, and what a bench asks for."""


def hall(members: int, decisions: int, votes: int, accounts: int) -> None:
    """Make the hall, and keep beside it what `browsers` needs."""
    from tests.bench import large
    from unionhall.decisions.models import Motion

    made = large.build(members=members, decisions=decisions, votes=votes, accounts=accounts)
    opened = Motion.objects.get(polls=made.open[0])
    kept = {
        "hall": made.people[0].hall.slug,
        "people": [
            {"account": str(one.account.pk), "wrap_key": base64.b64encode(one.wrap_key).decode()}
            for one in made.people
        ],
        "votes": [str(poll.pk) for poll in made.open],
        "open_motion": str(opened.pk),
        "decided_motion": str(made.decided[-1].pk),
        "decided_vote": str(made.decided[-1].polls.get().pk),
    }
    _kept().write_text(json.dumps(kept))


def browsers() -> dict[str, Any]:
    """
    A browser signed in for each member with an account and each vote: `cookies[member][vote]`.

    One each, because whoever votes reads next that the ballot is in: a session in which nobody does would grow.
    """
    from django.db import transaction

    from unionhall.conftest import browser
    from unionhall.people.models import Account

    kept: dict[str, Any] = json.loads(_kept().read_text())
    cookies = []
    with transaction.atomic():
        for one in kept.pop("people"):
            account = Account.objects.get(pk=one["account"])
            member = SimpleNamespace(account=account, wrap_key=base64.b64decode(one["wrap_key"]))
            cookies.append([f"s={browser(member).cookies['s'].value}" for _vote in kept["votes"]])
    return {**kept, "cookies": cookies}


def record(entries: int) -> str:
    """A small hall whose record goes on until it has so many entries; gives the hall's slug."""
    from django.db import transaction

    from tests.bench.scribe import Scribe
    from tests.crashes.town import gathered
    from unionhall.kit import clock
    from unionhall.record import signer

    first = gathered(2)[0]
    with transaction.atomic():
        scribe = Scribe(first.hall)
        for number in range(entries - signer.size_of(first.hall)):
            scribe.enter(
                "member.joined",
                by=first.actor,
                at=clock.now(),
                about=first,
                way="invite",
                state="trial" if number % 2 else "admitted",
            )
        scribe.close()
    signer.checkpoint(first.hall)
    slug: str = first.hall.slug
    return slug


def _kept() -> Path:
    from django.conf import settings

    return Path(settings.DATA) / KEPT


def main() -> None:
    """Prepare the data folder and do what is asked."""
    import os

    from unionhall.site import places, preparing

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unionhall.site.settings")
    places.make_data_dir()
    os.environ["UNIONHALL_SECRET_KEY"] = places.secret_key()
    preparing.prepare()
    what, *counts = sys.argv[1:]
    made = {"hall": hall, "browsers": browsers, "record": record}[what](*map(int, counts))  # type: ignore[operator]
    if made is not None:
        json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
