"""
A rehearsal: a meeting run as practice with pretend members, in a hall that is thrown away afterwards.

By its pages and actions, from the button to the erasing; every page, paper and file of it is marked; nothing joins it to the
hall it was begun from; and nothing of it is left.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils.html import escape
from icalendar import Calendar
from pypdf import PdfReader

from tests.matrix.addresses import addresses
from tests.stories.test_s0_3_4_in_two_halls import dump, reachable
from unionhall.assemblies import actions
from unionhall.assemblies.models import Meeting
from unionhall.bodies import actions as joining
from unionhall.bodies import rules
from unionhall.bodies.models import Invite, Member
from unionhall.bodies.rules import rehearsals
from unionhall.conftest import browser, holder, kinds
from unionhall.core.charters import Method
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions as decisions
from unionhall.decisions.models import Choice, Motion
from unionhall.decisions.rules.amendments import wish_of
from unionhall.decisions.tests.story import adopt
from unionhall.desk import deadlines
from unionhall.kit.actor import Actor
from unionhall.people import keyring
from unionhall.people.models import Account, Person
from unionhall.record import signer
from unionhall.record.models import Hall
from unionhall.site import moving

pytestmark = pytest.mark.django_db(transaction=True)
MARK = "Rehearsal: nothing here counts"
IN_SPANISH = "Ensayo: nada de esto cuenta"
TEXT = "We buy aprons for all of us."


def url(hall: Any, name: str, **more: Any) -> str:
    """The address of a page of `hall`."""
    return reverse(name, kwargs={"hall": hall.slug, **more})


@pytest.fixture
def meeting(hall, bakery, ana, bilal, noon) -> Meeting:
    """A meeting of the bakery in 20 days, by a charter that asks for 14 days' notice, hands and two callers."""
    now = rules.charter(hall.pk, noon.at)
    adopt(bakery, replace(now, ordinary=replace(now.ordinary, method=Method.HANDS, notice_days=14)))
    called = actions.call_meeting(
        by=ana.actor, body=bakery, begins_at=noon.at + timedelta(days=20), place="Mill Lane 3", agenda="short"
    )
    called = actions.call_too(by=bilal.actor, meeting=called)
    assert called.convened_at is not None
    motion = decisions.put_motion(by=ana.actor, body=bakery, title="Aprons", text=TEXT)
    motion = decisions.second_motion(by=bilal.actor, motion=motion)
    who = decisions.put_choice(by=ana.actor, body=bakery, title="Who keeps the till", options="Ana\nBilal")
    for one in (motion, who):
        actions.put_item(by=ana.actor, meeting=called, motion=one)
    return called


def began(client: Client, meeting: Meeting, **typed: Any) -> Meeting:
    """The meeting of a rehearsal that is begun by the page."""
    page = url(meeting.hall, "assemblies:practise", pk=meeting.pk)
    answer = client.post(page, {"many": 5, "with_ours": "ours", **typed})
    assert answer.status_code == 302, answer.content.decode()
    return Meeting.objects.select_related("hall", "body").get(pk=resolve(answer["Location"]).kwargs["pk"])


def founder_of(hall: Hall) -> Member:
    """Whoever began a rehearsal."""
    return Member.objects.select_related("hall", "person").exclude(person__key_hash="").get(hall=hall)


def pretend_in(hall: Hall) -> list[Member]:
    """The pretend members."""
    return list(Member.objects.filter(hall=hall, person__key_hash="").order_by("name"))


def test_the_whole_of_it(hall, bakery, ana, bilal, meeting, noon, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    before, known = len(kinds(hall)), Hall.objects.count()
    hers, his = browser(ana), browser(bilal)

    # Ana finds it on the meeting's page, and is in the rehearsal with one press.
    assert (
        url(hall, "assemblies:practise", pk=meeting.pk)
        in hers.get(url(hall, "assemblies:meeting", pk=meeting.pk)).content.decode()
    )
    played = began(hers, meeting)
    there = played.hall
    assert there.rehearsal_until == noon.at + timedelta(hours=24) and Hall.objects.count() == known + 1
    assert [one.name for one in pretend_in(there)][:2] == ["Practice Ana", "Practice Bilal"]
    assert len(pretend_in(there)) == 5

    # The same rules, and nothing to wait for: it is convened, and its motions may be voted on.
    ours, theirs = rules.charter(hall.pk, noon.at).ordinary, rules.charter(there.pk, noon.at).ordinary
    assert (theirs.method, theirs.threshold, theirs.quorum_present) == (
        Method.HANDS,
        ours.threshold,
        ours.quorum_present,
    )
    assert theirs.notice_days == 0 and played.convened_at == noon.at
    titles = [str(one.said) for one in played.items.all()]
    assert titles[:2] == ["How is work? Each in turn", "What we decide"]
    copy, who = Motion.objects.filter(hall=there).order_by("number")
    assert copy.binding_text().text == TEXT and (copy.status, who.status) == ("seconded", "put")
    # Whoever stood for something is a real person: pretend names stand instead.
    assert Choice.objects.get(motion=who).options == ["Practice Ana", "Practice Bilal"]

    # Bilal comes in by a link, with his own account and phone.
    assert hers.post(url(there, "bodies:invites"), {"hint": ""}).status_code == 302
    shown = hers.get(url(there, "bodies:invite", pk=Invite.objects.get(hall=there).pk)).content.decode()
    link = re.search(r"/join/[^/\s\"]+/", shown).group()
    his.post(link)
    door = his.get(link).content.decode()
    assert MARK in door and "half of us" in door
    assert his.post(link, {"name": "B", "way": "affirms"}).status_code == 302
    assert MARK in his.get(url(there, "assemblies:meeting", pk=played.pk)).content.decode()

    # The door, the opening, a hand through the stack, a vote by hands counted by two, minutes.
    me = Member.objects.get(hall=there, name="Whoever practises")
    b = Member.objects.get(hall=there, name="B")
    by, other = rules.actor_of(me), rules.actor_of(b)
    actions.check_in(by=by, meeting=played)
    for one in pretend_in(there):
        answer = hers.post(url(there, "assemblies:tick", pk=played.pk), {"member": str(one.pk), "tick": "in"})
        assert answer.status_code == 302
    noon.forward(timedelta(minutes=1))
    assert hers.post(url(there, "assemblies:open", pk=played.pk)).status_code == 302
    played.refresh_from_db()
    actions.check_in(by=other, meeting=played, code=played.code)
    first = pretend_in(there)[0]
    hand = actions.raise_hand(by=by, meeting=played, whose=first)
    actions.call_hand(by=by, meeting=played, hand=hand)
    item = played.items.get(motion=copy)
    actions.go_to(by=by, meeting=played, item=item)
    poll = decisions.open_poll(by=by, motion=copy, method="hands")
    for teller in (by, other):
        decisions.type_figures(by=teller, poll=poll, figures={"yes": 6, "no": 1, "abstain": 0}, present=7)
    assert decisions.close_poll(by=by, poll=poll).motion.status == "carried"
    actions.write_line(by=by, meeting=played, text="All agreed.", item=item)
    paper = SimpleUploadedFile("oven.txt", b"hot", "text/plain")
    assert hers.post(url(there, "decisions:lay", pk=who.pk), {"paper": paper}).status_code == 302
    assert list((tmp_path / "media" / "papers").iterdir())

    # Every page, paper and file is marked, while it is on and when it is closed.
    seen = walked(hers, there, played)
    actions.close_meeting(by=by, meeting=played)
    seen |= walked(hers, there, played)
    unseen = {one.name for one in addresses() if one.is_inside and one.takes == {"hall"}} - seen
    assert not unseen, sorted(unseen)
    assert {"assemblies:screen", "assemblies:minutes_printed", "assemblies:sheet", "decisions:notice"} <= seen

    # Nothing of the bakery says so, and no row names both halls.
    assert len(kinds(hall)) == before
    for table, values in dump():
        said = " ".join(values).replace("-", "")
        assert not (there.pk.hex in said and hall.pk.hex in said), table
    assert "Mill Lane" not in json.dumps(rows_with(there.pk.hex))

    # It ends by one button, for both of them, and nothing is left of it.
    assert signer.keeper_of(there.pk).folder.exists()
    answer = hers.post(url(there, "assemblies:rehearsal"), follow=True)
    assert "Nothing of it is left" in answer.content.decode() and MARK not in answer.content.decode()
    nothing_left(there, [me, b, first])
    assert his.get(url(there, "assemblies:meeting", pk=played.pk)).status_code == 404
    assert his.get(url(hall, "assemblies:meeting", pk=meeting.pk)).status_code == 200
    assert len(kinds(hall)) == before


def rows_with(word: str) -> list[Any]:
    """Every row of the database in which `word` stands."""
    return [values for _table, values in dump() if any(word in one.replace("-", "") for one in values)]


def nothing_left(hall: Hall, members: list[Member]) -> None:
    """No row names the hall or who was in it; no file of it is there."""
    for word in (
        hall.pk.hex,
        hall.slug,
        *(one.pk.hex for one in members),
        *(one.person_id.hex for one in members),
    ):
        assert rows_with(word) == [], word
    assert not Person.objects.filter(pk__in=[one.person_id for one in members]).exists()
    assert not signer.keeper_of(hall.pk).folder.exists()
    papers = Path(site.MEDIA_ROOT) / "papers"
    assert not papers.exists() or not list(papers.iterdir())


def walked(client: Client, hall: Hall, played: Meeting) -> set[str]:
    """Follow every link in the hall, from every page that has an address without more; gives the addresses' names looked at."""
    todo = [url(hall, one.name) for one in addresses() if one.is_inside and one.takes == {"hall"}]
    todo += [url(hall, f"assemblies:{name}", pk=played.pk) for name in ("screen", "door")]
    todo += [
        url(hall, "decisions:notice", pk=one.pk) for one in Motion.objects.filter(hall=hall, status="put")
    ]
    done, names = set(), set()
    while todo:
        where = todo.pop()
        if where in done or not where.startswith(f"/h/{hall.slug}/"):
            continue
        done.add(where)
        try:
            name = resolve(where.partition("?")[0]).view_name
        except Resolver404:
            continue
        answer = client.get(where)
        if answer.status_code in (405, 302):
            names.add(name)
            continue
        names.add(name)
        todo += re.findall(r'href="(/h/[^"#]+)', marked(where, answer))
    return names


def marked(where: str, answer: Any) -> str:
    """That an answer says that nothing here counts; gives it as text."""
    kind = answer["Content-Type"].split(";")[0]
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "attachment" in answer.headers.get("Content-Disposition", ""):
        assert "rehearsal-" in answer["Content-Disposition"], where
    if kind == "application/pdf":
        for page in PdfReader(BytesIO(content)).pages:
            said = " ".join(page.extract_text().split())
            assert (IN_SPANISH if where.endswith("language=es") else MARK) in said, where
    elif kind == "text/calendar":
        events = Calendar.from_ical(content).walk("VEVENT")
        assert all(str(event["SUMMARY"]).startswith(MARK) for event in events), where
    elif kind == "text/markdown":
        assert content.decode().startswith(f"# {MARK}"), where
    elif kind == "text/html":
        text = content.decode()
        assert escape(MARK) in text and 'id="mark"' in text, (where, answer.status_code)
        return text
    return ""


def test_amendments_that_still_apply_come_along(hall, ana, bilal, meeting):
    aprons = Motion.objects.get(hall=hall, texts__title="Aprons")
    put = {"motion": aprons, "title": "Aprons"}
    red = decisions.put_amendment(by=ana.actor, text=f"{TEXT} They are red.", **put)
    decisions.second_motion(by=bilal.actor, motion=red)
    decisions.put_amendment(by=bilal.actor, text=TEXT.replace("all", "most"), **put)

    played = began(browser(ana), meeting)
    copies = Motion.objects.filter(hall=played.hall, amends__isnull=False).order_by("number")
    assert [(one.status, wish_of(one)["text"]) for one in copies] == [
        ("seconded", f"{TEXT} They are red."),
        ("put", TEXT.replace("all", "most")),
    ]
    assert not copies.exclude(put_by__hall=played.hall).exists()


def test_it_goes_by_itself_after_a_day(hall, ana, meeting, noon):
    hers = browser(ana)
    there = began(hers, meeting).hall
    member = founder_of(there)

    noon.forward(timedelta(hours=23, minutes=59))
    deadlines.settle_all()
    assert Hall.objects.filter(pk=there.pk).exists()

    noon.forward(timedelta(minutes=1))
    deadlines.settle_all()
    nothing_left(there, [member])
    assert Hall.objects.filter(pk=hall.pk).exists() and browser(ana).get("/").status_code == 302


def test_one_at_a_time_and_the_next_one_leaves_no_dead_key_behind(hall, ana, meeting):
    hers = browser(ana)
    there = began(hers, meeting).hall
    again = hers.post(url(hall, "assemblies:practise", pk=meeting.pk), {"many": 5, "with_ours": "ours"})
    assert again.status_code == 422 and "in a rehearsal already" in again.content.decode()
    assert Hall.objects.exclude(rehearsal_until=None).count() == 1

    hers.post(url(there, "assemblies:rehearsal"))
    began(hers, meeting)
    account = Account.objects.get(pk=ana.account.pk)
    assert len(keyring.unpack(account, ana.wrap_key)) == 2  # the bakery's and the new one's


def test_a_server_holds_a_few_and_says_so(hall, ana, meeting, monkeypatch):
    monkeypatch.setattr(rehearsals, "MOST_REHEARSALS", 0)
    page = browser(ana).get(url(hall, "assemblies:practise", pk=meeting.pk)).content.decode()
    assert "Too many meetings are being practised" in page and '<form method="post" class="form"' not in page


def test_its_hall_has_no_outside(hall, ana, meeting, tmp_path):
    there = began(browser(ana), meeting).hall
    by, body = rules.actor_of(founder_of(there)), rules.assembly(there.pk)
    vkey = signer.verifier_key(hall)
    for kind, typed in (
        ("organisation.go_public", {"name": "Bakery", "front": "Come in"}),
        ("affiliation.agree", {"name": "Bakery", "vkey": vkey, "ours_is_wider": False}),
    ):
        with pytest.raises(OutOfOrder, match="nothing of it goes out"):
            decisions.put_motion(by=by, body=body, title="Out", effects=[{"kind": kind, "params": typed}])
    with pytest.raises(OutOfOrder, match="goes nowhere"):
        moving.move_out(there, tmp_path / "hall.age", "https://notes.example", ["age1" + "q" * 58])
    assert signer.verifier_key(there).startswith("rehearsal/")
    with pytest.raises(OutOfOrder, match="This is a rehearsal"):
        actions.rehearse(by=by, meeting=Meeting.objects.get(hall=there), holder=holder("another"))


def test_a_hall_in_which_things_count_is_never_thrown_away(hall, ana, dora, meeting):
    assert browser(ana).post(url(hall, "assemblies:rehearsal")).status_code == 404
    for by in (ana.actor, Actor.the_clock(hall.pk)):
        with pytest.raises(OutOfOrder, match="This is no rehearsal"):
            joining.end_rehearsal(by=by)

    there = began(browser(ana), meeting).hall
    with pytest.raises(NotAuthorised):
        joining.end_rehearsal(by=Actor(there.pk, dora.person_id, dora.pk))
    with pytest.raises(OutOfOrder, match="not over yet"):
        joining.end_rehearsal(by=Actor.the_clock(there.pk))


def test_who_may_practise_and_until_when(hall, ana, dora, meeting, noon):
    with pytest.raises(NotAuthorised):
        actions.rehearse(by=dora.actor, meeting=meeting, holder=holder("another"))
    for many in (1, 31):
        with pytest.raises(OutOfOrder, match="pretend members"):
            actions.rehearse(by=ana.actor, meeting=meeting, holder=holder("another"), many=many)
    noon.forward(timedelta(days=20))
    actions.check_in(by=ana.actor, meeting=meeting)
    actions.open_meeting(by=ana.actor, meeting=meeting)
    with pytest.raises(OutOfOrder, match="was opened"):
        actions.rehearse(by=ana.actor, meeting=meeting, holder=holder("another"))
    assert not Hall.objects.exclude(rehearsal_until=None).exists()


def test_with_a_made_up_agenda_nothing_of_ours_is_there(hall, ana, meeting):
    played = began(browser(ana), meeting, with_ours="made", many=2)
    assert [str(one.said or one.motion.binding_text().title) for one in played.items.all()] == [
        "How is work? Each in turn",
        "We buy a second kettle",
        "Who does what until when",
    ]
    assert "apron" not in json.dumps(rows_with(played.hall_id.hex)).casefold()
    assert len(pretend_in(played.hall)) == 2
    # With the words of a motion their digest is in both halls, as the words are; without, nothing leads from one to the other.
    assert not reachable(ana.pk) & reachable(founder_of(played.hall).pk)


def test_the_marks_go_with_the_rehearsal_alone(hall, ana, meeting):
    """A request to a real hall, right after one to a rehearsal, is not marked: neither page nor paper."""
    hers = browser(ana)
    played = began(hers, meeting)
    assert MARK in hers.get(url(played.hall, "desk:hall")).content.decode()
    assert MARK not in hers.get(url(hall, "desk:hall")).content.decode()
    sheet = hers.get(url(hall, "assemblies:sheet", pk=meeting.pk))
    assert sheet["Content-Disposition"] == 'attachment; filename="sheet.pdf"'
    assert MARK not in PdfReader(BytesIO(sheet.content)).pages[0].extract_text()
