"""
Taking out of a picture what it says about its maker. Plain Python: `pdfs` uses it in a process of its own, without Django.

JPEG: every application and comment segment but the colour ones. PNG: every chunk but those that draw.
"""

from __future__ import annotations

import struct
import zlib


class Unreadable(ValueError):
    """The file is not what its first bytes say, or is broken."""


PNG_SIGN = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"sBIT",
    b"bKGD",
    b"pHYs",
}
_JPEG_KEPT = {0xE0, 0xEE}  # JFIF's density, Adobe's colour transform


def png(data: bytes) -> bytes:
    """The PNG picture `data` with the chunks that draw it, and no other. Raises `Unreadable`."""
    out, at = [PNG_SIGN], len(PNG_SIGN)
    while at < len(data):
        if at + 12 > len(data):
            raise Unreadable
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if (
            end > len(data)
            or zlib.crc32(data[at + 4 : end - 4]) != struct.unpack(">I", data[end - 4 : end])[0]
        ):
            raise Unreadable
        if kind in _PNG_KEPT:
            out.append(data[at:end])
        at = end
        if kind == b"IEND":
            return b"".join(out)
    raise Unreadable


def jpeg(data: bytes) -> bytes:
    """The JPEG picture `data` without its notes: where, when and with what it was taken. Raises `Unreadable`."""
    if not data.startswith(b"\xff\xd8"):
        raise Unreadable
    out, at = [b"\xff\xd8"], 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise Unreadable
        mark = data[at + 1]
        if mark == 0xFF:  # padding
            at += 1
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise Unreadable
        is_note = mark == 0xFE or (0xE0 <= mark <= 0xEF and mark not in _JPEG_KEPT)
        if not is_note:
            out.append(data[at:end])
        at = end
        if mark == 0xDA:  # the picture itself follows, to the end of the image
            finish = data.rfind(b"\xff\xd9")
            if finish < at:
                raise Unreadable
            return b"".join(out) + _scans(data[at : finish + 2])
    raise Unreadable


def _scans(data: bytes) -> bytes:
    """The picture's data up to its own end; what a camera appends after it (a second picture) is left off."""
    out: list[bytes] = []  # what is kept
    kept, at = 0, 0  # up to where it was copied, and where we read
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        mark = data[at + 1]
        if mark == 0xD9:
            return b"".join([*out, data[kept : at + 2]])
        if mark == 0x00 or 0xD0 <= mark <= 0xD7 or mark == 0xFF:
            at += 1 if mark == 0xFF else 2
            continue
        if at + 4 > len(data):
            break
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if length < 2:
            break
        if mark == 0xFE or 0xE0 <= mark <= 0xEF:
            out.append(data[kept:at])
            kept = at + 2 + length
        at += 2 + length
    raise Unreadable


_JPX_SIGN = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_JPX_KEPT = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}


def jpx(data: bytes) -> bytes:
    """The JPEG 2000 picture `data`, as PDF files hold it, with the boxes that draw it, and no other. Raises `Unreadable`."""
    if not data.startswith(_JPX_SIGN):
        return data  # the picture's own stream, without boxes to write notes in
    out, at = [], 0
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if length == 1 and at + 16 <= len(data):
            (length,) = struct.unpack(">Q", data[at + 8 : at + 16])
        end = len(data) if length == 0 else at + length
        if end < at + 8 or end > len(data):
            raise Unreadable
        if kind in _JPX_KEPT:
            out.append(data[at:end])
        at = end
    return b"".join(out)
