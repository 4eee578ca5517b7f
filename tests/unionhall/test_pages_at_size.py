"""
A page asks as often of a large hall as of a small one, and no question of it reads a growing table from end to end.

How long pages take at 5,000 members is measured by `make bench`; what makes them slow is held here.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bench.large import Large, build
from unionhall.conftest import browser
from unionhall.decisions.models import Motion, Roll, Status
from unionhall.desk import timeline
from unionhall.record.models import Entry

pytestmark = pytest.mark.django_db

SMALL = {"members": 60, "decisions": 60, "votes": 12, "days": 200}
"""More of everything than a page shows at once, so that a page of the small hall is as full as one of the large."""
LARGE = {name: 4 * many for name, many in SMALL.items()}


def carried(one: Large) -> Motion:
    """The hall's last motion that carried."""
    return next(motion for motion in reversed(one.decided) if motion.status == Status.CARRIED)


PAGES: dict[str, Callable[[Large], str]] = {
    "hall": lambda one: "",
    "motions": lambda one: "motions/",
    "register": lambda one: "motions/register/",
    "open motion": lambda one: f"motions/{one.open[0].motion_id}/",
    "decided motion": lambda one: f"motions/{carried(one).pk}/",
    "vote": lambda one: f"motions/votes/{one.open[0].pk}/",
    "result": lambda one: f"motions/votes/{carried(one).polls.get().pk}/",
    "members": lambda one: "members/",
    "record": lambda one: "record/",
    "record of motions": lambda one: "record/?about=motions",
    "record of members": lambda one: "record/?about=members",
    "mandates": lambda one: "mandates/",
    "bodies": lambda one: "bodies/",
    "board": lambda one: "board/",
    "charter": lambda one: "charter/",
    "me": lambda one: "me/",
    "invites": lambda one: "invites/",
    "more": lambda one: "more/",
}
GROWING = re.compile(
    r"\b(bodies_(member|membership|affirmation)|decisions_\w+|mandates_\w+|people_\w+|record_\w+)\b"
)
"""Tables with a row for each member, act or session."""


def asked(one: Large, page: str) -> list[str]:
    """The questions a page asks of the database, once what is kept in memory is there."""
    me = browser(one.people[0])
    address = f"/h/{one.people[0].hall.slug}/{PAGES[page](one)}"
    assert me.get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert me.get(address).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


def read_whole(questions: list[str]) -> list[str]:
    """The growing tables that any of the questions reads from end to end, by the database's own plan."""
    found = []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SET LOCAL enable_seqscan = off"
            )  # it then reads a table whole only where no index serves
        for question in questions:
            if not question.startswith("SELECT"):
                continue
            how = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
            cursor.execute(how + question)
            lines = [str(row[-1]) for row in cursor.fetchall()]
            found += [
                line.strip() for line in lines if re.search(r"^SCAN|Seq Scan", line) and GROWING.search(line)
            ]
    return found


@pytest.fixture
def halls():
    """A small hall and a large one, side by side on one server."""
    return build(**SMALL), build(**LARGE)


def faults(halls: tuple[Large, Large]) -> dict[str, str]:
    """Page → what is wrong with it: it asks more of the large hall, or reads a table whole."""
    small, large = halls
    found = {}
    for page in PAGES:
        few, many = asked(small, page), asked(large, page)
        if len(many) > len(few):
            found[page] = f"{len(few)} questions of the small hall, {len(many)} of the large"
        elif whole := read_whole(many):
            found[page] = "; ".join(whole)
    return found


def test_a_page_asks_no_more_of_a_large_hall_and_reads_no_growing_table_whole(halls):
    assert faults(halls) == {}


def test_a_question_for_each_line_is_seen(halls, monkeypatch):
    told = timeline.lines

    def asking(hall_id, openings, me=None):
        openings = list(openings)
        for opening in openings[: len(Entry.objects.filter(hall_id=hall_id)) // 200]:
            opening.refresh_from_db()
        return told(hall_id, openings, me)

    monkeypatch.setattr(timeline, "lines", asking)

    assert "questions of the small hall" in faults(halls)["record"]


def test_a_table_read_whole_is_seen():
    whole = str(Roll.objects.filter(speaks_for__isnull=False, weight__gt=3).values("weight").query)

    assert read_whole([whole]) != []
