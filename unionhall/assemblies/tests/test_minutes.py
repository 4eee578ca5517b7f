"""Minutes: what was decided stands in them by itself; what was said is written by several, and nobody's words are lost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from unionhall.assemblies import actions
from unionhall.assemblies.live import minutes_of
from unionhall.assemblies.models import MinuteLine
from unionhall.conftest import browser
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.kit import pdf
from unionhall.kit.registries import fragments

from .evening import come, seconded
from .test_pages import at, said

pytestmark = pytest.mark.django_db


def by_hands(meeting, ana, bilal, yes, no=0):
    """A motion put, seconded and voted on by hands at the meeting."""
    poll = decisions.open_poll(by=ana.actor, motion=seconded(meeting, ana, bilal), method="hands")
    for one in (ana, bilal):
        figures = {"yes": yes, "no": no, "abstain": 0}
        decisions.type_figures(by=one.actor, poll=poll, figures=figures, present=yes + no)
    return decisions.close_poll(by=bilal.actor, poll=poll)


def test_several_write_at_once_and_nobodys_words_are_lost(open_now, ana, bilal):
    item = open_now.items.create(hall=open_now.hall, place=1, kind="report", title="The ovens")
    for one, words in ((ana, "Oven two is out."), (bilal, "Repair by Friday.")):
        actions.write_line(by=one.actor, meeting=open_now, text=f"  {words} ", item=item)

    assert sorted(MinuteLine.objects.values_list("text", "by__name", "late")) == [
        ("Oven two is out.", "Ana", False),
        ("Repair by Friday.", "Bilal", False),
    ]
    hers = MinuteLine.objects.get(by=ana)
    with pytest.raises(NotAuthorised, match="Whoever wrote it"):
        actions.strike_line(by=bilal.actor, line=hers)
    actions.strike_line(by=ana.actor, line=hers)
    assert MinuteLine.objects.count() == 1


def test_whoever_was_there_writes_and_nobody_else(evening, ana, bilal, chidi):
    come(evening, ana, bilal)
    with pytest.raises(OutOfOrder, match="has not been opened"):
        actions.write_line(by=ana.actor, meeting=evening, text="x")
    opened = actions.open_meeting(by=ana.actor, meeting=evening)
    with pytest.raises(NotAuthorised, match="was there"):
        actions.write_line(by=chidi.actor, meeting=opened, text="x")
    actions.check_out(by=bilal.actor, meeting=opened)
    assert actions.write_line(by=bilal.actor, meeting=opened, text="I left at seven.")


@pytest.mark.parametrize("wrong, why", [("  ", "Write something"), ("x" * 8001, "8000 characters at most")])
def test_something_and_not_too_much(open_now, ana, wrong, why):
    with pytest.raises(OutOfOrder, match=why):
        actions.write_line(by=ana.actor, meeting=open_now, text=wrong)


def test_after_the_close_what_stands_stays_and_what_is_added_stands_apart(hall, open_now, ana, bilal):
    line = actions.write_line(by=ana.actor, meeting=open_now, text="We agreed on Friday.")
    closed = actions.close_meeting(by=ana.actor, meeting=open_now)
    with pytest.raises(OutOfOrder, match="stays"):
        actions.strike_line(by=ana.actor, line=MinuteLine.objects.get(pk=line.pk))

    assert actions.write_line(by=bilal.actor, meeting=closed, text="It was Thursday.").late
    page = said(browser(ana).get(at("minutes", hall, pk=closed.pk)))
    assert "Written after the close" in page and "Strike this out" not in page


def test_what_was_decided_stands_in_them_by_itself(hall, open_now, ana, bilal, chidi, noon):
    come(open_now, chidi)
    poll = by_hands(open_now, ana, bilal, yes=2, no=1)
    decisions.dissent(by=chidi.actor, poll=poll, text="Aprons are not the point.")
    noon.forward(timedelta(minutes=1))
    actions.close_meeting(by=ana.actor, meeting=open_now)
    noon.forward(timedelta(minutes=1))

    page = said(browser(bilal).get(at("minutes", hall, pk=open_now.pk)))
    assert "New aprons" in page and "2 for, 1 against, 0 abstaining" in page and "Present: 3" in page
    assert "Dissent, Chidi" in page and "Aprons are not the point." in page
    assert "2 with a vote were there" in page and "3 with a vote were there" in page


def test_what_was_decided_at_another_time_does_not(hall, evening, ana, bilal, noon):
    by_hands(evening, ana, bilal, yes=2)
    noon.forward(timedelta(minutes=1))
    come(evening, ana, bilal)
    open_now = actions.open_meeting(by=ana.actor, meeting=evening)
    actions.close_meeting(by=ana.actor, meeting=open_now)
    noon.forward(timedelta(minutes=1))
    by_hands(open_now, ana, bilal, yes=2)
    assert "Nothing was put to the vote" in said(browser(ana).get(at("minutes", hall, pk=open_now.pk)))


def test_by_phone_and_nothing_typed_is_lost(hall, open_now, ana):
    item = open_now.items.create(hall=hall, place=1, kind="report", title="The ovens")
    anas, page = browser(ana), at("minutes", hall, pk=open_now.pk)
    actions.go_to(by=ana.actor, meeting=open_now, item=item)
    assert f'value="{item.pk}" selected' in said(anas.get(page))

    wrong = anas.post(page, {"text": "Half an hour on the ovens.", "item": str(open_now.pk)})
    assert wrong.status_code == 403 or wrong.status_code == 409
    assert "Half an hour on the ovens." in said(wrong)
    done = said(anas.post(page, {"text": "Half an hour on the ovens.", "item": item.pk}, follow=True))
    assert "It stands in the minutes." in done and "Half an hour on the ovens." in done
    anas.post(at("strike", hall, pk=MinuteLine.objects.get().pk))
    assert "Half an hour" not in said(anas.get(page))


def test_printed_with_the_checkpoint(hall, open_now, ana, bilal, monkeypatch):
    by_hands(open_now, ana, bilal, yes=2)
    actions.write_line(by=ana.actor, meeting=open_now, text="Everybody was tired.")
    given: dict[str, object] = {}
    paper = pdf.paper
    monkeypatch.setattr(pdf, "paper", lambda **data: given.update(data) or paper(**data))

    sheet = browser(ana).get(at("minutes_printed", hall, pk=open_now.pk))

    assert sheet["Content-Type"] == "application/pdf" and sheet.content.startswith(b"%PDF")
    told = [(one["heading"], one["paragraphs"]) for one in given["sections"]]
    assert ("Besides", ["Everybody was tired."]) in told
    assert any(
        "New aprons" in heading and "2 for, 0 against, 0 abstaining" in words for heading, words in told
    )


def test_more_lines_make_no_more_queries(hall, open_now, ana, bilal):
    anas = browser(ana)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            anas.get(at("minutes", hall, pk=open_now.pk))
        return len(asked)

    by_hands(open_now, ana, bilal, yes=2)
    actions.write_line(by=ana.actor, meeting=open_now, text="One.")
    queries()
    few = queries()
    by_hands(open_now, ana, bilal, yes=2)
    for words in ("Two.", "Three."):
        actions.write_line(by=bilal.actor, meeting=open_now, text=words)
    assert queries() == few


def test_what_one_writes_is_pushed_to_the_others_pages(hall, open_now, ana, bilal, monkeypatch):
    pushed = []
    monkeypatch.setattr("unionhall.kit.live.publish", lambda _hall, topic: pushed.append(topic))
    line = actions.write_line(by=ana.actor, meeting=open_now, text="Oven <two> is out.")
    assert pushed == [minutes_of(open_now.pk)]
    drawn = fragments.get("minutes")(str(open_now.pk)).strip()
    assert re.findall(r"^<(\w+) id=\"([\w-]+)\"", drawn) == [("div", "minutes-now")]
    assert drawn.endswith("</div>") and "Oven &lt;two&gt; is out." in drawn
    assert "<form" not in drawn and "Ana" not in drawn, "the same for every reader"

    page = said(browser(bilal).get(at("minutes", hall, pk=open_now.pk)))
    assert page.count('id="minutes-now"') == 1 and re.search(r'data-live="[^"]+" id="minutes"', page)
    assert page.index("<textarea") < page.index('id="minutes-now"'), "what somebody types is not in it"
    pushed.clear()
    actions.strike_line(by=ana.actor, line=line)
    assert pushed == [minutes_of(open_now.pk)]


def test_what_is_written_late_bears_its_day_on_page_and_paper(hall, open_now, ana, bilal, noon, monkeypatch):
    actions.count_guests(by=ana.actor, meeting=open_now, guests=4)
    closed = actions.close_meeting(by=ana.actor, meeting=open_now)
    noon.forward(timedelta(days=3))
    actions.write_line(by=bilal.actor, meeting=closed, text="It was Thursday.")
    given: dict[str, list[Any]] = {}
    paper = pdf.paper
    monkeypatch.setattr(pdf, "paper", lambda **data: given.update(data) or paper(**data))

    assert "11 May 2026" in said(browser(ana).get(at("minutes", hall, pk=closed.pk)))
    browser(ana).get(at("minutes_printed", hall, pk=closed.pk))
    late = [one["paragraphs"] for one in given["sections"] if one["heading"] == "Written after the close"]
    assert [words.startswith("11 May") for words in late[0]] == [True] and "Thursday" in late[0][0], late
    assert "4 guests were there" in given["lines"] and "Not approved yet" in given["lines"]
