"""Printed papers: real tagged PDFs, the same every time, and nothing typed can change a layout."""

from __future__ import annotations

import contextlib
import re
import zlib
from io import BytesIO

import pytest
from pypdf import PdfReader

from unionhall.kit import pdf

ASK = {"title": "Ballots", "question": "Shall we open at seven?", "choices": ["Yes", "No", "Abstain"]}


def pages(sheet: bytes) -> int:
    """How many pages a PDF has, by its page tree's count, wherever the file keeps its objects."""
    text = sheet
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", sheet, re.S):
        with contextlib.suppress(zlib.error):
            text += zlib.decompress(packed)
    trees = [tree for tree in re.findall(rb"<<[^<>]*>>", text) if re.search(rb"/Type\s*/Pages", tree)]
    return max(int(count) for tree in trees for count in re.findall(rb"/Count (\d+)", tree))


@pytest.mark.parametrize(("count", "sheets"), [(1, 1), (4, 1), (5, 2), (60, 15)])
def test_ballot_papers_come_four_to_a_sheet(count, sheets):
    assert pages(pdf.ballots(count=count, **ASK)) == sheets


def test_no_ballot_paper_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        pdf.ballots(count=0, **ASK)


def test_the_same_paper_twice_is_the_same_file():
    one, other = (pdf.notice(title="N", heading="Assembly", lines=["Tonight."]) for _ in range(2))

    assert one.startswith(b"%PDF-")
    assert one == other


def test_a_paper_is_tagged_for_screen_readers():
    sheet = pdf.paper(
        title="Charter", heading="Charter", sections=[{"heading": "One", "paragraphs": ["We decide."]}]
    )

    assert b"/MarkInfo" in sheet
    assert b"pdfuaid" in sheet


@pytest.mark.parametrize(
    "typed", ['#panic("x")', "*", "$", "]", "\\", '#read("/etc/passwd")', "<label>", "Łódź 漢字 مرحبا"]
)
def test_what_is_typed_is_printed_and_never_run(typed):
    assert pdf.card(title="Card", heading=typed, fields=[typed], sentences=[typed]).startswith(b"%PDF-")


def test_a_script_that_no_font_here_has_still_gives_a_paper():
    heading = "a letter of nobody's: \U000e8888"

    sheet = pdf.card(title="Card", heading=heading, fields=["Name"])

    assert sheet.startswith(b"%PDF-") and b"pdfuaid" not in sheet


def test_a_layout_nobody_made_is_an_error():
    with pytest.raises(KeyError):
        pdf.made("poster", title="x")


def heights(sheet: bytes, *words: str) -> list[float]:
    """How high on the first page each of these texts stands, the lowest where there are several."""
    found: dict[str, float] = {}

    def seen(text, page, line, _font, _size):
        height = page[1] * line[4] + page[3] * line[5] + page[5]
        for one in words:
            if one in text:
                found[one] = min(height, found.get(one, height))

    PdfReader(BytesIO(sheet)).pages[0].extract_text(visitor_text=seen)
    return [found[one] for one in words]


@pytest.mark.parametrize("title", ["Ovens", "Whatever the order says, and whoever is waiting for it, " * 3])
@pytest.mark.parametrize(
    "choices", [["Yes", "No", "Neither"], [f"Nr {one}" for one in range(1, 12)] + ["Neither"]]
)
@pytest.mark.parametrize("text", ["", "We stop the belt.\n\nTwo of us tell the foreman. " * 30])
def test_nothing_on_a_ballot_paper_lies_on_anything_else(title, choices, text):
    sheet = pdf.ballots(
        title="B", question=title[:160], choices=choices, count=2, text=text, note="Fold it.", owner="Bakery"
    )
    last, note = heights(sheet, "Neither", "Fold it.")
    assert last - note > 11  # points: half of its box, and the line's own height
    assert note > 841.89 / 2 + 20  # above the line along which it is cut, with its margin


def test_of_a_long_text_a_ballot_paper_has_the_beginning():
    sheet = pdf.ballots(count=1, **ASK, text="We stop the belt. " * 60)
    said = " ".join(PdfReader(BytesIO(sheet)).pages[0].extract_text().split())
    assert said.count("We stop the belt") > 10 and "…" in said


def test_the_address_on_a_paper_is_a_link():
    sheet = pdf.paper(title="P", heading="P", url="http://notes.example/at/1/")
    links = [one.get_object()["/A"]["/URI"] for one in PdfReader(BytesIO(sheet)).pages[0]["/Annots"]]
    assert links == ["http://notes.example/at/1/"]
