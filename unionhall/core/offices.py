"""Offices: who may be elected to one, how many terms in a row they have served, and who comes after whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from unionhall.core.counting.reports import Report
from unionhall.core.days import day_of
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.core.words import Sentence, Wrong, _, counted

PAUSE_DAYS = 30
"""So many whole days between two terms end a row where the office says nothing of its own."""

NOT_YET = _(
    "This office asks for {days} days as a member. {name} has been one since {since}, so they may stand from {day}."
)
ONCE, OFTEN = (
    _("{name} has held this office for a term, and no more is allowed without a pause of {pause} days."),
    _(
        "{name} has held this office for {count} terms in a row, and no more is allowed without a pause of {pause} days."
    ),
)
ONCE_BUT, OFTEN_BUT = (
    _(
        "{name} has held this office for a term. They may stand again only where too few others do, and enough others do."
    ),
    _(
        "{name} has held this office for {count} terms in a row. They may stand again only where too few others do, and enough "
        "others do."
    ),
)
HOLDS_ANOTHER = _("{name} holds “{office}” in that time, and nobody holds both.")


@dataclass(frozen=True)
class Asks:
    """
    What an office asks of whoever stands for it.

    `consecutive`: terms in a row (0: not limited). `last_resort`: after that a name may go on the ballot where too few others
    stand, and the ballot prints the terms in a row (R11). `pause_days`: whole calendar days between two terms that end a row.
    `member_days`: for how long they have been a member when the term begins (R12). `excludes`: the keys of offices that nobody
    holds beside it (R16).

    >>> Asks(consecutive=3).pause_days
    30
    """

    consecutive: int = 0
    last_resort: bool = False
    pause_days: int = PAUSE_DAYS
    member_days: int = 0
    excludes: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if min(self.consecutive, self.pause_days, self.member_days) < 0:
            raise Wrong(_("days and terms are never below zero"))


@dataclass(frozen=True)
class Held:
    """
    A term that somebody holds or held. `office`: its key. `since` and `until`: the moments it began and ended, the first in it
    and the second not any more. `name`: what the office is called.
    """

    office: str
    since: datetime
    until: datetime
    name: str = ""


def days_free(ended: datetime, begins: datetime, zone: tzinfo) -> int:
    """
    Whole calendar days in the zone between a term that ended and one that begins.

    A term that ended at midnight left the day that begins there free.

    >>> from datetime import timezone
    >>> days_free(datetime(2028, 2, 28, tzinfo=timezone.utc), datetime(2028, 3, 1, 9, tzinfo=timezone.utc), timezone.utc)
    2
    """
    last = day_of(ended - timedelta(microseconds=1), zone)
    return max(0, (day_of(begins, zone) - last).days - 1)


def terms_in_a_row(held: Iterable[Held], begins: datetime, pause_days: int, zone: tzinfo) -> int:
    """
    How many terms in one office were held one after the other up to `begins`; a pause of `pause_days` whole days ends the row.

    >>> from datetime import timezone
    >>> def may(year): return datetime(year, 5, 1, tzinfo=timezone.utc)
    >>> held = [Held("till", may(year), may(year + 1)) for year in (2022, 2024, 2025)]
    >>> terms_in_a_row(held, may(2026), 30, timezone.utc)
    2
    """
    many, reached = 0, begins
    for one in sorted(held, key=lambda one: one.since, reverse=True):
        if one.since >= begins:
            continue
        if days_free(one.until, reached, zone) >= max(1, pause_days):
            break
        many, reached = many + 1, one.since
    return many


def eligible(
    asks: Asks,
    *,
    name: str,
    office: str,
    joined: date,
    held: Sequence[Held],
    begins: datetime,
    until: datetime,
    zone: tzinfo,
    others: int = 0,
    places: int = 1,
) -> Ruling:
    """
    Whether somebody may hold `office` from `begins` to `until`: long enough a member, not too often in a row, and holding
    nothing beside it that the office excludes.

    `held`: every term of theirs, in any office. `others`: how many stand who are not at that limit, for `places` seats.

    >>> from datetime import timezone
    >>> may, then = datetime(2026, 5, 1, tzinfo=timezone.utc), datetime(2027, 5, 1, tzinfo=timezone.utc)
    >>> ruling = eligible(Asks(member_days=180), name="Ana", office="till", joined=date(2026, 1, 1), held=[], begins=may,
    ...     until=then, zone=timezone.utc)
    >>> ruling.sentence
    'This office asks for 180 days as a member. Ana has been one since 2026-01-01, so they may stand from 2026-06-30.'
    """
    first = joined + timedelta(days=asks.member_days)
    if day_of(begins, zone) < first:
        return _no(
            Sentence(
                NOT_YET, days=asks.member_days, name=name, since=joined.isoformat(), day=first.isoformat()
            )
        )
    many = terms_in_a_row([one for one in held if one.office == office], begins, asks.pause_days, zone)
    if asks.consecutive and many >= asks.consecutive:
        if not asks.last_resort:
            return _no(counted(many, ONCE, OFTEN, name=name, pause=asks.pause_days))
        if others >= places:
            return _no(counted(many, ONCE_BUT, OFTEN_BUT, name=name))
    for one in held:
        if one.office in asks.excludes and one.since < until and begins < one.until:
            return _no(Sentence(HOLDS_ANOTHER, name=name, office=one.name or one.office))
    return IN_ORDER


def _no(sentence: Sentence) -> Ruling:
    return Ruling(OutOfOrder(sentence, rule="terms"))


def in_order_after(report: Report, passed_over: Collection[str] = ()) -> tuple[str, ...]:
    """
    Those who were not elected, the first to step in first: by the order of Schulze, else whoever stayed in the count longest,
    and of those who left it together whoever had more votes there; equal ones as they stood on the paper (R13).

    `passed_over`: options that are nobody.

    >>> from unionhall.core.counting.reports import Stage
    >>> stages = (Stage(1, {"Ana": "5", "Bilal": "2", "Chidi": "3"}, "0", elected=("Ana",)),)
    >>> in_order_after(Report("plurality", "integers", 1, ("Ana", "Bilal", "Chidi"), 10, ("Ana",), stages=stages))
    ('Chidi', 'Bilal')
    """
    out = {*report.winners, *report.withdrawn, *passed_over}
    rest = [name for name in report.candidates if name not in out]
    if report.order is not None:
        place = {name: number for number, group in enumerate(report.order) for name in group}
        return tuple(sorted(rest, key=lambda name: place.get(name, len(place))))

    def stayed(name: str) -> tuple[int, float]:
        seen = [stage for stage in report.stages if name in stage.votes]
        left = next((stage.n for stage in report.stages if name in stage.excluded), len(report.stages) + 1)
        return -left, -float(seen[-1].votes[name]) if seen else 0.0

    return tuple(sorted(rest, key=stayed))
