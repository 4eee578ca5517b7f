"""
S1-2.1: a meeting whose place appears only to those who said they come, from a chosen hour. Who declined never sees it: on no
page, in no feed, on no paper, in nothing pushed to them, before, during or after.
"""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.matrix.addresses import addresses
from unionhall.assemblies import actions
from unionhall.assemblies.models import Meeting
from unionhall.assemblies.tests.evening import FRIDAY
from unionhall.bodies import rules
from unionhall.conftest import browser
from unionhall.kit import clock
from unionhall.kit.registries import fragments
from unionhall.record.models import Opening

pytestmark = pytest.mark.django_db

PLACE = "Cellar of the old dyeworks"
LINK = "https://call.example/dyeworks"
WHERE = ("dyeworks",)
REGIONS = ("meeting", "floor", "minutes")


@pytest.fixture
def meeting(hall, ana, bilal, chidi):
    """Ana and Bilal call it; where it is shows only to who comes, from three hours before."""
    typed = {
        "body": str(rules.assembly(hall.pk).pk),
        "day": f"{FRIDAY:%Y-%m-%d}",
        "hour": "18:00",
        "place": PLACE,
        "link": LINK,
        "shown": "3",
        "agenda": "short",
        "language": "en",
    }
    browser(ana).post(reverse("assemblies:call", kwargs={"hall": hall.slug}), typed)
    made = Meeting.objects.get()
    actions.call_too(by=bilal.actor, meeting=made)
    made.refresh_from_db()
    assert made.place == PLACE and made.begins_at == FRIDAY and made.place_from == FRIDAY - timedelta(hours=3)
    return made


def says(member, meeting, word):
    where = reverse("assemblies:coming", kwargs={"hall": meeting.hall.slug, "pk": meeting.pk})
    assert browser(member).post(where, {"coming": word}).status_code == 302


def words_of(answer):
    """All that an answer says: its text; the words on a paper; what a file holds."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"%PDF"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace") + str(answer.headers)


def told(member, meeting):
    """The addresses at which `member` is told where it is: every page of the hall, and all of this meeting's."""
    phone, found = browser(member), set()
    for one in addresses():
        about = {"hall", "pk"} if one.name.startswith("assemblies:") else {"hall"}
        if not one.name or not one.is_inside or not set(one.takes) <= about:
            continue
        kwargs = {"hall": meeting.hall.slug, "pk": meeting.pk}
        answer = phone.get(reverse(one.name, kwargs={name: kwargs[name] for name in one.takes}))
        if any(word in words_of(answer) for word in WHERE):
            found.add(one.name)
    return found


def pushed(meeting):
    """Everything that goes to open pages about this meeting, the same to all who have them open."""
    return "".join(fragments.get(region)(str(meeting.pk)) for region in REGIONS)


SHOWN_AT = {"assemblies:meeting", "assemblies:agenda"}


def test_who_comes_reads_it_from_that_hour_on_and_who_declined_never(meeting, ana, bilal, chidi, noon):
    says(chidi, meeting, "no")
    assert told(chidi, meeting) == set()
    assert told(bilal, meeting) == SHOWN_AT, "who called it knows"

    noon.forward(FRIDAY - timedelta(hours=2) - clock.now())
    assert told(chidi, meeting) == set()

    noon.forward(FRIDAY - clock.now())
    actions.check_in(by=ana.actor, meeting=meeting)
    meeting.refresh_from_db()
    actions.check_in(by=bilal.actor, meeting=meeting, code=meeting.code)
    actions.open_meeting(by=ana.actor, meeting=meeting)
    assert told(chidi, meeting) == set()
    assert not [word for word in WHERE if word in pushed(meeting)]

    noon.forward(timedelta(hours=2))
    actions.close_meeting(by=ana.actor, meeting=meeting)
    assert told(chidi, meeting) == set()


def test_who_says_yes_reads_it_from_that_hour_on_and_no_longer_once_they_say_no(meeting, chidi, noon):
    says(chidi, meeting, "yes")
    assert told(chidi, meeting) == set(), "not before the hour"

    noon.forward(FRIDAY - timedelta(hours=3) - clock.now())
    assert told(chidi, meeting) == SHOWN_AT

    says(chidi, meeting, "no")
    assert told(chidi, meeting) == set()


def test_who_said_nothing_reads_as_little_as_who_declined(meeting, chidi, noon):
    noon.forward(FRIDAY - timedelta(hours=1) - clock.now())
    assert told(chidi, meeting) == set()


def test_neither_the_record_nor_the_feed_has_it_for_anybody(meeting, ana, noon):
    noon.forward(FRIDAY - timedelta(hours=1) - clock.now())
    for opening in Opening.objects.filter(entry__hall=meeting.hall):
        assert not [word for word in WHERE if word in str(opening.said())]
    kwargs = {"hall": meeting.hall.slug, "pk": meeting.pk}
    for name in ("calendar", "word", "sheet"):
        answer = browser(ana).get(reverse(f"assemblies:{name}", kwargs=kwargs))
        assert not [word for word in WHERE if word in words_of(answer)], name


def test_where_every_member_reads_it_a_member_who_declined_does_too(meeting, chidi):
    """What finds nothing above would find it: the place is there to be found."""
    Meeting.objects.filter(pk=meeting.pk).update(place_from=None)
    meeting.refresh_from_db()
    says(chidi, meeting, "no")
    assert told(chidi, meeting) == SHOWN_AT
