"""Carrying the record away: a folder that any C2SP verifier reads, with the openings the reader may see."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unionhall.core.log import canonical, merkle, tiles
from unionhall.core.rulings import OutOfOrder

from . import signer
from .models import Checkpoint, Hall, Opening

Tell = Callable[[int, int], object]
"""Called with how much is done and how much there is; answering False stops the work."""

MEMBERS = frozenset({"members"})


class Stopped(Exception):
    """The one who asked for the copy stopped it. What was written so far is no whole copy."""


@dataclass(frozen=True)
class Copy:
    """What was written. `openings`: how many entries the copy says in words."""

    checkpoint: Checkpoint
    openings: int


def export(
    hall: Hall,
    directory: Path | str,
    *,
    audiences: Collection[str] = MEMBERS,
    tell: Tell | None = None,
) -> Copy:
    """
    Write the record of `hall` into the new or empty folder `directory`, signed up to its newest entry.

    `audiences`: whose openings go along (`members`, `body:<id>`). `tell`: progress, in entries and openings.
    Raises `OutOfOrder` where the folder holds something already, `signer.SignerRefuses` where the record
    cannot be signed, `Stopped` where `tell` answered False.
    """
    folder = Path(directory)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutOfOrder(
            _("{folder} is not empty. Name a new folder, so that nothing is mixed.").format(folder=folder)
        )
    folder.mkdir(
        mode=0o700, parents=True, exist_ok=True
    )  # what members may read, others on the machine may not
    signed = signer.checkpoint(hall)
    openings = Opening.objects.filter(
        entry__hall=hall, entry__index__lt=signed.size, audience__in=list(audiences)
    )
    step = _steps(tell, signed.size + openings.count())

    hashes: list[bytes] = []
    for bundle in tiles.bundles(signed.size):
        start = bundle.number * tiles.WIDTH
        entries = [leaf.encode() for leaf in signer.leaves(hall, start, start + bundle.width)]
        _put(folder, bundle.path, tiles.bundle_bytes(entries))
        hashes += [merkle.leaf_hash(entry) for entry in entries]
        step(len(entries))
    levels = tiles.levels(hashes)
    for tile in tiles.tiles(signed.size):
        _put(folder, tile.path, tiles.tile_bytes(tile, levels))

    written = 0
    with (folder / "openings.jsonl").open("wb") as file:
        for line in _opening_lines(openings):
            file.write(line)
            written += 1
            step(1)
    _put(folder, "vkey", "".join(f"{key}\n" for key in signer.verifier_keys(hall)).encode())
    _put(folder, "README.txt", _read_me(hall, signed, written).encode())
    _put(folder, "checkpoint", signed.note.encode())  # last: a copy without it was broken off
    return Copy(signed, written)


def opening_lines(hall: Hall, size: int, audiences: Collection[str] = MEMBERS) -> Iterator[bytes]:
    """
    The lines of `openings.jsonl` for the first `size` entries of `hall`, as far as `audiences` may read them.
    """
    return _opening_lines(
        Opening.objects.filter(entry__hall=hall, entry__index__lt=size, audience__in=list(audiences))
    )


def _opening_lines(openings: QuerySet[Opening]) -> Iterator[bytes]:
    rows = openings.order_by("entry__index").values_list("entry__index", "salt", "content")
    for index, salt, content in rows.iterator(chunk_size=1000):
        yield canonical.dumps({"index": index, "salt": bytes(salt).hex(), "content": content}) + b"\n"


def _steps(tell: Tell | None, total: int) -> Callable[[int], None]:
    done = 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        if tell is not None and tell(done, total) is False:
            raise Stopped

    return step


def _put(folder: Path, path: str, data: bytes) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)


def _read_me(hall: Hall, signed: Checkpoint, openings: int) -> str:
    """What lies in the folder and how to check it, in the language of whoever carries it away."""
    said = _(
        "The record of {origin}\n"
        "\n"
        "Everything done in this hall's name, in order: {size} entries up to {day}, numbered from 0. This copy "
        "opens {openings} of them; the seals of all are here, so nothing can be slipped in or taken out. What is "
        "not opened was erased, or is for a smaller body to read.\n"
        "\n"
        "It is for checking: it has the hashes of texts and names, which are erased one day, and not the words. "
        "To keep it in words, print the pages of the record in the hall.\n"
        "\n"
        "Check it:        unionhall record verify FOLDER --key KEY\n"
        "Against before:  unionhall record verify FOLDER --since AN-EARLIER-CHECKPOINT\n"
        "\n"
        "A copy that fits together still could be a rewritten one. Only a checkpoint that somebody kept, or "
        "the key compared with the one on paper, shows that it is ours. So keep the file named checkpoint.\n"
        "\n"
        "checkpoint      the signed head: name, number of entries, root\n"
        "vkey            the key that signed it\n"
        "tile/           the tree (C2SP tlog-tiles); other people's software reads it too\n"
        "tile/entries/   the seals, one for each entry\n"
        "openings.jsonl  what the entries say: place, salt, content\n"
    )
    return said.format(origin=hall.origin, size=signed.size, day=signed.day.isoformat(), openings=openings)
