"""
Tiles: the tree and its entries cut into files of 256, so that a copy is just a folder.

Level 0 holds leaf hashes; each hash of level l+1 is the root over one full tile of level l. The rightmost
tile of a level may be partial. Source: https://c2sp.org/tlog-tiles
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from unionhall.core.words import Sentence, _

from . import merkle
from .faults import NotProven

WIDTH = 256
HASH_BYTES = 32
_LONGEST = 0xFFFF


@dataclass(frozen=True)
class Tile:
    """
    Where a tile stands. `level`: None for a bundle of entries. `number`: its place in the level. `width`: 1
    to 256.

    >>> Tile(0, 1234067, 256).path, Tile(1, 0, 17).path, Tile(None, 3, 5).path
    ('tile/0/x001/x234/067', 'tile/1/000.p/17', 'tile/entries/003.p/5')
    """

    level: int | None
    number: int
    width: int

    @property
    def path(self) -> str:
        """The file's path in the folder, with `/` between."""
        digits = f"{self.number % 1000:03}"
        rest = self.number // 1000
        while rest:
            digits, rest = f"x{rest % 1000:03}/{digits}", rest // 1000
        level = "entries" if self.level is None else self.level
        return f"tile/{level}/{digits}" + ("" if self.width == WIDTH else f".p/{self.width}")


def tiles(size: int) -> Iterator[Tile]:
    """
    The tiles of hashes for a log of `size` entries, lowest level first.

    >>> [tile.path for tile in tiles(256)]
    ['tile/0/000', 'tile/1/000.p/1']
    >>> sum(1 for tile in tiles(70_000))  # 274, 2 and 1: the specification's example
    277
    """
    level, width = 0, size
    while width:
        yield from (Tile(level, number, size) for number, size in _cut(width))
        level, width = level + 1, width // WIDTH


def bundles(size: int) -> Iterator[Tile]:
    """
    The bundles of entries for a log of `size` entries.

    >>> [tile.path for tile in bundles(300)]
    ['tile/entries/000', 'tile/entries/001.p/44']
    """
    return (Tile(None, number, width) for number, width in _cut(size))


def levels(leaves: Sequence[bytes]) -> list[Sequence[bytes]]:
    """
    The hashes of each level over the leaf hashes `leaves`, level 0 first.

    >>> [len(level) for level in levels([merkle.leaf_hash(b"")] * 600)]
    [600, 2]
    """
    result: list[Sequence[bytes]] = []
    level = leaves
    while level:
        result.append(level)
        full = range(0, len(level) - WIDTH + 1, WIDTH)
        level = [merkle.root(level[start : start + WIDTH]) for start in full]
    return result


def tile_bytes(tile: Tile, levels: Sequence[Sequence[bytes]]) -> bytes:
    """
    The content of a tile of hashes: 32 bytes for each.

    >>> len(tile_bytes(Tile(0, 0, 3), [[bytes(32)] * 3]))
    96
    """
    if tile.level is None:
        raise ValueError("a bundle of entries is no tile of hashes")
    start = tile.number * WIDTH
    return b"".join(levels[tile.level][start : start + tile.width])


def bundle_bytes(entries: Iterable[bytes]) -> bytes:
    """
    The content of a bundle: each entry after its length in two bytes, the greater first.

    Raises `ValueError` for an entry past 65,535 bytes.

    >>> bundle_bytes([b"ab", b""])
    b'\\x00\\x02ab\\x00\\x00'
    """
    parts = []
    for entry in entries:
        if len(entry) > _LONGEST:
            raise ValueError("an entry has at most 65,535 bytes")
        parts.append(len(entry).to_bytes(2, "big") + entry)
    return b"".join(parts)


def read_bundle(data: bytes, width: int) -> list[bytes]:
    """
    The `width` entries of a bundle. Raises `NotProven` where there are fewer, more, or half a one.

    >>> read_bundle(b"\\x00\\x02ab\\x00\\x00", 2)
    [b'ab', b'']
    """
    entries: list[bytes] = []
    place = 0
    while place < len(data) and len(entries) <= width:
        length = int.from_bytes(data[place : place + 2], "big")
        entry = data[place + 2 : place + 2 + length]
        if place + 2 > len(data) or len(entry) < length:
            raise NotProven(Sentence(_("Entry {number} of the bundle is cut short."), number=len(entries)))
        entries.append(entry)
        place += 2 + length
    if len(entries) != width:
        raise NotProven(Sentence(_("The bundle does not hold {width} entries."), width=width))
    return entries


def _cut(width: int) -> Iterator[tuple[int, int]]:
    full, rest = divmod(width, WIDTH)
    yield from ((number, WIDTH) for number in range(full))
    if rest:
        yield full, rest
