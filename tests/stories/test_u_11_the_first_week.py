"""U-11: in the first week: the noticeboard, papers without what they say of their maker, questions, a leave, another name."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.stories.telling import before_all, everybody
from unionhall.bodies import rules
from unionhall.bodies.models import Notice
from unionhall.conftest import browser, kinds
from unionhall.decisions import actions
from unionhall.decisions.models import Paper, Question
from unionhall.kit import clock

pytestmark = pytest.mark.django_db


def url(hall, name, **more):
    return reverse(name, kwargs={"hall": hall.slug, **more})


def picture(secret):
    """A picture of one black point that also says who made it, where and with what."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    words = (
        chunk(b"tEXt", b"Author\0" + secret)
        + chunk(b"eXIf", b"II*\0GPS " + secret)
        + chunk(b"tIME", bytes(7))
    )
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + words
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def test_the_first_week(hall, bakery, ana, bilal, chidi, noon):
    # Monday: something is pinned to the board, and everybody finds it on the hall's first page.
    note = {
        "title": "Flour comes at six",
        "text": "Bring **gloves**.",
        "language": "en",
        "until": "2026-05-08",
    }
    assert browser(ana).post(url(hall, "bodies:pin"), note).status_code == 302
    assert "Flour comes at six" in browser(chidi).get(url(hall, "desk:hall")).content.decode()

    # Tuesday: a paper is laid beside a motion. What it says of its maker is gone; what can be seen on it is there.
    noon.forward(timedelta(days=1))
    motion = before_all(hall, title="A new oven")
    upload = SimpleUploadedFile("oven.png", picture(b"Bilal, Mill Lane 3"), "image/png")
    laid = browser(bilal).post(url(hall, "decisions:lay", pk=motion.pk), {"paper": upload})
    assert laid["Location"] == url(hall, "decisions:motion", pk=motion.pk)
    paper = Paper.objects.get(motion=motion)
    got = browser(chidi).get(url(hall, "decisions:paper", pk=paper.pk))
    data = b"".join(got.streaming_content) if got.streaming else got.content
    assert data.startswith(b"\x89PNG") and b"IDAT" in data
    assert b"Mill Lane" not in data and b"tEXt" not in data and b"eXIf" not in data
    assert "attachment" in got["Content-Disposition"]

    # Wednesday: a question beside it, and an answer.
    noon.forward(timedelta(days=1))
    browser(chidi).post(url(hall, "decisions:ask", pk=motion.pk), {"text": "What does it cost?"})
    question = Question.objects.get(motion=motion)
    browser(ana).post(url(hall, "decisions:answer", pk=question.pk), {"text": "Nine hundred."})
    beside = browser(bilal).get(url(hall, "decisions:motion", pk=motion.pk)).content.decode()
    assert "What does it cost?" in beside and "Nine hundred." in beside

    # Thursday: Chidi goes on leave. No register holds him and no quorum waits for him.
    noon.forward(timedelta(days=1))
    today = clock.day(noon.at, hall.time_zone)
    browser(chidi).post(url(hall, "bodies:absence"), {"from_day": today.isoformat(), "until_day": ""})
    poll = actions.open_poll(by=ana.actor, motion=motion)
    assert poll.electorate == 2
    assert not poll.rolls.filter(member=chidi).exists()
    assert browser(chidi).get(url(hall, "desk:hall")).status_code == 200  # away, and still one of us

    # Friday: he is back early, under another name, which he has everywhere at once.
    noon.forward(timedelta(days=1))
    browser(chidi).post(url(hall, "bodies:come_back"))
    browser(chidi).post(url(hall, "bodies:name"), {"name": "Chidi of the Ovens"})
    assert [one.name for one in everybody(bakery)] == ["Ana", "Bilal", "Chidi of the Ovens"]
    page = browser(ana).get(url(hall, "decisions:motion", pk=motion.pk)).content.decode()
    assert "Chidi of the Ovens" in page  # beside his question
    assert rules.is_voter(everybody(bakery)[2], bakery, noon.at)

    # Saturday: the note has come down by itself.
    noon.forward(timedelta(days=1))
    assert "Flour comes at six" not in browser(bilal).get(url(hall, "desk:hall")).content.decode()
    assert Notice.objects.count() == 1
    assert kinds() == [
        "motion.put",
        "motion.seconded",
        "poll.opened",
    ]  # of all this, only what the body did is in the record


def test_whoever_pinned_a_note_takes_it_down_and_nobody_else(hall, ana, bilal, noon):
    note = {"title": "Gloves found", "text": "", "language": "en", "until": "2026-05-08"}
    browser(ana).post(url(hall, "bodies:pin"), note)
    pinned = Notice.objects.get()

    assert browser(bilal).post(url(hall, "bodies:take_down", pk=pinned.pk)).status_code == 403
    assert browser(ana).post(url(hall, "bodies:take_down", pk=pinned.pk)).status_code == 302
    assert not re.search("Gloves found", browser(bilal).get(url(hall, "desk:hall")).content.decode())


def test_what_cannot_be_stripped_is_not_kept(hall, ana, bilal):
    motion = before_all(hall)
    upload = SimpleUploadedFile("list.docx", b"PK\x03\x04\x14\x00\x06\x00 who knows what", "application/zip")
    browser(bilal).post(url(hall, "decisions:lay", pk=motion.pk), {"paper": upload})
    assert not Paper.objects.exists()
