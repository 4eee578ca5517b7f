"""The minutes out of the hall: other people's parsers read what stands in them, and nobody's name."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from markdown_it import MarkdownIt

from unionhall.assemblies import actions, rules
from unionhall.conftest import browser
from unionhall.decisions import actions as decisions

from .evening import come
from .test_approving_the_minutes import put, voted
from .test_minutes import by_hands
from .test_pages import at

pytestmark = pytest.mark.django_db

NASTY = "# Ovens\n1. *Two* is <b>out</b>\n\n- [ask](https://example.org) Abel & co"


@pytest.fixture
def over(open_now, ana, bilal, chidi, noon):
    """Written under an item, under none and late; one decision with a dissent."""
    come(open_now, chidi)
    item = open_now.items.create(hall=open_now.hall, place=1, kind="report", title="The *ovens* #")
    poll = by_hands(open_now, ana, bilal, yes=2, no=1)
    decisions.dissent(by=chidi.actor, poll=poll, text="Aprons are *not* the point.")
    actions.write_line(by=ana.actor, meeting=open_now, text=NASTY, item=item)
    actions.write_line(by=ana.actor, meeting=open_now, text="Everybody was tired.")
    actions.count_guests(by=ana.actor, meeting=open_now, guests=2)
    noon.forward(timedelta(hours=2))
    closed = actions.close_meeting(by=ana.actor, meeting=open_now)
    noon.forward(timedelta(hours=1))
    actions.write_line(by=bilal.actor, meeting=closed, text="It was oven three.")
    return closed


def read(markdown):
    """Each heading with the texts beneath it, as CommonMark reads them."""
    found, heading, inside = {}, "", False
    for token in MarkdownIt("commonmark").parse(markdown):
        assert token.type not in ("html_block", "code_block", "fence", "blockquote_open"), token
        inside = token.type == "heading_open" or (inside and token.type != "heading_close")
        if token.type == "inline":
            assert {one.type for one in token.children} <= {"text", "text_special", "hardbreak"}, markdown
            said = "".join("\n" if one.type == "hardbreak" else one.content for one in token.children)
            if inside:
                heading = said
                found[heading] = []
            else:
                found[heading].append(said)
    return found


def test_as_markdown(hall, over, ana):
    answer = browser(ana).get(at("minutes_markdown", hall, pk=over.pk))
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert 'filename="minutes.md"' in answer["Content-Disposition"]
    told = read(answer.content.decode())

    assert told["1. The *ovens* #"] == [
        "# Ovens\n1. *Two* is <b>out</b>",
        "- [ask](https://example.org) Abel & co",
    ]
    assert told["Besides"] == ["Everybody was tired."]
    assert any(one.endswith(": It was oven three.") for one in told["Written after the close"])
    (decision,) = [words for heading, words in told.items() if heading.endswith("New aprons")]
    assert "Dissent: Aprons are *not* the point." in decision
    assert "2 for, 1 against, 0 abstaining" in decision
    assert "2 guests were there" in told["Minutes"] and "Not approved yet" in told["Minutes"]
    assert f"SHA-256 of these minutes: {rules.stand_of(over).digest}" in told["Minutes"]


MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# What the specification knows of each class (popoloproject.com/specs), as far as we say it.
KNOWN = {
    "organizations": {"id": str, "name": str, "classification": str},
    "events": {
        "id": str, "name": str, "classification": str, "organization_id": str, "start_date": "moment",
        "end_date": "moment", "status": str, "identifiers": list,
    },
    "motions": {
        "id": str, "organization_id": str, "text": str, "classification": str, "date": "moment", "result": str,
        "vote_events": list,
    },
    "vote_events": {
        "id": str, "identifier": str, "motion_id": str, "organization_id": str, "classification": str,
        "start_date": "moment", "end_date": "moment", "result": str, "counts": list,
    },
    "counts": {"option": str, "value": int},
    "identifiers": {"scheme": str, "identifier": str},
    "speeches": {
        "id": str, "type": str, "title": str, "text": str, "date": "moment", "event_id": str, "position": int,
    },
}  # fmt: skip


def faults(kind, rows):
    """What the specification does not know of these rows, or knows otherwise."""
    for row in rows:
        for name, value in row.items():
            wanted = KNOWN[kind].get(name)
            if wanted is None:
                yield f"{kind}.{name}"
            elif wanted is list:
                yield from faults(name, value)
            elif wanted == "moment":
                if value is not None and not MOMENT.fullmatch(value):
                    yield f"{kind}.{name}: {value}"
            elif type(value) is not wanted and value is not None:
                yield f"{kind}.{name}: {value}"


def test_as_popolo(hall, over, ana):
    answer = browser(ana).get(at("minutes_popolo", hall, pk=over.pk))
    assert answer["Content-Type"].startswith("application/json")
    told = json.loads(answer.content)

    assert [fault for kind, rows in told.items() for fault in faults(kind, rows)] == []
    (event,), (motion,) = told["events"], told["motions"]
    assert (event["start_date"], event["end_date"]) == ("2026-05-08T16:00:00Z", "2026-05-08T18:00:00Z")
    assert event["organization_id"] == told["organizations"][0]["id"] == motion["organization_id"]
    assert event["identifiers"] == [{"scheme": "sha256", "identifier": rules.stand_of(over).digest}]
    assert (event["status"], motion["text"], motion["result"]) == ("draft", "New aprons", "pass")
    (vote,) = motion["vote_events"]
    assert vote["motion_id"] == motion["id"]
    assert vote["counts"] == [
        {"option": "yes", "value": 2},
        {"option": "no", "value": 1},
        {"option": "abstain", "value": 0},
    ]
    assert [(one["type"], one["text"], one["position"]) for one in told["speeches"]] == [
        ("narrative", NASTY, 1),
        ("narrative", "Everybody was tired.", 2),
        ("narrative", "It was oven three.", 3),
        ("dissent", "Aprons are *not* the point.", 4),
    ]
    assert {one["event_id"] for one in told["speeches"]} == {event["id"]}


def test_approved_ones_say_so(hall, over, ana, bilal):
    voted(put(over, ana, bilal), ana, bilal)
    anas = browser(ana)
    assert (
        json.loads(anas.get(at("minutes_popolo", hall, pk=over.pk)).content)["events"][0]["status"]
        == "approved"
    )
    assert "Approved by the decision" in anas.get(at("minutes_markdown", hall, pk=over.pk)).content.decode()


@pytest.mark.parametrize("name", ["minutes_markdown", "minutes_popolo"])
def test_nobody_is_named_in_what_leaves_the_hall(hall, over, ana, bilal, chidi, name):
    told = browser(ana).get(at(name, hall, pk=over.pk)).content.decode()
    assert [one.name for one in (ana, bilal, chidi) if one.name in told] == []
    assert [one.pk for one in (ana, bilal, chidi) if str(one.pk) in told] == []


@pytest.mark.parametrize("name", ["minutes_markdown", "minutes_popolo"])
def test_more_of_it_asks_no_more(hall, over, ana, bilal, name):
    anas = browser(ana)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            anas.get(at(name, hall, pk=over.pk))
        return len(asked)

    queries()
    few = queries()
    for words in ("Two.", "Three."):
        actions.write_line(by=bilal.actor, meeting=over, text=words)
    decisions.dissent(by=bilal.actor, poll=rules.decided_at(over).get(), text="Nor mine.")
    assert queries() == few


@pytest.mark.parametrize("name", ["minutes_markdown", "minutes_popolo", "minutes_printed"])
def test_not_before_the_meeting_is_opened(hall, evening, ana, name):
    assert browser(ana).get(at(name, hall, pk=evening.pk)).status_code == 409
