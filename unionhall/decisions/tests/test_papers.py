"""Papers beside a motion: stripped, encrypted, destroyed."""

from __future__ import annotations

import ast
import io
import struct
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from unionhall.conftest import browser
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions, pdfs, stripping
from unionhall.decisions.stripping import JPEG, PDF, PNG, TEXT, stripped
from unionhall.decisions.views import papers

from .story import put

TELLTALE = b"AnaKovacLinz48"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png() -> bytes:
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"tEXt", b"Author\0" + TELLTALE),
            chunk(b"eXIf", TELLTALE),
            chunk(b"IDAT", zlib.compress(b"\0\0")),
            chunk(b"IEND", b""),
            TELLTALE,
        ]
    )


def segment(mark: int, data: bytes) -> bytes:
    return bytes([0xFF, mark]) + struct.pack(">H", len(data) + 2) + data


def jpeg() -> bytes:
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
            segment(0xE1, b"Exif\0\0" + TELLTALE),
            segment(0xFE, TELLTALE),
            segment(0xDB, bytes(65)),
            segment(0xDA, b"\1\1\0\0?\0"),
            b"\x12\xff\x00\x34\xff\xd0\x56",
            b"\xff\xd9",
            TELLTALE,
            b"\xff\xd9",
        ]
    )


@pytest.mark.parametrize(("data", "kind"), [(png(), PNG), (jpeg(), JPEG)], ids=["png", "jpeg"])
def test_a_picture_loses_what_it_says_about_its_maker_and_nothing_else(data, kind):
    clean = stripped(data)
    assert clean.kind == kind
    assert TELLTALE not in clean.data
    assert stripped(clean.data) == clean


def test_the_picture_itself_stays():
    assert b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9" in stripped(jpeg()).data
    assert chunk(b"IDAT", zlib.compress(b"\0\0")) in stripped(png()).data


def test_notes_between_the_scans_go_too_however_many_there_are():
    """A picture made of nothing but notes: nearly a million of them must not keep the server busy for minutes."""
    notes = segment(0xFE, b"") * 990_000
    began = time.process_time()
    clean = stripped(jpeg().replace(b"\xff\xd0", b"\xff\xd0" + segment(0xE1, TELLTALE) + notes, 1))

    assert clean.data == stripped(jpeg()).data
    assert time.process_time() - began < 20
    with pytest.raises(OutOfOrder):
        stripped(jpeg().replace(b"\xff\xd0", b"\xff\xfe\x00\x00", 1))  # a note shorter than its own length


def test_plain_text_is_read_as_utf8():
    clean = stripped("\ufeffMontag: Ana – früh".encode())
    assert (clean.kind, clean.data) == (TEXT, "Montag: Ana – früh".encode())


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02",
        b"GIF89a\x00\x00",
        b"PK\x03\x04\x00",
        b"\xff\xd8\xff",
        png()[:40],
        jpeg()[:30],
        png().replace(b"IDAT", b"IDAX"),
    ],
)
def test_what_cannot_be_stripped_is_not_kept(data):
    with pytest.raises(OutOfOrder):
        stripped(data)


def pdf(*objects: bytes) -> bytes:
    """A PDF file of `objects`, numbered from 1; the first is its catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(data))
    )


def stream(data: bytes, words: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (words, len(data), data)


def bomb(branches: int, leaves: int) -> bytes:
    """One page, hung `leaves` times on a branch that hangs `branches` times on the tree."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (branches * leaves, b"4 0 R " * branches),
        b"<</Type/Page/Parent 4 0 R/MediaBox[0 0 9 9]>>",
        b"<</Type/Pages/Parent 2 0 R/Count %d/Kids[%s]>>" % (leaves, b"3 0 R " * leaves),
    )


def telling_pdf() -> bytes:
    """A PDF file that says who made it in every way but its properties."""
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</XObject<</I 4 0 R/J 13 0 R>>>>/Contents 5 0 R"
        b"/Annots[6 0 R 7 0 R 8 0 R 14 0 R]/Metadata 9 0 R/PieceInfo<</X<</Private(%b)>>>>/LastModified(D:20260504120000)"
        b"/AF[10 0 R]>>" % TELLTALE
    )
    picture = (
        b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8/Metadata 9 0 R"
    )
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R/Metadata 9 0 R/OpenAction 12 0 R/Names<</EmbeddedFiles 10 0 R>>>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        page,
        stream(jpeg(), picture + b"/Filter/DCTDecode"),
        stream(b"q 9 0 0 9 0 0 cm /I Do Q", b""),
        b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(%b)/M(D:20260504120000)/Contents(hm)>>" % TELLTALE,
        b"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 10 0 R>>",
        b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/T(%b)/M(D:20260504120000)/A<</S/URI/URI(https://example.org/x)>>>>"
        % TELLTALE,
        stream(b"<x:xmpmeta>" + TELLTALE + b"</x:xmpmeta>", b"/Type/Metadata/Subtype/XML"),
        b"<</Type/Filespec/F(C:/Users/%b/list.xls)/EF<</F 11 0 R>>>>" % TELLTALE,
        stream(TELLTALE, b"/Type/EmbeddedFile"),
        b"<</S/JavaScript/JS(%b)>>" % TELLTALE,
        stream(zlib.compress(jpeg()), picture + b"/Filter[/FlateDecode/DCTDecode]/DecodeParms[null null]"),
        b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(file:///home/%b)>>>>" % TELLTALE,
    )


def test_a_pdf_loses_its_properties():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": TELLTALE.decode()})
    made = io.BytesIO()
    writer.write(made)
    assert TELLTALE in made.getvalue()

    clean = stripped(made.getvalue())

    assert clean.kind == PDF
    assert TELLTALE not in clean.data
    assert len(pypdf.PdfReader(io.BytesIO(clean.data)).pages) == 1
    assert not pypdf.PdfReader(io.BytesIO(clean.data)).metadata


def test_a_pdf_loses_comments_attached_files_scripts_and_what_its_pictures_say():
    assert telling_pdf().count(TELLTALE) > 8

    clean = stripped(telling_pdf()).data

    for telling in (TELLTALE, b"20260504", b"xmpmeta", b"EmbeddedFile", b"JavaScript"):
        assert telling not in clean
    (page,) = pypdf.PdfReader(io.BytesIO(clean)).pages
    (link,) = (one.get_object() for one in page["/Annots"])
    assert (link["/A"]["/URI"], "/T" in link, "/M" in link) == ("https://example.org/x", False, False)
    assert page.get_contents().get_data().strip().startswith(b"q")
    for name in ("/I", "/J"):
        assert page["/Resources"]["/XObject"][name].get_data() == stripped(jpeg()).data


def test_a_pdf_that_is_one_page_hung_up_without_end_is_refused_before_it_is_walked(monkeypatch):
    """Four kilobytes that say a hundred thousand pages: nobody counts them."""
    looked_up = []
    resolve = pypdf.PdfReader.get_object
    monkeypatch.setattr(
        pypdf.PdfReader, "get_object", lambda self, what: looked_up.append(1) or resolve(self, what)
    )
    assert len(bomb(310, 310)) < 5_000
    with pytest.raises(pdfs.TooManyPages):
        pdfs.clean(bomb(310, 310))
    assert len(looked_up) < 3 * pdfs.MOST_PAGES

    with pytest.raises(OutOfOrder, match="500 pages at most"):
        stripped(bomb(310, 310))
    with pytest.raises(OutOfOrder, match="500 pages at most"):
        stripped(bomb(1, 501))
    assert len(pypdf.PdfReader(io.BytesIO(stripped(bomb(1, 500)).data)).pages) == 500


def test_a_pdf_whose_tree_grows_out_of_itself_is_refused():
    with pytest.raises(OutOfOrder):
        stripped(pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"))


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(stripping, "PATIENCE", 0.001)
    with pytest.raises(OutOfOrder, match="cannot be read"):
        stripped(telling_pdf())


def test_one_file_is_stripped_at_a_time_and_one_waits(monkeypatch):
    """The other threads of the server are for those who vote."""
    with stripping._one_at_a_time(), stripping._places:
        with pytest.raises(OutOfOrder, match="Try again"):
            stripped(b"Mondays: Ana")
    assert stripped(b"Mondays: Ana").kind == TEXT


def test_nothing_makes_a_clean_file_but_stripping():
    with pytest.raises(TypeError):
        stripping.Clean(TEXT, b"Mondays: Ana", made_by=None)
    with pytest.raises((TypeError, ValueError)):
        replace(stripped(b"Mondays: Ana"), data=TELLTALE)


def test_no_act_strips_a_file_for_while_it_does_nobody_can_vote():
    room = Path(stripping.__file__).parent
    acts = list((room / "actions").glob("*.py"))
    assert acts
    for path in acts:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("stripping"):
                assert [one.name for one in node.names] == ["Clean"], path
            assert not (isinstance(node, ast.alias) and node.name in ("stripping", "pdfs", "pypdf")), path


@pytest.mark.django_db(transaction=True)
def test_a_file_is_stripped_before_the_transaction(bakery, ana, tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    seen = []
    monkeypatch.setattr(
        papers, "stripped", lambda data: seen.append(connection.in_atomic_block) or stripped(data)
    )
    motion = put(ana, bakery)
    where = reverse("decisions:lay", kwargs={"hall": bakery.hall.slug, "pk": motion.pk})
    rota = SimpleUploadedFile("rota.txt", b"Mondays: Ana", "text/plain")

    page = browser(ana).post(where, {"paper": rota}, follow=True).content.decode()

    assert seen == [False]
    assert motion.papers.count() == 1
    assert "The paper lies beside the motion." in page
    assert "about its maker is taken out" not in page  # nothing was: it is plain text


@pytest.fixture
def motion(bakery, ana, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return put(ana, bakery)


@pytest.mark.django_db
def test_a_paper_is_kept_encrypted_and_read_again(motion, ana, tmp_path):
    paper = actions.lay_paper(
        by=ana.actor, motion=motion, name="/home/ana/rota.txt", file=stripped(b"Mondays: Ana")
    )
    assert (paper.name, paper.kind, paper.size) == ("rota.txt", TEXT, 12)
    assert actions.read_paper(paper) == b"Mondays: Ana"
    kept = [one for one in tmp_path.rglob("*") if one.is_file() and "papers" in one.parts]
    assert len(kept) == 1
    assert b"Mondays" not in kept[0].read_bytes()
    assert kept[0].stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_taking_it_away_destroys_its_key(motion, ana, bilal):
    paper = actions.lay_paper(by=ana.actor, motion=motion, name="rota.txt", file=stripped(b"Mondays: Ana"))
    with pytest.raises(NotAuthorised):
        actions.erase_paper(by=bilal.actor, paper=paper)
    gone = actions.erase_paper(by=ana.actor, paper=paper)
    assert bytes(gone.key) == b""
    with pytest.raises(OutOfOrder, match="taken away"):
        actions.read_paper(gone)


@pytest.mark.django_db
def test_a_spoilt_file_is_not_served(motion, ana, tmp_path):
    paper = actions.lay_paper(by=ana.actor, motion=motion, name="rota.txt", file=stripped(b"Mondays: Ana"))
    place = next(one for one in tmp_path.rglob("*") if one.is_file() and "papers" in one.parts)
    spoilt = bytearray(place.read_bytes())
    spoilt[20] ^= 1
    place.write_bytes(bytes(spoilt))
    with pytest.raises(OutOfOrder, match="missing"):
        actions.read_paper(paper)


@pytest.mark.parametrize(("data", "why"), [(b"", "empty"), (b"a" * 4_000_001, "4 megabytes")])
def test_nothing_and_too_much_are_refused(data, why):
    with pytest.raises(OutOfOrder, match=why):
        stripped(data)


@pytest.mark.django_db
def test_what_was_not_stripped_is_not_laid(motion, ana):
    with pytest.raises(TypeError):
        actions.lay_paper(by=ana.actor, motion=motion, name="a.txt", file=TELLTALE)


@pytest.mark.django_db
def test_ten_papers_lie_beside_a_motion_and_no_more(motion, ana):
    for number in range(10):
        actions.lay_paper(by=ana.actor, motion=motion, name=f"{number}.txt", file=stripped(b"a"))
    with pytest.raises(OutOfOrder, match="ten papers"):
        actions.lay_paper(by=ana.actor, motion=motion, name="a.txt", file=stripped(b"a"))


@pytest.mark.django_db
def test_dora_lays_nothing_here(motion, dora):
    with pytest.raises(NotAuthorised):
        actions.lay_paper(by=dora.actor, motion=motion, name="a.txt", file=stripped(b"a"))
