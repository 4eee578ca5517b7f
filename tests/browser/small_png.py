"""A screenshot as a small PNG: at most 256 colours, which is plenty for a page of text."""

from __future__ import annotations

import struct
import zlib
from collections import Counter

SIGN = b"\x89PNG\r\n\x1a\n"
MOST = 256


def small_png(data: bytes) -> bytes:
    """`data`, an 8-bit RGB or RGBA PNG without interlacing, with a palette instead; opaque."""
    width, height, pixels = _decoded(data)
    counted = Counter(pixels[place : place + 3] for place in range(0, len(pixels), 3))
    palette = _palette(counted)
    places = {colour: _nearest(colour, palette) for colour in counted}
    whole = bytes(places[pixels[place : place + 3]] for place in range(0, len(pixels), 3))
    lines = b"".join(b"\0" + whole[row * width : (row + 1) * width] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return SIGN + b"".join(
        _chunk(kind, body)
        for kind, body in (
            (b"IHDR", head),
            (b"PLTE", b"".join(palette)),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )


def _palette(counted: Counter[bytes]) -> list[bytes]:
    """The commonest colours, none too near another that is commoner: rare ones are shades between letters and paper."""
    found: list[bytes] = []
    for apart in (36, 12, 0):
        for colour, _count in counted.most_common(3000):
            if len(found) == MOST:
                return found
            if colour not in found and all(_apart(colour, one) > apart for one in found):
                found.append(colour)
    return found


def _apart(one: bytes, other: bytes) -> int:
    red, green, blue = one[0] - other[0], one[1] - other[1], one[2] - other[2]
    return red * red + green * green + blue * blue


def _nearest(colour: bytes, palette: list[bytes]) -> int:
    return min(range(len(palette)), key=lambda place: _apart(colour, palette[place]))


def _decoded(data: bytes) -> tuple[int, int, bytes]:
    """Width, height and the RGB bytes of a PNG."""
    if not data.startswith(SIGN):
        raise ValueError("this is no PNG")
    at, packed, width, height, step = len(SIGN), b"", 0, 0, 0
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, sort, _packing, _filtering, laced = struct.unpack(">IIBBBBB", body)
            if depth != 8 or sort not in (2, 6) or laced:
                raise ValueError("only 8-bit RGB or RGBA, not interlaced")
            step = 3 if sort == 2 else 4
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    return width, height, _plain(zlib.decompress(packed), width, height, step)


def _plain(raw: bytes, width: int, height: int, step: int) -> bytes:
    """The pixels as RGB, their lines unfiltered (PNG specification, 9.2)."""
    row, out, above = width * step, bytearray(), bytearray(width * step)
    for number in range(height):
        start = number * (row + 1)
        line = _unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + row]), above, step)
        above = line
        if step == 3:
            out += line
        else:
            kept = bytearray(width * 3)
            for part in range(3):
                kept[part::3] = line[part::4]
            out += kept
    return bytes(out)


def _unfiltered(how: int, line: bytearray, above: bytearray, step: int) -> bytearray:
    if how == 0:
        return line
    for place in range(len(line)):
        left = line[place - step] if place >= step else 0
        up = above[place]
        if how == 1:
            guess = left
        elif how == 2:
            guess = up
        elif how == 3:
            guess = (left + up) // 2
        else:
            corner = above[place - step] if place >= step else 0
            guess = _paeth(left, up, corner)
        line[place] = (line[place] + guess) & 255
    return line


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    by_left, by_up, by_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    if by_left <= by_up and by_left <= by_corner:
        return left
    return up if by_up <= by_corner else corner


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
