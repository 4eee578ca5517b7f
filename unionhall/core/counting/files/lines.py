"""Blocks of bytes as whole lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LONGEST = 1 << 24
"""Bytes a line can have; a longer one is cut there, so that no file fills the memory."""
PIECE = 1 << 18
"""Bytes read together: three times as quick as a megabyte, for all that is made of them stays in near memory."""


def in_pieces(blocks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """
    The same bytes in pieces that end at a line end, each with the number of its first line; a byte-order mark is left out.

    >>> list(in_pieces([b"\\xef\\xbb\\xbfa\\nb", b"c\\nd"]))
    [(1, b'a\\n'), (2, b'bc\\n'), (3, b'd')]
    """
    line, rest, first = 1, b"", True
    for block in _cut(blocks):
        if first:
            block, first = block.removeprefix(b"\xef\xbb\xbf"), False
        cut = block.rfind(b"\n") + 1
        if not cut and len(rest) < LONGEST:
            rest += block
            continue
        piece = rest + block[:cut]
        if piece:
            yield line, piece
        line += piece.count(b"\n")
        rest = block[cut:]
    if rest:
        yield line, rest


def _cut(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of no more than a piece each, none of them empty."""
    for block in blocks:
        for start in range(0, len(block), PIECE):
            yield block[start : start + PIECE]


def text_of(line: bytes) -> str:
    """
    A line as text: UTF-8, or else what old programs for Windows wrote.

    >>> text_of("Núñez".encode()), text_of("Núñez".encode("cp1252"))
    ('Núñez', 'Núñez')
    """
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def text_lines(blocks: Iterable[bytes]) -> Iterator[str]:
    """
    All lines as text, with their line ends as they are.

    >>> list(text_lines([b"a\\r\\n", b"b"]))
    ['a\\r\\n', 'b']
    """
    for _line, piece in in_pieces(blocks):
        for one in piece.splitlines(keepends=True):
            yield text_of(one)
