"""Who is eligible for an office: generated from what charters say, at the edges of every term, day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from unionhall.core.charters.presets import PRESETS
from unionhall.core.counting.reports import Report, Stage
from unionhall.core.days import end_of_term, start_of
from unionhall.core.offices import Asks, Held, days_free, eligible, in_order_after, terms_in_a_row

MADRID = ZoneInfo("Europe/Madrid")
SAMOA = ZoneInfo("Pacific/Apia")
ZONES = (MADRID, SAMOA, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu"))

# Days whose terms go over a 29 February, the night clocks go forward, the night they go back, and the end of a year.
BEGINNINGS = (date(2028, 2, 1), date(2026, 3, 1), date(2026, 10, 1), date(2026, 12, 31))


def rows(zone, begins, many, term_days, pause=0):
    """`many` terms of so many days one after the other, `pause` whole days between them."""
    found, day = [], begins
    for _ in range(many):
        since = start_of(day, zone)
        until = end_of_term(since, term_days, zone)
        found.append(Held("till", since, until, "The till"))
        day = until.astimezone(zone).date() + timedelta(days=pause)
    return found


def asked(asks, held, begins, zone, **more):
    return eligible(
        asks,
        name="Ana",
        office="till",
        joined=more.pop("joined", date(2000, 1, 1)),
        held=held,
        begins=begins,
        until=begins + timedelta(days=30),
        zone=zone,
        **more,
    )


PRINTED = {(one.charter.terms.consecutive, one.charter.terms.last_resort) for one in PRESETS.values()}
LIMITS = sorted(PRINTED | {(1, False), (2, False), (3, True)})


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("first", BEGINNINGS, ids=str)
@pytest.mark.parametrize(("most", "last_resort"), LIMITS)
def test_terms_in_a_row_are_counted_to_the_charters_number_and_a_pause_ends_them_on_its_very_day(
    zone, first, most, last_resort
):
    asks = Asks(consecutive=most, last_resort=last_resort, pause_days=30)
    for served in range(1, 5):
        held = rows(zone, first, served, 90)
        over = held[-1].until
        day = over.astimezone(zone).date()
        for free in (0, 1, 29, 30, 31):
            begins = start_of(day + timedelta(days=free), zone)
            in_a_row = served if free < 30 else 0
            assert terms_in_a_row(held, begins, 30, zone) == in_a_row
            too_many = bool(most) and in_a_row >= most
            assert bool(asked(asks, held, begins, zone, others=2, places=1)) is not too_many
            assert bool(asked(asks, held, begins, zone, others=0, places=1)) is (not too_many or last_resort)


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("first", BEGINNINGS, ids=str)
def test_pauses_are_whole_calendar_days_whatever_the_clocks_do(zone, first):
    ended = start_of(first, zone)
    for free in (0, 1, 28, 29, 30, 60, 366):
        begins = start_of(first + timedelta(days=free), zone) + timedelta(hours=9)
        assert days_free(ended, begins, zone) == free


def test_a_term_over_a_leap_day_lasts_as_many_days_as_it_says():
    given = datetime(2028, 2, 28, 18, tzinfo=MADRID)
    assert end_of_term(given, 2, MADRID) == datetime(2028, 3, 2, tzinfo=MADRID)
    assert end_of_term(given.replace(year=2027), 2, MADRID) == datetime(2027, 3, 3, tzinfo=MADRID)


def test_a_term_over_a_change_of_clocks_ends_at_midnight():
    spring, autumn = datetime(2026, 3, 28, 18, tzinfo=MADRID), datetime(2026, 10, 24, 18, tzinfo=MADRID)
    for given, hours in ((spring, 23), (autumn, 25)):
        until = end_of_term(given, 1, MADRID)
        assert until.astimezone(MADRID).time().isoformat() == "00:00:00"
        day = start_of(given.date() + timedelta(days=1), MADRID)
        assert (until - day.astimezone(ZoneInfo("UTC"))) == timedelta(hours=hours)


@pytest.mark.parametrize("days", [1, 60, 180, 366])
@pytest.mark.parametrize("joined", [date(2028, 2, 29), date(2026, 3, 29), date(2027, 12, 31)], ids=str)
def test_seniority_is_reached_on_its_day_and_not_the_day_before(days, joined):
    asks = Asks(member_days=days)
    there = joined + timedelta(days=days)
    before = start_of(there, MADRID) - timedelta(seconds=1)
    refused = asked(asks, [], before, MADRID, joined=joined)
    assert not refused
    assert there.isoformat() in refused.sentence
    assert asked(asks, [], start_of(there, MADRID), MADRID, joined=joined)


def test_two_offices_that_exclude_each_other_may_meet_at_midnight_and_not_overlap():
    asks = Asks(excludes=frozenset({"door"}))
    ends = datetime(2026, 5, 1, tzinfo=MADRID)
    door = [Held("door", ends - timedelta(days=30), ends, "The door")]
    assert asked(asks, door, ends, MADRID)
    refused = asked(asks, door, ends - timedelta(microseconds=1), MADRID)
    assert refused.sentence == "Ana holds “The door” in that time, and nobody holds both."
    later = [Held("door", ends, ends + timedelta(days=3), "The door")]
    assert not asked(asks, later, ends - timedelta(days=29), MADRID)
    assert asked(Asks(), door, ends - timedelta(days=1), MADRID)


def test_runners_up_follow_in_the_order_in_which_they_left_the_count():
    stages = (
        Stage(1, {"Ana": "5", "Bilal": "1", "Chidi": "3", "Dora": "2"}, "0", excluded=("Bilal",)),
        Stage(2, {"Ana": "5", "Chidi": "4", "Dora": "2"}, "0", excluded=("Dora",)),
        Stage(3, {"Ana": "6", "Chidi": "5"}, "0", elected=("Ana",)),
    )
    report = Report("irv", "integers", 1, ("Bilal", "Dora", "Ana", "Chidi"), 11, ("Ana",), stages=stages)
    assert in_order_after(report) == ("Chidi", "Dora", "Bilal")
    assert in_order_after(report, ("Dora",)) == ("Chidi", "Bilal")
    ordered = Report(
        "schulze",
        "integers",
        1,
        ("Ana", "Bilal", "Chidi"),
        3,
        ("Ana",),
        order=(("Ana",), ("Chidi",), ("Bilal",)),
    )
    assert in_order_after(ordered) == ("Chidi", "Bilal")
