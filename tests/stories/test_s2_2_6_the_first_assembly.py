"""S2-2.6: two call a meeting on one page before any rules exist; later it is their first assembly, and its minutes number 1."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.stories.telling import decided, effect, everybody
from unionhall.assemblies.models import Meeting
from unionhall.bodies import rules
from unionhall.conftest import browser, kinds
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Motion
from unionhall.kit import clock

pytestmark = pytest.mark.django_db


def to(hall, name, pk=None):
    return reverse(name, kwargs={"hall": hall.slug} if pk is None else {"hall": hall.slug, "pk": pk})


def meets(hall, noon, *people, line, days=3):
    """An evening from its call to its close: called on one page, opened by who is there, a line of minutes. Gives the meeting."""
    ana, bilal, *_rest = people
    begins = clock.now() + timedelta(days=days)
    typed = {
        "body": str(rules.assembly(hall.pk).pk),
        "day": f"{begins:%Y-%m-%d}",
        "hour": "19:00",
        "place": "Ana's kitchen",
        "agenda": "first",
        "language": "en",
        "shown": "",
    }
    assert browser(ana).post(to(hall, "assemblies:call"), typed).status_code == 302
    meeting = Meeting.objects.latest("called_at")
    browser(bilal).post(to(hall, "assemblies:call_too", meeting.pk))
    noon.forward(meeting.begins_at - clock.now())
    for one in people:
        meeting.refresh_from_db()
        browser(one).post(to(hall, "assemblies:here", meeting.pk), {"code": meeting.code})
    for name, sent in (("open", {}), ("minutes", {"text": line}), ("close", {})):
        answer = browser(ana).post(to(hall, f"assemblies:{name}", meeting.pk), sent)
        assert answer.status_code == 302, answer.content.decode()
        noon.forward(timedelta(minutes=20))
    meeting.refresh_from_db()
    return meeting


def carried(motion):
    """Seconded where it needs one, and voted for by everybody who has a vote."""
    motion.refresh_from_db()
    first, *others = everybody(motion.body)
    for one in (first, *others):
        if motion.status == "put" and one.pk != motion.put_by_id:
            motion = decisions.second_motion(by=one.actor, motion=motion)
    poll = decisions.open_poll(by=first.actor, motion=motion)
    for one in (first, *others):
        decisions.cast_ballot(by=one.actor, poll=poll, choice="yes", client_id=uuid4())
    decisions.close_poll(by=first.actor, poll=poll)
    assert [one.state for one in motion.effects.all()] == ["done"]
    return motion


def put(hall, who, name, meeting):
    """One button on the page of the minutes."""
    assert browser(who).post(to(hall, f"assemblies:{name}", meeting.pk)).status_code == 302
    return carried(Motion.objects.latest("number"))


def shown(who, hall, meeting):
    return re.sub(r"\s+", " ", browser(who).get(to(hall, "assemblies:minutes", meeting.pk)).content.decode())


def test_a_meeting_before_any_rules_becomes_number_1_by_decision(hall, ana, bilal, chidi, noon):
    assert "charter.adopted" not in kinds()
    kitchen = meets(hall, noon, ana, bilal, line="We want the ovens off at ten.")
    decided(hall, effect("charter.change", hall, preset="syndicate", in_days="0"), title="Our charter")
    later = meets(hall, noon, ana, bilal, chidi, line="The ovens are off at ten.", days=15)

    page = shown(chidi, hall, kitchen)
    assert "Was this our first assembly?" in page and "Minutes, number" not in page
    noon.forward(timedelta(days=8))
    motion = put(hall, chidi, "first_assembly", kitchen)
    assert "assembly.first" in kinds()
    assert Meeting.objects.get(pk=kitchen.pk).number is None, "its minutes are not approved yet"

    noon.forward(timedelta(days=8))
    put(hall, ana, "approve_minutes", later)
    noon.forward(timedelta(days=8))
    put(hall, ana, "approve_minutes", kitchen)

    assert "Minutes, number 1" in shown(chidi, hall, kitchen)
    assert f"By the decision on motion {motion.number}" in shown(chidi, hall, kitchen)
    assert "Minutes, number 2" in shown(chidi, hall, later)
    paper = browser(chidi).get(to(hall, "assemblies:minutes_printed", kitchen.pk)).content
    words = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(paper)).pages)
    assert "Minutes, number 1" in words and "We want the ovens off at ten." in words
    markdown = browser(chidi).get(to(hall, "assemblies:minutes_markdown", kitchen.pk)).content.decode()
    assert markdown.startswith("# Minutes, number 1\n")


def test_lost_it_stays_a_meeting_like_any_other(hall, ana, bilal, chidi, noon):
    kitchen = meets(hall, noon, ana, bilal, line="Nothing came of it.")
    browser(ana).post(to(hall, "assemblies:first_assembly", kitchen.pk))
    motion = decisions.second_motion(by=bilal.actor, motion=Motion.objects.latest("number"))
    poll = decisions.open_poll(by=ana.actor, motion=motion)
    for one, choice in ((ana, "yes"), (bilal, "no"), (chidi, "no")):
        decisions.cast_ballot(by=one.actor, poll=poll, choice=choice, client_id=uuid4())
    decisions.close_poll(by=ana.actor, poll=poll)

    put(hall, ana, "approve_minutes", kitchen)
    page = shown(chidi, hall, kitchen)
    assert "Minutes, number" not in page and "Our first assembly" not in page
