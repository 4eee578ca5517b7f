"""S2-2.8: from nothing to a printed call, by pages only: a date by approval, a place, an agenda from a template."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.stories.telling import everybody, joins
from unionhall.assemblies import actions
from unionhall.assemblies.models import DateSearch, Meeting, TimeAnswer
from unionhall.bodies import rules
from unionhall.conftest import browser
from unionhall.core.charters.presets import STARTER
from unionhall.decisions.tests.story import adopt
from unionhall.kit import clock

pytestmark = pytest.mark.django_db


def to(hall, name, pk=None):
    return reverse(name, kwargs={"hall": hall.slug} if pk is None else {"hall": hall.slug, "pk": pk})


def first_page(member, hall):
    return browser(member).get(to(hall, "desk:hall")).content.decode()


def links(page, words):
    """The address of the link that says `words`."""
    found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*{words}', page, re.S)
    assert found, f"no link says {words!r}"
    return found.group(1).replace("&amp;", "&")


def printed(answer):
    """What stands on a paper, on one line."""
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def proposed(member, hall, *days):
    """Three typed fields of a day; the hours stand there."""
    typed = {f"day_{place}": day for place, day in enumerate(days, start=1)}
    hours = {f"hour_{place}": "18:00" for place in range(1, 9)}
    where = links(browser(member).get(to(hall, "assemblies:meetings")).content.decode(), "Find a date first")
    body = str(rules.assembly(hall.pk).pk)
    return browser(member).post(where, {**hours, **typed, "body": body, "about": ""})


def marks(member, hall, *answers):
    """From the first page to the times, and one tap each."""
    where = links(first_page(member, hall), "When could you come")
    form = browser(member).get(where).content.decode()
    names = list(dict.fromkeys(re.findall(r'name="(fits-[^"]+)"', form)))
    return browser(member).post(where, dict(zip(names, answers, strict=True)))


def test_from_nothing_to_a_printed_call(hall, ana, bilal, chidi):
    asked = proposed(ana, hall, "2026-05-08", "2026-05-09", "2026-05-11")
    assert asked.status_code == 302
    marks(bilal, hall, "no", "yes", "yes")
    marks(chidi, hall, "need", "no", "yes")
    assert "When could you come" not in first_page(chidi, hall)

    times = browser(ana).get(asked["Location"]).content.decode()
    form = browser(ana).get(links(times, "Call it for then")).context["form"]
    filled = {name: form[name].value() for name in form.fields}
    assert str(filled["day"]) == "2026-05-11", "Monday does for all three"
    called = browser(ana).post(
        links(times, "Call it for then"),
        {
            **{name: "" if value is None else value for name, value in filled.items()},
            "hour": "18:00",
            "place": "Union house, back room",
            "agenda": "first",
        },
    )
    assert called.status_code == 302
    meeting = Meeting.objects.get()
    browser(bilal).post(to(hall, "assemblies:call_too", meeting.pk))

    meeting.refresh_from_db()
    assert meeting.convened_at is not None
    agenda = printed(browser(chidi).get(to(hall, "assemblies:agenda", meeting.pk)))
    for words in ("Monday, 11 May 2026, 18:00", "Union house, back room", "Who we are, and what brought us"):
        assert words in agenda
    assert not DateSearch.objects.exists() and not TimeAnswer.objects.exists()


def test_a_day_that_the_notice_does_not_reach_costs_nobody_an_answer(hall, ana, bilal):
    """Five days' notice: tomorrow is refused where it is typed, with the first day that would do."""
    ordinary = replace(STARTER.charter.ordinary, notice_days=5)
    adopt(rules.assembly(hall.pk), replace(STARTER.charter, ordinary=ordinary))
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()

    answer = proposed(ana, hall, tomorrow, "2026-05-20")

    assert answer.status_code == 422 and "possible from 9 May 2026" in answer.content.decode()
    assert "When could you come" not in first_page(bilal, hall)


def test_of_twelve_the_evening_at_which_most_could_come_wins_and_nobody_reads_whose_marks_they_are(
    hall, ana, bilal, chidi
):
    """Ana would have liked Friday best."""
    for place in range(9):
        joins(ana, f"Member {place}", seconder=bilal)
    others = [one for one in everybody(rules.assembly(hall.pk)) if one.pk != ana.pk]
    asked = proposed(ana, hall, "2026-05-08", "2026-05-09", "2026-05-11")
    search = DateSearch.objects.get()
    friday, saturday, _monday = search.times.order_by("begins_at")
    for place, one in enumerate(others):
        fits = {friday.pk: "yes"} if place < 4 else {saturday.pk: "need"}
        actions.mark_times(by=one.actor, search=search, marks=fits)

    page = browser(ana).get(asked["Location"]).content.decode()

    assert "Saturday, 9 May 2026" in page[page.index("The time that does for most") :][:300]
    assert "8 could" in page and "5 could" in page
    assert not [one.name for one in others if one.name in page]
