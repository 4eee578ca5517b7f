"""The mark stands on every page of every paper and on every slip that is cut off one, and goes with its request."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.http import HttpResponse
from pypdf import PdfReader

from unionhall.kit import marks, pdf

LONG = ["We decide together, and write it down." for _ in range(120)]
PAPERS = {
    "notice": lambda: pdf.notice(title="N", heading="Assembly", lines=["Tonight."]),
    "card": lambda: pdf.card(title="C", heading="I join", fields=["Name"]),
    "long card": lambda: pdf.card(title="C", heading="I join", fields=["Name"], sentences=LONG),
    "paper": lambda: pdf.paper(title="P", heading="Minutes", sections=[{"heading": "1", "paragraphs": LONG}]),
    "sheet": lambda: pdf.sheet(title="S", heading="Who is here", columns=["Name", "Came"], rows=90),
    "ballots": lambda: pdf.ballots(title="B", question="A kettle?", choices=["Yes", "No"], count=6),
    "long ballots": lambda: pdf.ballots(title="B", question="Who?", choices=LONG[:20], count=2),
}


@pytest.fixture
def marked():
    """A mark holds."""
    marks.activate(marks.REHEARSAL)
    yield
    marks.deactivate()


def texts(sheet: bytes) -> list[str]:
    """What each page of a PDF says, on one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(sheet)).pages]


@pytest.mark.parametrize("made", PAPERS.values(), ids=PAPERS)
def test_every_page_of_every_paper_says_so(marked, made):
    said = texts(made())
    assert said and all("Rehearsal: nothing here counts" in page for page in said)


def test_every_slip_says_so(marked):
    assert texts(PAPERS["ballots"]())[0].count("Rehearsal: nothing here counts") == 4


@pytest.mark.parametrize("made", PAPERS.values(), ids=PAPERS)
def test_without_a_mark_no_paper_does(made):
    assert not any("Rehearsal" in page for page in texts(made()))


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ('attachment; filename="minutes.md"', 'attachment; filename="rehearsal-minutes.md"'),
        ("attachment; filename*=utf-8''acta%20n.txt", "attachment; filename*=utf-8''rehearsal-acta%20n.txt"),
        ("attachment; filename=lot.csv", "attachment; filename=rehearsal-lot.csv"),
    ],
)
def test_the_name_of_a_file_says_so(said, becomes):
    for mark, wanted in ((marks.REHEARSAL, becomes), ("", said)):
        marks.activate(mark)
        answer = HttpResponse(headers={"Content-Disposition": said})
        marks.name_files(answer)
        marks.deactivate()
        assert answer["Content-Disposition"] == wanted


def test_a_page_that_is_no_file_has_no_name(marked):
    answer = HttpResponse()
    marks.name_files(answer)
    assert "Content-Disposition" not in answer
