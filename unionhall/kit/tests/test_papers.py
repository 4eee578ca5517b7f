"""Printed papers: real tagged PDFs, the same every time, and nothing typed can change a layout."""

from __future__ import annotations

import contextlib
import re
import zlib

import pytest

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
