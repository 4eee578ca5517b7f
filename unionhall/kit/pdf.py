"""
Papers that must look the same everywhere: notices, cards, ballot papers, texts of record, as tagged PDF (PDF/UA-1).

The layouts are Typst files in `kit/typst`; what is printed goes in as data, never as markup, so that nothing a
member types can change a layout. Our own faces come first; a script they lack takes one of the system's, and where the
system has none either, boxes stand in its place and the paper makes no claim to the standard.
"""

from __future__ import annotations

import functools
import json
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typst
from django.http import HttpResponse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from unionhall.kit import marks, texts

_HERE = Path(__file__).parent
ROOM_ON_A_BALLOT = 420
"""Characters of a motion's text that a ballot paper has room for, fewer under a long title; the whole stands on the notice."""
LAYOUTS = ("notice", "card", "ballots", "paper", "sheet", "guide")
_NO_GLYPH = "could not be displayed with font"
_one_at_a_time = threading.Lock()  # a compiler keeps what it was given until the next sheet


@functools.cache
def _compiler(layout: str) -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(_HERE / "fonts")]
    )
    return typst.Compiler(str(_HERE / "typst" / f"{layout}.typ"), root=str(_HERE / "typst"), font_paths=fonts)


def made(layout: str, *, title: str, owner: str = "", url: str = "", **data: Any) -> bytes:
    """
    A PDF by one of the layouts, in the language being spoken now.

    `title`: the document's own title, kept in the file. `owner`: whose paper it is, at its head; "" for a
    neutral one. `url`: the page it came from, printed with a QR code. `data`: what the layout asks for.
    Raises KeyError for a layout that does not exist and `typst.TypstError` where the data does not fit it.
    """
    if layout not in LAYOUTS:
        raise KeyError(layout)
    given = {
        "title": title,
        "owner": owner,
        "url": url,
        "qr": str(texts.qr(url, "")) if url else "",
        "lang": (translation.get_language() or "en").split("-")[0],
        "rtl": translation.get_language_bidi(),
        "mark": marks.current(),
        "words": {"back": _("This page on the web:"), "qr": _("QR code of the address beside it")},
        **data,
    }
    data_in = {"data": json.dumps(given, default=str)}
    with _one_at_a_time:
        compiler = _compiler(layout)
        try:
            sheet = compiler.compile(format="pdf", sys_inputs=data_in, pdf_standards="ua-1")
        except typst.TypstError as wrong:
            if _NO_GLYPH not in str(wrong):
                raise
            # No font here has this script. The standard forbids a paper with a gap in it, but a meeting needs its paper.
            sheet = compiler.compile(format="pdf", sys_inputs=data_in)
    assert isinstance(sheet, bytes)
    return sheet


def notice(
    *,
    title: str,
    heading: str,
    lines: Sequence[str],
    facts: Iterable[tuple[str, str]] = (),
    owner: str = "",
    url: str = "",
) -> bytes:
    """A notice for the board: a heading, a few lines, and facts (word, value) such as the place and the hour."""
    return made(
        "notice",
        title=title,
        heading=heading,
        lines=list(lines),
        facts=[list(f) for f in facts],
        owner=owner,
        url=url,
    )


def card(
    *,
    title: str,
    heading: str,
    fields: Sequence[str],
    lines: Sequence[str] = (),
    sentences: Sequence[str] = (),
    ticks: Sequence[str] = (),
    note: str = "",
    owner: str = "",
    url: str = "",
) -> bytes:
    """A card to fill in by hand: `sentences` to affirm, `fields` to write in, `ticks` to tick, a closing `note`."""
    return made(
        "card",
        title=title,
        heading=heading,
        lines=list(lines),
        sentences=list(sentences),
        fields=list(fields),
        ticks=list(ticks),
        note=note,
        owner=owner,
        url=url,
    )


def ballots(
    *,
    title: str,
    question: str,
    choices: Sequence[str],
    count: int,
    eyebrow: str = "",
    text: str = "",
    fields: Sequence[str] = (),
    note: str = "",
    owner: str = "",
) -> bytes:
    """
    `count` ballot papers, four to an A4 page (of more than twelve choices one), all alike: the question, the `text` voted on as
    far as there is room, the choices.

    A paper carries no number and no code: nothing on it may tell whose it was, but where a vote is open and `fields` ask for it.
    Raises ValueError below one.
    """
    if count < 1:
        raise ValueError("at least one ballot paper")
    return made(
        "ballots",
        title=title,
        heading=question,
        choices=list(choices),
        count=count,
        eyebrow=eyebrow,
        text=Truncator(" ".join(text.split())).chars(ROOM_ON_A_BALLOT),
        fields=list(fields),
        note=note,
        owner=owner,
    )


def sheet(
    *,
    title: str,
    heading: str,
    columns: Sequence[str],
    rows: int,
    lines: Sequence[str] = (),
    note: str = "",
    owner: str = "",
) -> bytes:
    """An empty sheet with `rows` numbered lines to write on by hand, the first of its `columns` the widest."""
    return made(
        "sheet",
        title=title,
        heading=heading,
        lines=list(lines),
        columns=list(columns),
        rows=rows,
        note=note,
        owner=owner,
    )


def paper(
    *,
    title: str,
    heading: str,
    lines: Sequence[str] = (),
    sections: Sequence[dict[str, Any]] = (),
    columns: Sequence[str] = (),
    rows: Sequence[Sequence[str]] = (),
    large: bool = False,
    foot: str = "",
    owner: str = "",
    url: str = "",
) -> bytes:
    """
    A text of record: a charter, minutes, a register of decisions.

    `sections`: dicts with heading, paragraphs (texts) and, where there are any, mark (§7) and source.
    `columns` and `rows`: a table after them; every row as long as `columns`. `large`: it is read from a step away, on a door or
    a fridge, and is as wide as the page.
    """
    return made(
        "paper",
        title=title,
        heading=heading,
        lines=list(lines),
        sections=list(sections),
        columns=list(columns),
        rows=[[str(cell) for cell in row] for row in rows],
        large=large,
        foot=foot,
        owner=owner,
        url=url,
    )


def guide(
    *, title: str, heading: str, sections: Sequence[dict[str, Any]], owner: str = "", url: str = ""
) -> bytes:
    """How something is done, in two columns: `sections` are dicts with heading and lines, each [word it begins with, words]."""
    return made("guide", title=title, heading=heading, sections=list(sections), owner=owner, url=url)


def answer(content: bytes, name: str) -> HttpResponse:
    """The PDF as an answer to download as `name`.pdf; `name` is plain letters, digits and hyphens."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
