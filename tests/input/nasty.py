"""What people, programs and attackers send: texts, numbers, days, ids and files that go wrong somewhere."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib

from hypothesis import strategies as st

MARK = "<zwirbel onload='x'>&amp;"
"""In a text: wherever it is shown, it is shown escaped."""
OVERRIDES = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that turn the reading order round (Unicode Bidirectional Algorithm, 2.1 and 2.2)."""

TEXTS = [
    "",
    " ",
    "\u00a0",
    "Brot und Rosen",
    f"{MARK} und so",
    "\0 a NUL \0",
    "wage 001\u202e euro \u2066me",
    "\u05e9\u05dc\u05d5\u05dd \u0627\u0644\u0633\u0644\u0627\u0645 hall",
    "".join(map(chr, range(32))) + " control \x7f\x80\x9f",
    "\u200b \u200d \ufeff nothing seen",
    "Z\u0351\u036b\u0343 algo" + "\u0301" * 300,
    "👩🏽‍🌾 🏳️‍🌈 and bread",
    "\ufffe \uffff \U0010ffff not a sign",
    "{{ request }} {% load x %} %s %(name)d {0}",
    "'; DROP TABLE record_entry; -- a",
    "a\r\nb: c\r\n\r\nd e",
    "../../etc/passwd and on",
    "line\u2028other\u2029third\x0bfourth\x0cfifth",
    "x" * 81,
    "long " * 60,
    "longer " * 900,
    "\u0130" * 80,
    "\ufdfa" * 80,
    "ß" * 120,
]
"""Texts that broke something somewhere."""
HUGE = "one megabyte of words " * 47_700
"""A text of 1 MB."""
NUMBERS = [
    "0", "-1", "-0", "+1", "1.5", "1e9", "NaN", "Infinity", "0x10", "1_000", "²", "٣", "１２", " 7 ", "1,000",
    "100001", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "9" * 400, "9" * 5000,
]  # fmt: skip
"""Numbers past 2^31 and 2^63, negative ones, and what only looks like one."""
DAYS = [
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2199-12-31", "2200-01-01", "2026-02-31", "2026-2-3",
    "2026-13-01", "-2026-01-01", "1582-10-10", "2026-03-29", "2026-10-25", "2026-03-29T02:30", "31.12.2026", "soon",
    "2024-02-29", "1900-02-29", "2026-05-04\u202e", "٢٠٢٦-٠٥-٠٤",
]  # fmt: skip
"""Days that never were, and days on which an hour is missing or comes twice."""
IDS = [
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "{12345678-1234-5678-1234-567812345678}",
    "urn:uuid:12345678-1234-5678-1234-567812345678",
    "12345678123456781234567812345678",
    "12345678-1234-5678-1234-56781234567",
    "12345678-1234-5678-1234-56781234567g",
    "None",
    "null",
    "[]",
]
"""Ids of nothing, and what is none."""
RAW = [
    b"\xed\xa0\x80 a lone surrogate",
    b"\xed\xb0\x80\xed\xa0\x80",
    b"\xff\xfe no letters",
    b"\xc0\x80 an overlong NUL",
    b"half a sign \xe2\x82",
    "Mañana será".encode("cp1252"),
]
"""Bytes that are no UTF-8."""


def value() -> st.SearchStrategy[str | bytes]:
    """One value of a field, as text or as bytes that are no text."""
    return st.one_of(
        st.sampled_from(TEXTS),
        st.sampled_from(NUMBERS),
        st.sampled_from(DAYS),
        st.sampled_from(IDS),
        st.sampled_from(RAW),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
        st.integers().map(str),
        st.dates().map(str),
        st.sampled_from([*TEXTS, HUGE]),
    )


def _zipped(content: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("list.csv", content)
    return whole.getvalue()


def _png(data: bytes, width: int = 1, height: int = 1) -> bytes:
    def piece(kind: bytes, inside: bytes) -> bytes:
        return len(inside).to_bytes(4, "big") + kind + inside + zlib.crc32(kind + inside).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", head) + piece(b"IDAT", data) + piece(b"IEND", b"")


_PDF_BOMB = b"".join(
    [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 999999999>>endobj\n",
        b"3 0 obj<</Filter/FlateDecode/Length 99999>>stream\n",
        zlib.compress(b"0" * 20_000_000),
        b"\nendstream endobj trailer<</Root 1 0 R>>\n%%EOF",
    ]
)

FILES = [
    b"",
    b"\0" * 100,
    b"Nina;;;\nNina;;;\n;;;;;;;\n",
    b'"Nina;Ofen\nOtto;"',
    b"name;name;name\nA;B;C",
    "Jürgen;Öfen".encode("cp1252"),
    "Jürgen;Öfen".encode("utf-16"),
    b"\xff\xfeN",
    b"Nina\xff;;\nOtto;;",
    b"Nina\0;;\rOtto;;\x85Ida;;",
    ("Wage 001\u202e;;;\n" + "x" * 200_000 + ";;").encode(),
    b"a;" * 60_000,
    b"=cmd|' /C calc'!A0;;;",
    b"Nina;;;\n" * 5001,
    _zipped(b"0" * 10_000_000),
    gzip.compress(b"0" * 10_000_000),
    _png(zlib.compress(b"\0" * 2)),
    _png(zlib.compress(b"\0" * 10_000_000), 2**31 - 1, 2**31 - 1),
    b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIHDR",
    b"\xff\xd8\xff\xe1\xff\xff",
    b"\xff\xd8\xff\xdb\x00\x00\xff\xd9",
    b"%PDF-1.7\n%%EOF",
    _PDF_BOMB,
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"GIF89a\x01\x00\x01\x00",
    b"MZ\x90\x00",
    b"word " * 240_000,
]
"""Lists with broken lines and other alphabets, bombs, pictures and documents that are none."""
NAMES = [
    "list.csv",
    "",
    "../../../etc/passwd",
    "a" * 1000 + ".txt",
    "no ending",
    ".txt",
    "gro.\u202etxt.exe",
    "a\0b.txt",
    'quo"te;.txt',
    "con.txt",
    "línea\r\nX-Owner: me.txt",
]
"""What files are called."""


def file() -> st.SearchStrategy[tuple[str, bytes]]:
    """A file: what it is called, and its bytes."""
    return st.tuples(st.sampled_from(NAMES), st.one_of(st.sampled_from(FILES), st.binary(max_size=300)))
