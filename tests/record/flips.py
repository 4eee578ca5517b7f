"""Single changed bits all over a carried-away record, and who noticed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PARTS = ("checkpoint", "tile/0", "tile/1", "tile/entries", "openings.jsonl")


@dataclass(frozen=True)
class Flip:
    """One changed bit. `file`: its path in the copy. `bit`: its place from the file's beginning."""

    file: str
    bit: int

    @contextmanager
    def done(self, copy: Path) -> Iterator[None]:
        """The copy with the bit changed, for a while."""
        path = copy / self.file
        before = path.read_bytes()
        data = bytearray(before)
        data[self.bit // 8] ^= 1 << self.bit % 8
        path.write_bytes(data)
        try:
            yield
        finally:
            path.write_bytes(before)

    def entry(self, copy: Path) -> int | None:
        """Which entry the bit belongs to, where it lies in a bundle."""
        if not self.file.startswith("tile/entries"):
            return None
        data, place = (copy / self.file).read_bytes(), 0
        index = 256 * int(self.file.removeprefix("tile/entries/")[:3])
        while True:
            end = place + 2 + int.from_bytes(data[place : place + 2], "big")
            if self.bit // 8 < end:
                return index
            place, index = end, index + 1


def flips(copy: Path, count: int, seed: int, parts: tuple[str, ...] = PARTS) -> list[Flip]:
    """`count` different bits, spread evenly over the parts of the copy rather than over its bytes."""
    chance = random.Random(seed)
    files = {
        part: sorted(
            file
            for file in copy.rglob("*")
            if file.is_file() and file.relative_to(copy).as_posix().startswith(part)
        )
        for part in parts
    }
    found: dict[Flip, None] = {}
    while len(found) < count:
        file = chance.choice(files[parts[len(found) % len(parts)]])
        found[Flip(file.relative_to(copy).as_posix(), chance.randrange(file.stat().st_size * 8))] = None
    return list(found)


def missed(copy: Path, wanted: list[Flip], is_good: Callable[[Path], bool]) -> list[Flip]:
    """Those changed bits with which the verifier `is_good` still calls the copy good."""
    result = []
    for flip in wanted:
        with flip.done(copy):
            if is_good(copy):
                result.append(flip)
    return result
