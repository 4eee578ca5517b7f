"""
Calendar days in a hall's zone: notice and terms.

The day of the act does not count: three days' notice given on a Monday is complete for a Thursday, and a term
of ninety days given on the 1st ends when the 90th day after it ends. (The common rule *dies a quo non
computatur*; also Regulation (EEC, Euratom) 1182/71, article 3.)
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo


def day_of(at: datetime, zone: tzinfo) -> date:
    """
    The calendar day in the hall's zone. `at` must know its zone; a `ValueError` says so otherwise.

    >>> from datetime import timezone
    >>> day_of(datetime(2026, 5, 1, 23, 30, tzinfo=timezone.utc), timezone(timedelta(hours=2)))
    datetime.date(2026, 5, 2)
    """
    if at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return at.astimezone(zone).date()


def start_of(day: date, zone: tzinfo) -> datetime:
    """
    The first moment of a day in the hall's zone.

    >>> from datetime import timezone
    >>> start_of(date(2026, 5, 1), timezone.utc).isoformat()
    '2026-05-01T00:00:00+00:00'
    """
    return datetime.combine(day, time.min, tzinfo=zone)


def days_between(earlier: date, later: date) -> int:
    """
    Days from one day to another, the first not counted.

    >>> days_between(date(2026, 5, 4), date(2026, 5, 7))
    3
    """
    return (later - earlier).days


def earliest_day(served: date, notice_days: int) -> date:
    """
    The first day on which something may be done after `notice_days` days' notice served on `served`.

    >>> earliest_day(date(2026, 5, 4), 3)
    datetime.date(2026, 5, 7)
    """
    return served + timedelta(days=notice_days)


def is_noticed(
    served: datetime, act: datetime, zone: tzinfo, *, notice_days: int = 0, notice_hours: int = 0
) -> bool:
    """
    Whether notice was long enough: so many calendar days, and so many hours by the clock.

    >>> from datetime import timezone
    >>> monday, thursday = (datetime(2026, 5, day, 18, tzinfo=timezone.utc) for day in (4, 7))
    >>> is_noticed(monday, thursday, timezone.utc, notice_days=3)
    True
    >>> is_noticed(monday, monday + timedelta(hours=47), timezone.utc, notice_hours=48)
    False
    """
    enough_days = day_of(act, zone) >= earliest_day(day_of(served, zone), notice_days)
    return enough_days and act - served >= timedelta(hours=notice_hours)


def end_of_term(given: datetime, term_days: int, zone: tzinfo) -> datetime:
    """
    The moment a term of so many days is over: the end of its last day, in the hall's zone. The day it was
    given does not count. What ends is no longer in force at this moment.

    >>> from datetime import timezone
    >>> end_of_term(datetime(2026, 5, 1, 18, tzinfo=timezone.utc), 90, timezone.utc).isoformat()
    '2026-07-31T00:00:00+00:00'
    """
    return start_of(day_of(given, zone) + timedelta(days=term_days + 1), zone)
