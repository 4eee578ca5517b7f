"""
Every paper the hall makes is PDF/UA-1, in both languages and from right to left, marked as a rehearsal's and not: so says `page`,
other people's judge of PDF/UA, which passes veraPDF's corpus. What was spoilt on purpose, it finds.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader, PdfWriter

from tests import proving
from tests.conftest import left_out
from tests.machine import parts
from tests.machine.aside import ROOT, Aside
from unionhall.assemblies import actions
from unionhall.bodies import rules
from unionhall.conftest import browser
from unionhall.core.charters import Method
from unionhall.decisions import actions as decisions
from unionhall.decisions.tests.story import adopt
from unionhall.kit import marks, pdf

JUDGE = Aside("papers", "a few seconds, 20 MB")
PROGRAM = ROOT / "tests" / "papers" / "judging.py"
WORDS = "We stop the belt when it runs hot.\n\nWhoever sees it presses the button."
LAYOUTS: Mapping[str, Callable[[], bytes]] = {
    "notice": lambda: pdf.notice(title="N", heading="Belts", lines=[WORDS] * 9, facts=[("Motion", "3")], url="http://x.example/"),
    "card": lambda: pdf.card(title="C", heading="I join", fields=["Name"], sentences=["One."], ticks=["Yes"], note="Destroy it."),
    "long-card": lambda: pdf.card(title="C", heading="I join", fields=["Name"], sentences=[WORDS] * 40),
    "ballots": lambda: pdf.ballots(title="B", question="Belts?", choices=["Yes", "No"], count=5, text=WORDS * 9, fields=["Name"]),
    "long-ballots": lambda: pdf.ballots(title="B", question="Who?", choices=[f"Nr {one}" for one in range(20)], count=2),
    "sheet": lambda: pdf.sheet(title="S", heading="Who is here", columns=["Name", "Came"], rows=60, note="Destroy it."),
    "paper": lambda: pdf.paper(
        title="P", heading="Minutes", lines=["Bakery"], columns=["Motion", "For"], rows=[["Belts", "3"]], url="http://x.example/",
        sections=[{"mark": "§1", "heading": "Ovens", "paragraphs": [WORDS] * 9, "source": "ours"}], foot="Sealed", owner="Bakery",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Mapping[str, bytes]], dict[str, Any]]:
    """Asks the judge about papers, by name."""
    if not (proving.proving() or JUDGE.is_there()):
        pytest.skip("the judge of PDF/UA is not installed: make prove installs it")
    try:
        python = JUDGE.python()
    except parts.Missing as missing:
        left_out(missing)

    def asked(papers: Mapping[str, bytes]) -> dict[str, Any]:
        folder = Path(tmp_path_factory.mktemp("papers"))
        for name, paper in papers.items():
            (folder / f"{name}.pdf").write_bytes(paper)
        done = subprocess.run([python, PROGRAM, folder], capture_output=True, text=True, check=True)
        told: dict[str, Any] = json.loads(done.stdout)
        assert set(told) == set(papers)
        return told

    return asked


def wrong_with(told: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong, by paper."""
    return {name: one["failures"] for name, one in told.items() if not one["complies"]}


@pytest.mark.parametrize("mark", ["", marks.REHEARSAL], ids=["for real", "rehearsal"])
@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_every_layout(judged, language, mark):
    marks.activate(mark)
    try:
        with translation.override(language):
            told = judged({name: make() for name, make in LAYOUTS.items()})
    finally:
        marks.deactivate()
    assert wrong_with(told) == {}
    assert min(one["rules"] for one in told.values()) > 100


def pages_of_an_evening(
    hall: Any, bakery: Any, ana: Any, bilal: Any, noon: Any
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The hall's pages that are papers, each once there is something on it: its name, the page, what its address takes."""
    meeting = actions.call_meeting(
        by=ana.actor, body=bakery, begins_at=noon.at + timedelta(days=2), place="Mill Lane", agenda="short"
    )
    meeting = actions.call_too(by=bilal.actor, meeting=meeting)
    motion = decisions.put_motion(by=ana.actor, body=bakery, title="Belts", text=WORDS)
    choice = decisions.put_choice(by=ana.actor, body=bakery, title="Who keeps the till", options="Ana\nBilal")
    for one in (motion, choice):
        decisions.second_motion(by=bilal.actor, motion=one)
        actions.put_item(by=ana.actor, meeting=meeting, motion=one)
        yield f"notice-{one.number}", "decisions:notice", {"pk": one.pk}
    yield "agenda", "assemblies:agenda", {"pk": meeting.pk}
    yield "sheet", "assemblies:sheet", {"pk": meeting.pk}
    yield "card", "bodies:paper_card", {}
    noon.forward(timedelta(days=2))
    for one in (ana, bilal):
        meeting.refresh_from_db()
        actions.check_in(by=one.actor, meeting=meeting, code=meeting.code)
    meeting = actions.open_meeting(by=ana.actor, meeting=meeting)
    actions.write_line(by=ana.actor, meeting=meeting, text=WORDS)
    poll = decisions.open_poll(by=ana.actor, motion=choice, method="paper")
    yield "ballots", "decisions:ballot_papers", {"pk": poll.pk}
    now = rules.charter(hall.pk, noon.at)
    adopt(bakery, replace(now, ordinary=replace(now.ordinary, method=Method.SECRET_PAPER)))
    poll = decisions.open_poll(by=ana.actor, motion=motion, method="paper")
    yield "ballots-secret", "decisions:ballot_papers", {"pk": poll.pk}
    yield "minutes", "assemblies:minutes_printed", {"pk": meeting.pk}


@pytest.mark.django_db
def test_every_page_that_is_a_paper(judged, hall, bakery, ana, bilal, noon):
    papers = {}
    for name, page, takes in pages_of_an_evening(hall, bakery, ana, bilal, noon):
        for language in ("en", "es"):
            where = reverse(page, kwargs={"hall": hall.slug, **takes})
            answer = browser(ana).get(where, headers={"Accept-Language": language})
            assert answer["Content-Type"] == "application/pdf", (where, answer.content[:300])
            papers[f"{name}-{language}"] = answer.content
        translation.activate("en")
    assert wrong_with(judged(papers)) == {}


def spoilt(paper: bytes, name: str) -> bytes:
    """The paper without `name` in its catalogue."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(paper)))
    del writer.root_object[name]
    whole = BytesIO()
    writer.write(whole)
    return whole.getvalue()


def test_a_spoilt_paper_is_found(judged):
    paper = LAYOUTS["paper"]()
    parts_of_it = ("/StructTreeRoot", "/MarkInfo", "/Metadata", "/ViewerPreferences")
    told = judged({name.strip("/"): spoilt(paper, name) for name in parts_of_it})
    assert set(wrong_with(told)) == set(told)
