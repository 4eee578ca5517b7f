"""
The calendar's files by a second reader: RFC 5545 as it is written, a line at a time, sharing nothing with what made them.

They are in order, say when and nothing else, and what is not in order is found.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from unionhall.assemblies import actions
from unionhall.conftest import browser
from unionhall.decisions import actions as decisions

MOMENT = re.compile(rb"\d{8}T\d{6}Z")
NAME = re.compile(rb"[A-Z-]+(?:;[A-Z-]+=[^;:]+)*:")
ONCE = {b"VCALENDAR": {b"PRODID", b"VERSION"}, b"VEVENT": {b"UID", b"DTSTAMP", b"DTSTART"}}
"""What each part must have once (sections 3.6 and 3.6.1)."""


def read(content: bytes) -> tuple[list[dict[bytes, bytes]], list[str]]:
    """The events of a calendar's file, and what is not as the standard has it."""
    wrong, events, inside = [], [], []
    if not content.endswith(b"\r\n") or b"\n" in content.replace(b"\r\n", b""):
        wrong.append("3.1: a line ends otherwise than by CRLF")
    if any(len(line) > 75 for line in content.split(b"\r\n")):
        wrong.append("3.1: a line is longer than 75 octets")
    for line in content.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").split(b"\r\n")[:-1]:
        if not NAME.match(line):
            wrong.append(f"3.1: no content line: {line!r}")
            continue
        head, _colon, value = line.partition(b":")
        name = head.partition(b";")[0]
        if name == b"BEGIN":
            inside.append((value, {}))
        elif name == b"END":
            if not inside or inside[-1][0] != value:
                wrong.append(f"3.6: {value!r} ends that did not begin")
                continue
            part, has = inside.pop()
            if missing := ONCE.get(part, set()) - set(has):
                wrong.append(f"3.6: {part!r} lacks {sorted(missing)}")
            if part == b"VEVENT":
                events.append(has)
        elif inside:
            if name in inside[-1][1]:
                wrong.append(f"3.6: {name!r} twice")
            inside[-1][1][name] = value
            if name.startswith(b"DT") and not MOMENT.fullmatch(value):
                wrong.append(f"3.3.5: {name!r} is no moment in UTC")
    return events, [*wrong, *(f"3.6: {part!r} has no end" for part, _has in inside)]


def moment(value: bytes) -> datetime:
    """A moment of the file."""
    return datetime.strptime(value.decode(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@pytest.fixture
def feeds(hall, bakery, ana, bilal, noon):
    """The two files a hall hands out, by what they are about, each with the moment it must name."""
    meeting = actions.call_meeting(
        by=ana.actor,
        body=bakery,
        begins_at=noon.at + timedelta(days=2, minutes=30),
        place="Mill Lane",
        about="Aprons",
    )
    meeting = actions.call_too(by=bilal.actor, meeting=meeting)
    motion = decisions.put_motion(by=ana.actor, body=bakery, title="Aprons", text="For all of us.")
    motion = decisions.second_motion(by=bilal.actor, motion=motion)
    poll = decisions.open_poll(by=ana.actor, motion=motion)
    pages = {
        "meeting": ("assemblies:calendar", meeting, meeting.begins_at),
        "vote": ("decisions:calendar", motion, poll.closes_at),
    }
    return {
        name: (browser(ana).get(reverse(page, kwargs={"hall": hall.slug, "pk": about.pk})).content, when)
        for name, (page, about, when) in pages.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("about", ["meeting", "vote"])
def test_a_second_reader_reads_when_it_is_and_nothing_more(feeds, about):
    content, when = feeds[about]
    (event,), wrong = read(content)

    assert wrong == []
    assert moment(event[b"DTSTART"]) == when.replace(second=0, microsecond=0)
    assert moment(event.get(b"DTEND", event[b"DTSTART"])) >= moment(event[b"DTSTART"])
    assert event[b"SUMMARY"] == b"Reminder"
    assert not re.search(rb"Bakery|Mill|Apron|Ana|vote|meet", content, re.I)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"\r\n", b"\n"),
        (b"SUMMARY:Reminder", b"SUMMARY:" + b"Reminder " * 12),
        (b"UID:", b"X-UID:"),
        (b"VERSION:2.0\r\n", b""),
        (b"END:VEVENT\r\n", b""),
        (b"DTSTART:", b"DTSTART;VALUE=DATE:20"),
        (b"SUMMARY:Reminder", b"SUMMARY Reminder"),
    ],
)
def test_what_is_not_in_order_is_found(feeds, was, becomes):
    content, _when = feeds["meeting"]
    assert was in content
    assert read(content.replace(was, becomes, 1 if was != b"\r\n" else -1))[1]
