"""Papers beside a motion: stripped, encrypted, destroyed."""

from __future__ import annotations

import io
import struct
import time
import zlib

import pytest

from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.decisions import actions
from unionhall.decisions.stripping import JPEG, PDF, PNG, TEXT, stripped

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
    found, clean = stripped(data)
    assert found == kind
    assert TELLTALE not in clean
    assert stripped(clean) == (kind, clean)


def test_the_picture_itself_stays():
    assert b"\x12\xff\x00\x34\xff\xd0\x56\xff\xd9" in stripped(jpeg())[1]
    assert chunk(b"IDAT", zlib.compress(b"\0\0")) in stripped(png())[1]


def test_notes_between_the_scans_go_too_however_many_there_are():
    """A picture made of nothing but notes: a million of them must not keep the server busy for minutes."""
    notes = segment(0xFE, b"") * 1_000_000
    began = time.process_time()
    _kind, clean = stripped(jpeg().replace(b"\xff\xd0", b"\xff\xd0" + segment(0xE1, TELLTALE) + notes, 1))

    assert clean == stripped(jpeg())[1]
    assert time.process_time() - began < 20
    with pytest.raises(OutOfOrder):
        stripped(jpeg().replace(b"\xff\xd0", b"\xff\xfe\x00\x00", 1))  # a note shorter than its own length


def test_plain_text_is_read_as_utf8():
    assert stripped("\ufeffMontag: Ana – früh".encode()) == (TEXT, "Montag: Ana – früh".encode())


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


def test_a_pdf_loses_its_properties():
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": TELLTALE.decode()})
    made = io.BytesIO()
    writer.write(made)
    assert TELLTALE in made.getvalue()

    kind, clean = stripped(made.getvalue())

    assert kind == PDF
    assert TELLTALE not in clean
    assert len(pypdf.PdfReader(io.BytesIO(clean)).pages) == 1
    assert not pypdf.PdfReader(io.BytesIO(clean)).metadata


@pytest.fixture
def motion(bakery, ana, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    return put(ana, bakery)


@pytest.mark.django_db
def test_a_paper_is_kept_encrypted_and_read_again(motion, ana, tmp_path):
    paper = actions.lay_paper(by=ana.actor, motion=motion, name="/home/ana/rota.txt", data=b"Mondays: Ana")
    assert (paper.name, paper.kind, paper.size) == ("rota.txt", TEXT, 12)
    assert actions.read_paper(paper) == b"Mondays: Ana"
    kept = [one for one in tmp_path.rglob("*") if one.is_file() and "papers" in one.parts]
    assert len(kept) == 1
    assert b"Mondays" not in kept[0].read_bytes()
    assert kept[0].stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_taking_it_away_destroys_its_key(motion, ana, bilal):
    paper = actions.lay_paper(by=ana.actor, motion=motion, name="rota.txt", data=b"Mondays: Ana")
    with pytest.raises(NotAuthorised):
        actions.erase_paper(by=bilal.actor, paper=paper)
    gone = actions.erase_paper(by=ana.actor, paper=paper)
    assert bytes(gone.key) == b""
    with pytest.raises(OutOfOrder, match="taken away"):
        actions.read_paper(gone)


@pytest.mark.django_db
def test_a_spoilt_file_is_not_served(motion, ana, tmp_path):
    paper = actions.lay_paper(by=ana.actor, motion=motion, name="rota.txt", data=b"Mondays: Ana")
    place = next(one for one in tmp_path.rglob("*") if one.is_file() and "papers" in one.parts)
    spoilt = bytearray(place.read_bytes())
    spoilt[20] ^= 1
    place.write_bytes(bytes(spoilt))
    with pytest.raises(OutOfOrder, match="missing"):
        actions.read_paper(paper)


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "why"), [(b"", "empty"), (b"a" * 4_000_001, "4 megabytes")])
def test_nothing_and_too_much_are_refused(motion, ana, data, why):
    with pytest.raises(OutOfOrder, match=why):
        actions.lay_paper(by=ana.actor, motion=motion, name="a.txt", data=data)


@pytest.mark.django_db
def test_dora_lays_nothing_here(motion, dora):
    with pytest.raises(NotAuthorised):
        actions.lay_paper(by=dora.actor, motion=motion, name="a.txt", data=b"a")
