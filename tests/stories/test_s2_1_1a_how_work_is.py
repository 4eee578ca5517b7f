"""S2-1.1a: how work is, in turn, on slips and by notes without a name; six meetings give a chart, and no note can be traced."""

from __future__ import annotations

import logging
import re
import sys
from datetime import timedelta

import pytest
from django.contrib import messages
from django.db import connection, transaction
from django.urls import reverse

from unionhall.assemblies import actions
from unionhall.assemblies.actions import rounds
from unionhall.assemblies.allowance import allowance
from unionhall.assemblies.models import NoteBox, Presence, RoundCount
from unionhall.assemblies.tests.evening import FRIDAY, come
from unionhall.assemblies.views import rounds as pages
from unionhall.conftest import browser, kinds
from unionhall.kit import live

pytestmark = pytest.mark.django_db
NIGHTS = "The night shift is alone with the ovens."
WAGES = "Two of us wait for September's wages."


def address(name, hall, pk):
    return reverse(f"assemblies:{name}", kwargs={"hall": hall.slug, "pk": pk})


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def meets(body, people, begins):
    """They meet, and the first item of their agenda is on: how work is, each in turn."""
    first, second, *_rest = people
    meeting = actions.call_meeting(
        by=first.actor, body=body, begins_at=begins, place="Back room", agenda="short"
    )
    meeting = actions.call_too(by=second.actor, meeting=meeting)
    return meeting


def is_on(meeting, people):
    come(meeting, *people)
    actions.open_meeting(by=people[0].actor, meeting=meeting)
    meeting.refresh_from_db()
    return actions.go_to(by=people[0].actor, meeting=meeting, item=meeting.items.first())


@pytest.fixture
def round_on(bakery, ana, bilal, chidi, noon):
    """A meeting of three with their phones, at which the round is on."""
    meeting = meets(bakery, [ana, bilal, chidi], FRIDAY)
    noon.forward(FRIDAY - noon.at)
    return is_on(meeting, [ana, bilal, chidi]).now


# Six meetings ------------------------------------------------------------------------------------------

TOLD = (
    {"pay": 1, "safety": 2},
    {"pay": 1, "safety": 3},
    {"pay": 0, "safety": 4},
    {"pay": 2, "safety": 5},
    {"pay": 1, "hours": 1, "safety": 2},
    {"pay": 3, "safety": 0},
)
"""What is reported at each of six meetings, a month apart."""


def test_six_meetings_give_a_chart_of_reports_by_kind(hall, bakery, ana, bilal, chidi, dora, noon):
    begins = FRIDAY
    for reports in TOLD:
        meeting = meets(bakery, [ana, bilal, chidi], begins)
        noon.forward(begins - noon.at)
        item = is_on(meeting, [ana, bilal, chidi]).now
        keeper, counting = browser(ana), address("count_report", hall, item.pk)
        for kind, many in reports.items():
            for _report in range(many):
                assert keeper.post(counting, {"more": kind}).status_code == 302
        actions.close_meeting(by=ana.actor, meeting=meeting)
        begins += timedelta(days=28)

    page = said(browser(chidi).get(address("how_it_is", hall, bakery.pk)))

    assert columns_of(page) == {
        "Safety and health": [2, 3, 4, 5, 2, 0],
        "Pay": [1, 1, 0, 2, 1, 3],
        "Hours and rotas": [0, 0, 0, 0, 1, 0],
    }
    assert table_of(page) == [[0, 3, 0], [2, 1, 1], [5, 2, 0], [4, 0, 0], [3, 1, 0], [2, 1, 0], [16, 8, 1]]
    assert not [one for one in ("Ana", "Bilal") if one in page]
    assert set(kinds()) & {"round.counted", "note.sent"} == set()
    assert browser(dora).get(address("how_it_is", hall, bakery.pk)).status_code == 404


def columns_of(page):
    """The chart as it is drawn: each kind with the numbers over its columns."""
    drawn = re.findall(r"<figcaption[^>]*><strong>([^<]+)</strong>.*?<svg[^>]*>(.*?)</svg>", page)
    return {kind: [int(one) for one in re.findall(r">(\d+)</text>", svg)] for kind, svg in drawn}


def table_of(page):
    """The figures beside it, the newest meeting first, their sum last."""
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page)
    return [[int(one) for one in re.findall(r'"number">(\d+)<', row)] for row in rows]


def test_what_is_pressed_by_mistake_is_taken_back_and_a_tenants_union_counts_other_kinds(hall, round_on, ana):
    keeper, counting = browser(ana), address("count_report", hall, round_on.pk)
    for pressed in ({"more": "pay"}, {"more": "pay"}, {"fewer": "pay"}, {"fewer": "hours"}):
        keeper.post(counting, pressed)
    assert dict(RoundCount.objects.values_list("kind", "many")) == {"pay": 1, "hours": 0}
    assert keeper.post(counting, {"more": "repairs"}).status_code == 409

    hall.organisation.kind = "tenants"
    hall.organisation.save()
    assert keeper.post(counting, {"more": "repairs"}).status_code == 302
    assert "Repairs, heating, damp" in said(keeper.get(address("round", hall, round_on.pk)))


# A note without a name ----------------------------------------------------------------------------------


def test_a_note_is_read_aloud_counted_and_gone(hall, round_on, ana, bilal, chidi):
    page, box = address("round", hall, round_on.pk), address("box", hall, round_on.pk)
    assert "Notes without a name" in said(browser(bilal).get(address("floor", hall, round_on.meeting_id)))
    bilals, chidis, anas = browser(bilal), browser(chidi), browser(ana)
    assert "Your note is in the box." in said(bilals.post(page, {"text": NIGHTS}, follow=True))
    chidis.post(page, {"text": WAGES})
    for phone in (anas, bilals, chidis):  # nobody reads them, or how many there are, before the box is opened
        sealed = said(phone.get(page))
        assert NIGHTS not in sealed and WAGES not in sealed and "2" not in re.sub(r"<[^>]+>", "", sealed)

    assert "2 notes are in it. Read them aloud." in said(anas.post(box, follow=True))
    assert chidis.post(page, {"text": "One more."}).status_code == 409
    for _note in range(2):
        read = said(anas.get(page))
        kind = "safety" if NIGHTS in read else "pay"
        sign = re.search(r'name="sign" value="(\w+)"', read).group(1)
        anas.post(address("was_read", hall, round_on.pk), {"sign": sign, "kind": kind})

    assert NoteBox.objects.get().notes == []
    assert dict(RoundCount.objects.values_list("kind", "many")) == {"safety": 1, "pay": 1}
    assert "All notes are read, and thrown away." in said(anas.get(page))


def test_what_nobody_read_is_gone_with_the_meeting(round_on, ana, bilal):
    actions.send_note(by=bilal.actor, item=round_on, text=NIGHTS)
    actions.close_meeting(by=ana.actor, meeting=round_on.meeting)
    assert not NoteBox.objects.exists()


# Whose it was -------------------------------------------------------------------------------------------


def everything(*, where=False):
    """Every row of every table, in the order in which the database keeps them; `where`: with the places where it does."""
    told = {}
    place = {"sqlite": "rowid", "postgresql": "ctid::text, xmin::text, cmin::text"}[connection.vendor]
    order = {"sqlite": "rowid", "postgresql": "ctid"}[connection.vendor]
    box = str(NoteBox.objects.values_list("pk", flat=True).first() or "no box")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT {f"{place}, " if where else ""}* FROM "{table}" ORDER BY {order}')
            rows = [repr(row) for row in cursor.fetchall()]
            told[table] = [row.replace(box, "box").replace(box.replace("-", ""), "box") for row in rows]
    return told


def what_tells(hall, item, one, other, caplog, monkeypatch):
    """
    All that says whose a note is to whoever has the database, the log and what is pushed to open pages: what else is written when
    one comes, and in what two worlds differ that differ only in who wrote what, or in who was first.
    """
    page, tells, pushed = address("round", hall, item.pk), set(), []
    phones = {who: browser(who) for who in (one, other)}
    monkeypatch.setattr(live, "publish", lambda *about: pushed.append(about))

    def sends(who, words):
        answer = phones[who].post(page, {"text": words})
        assert answer.status_code == 302, answer.content
        assert phones[who].get(answer["Location"]).status_code == 200

    def world(*sent):
        """What is kept when these were sent; then the world is as it was before."""
        allowance.forget(item.pk)
        with transaction.atomic():
            for who, words in sent:
                sends(who, words)
            kept = everything()
            transaction.set_rollback(True)
        return kept

    def differ(first, second):
        return {table for table in first if first[table] != second[table]}

    before = everything(where=True)
    sends(one, NIGHTS)
    tells |= differ(before, everything(where=True)) - {"assemblies_notebox"}
    NoteBox.objects.all().delete()
    tells |= differ(world((one, NIGHTS)), world((other, NIGHTS)))
    both = (one, NIGHTS), (other, WAGES)
    tells |= differ(world(*both), world(*reversed(both)))
    tells |= differ(world(*both), world((one, WAGES), (other, NIGHTS)))
    if caplog.text:
        tells.add("the log")
    if pushed:
        tells.add("a push")
    return tells


def test_nothing_that_is_kept_tells_whose_a_note_is(hall, round_on, bilal, chidi, caplog, monkeypatch):
    caplog.set_level(logging.INFO)
    assert what_tells(hall, round_on, bilal, chidi, caplog, monkeypatch) == set()


def in_the_order_in_which_they_came(monkeypatch):
    monkeypatch.setattr(rounds, "sorted", list, raising=False)


def beside_who_sent_it(monkeypatch):
    sends = rounds.send_note

    def counts(*, by, item, text):
        sends(by=by, item=item, text=text)
        Presence.objects.filter(member_id=by.member_id).update(turns=1)

    monkeypatch.setattr(actions, "send_note", counts)


def with_thanks_in_the_session(monkeypatch):
    def thanks(where):
        messages.success(sys._getframe(1).f_locals["request"], "Thank you.")
        return answers(where)

    answers = pages.redirect
    monkeypatch.setattr(pages, "redirect", thanks)


def in_a_line_of_the_log(monkeypatch):
    sends = rounds.send_note

    def logs(*, by, item, text):
        sends(by=by, item=item, text=text)
        logging.getLogger("unionhall.assemblies").info("A note came.")

    monkeypatch.setattr(actions, "send_note", logs)


def pushed_as_it_comes(monkeypatch):
    sends = rounds.send_note

    def pushes(*, by, item, text):
        sends(by=by, item=item, text=text)
        live.publish(item.hall_id, "floor")

    monkeypatch.setattr(actions, "send_note", pushes)


@pytest.mark.parametrize(
    ("fault", "where"),
    [
        (in_the_order_in_which_they_came, "assemblies_notebox"),
        (beside_who_sent_it, "assemblies_presence"),
        (with_thanks_in_the_session, "people_session"),
        (in_a_line_of_the_log, "the log"),
        (pushed_as_it_comes, "a push"),
    ],
)
def test_what_would_tell_is_found(fault, where, hall, round_on, bilal, chidi, caplog, monkeypatch):
    caplog.set_level(logging.INFO)
    fault(monkeypatch)
    assert where in what_tells(hall, round_on, bilal, chidi, caplog, monkeypatch)
