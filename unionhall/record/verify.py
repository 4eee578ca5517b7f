"""
Checking a carried-away record. Needs no hall, no database and no settings: only the folder and this code.

What is checked: the checkpoint's signature; every file of the tree against the signed root; every entry's
form and hash; every opening against its commitment; that nothing else lies in the tree; and, against an
earlier checkpoint, that nothing before it was changed. The first bad entry or file is named.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unionhall.core.log import canonical, checkpoints, leaves, merkle, tiles
from unionhall.core.log.checkpoints import Checkpoint
from unionhall.core.log.faults import NotProven
from unionhall.core.log.leaves import Leaf
from unionhall.core.log.notes import VerifierKey
from unionhall.core.words import Sentence, _, counted

Tell = Callable[[int, int], object]
GOOD, BAD, USAGE = 0, 1, 2
_SALT = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Bad(NotProven):
    """
    What is wrong with a copy, and where. `file`: its path in the folder. `index`: the entry, None for none.
    """

    def __init__(self, sentence: Sentence, *, file: str = "", index: int | None = None) -> None:
        super().__init__(sentence)
        self.said = sentence
        self.file = file
        self.index = index


class Unusable(Exception):
    """There is nothing to check, or not what to check it with; the first argument is the sentence."""


@dataclass
class Report:
    """
    What came out. `good`: whether everything fits. `said`: the result in sentences, the fault first.

    `file`, `index`: where the first fault is. `size`: entries. `openings`: how many say what they seal.
    `key`: the key it was checked with; `key_given`: whether the reader brought it, rather than the copy
    itself. `since`: size of the earlier checkpoint it was held against.
    """

    good: bool = False
    said: list[Sentence] = field(default_factory=list)
    file: str = ""
    index: int | None = None
    origin: str = ""
    size: int = 0
    root: str = ""
    openings: int = 0
    key: VerifierKey | None = None
    key_given: bool = False
    since: int | None = None

    def as_dict(self, say: Callable[[str], str] = str) -> dict[str, Any]:
        """The report for JSON, its sentences said with `say`."""
        return {
            "good": self.good,
            "said": [one.said(say) for one in self.said],
            "file": self.file or None,
            "entry": self.index,
            "origin": self.origin or None,
            "size": self.size,
            "root": self.root or None,
            "openings": self.openings,
            "key": str(self.key) if self.key else None,
            "fingerprint": self.key.fingerprint if self.key else None,
            "key_given": self.key_given,
            "since": self.since,
        }


def verify(
    directory: Path | str,
    since: Path | str | None = None,
    key: str | None = None,
    tell: Tell | None = None,
) -> Report:
    """
    Check the record carried away into `directory`.

    `since`: the file of an earlier checkpoint. `key`: verifier keys known from elsewhere, a line each.
    `tell`: progress in entries. Raises `Unusable` where the folder, the earlier file or the key cannot be
    read at all.
    """
    folder = Path(directory)
    if folder.is_file():
        raise Unusable(
            Sentence(
                _("{file} is still packed. Unpack it first: tar xf {file}, and check the folder in it."),
                file=str(directory),
            )
        )
    if not folder.is_dir():
        raise Unusable(Sentence(_("There is no folder {folder}."), folder=str(directory)))
    report = Report(key_given=key is not None)
    keys = _keys(key) if key is not None else []
    earlier = _earlier(since) if since is not None else None
    try:
        _check(folder, keys, earlier, report, tell)
    except Bad as bad:
        report.said.insert(0, bad.said)
        report.file, report.index = bad.file, bad.index
    else:
        report.good = True
        report.said.insert(0, _result(report))
    if report.key is not None and not report.key_given:
        compare = _("The key came with the copy. Compare this with the key on paper: {fingerprint}")
        report.said.append(Sentence(compare, fingerprint=report.key.fingerprint))
    return report


def main_verify(
    directory: str,
    since: str | None = None,
    key: str | None = None,
    as_json: bool = False,
    say: Callable[[str], str] = str,
    tell: Tell | None = None,
) -> int:
    """
    Check, print the result (sentences said with `say`, or JSON), and give the exit code: 0 good, 1 bad, 2
    usage.

    `key` may be the key itself or the path of a file that holds it.
    """
    try:
        if key is not None and "+" not in key and Path(key).is_file():
            key = Path(key).read_text("utf-8")
        report = verify(directory, since, key, tell)
    except (Unusable, OSError, UnicodeDecodeError) as trouble:
        reason = (
            trouble.args[0] if isinstance(trouble, Unusable) else Sentence("{reason}", reason=str(trouble))
        )
        print(json.dumps({"good": None, "said": [reason.said(say)]}) if as_json else reason.said(say))
        return USAGE
    if as_json:
        print(json.dumps(report.as_dict(say), ensure_ascii=False, indent=2))
    else:
        print("\n".join(one.said(say) for one in report.said))
    return GOOD if report.good else BAD


def _check(
    folder: Path, keys: list[VerifierKey], earlier: bytes | None, report: Report, tell: Tell | None
) -> None:
    if not keys:
        keys = _keys_of_the_copy(folder)
    report.key = keys[0]
    note = _bytes(folder, "checkpoint")
    head = _signed(note, keys, "checkpoint")
    report.key = next(key for key in keys if key.name == head.origin)
    report.origin, report.size, report.root = head.origin, head.size, head.root.hex()

    hashes = _tree(folder, head)
    commitments = _entries(folder, head, hashes, tell)
    report.openings = _openings(folder, commitments)
    _nothing_else(folder, head.size)
    if earlier is not None:
        _since(earlier, keys, head, hashes, report)


def _tree(folder: Path, head: Checkpoint) -> list[bytes]:
    """The leaf hashes, every file of the tree checked against the signed root."""
    kept: dict[str, bytes] = {}
    hashes: list[bytes] = []
    for tile in tiles.tiles(head.size):
        data = kept[tile.path] = _bytes(folder, tile.path)
        if len(data) != tile.width * tiles.HASH_BYTES:
            raise Bad(Sentence(_("The file {file} has the wrong length."), file=tile.path), file=tile.path)
        if tile.level == 0:
            hashes += [data[at : at + tiles.HASH_BYTES] for at in range(0, len(data), tiles.HASH_BYTES)]
    if merkle.root(hashes) != head.root:
        raise _where_the_tree_breaks(folder, head, hashes)
    levels = tiles.levels(hashes)
    for tile in tiles.tiles(head.size):
        if kept[tile.path] != tiles.tile_bytes(tile, levels):
            raise Bad(Sentence(_("The file {file} was changed."), file=tile.path), file=tile.path)
    return hashes


def _where_the_tree_breaks(folder: Path, head: Checkpoint, hashes: list[bytes]) -> Bad:
    """
    The leaf hashes miss the signed root: their own file is to blame, or the copy belongs to another head.
    """
    try:
        found = [
            merkle.leaf_hash(entry)
            for bundle in tiles.bundles(head.size)
            for entry in tiles.read_bundle(_bytes(folder, bundle.path), bundle.width)
        ]
    except NotProven:
        found = []
    first = next(
        (at for at, (one, other) in enumerate(zip(hashes, found, strict=False)) if one != other), None
    )
    if found and merkle.root(found) == head.root and first is not None:
        path = next(tile.path for tile in tiles.tiles(head.size) if tile.number == first // tiles.WIDTH)
        return Bad(Sentence(_("The file {file} was changed."), file=path), file=path, index=first)
    if first is not None:
        both = _("Entry {index} fits neither its place in the tree nor the signed checkpoint.")
        return Bad(Sentence(both, index=first), file=_bundle_of(first, head.size), index=first)
    other = _(
        "The entries are not those of the signed checkpoint: entries were changed, and the tree with them."
    )
    return Bad(Sentence(other), file="checkpoint")


def _entries(folder: Path, head: Checkpoint, hashes: list[bytes], tell: Tell | None) -> list[str]:
    """The commitment of each entry, its form and hash checked."""
    commitments: list[str] = []
    for bundle in tiles.bundles(head.size):
        data, place = _bytes(folder, bundle.path), 0
        for index in range(len(commitments), len(commitments) + bundle.width):
            length = int.from_bytes(data[place : place + 2], "big")
            entry = data[place + 2 : place + 2 + length]
            place += 2 + length
            if place > len(data) or merkle.leaf_hash(entry) != hashes[index]:
                raise Bad(
                    Sentence(_("Entry {index} was changed."), index=index), file=bundle.path, index=index
                )
            commitments.append(_leaf(entry, index, bundle.path).commit)
        if place != len(data):
            more = Sentence(_("The file {file} holds more than its entries."), file=bundle.path)
            raise Bad(more, file=bundle.path)
        if tell is not None:
            tell(len(commitments), head.size)
    return commitments


def _leaf(entry: bytes, index: int, path: str) -> Leaf:
    try:
        return leaves.read(entry)
    except NotProven:
        form = Sentence(_("Entry {index} has not the form of an entry."), index=index)
        raise Bad(form, file=path, index=index) from None


def _openings(folder: Path, commitments: list[str]) -> int:
    """How many openings there are, each checked against what its entry committed to."""
    path = "openings.jsonl"
    lines = _bytes(folder, path).split(b"\n")
    if lines.pop() != b"":
        raise Bad(Sentence(_("The file {file} is cut short."), file=path), file=path)
    last = -1
    for number, line in enumerate(lines, 1):
        index, salt, content = _opening(line, number, path)
        if index <= last or index >= len(commitments):
            out = _("Line {number} of {file} opens entry {index} twice, out of order, or past the end.")
            raise Bad(Sentence(out, number=number, file=path, index=index), file=path, index=index)
        if leaves.commitment(salt, content) != commitments[index]:
            other = Sentence(_("What entry {index} is said to say is not what was sealed."), index=index)
            raise Bad(other, file=path, index=index)
        last = index
    return len(lines)


def _opening(line: bytes, number: int, path: str) -> tuple[int, bytes, bytes]:
    try:
        value = canonical.loads(line)
        if value.keys() == {"index", "salt", "content"} and _SALT.fullmatch(value["salt"]):
            if type(value["index"]) is int and value["index"] >= 0:
                return value["index"], bytes.fromhex(value["salt"]), value["content"].encode()
    except (NotProven, AttributeError, TypeError):
        pass
    raise Bad(Sentence(_("Line {number} of {file} is no opening."), number=number, file=path), file=path)


def _nothing_else(folder: Path, size: int) -> None:
    """A file in the tree that no entry asks for could be taken for one of the record."""
    expected = {tile.path for tile in tiles.tiles(size)} | {tile.path for tile in tiles.bundles(size)}
    for file in sorted((folder / "tile").rglob("*")):
        path = file.relative_to(folder).as_posix()
        if not file.is_dir() and path not in expected:
            raise Bad(Sentence(_("The file {file} does not belong to this record."), file=path), file=path)


def _since(
    earlier: bytes, keys: list[VerifierKey], head: Checkpoint, hashes: list[bytes], report: Report
) -> None:
    """That the record still begins with what an earlier checkpoint signed."""
    before = _signed(earlier, keys, "--since")
    report.since = before.size
    if before.origin != head.origin:
        other = Sentence(_("The earlier checkpoint is of another record, {origin}."), origin=before.origin)
        raise Bad(other, file="checkpoint")
    if before.size > head.size:
        short = _(
            "The earlier checkpoint has {before} entries and this copy only {now}: entries are missing."
        )
        raise Bad(Sentence(short, before=before.size, now=head.size), file="checkpoint")
    if merkle.root(hashes[: before.size]) != before.root:
        rewritten = _(
            "The first {size} entries are not those of the earlier checkpoint: the history was rewritten."
        )
        raise Bad(Sentence(rewritten, size=before.size), file="checkpoint")


def _result(report: Report) -> Sentence:
    entries = counted(report.size, _("one entry"), _("{count} entries"))
    openings = counted(report.openings, _("one of them"), _("{count} of them"))
    if report.since is None:
        whole = _("Good: {entries} of {origin}, {openings} in words, all as signed.")
        return Sentence(whole, entries=entries, origin=report.origin, openings=openings)
    continued = _(
        "Good: {entries} of {origin}, {openings} in words, all as signed; the first {since} as before."
    )
    return Sentence(continued, entries=entries, origin=report.origin, openings=openings, since=report.since)


def _signed(note: bytes, keys: list[VerifierKey], file: str) -> Checkpoint:
    try:
        return checkpoints.read(note, keys)
    except NotProven as fault:
        reason = fault.args[0]
        raise Bad(Sentence(_("{file}: {reason}"), file=file, reason=reason), file=file) from None


def _keys(text: str) -> list[VerifierKey]:
    try:
        found = [VerifierKey.read(line) for line in text.splitlines() if line.strip()]
    except NotProven as fault:
        raise Unusable(fault.args[0]) from None
    if not found:
        raise Unusable(Sentence(_("No key was given.")))
    return found


def _keys_of_the_copy(folder: Path) -> list[VerifierKey]:
    data = _bytes(folder, "vkey")
    try:
        return _keys(data.decode("utf-8"))
    except (Unusable, UnicodeDecodeError):
        raise Bad(Sentence(_("The file {file} holds no key."), file="vkey"), file="vkey") from None


def _earlier(since: Path | str) -> bytes:
    try:
        return Path(since).read_bytes()
    except OSError:
        raise Unusable(Sentence(_("There is no file {file}."), file=str(since))) from None


def _bytes(folder: Path, path: str) -> bytes:
    try:
        return (folder / path).read_bytes()
    except OSError:
        raise Bad(Sentence(_("The file {file} is missing."), file=path), file=path) from None


def _bundle_of(index: int, size: int) -> str:
    return next(tile.path for tile in tiles.bundles(size) if tile.number == index // tiles.WIDTH)
