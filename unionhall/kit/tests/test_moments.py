"""Moments say how far off they are, the date all the same, and whose time it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from unionhall.kit import moments

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)  # 12:00 in Madrid


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(seconds=20), "in less than a minute (Fri 20 Nov, 12:00 CET)"),
        (-timedelta(seconds=20), "just now (Fri 20 Nov, 11:59 CET)"),
        (timedelta(minutes=1), "in 1 minute (Fri 20 Nov, 12:01 CET)"),
        (timedelta(minutes=12), "in 12 minutes (Fri 20 Nov, 12:12 CET)"),
        (-timedelta(hours=3), "3 hours ago (Fri 20 Nov, 09:00 CET)"),
        (timedelta(hours=11, minutes=59), "in 12 hours (Fri 20 Nov, 23:59 CET)"),
        (timedelta(hours=13), "tomorrow (Sat 21 Nov, 01:00 CET)"),
        (-timedelta(hours=13), "yesterday (Thu 19 Nov, 23:00 CET)"),
        (timedelta(days=4), "in 4 days (Tue 24 Nov, 12:00 CET)"),
        (-timedelta(days=2), "2 days ago (Wed 18 Nov, 12:00 CET)"),
        (timedelta(days=90), "18 February 2027, 12:00 CET"),
    ],
)
def test_near(gap, said):
    assert moments.near(NOON + gap, "Europe/Madrid", now=NOON) == said


def test_days_are_counted_on_the_calendar_of_the_zone():
    late = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)  # 23:30 in Madrid, 19:30 in Buenos Aires
    early = late + timedelta(hours=7)

    assert moments.near(early, "Europe/Madrid", now=late).startswith("tomorrow (Sat 21 Nov, 06:30")
    assert moments.near(early, "America/Argentina/Buenos_Aires", now=late).startswith(
        "tomorrow (Sat 21 Nov, 02:30"
    )


def test_a_zone_without_a_name_is_said_by_its_distance():
    assert moments.clock_time(NOON, "America/Argentina/Buenos_Aires") == "08:00 UTC−03"


def test_a_time_is_marked_up_with_its_whole_date():
    assert moments.tag(NOON, zone="Europe/Madrid", style="full") == (
        '<time datetime="2026-11-20T12:00+01:00" title="20 November 2026, 12:00 CET">20 November 2026, 12:00 CET</time>'
    )
