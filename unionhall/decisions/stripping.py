"""
Taking out of a file what it says about its maker: author, place, device, dates.

JPEG: every application and comment segment but the colour ones. PNG: every chunk but those that draw. Plain text: as it is,
read as UTF-8. PDF: the document information, XMP metadata, and whatever is attached to it; the pages stay. Anything
else is refused: what we cannot strip we do not keep.
"""

from __future__ import annotations

import io
import struct
import zlib

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder

JPEG, PNG, PDF, TEXT = "image/jpeg", "image/png", "application/pdf", "text/plain"
ENDINGS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf", TEXT: ".txt"}

_PNG_SIGN = b"\x89PNG\r\n\x1a\n"
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


def stripped(data: bytes) -> tuple[str, bytes]:
    """
    The media type of `data`, found from its content, and the same without metadata.

    Raises `OutOfOrder` for a file of another type, or one that cannot be read.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG, _jpeg(data)
    if data.startswith(_PNG_SIGN):
        return PNG, _png(data)
    if data.startswith(b"%PDF-"):
        return PDF, _pdf(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise OutOfOrder(_("Only pictures (JPEG, PNG), PDF and plain text can be laid beside a motion."))
    return TEXT, text.encode()


def _unreadable() -> OutOfOrder:
    return OutOfOrder(_("This file cannot be read: save it anew and try again."))


def _png(data: bytes) -> bytes:
    out, at = [_PNG_SIGN], len(_PNG_SIGN)
    while at < len(data):
        if at + 12 > len(data):
            raise _unreadable()
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if (
            end > len(data)
            or zlib.crc32(data[at + 4 : end - 4]) != struct.unpack(">I", data[end - 4 : end])[0]
        ):
            raise _unreadable()
        if kind in _PNG_KEPT:
            out.append(data[at:end])
        at = end
        if kind == b"IEND":
            return b"".join(out)
    raise _unreadable()


def _jpeg(data: bytes) -> bytes:
    out, at = [b"\xff\xd8"], 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise _unreadable()
        mark = data[at + 1]
        if mark == 0xFF:  # padding
            at += 1
            continue
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        end = at + 2 + length
        if length < 2 or end > len(data):
            raise _unreadable()
        is_note = mark == 0xFE or (0xE0 <= mark <= 0xEF and mark not in _JPEG_KEPT)
        if not is_note:
            out.append(data[at:end])
        at = end
        if mark == 0xDA:  # the picture itself follows, to the end of the image
            finish = data.rfind(b"\xff\xd9")
            if finish < at:
                raise _unreadable()
            return b"".join(out) + _scans(data[at : finish + 2])
    raise _unreadable()


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
    raise _unreadable()


def _pdf(data: bytes) -> bytes:
    try:
        from pypdf import PdfReader, PdfWriter
    except ImportError:
        raise OutOfOrder(
            _("This server cannot strip PDF files: lay a picture or plain text beside the motion.")
        ) from None
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise OutOfOrder(_("This PDF is locked with a password: save it without one."))
        writer = PdfWriter()
        for page in reader.pages:
            for name in ("/Metadata", "/PieceInfo", "/LastModified", "/AF"):
                page.pop(name, None)
            writer.add_page(page)
        writer.metadata = None
        out = io.BytesIO()
        writer.write(out)
    except OutOfOrder:
        raise
    except Exception as wrong:
        raise _unreadable() from wrong
    return out.getvalue()
