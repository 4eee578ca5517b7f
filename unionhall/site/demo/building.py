"""Building the demo hall, and saying who to sign in as."""

from __future__ import annotations

import random
from collections.abc import Callable

from django.utils import translation

from unionhall.core.rulings import OutOfOrder
from unionhall.decisions.models import Motion, Status
from unionhall.kit import clock
from unionhall.record.models import Hall, Head

from . import story
from .cast import FOUNDER, SPEAKING, arrivals
from .narrating import Narrator
from .telling import Locksmith, StoryClock, in_place_of_the_clock

DAYS = 213
"""How many days ago the hall was founded."""
SEED = 1936
"""What chance is drawn from: who votes how, who invites whom. The same seed tells the same story."""
CLAIMS_LATER = "Halina Petrova"

Progress = Callable[[int, int | None], None]


def build(tell: Progress, *, seed: int = SEED, chapters: int | None = None) -> list[str]:
    """
    Build the demo hall in the database in use and give the lines that say who to sign in as.

    `tell(done, of)`: told how far it is. `seed`: for chance. `chapters`: tell only so many of the story's first chapters.
    Raises `OutOfOrder` where there is a hall already.
    """
    if Hall.objects.exists():
        raise OutOfOrder("There is a hall here already; the demo is built in a folder of its own.")
    names = _sign_in_names()
    locks = Locksmith(list(names.values()))
    time = StoryClock(clock.now(), DAYS)
    told = Narrator(time, random.Random(seed), locks, names)  # noqa: S311 - who votes how in a made-up hall
    told.coming = arrivals()
    wanted = story.CHAPTERS[:chapters]
    try:
        with in_place_of_the_clock(time), translation.override("en"):
            for done, chapter in enumerate(wanted):
                tell(done, len(wanted))
                chapter(told)
    finally:
        locks.done()
    tell(len(wanted), len(wanted))
    _insist_on_the_past(told)
    return _lines(told)


def _sign_in_names() -> dict[str, str]:
    """Who has an account, with the name they sign in with."""
    chosen = {name: sign_in for name, sign_in, _about in SPEAKING}
    others = [one.name for one in arrivals() if one.road == "invite"]
    for place, name in enumerate([FOUNDER, *others, CLAIMS_LATER]):
        chosen.setdefault(name, f"demo-{place:02d}")
    return chosen


def _insist_on_the_past(told: Narrator) -> None:
    """Nothing may lie in the future of now: the record would refuse every act until then."""
    last = Head.objects.get(hall=told.hall).last_at
    if last is None or last > clock.now():
        raise AssertionError("the demo's record ends in the future")


def _lines(told: Narrator) -> list[str]:
    """Who to sign in as and what to look at."""
    lines = ["Sign in as one of these (name, passphrase):", ""]
    for name, sign_in, about in SPEAKING:
        one = told.people.get(name)
        if one is None:
            continue
        lines += [f"{sign_in:8} {one.passphrase}", f"{'':8} {name}: {about}."]
        if name in told.factors:
            secret, codes = told.factors[name]
            lines += [
                f"{'':8} Authenticator app key: {secret}",
                f"{'':8} or codes from the sheet, once each: {', '.join(codes[:5])}",
            ]
    decided = (
        Motion.objects.filter(hall=told.hall)
        .exclude(status__in=(Status.PUT, Status.SECONDED, Status.POLLING))
        .count()
    )
    inside = sum(1 for one in told.people if told.member(one).left_on is None)
    phones = sum(1 for name, one in told.people.items() if one.account and told.member(name).left_on is None)
    lines += [
        "",
        f"{inside} members, {inside - phones} of them without an account; {decided} motions decided.",
        "Worth a look: the poll that is open, the motion that wants a seconder, the recall, who holds what, the record.",
    ]
    return lines
