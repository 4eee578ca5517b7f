"""Published elections held once more in a hall: their very ballots, brought in as papers by two, declare what was published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.counting import samples
from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member, Membership
from unionhall.conftest import browser
from unionhall.core.counting.files.reading import read
from unionhall.core.counting.reports import Report
from unionhall.decisions import actions, rules
from unionhall.decisions.models import Poll
from unionhall.kit import clock
from unionhall.people.models import Person

pytestmark = pytest.mark.django_db


def crowd(founder: Any, many: int) -> None:
    """So many more have joined the hall before the story begins."""
    hall, assembly, day = founder.hall, bodies.assembly(founder.hall_id), bodies.today(founder, clock.now())
    people = Person.objects.bulk_create(Person(key_hash=uuid4().hex) for _each in range(many))
    members = Member.objects.bulk_create(
        Member(hall=hall, person=person, name=f"Member {place}", joined_on=day)
        for place, person in enumerate(people)
    )
    Membership.objects.bulk_create(
        Membership(hall=hall, member=one, body=assembly, state="admitted", since=day) for one in members
    )


def held(people: tuple[Any, Any, Any], file: Path, rule: str, seats: int) -> tuple[Poll, Report]:
    """A choice between the candidates of `file`, whose ballots two read in on the page and a third declares."""
    ana, bilal, chidi = people
    ballots = read([file.read_bytes()], file.name)
    crowd(ana, ballots.handed_in)
    motion = actions.put_choice(
        by=ana.actor,
        body=bodies.assembly(ana.hall_id),
        title="Who shall it be?",
        options="\n".join(ballots.candidates),
        rule=rule,
        seats=seats,
    )
    actions.second_motion(by=bilal.actor, motion=motion)
    poll = actions.open_poll(by=ana.actor, motion=motion, method="paper")
    page = reverse("decisions:tell", kwargs={"hall": ana.hall.slug, "pk": poll.pk})
    for teller in (ana, bilal):
        upload = SimpleUploadedFile(file.name, file.read_bytes(), "text/plain")
        sent = {"present": ballots.handed_in, "teller": teller.name, "papers": "", "file": upload}
        assert browser(teller).post(page, sent).status_code == 302
    browser(chidi).post(reverse("decisions:close", kwargs={"hall": ana.hall.slug, "pk": poll.pk}))
    poll = Poll.objects.select_related("motion__choice").get(pk=poll.pk)
    report = rules.stored_report(poll)
    assert poll.outcome == "carried"
    assert report is not None
    return poll, report


def pages(member: Any, poll: Poll) -> Iterator[str]:
    """What a member finds of the result: its page, the report, the ballots."""
    for name in ("poll", "report", "ballots_blt"):
        address = reverse(f"decisions:{name}", kwargs={"hall": member.hall.slug, "pk": poll.pk})
        answer = browser(member).get(address)
        assert answer.status_code == 200
        yield answer.content.decode()


def test_a_scottish_ward_comes_to_its_published_result(ana: Any, bilal: Any, chidi: Any) -> None:
    entry = samples.expected()["droop:scotland/Calton-2007-scotland-fixed-p5-d5"]
    file = samples.FOLDER / entry["file"]

    poll, report = held((ana, bilal, chidi), file, "scottish-stv", entry["seats"])

    assert sorted(report.winners) == sorted(entry["winners"])
    assert report.quota == entry["quota"]
    theirs = next(stage["votes"] for stage in entry["stages"] if stage["tag"] == "begin")
    assert dict(report.stages[0].votes) == theirs
    page, told, blt = pages(chidi, poll)
    assert all(name in page for name in entry["winners"])
    assert entry["quota"].rstrip("0").rstrip(".") in page
    assert "Stage by stage" in page
    assert json.loads(told) == report.to_data()
    again = rules.stack_kept(poll)
    assert again is not None
    assert (
        read([blt.encode()], "ballots.blt").handed_in
        == again.handed_in
        == report.valid + report.blank + sum(report.spoilt.values())
    )


def test_the_cloud_foundry_election_of_2021_comes_to_its_published_result(
    ana: Any, bilal: Any, chidi: Any
) -> None:
    entry = samples.expected()["cloudfoundry:2021/TOC"]
    file = samples.FOLDER / entry["file"]

    poll, report = held((ana, bilal, chidi), file, "schulze", 5)

    assert report.order is not None and report.pairwise is not None
    assert [name for group in report.order for name in group] == entry["order"]
    for above, below, more, fewer in entry["pairwise"]:
        assert (report.pairwise[above][below], report.pairwise[below][above]) == (more, fewer)
    page, told, _blt = pages(chidi, poll)
    assert "One against one" in page
    assert all(name in page for name in entry["order"])
    assert json.loads(told) == report.to_data()
