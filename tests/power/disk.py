"""
A disk that remembers: everything SQLite asks of it, in order, and what would be left of it after a power cut.

What was synced is there. Of what was written since, each sector is there or not, as chance has it, whatever was
written before or after it. Harsher than most disks: no order is kept, and a write may be torn between two sectors.
Making and deleting a file counts as durable, and bytes beside those written are left alone, as SQLite's own default
for this machine assumes (sqlite.org/psow.html).
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

SECTORS = (512, 4096)
"""Bytes that a disk writes whole: of old ones and of new ones."""


@dataclass(frozen=True)
class Wrote:
    """`data` was written into `file` from the byte `at` on."""

    file: str
    at: int
    data: bytes


@dataclass(frozen=True)
class Shortened:
    """`file` was made `size` bytes long."""

    file: str
    size: int


@dataclass(frozen=True)
class Synced:
    """The disk was told to keep all of `file`, and said that it does."""

    file: str


@dataclass(frozen=True)
class Deleted:
    """`file` was deleted."""

    file: str


@dataclass(frozen=True)
class Acknowledged:
    """A COMMIT came back: from here on its transaction may not be lost."""


Event = Wrote | Shortened | Synced | Deleted | Acknowledged


class RecordingVFS(apsw.VFS):
    """The machine's own file system, with every event noted in `events`; files are known by their last name."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events
        self.name = f"recording-{id(events)}"
        super().__init__(self.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        """Open a file and note what becomes of it; one without a name is scratch paper that no start looks for."""
        if name is None:
            return super().xOpen(name, flags)
        return RecordingFile(self.events, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Delete a file."""
        super().xDelete(filename, syncdir)
        self.events.append(Deleted(Path(filename).name))


class RecordingFile(apsw.VFSFile):
    """One open file."""

    def __init__(self, events: list[Event], name: Any, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.events, self.called = events, Path(path).name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        """Write, and note what and where."""
        super().xWrite(data, offset)
        self.events.append(Wrote(self.called, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:
        """Shorten, and note how far."""
        super().xTruncate(newsize)
        self.events.append(Shortened(self.called, newsize))

    def xSync(self, flags: int) -> None:
        """Sync, and note it."""
        super().xSync(flags)
        self.events.append(Synced(self.called))


class Disk:
    """
    What is on the disk, event by event. `files`: what was there at the beginning, all of it safe.

    `kept`: by file what is safe now; `loose`: by file what was asked for since and is not.
    """

    def __init__(self, files: dict[str, bytes]) -> None:
        self.kept = {name: bytearray(data) for name, data in files.items()}
        self.loose: defaultdict[str, list[Wrote | Shortened]] = defaultdict(list)
        self.acknowledged = 0

    def take(self, event: Event) -> None:
        """One event more."""
        if isinstance(event, Acknowledged):
            self.acknowledged += 1
        elif isinstance(event, Deleted):
            self.kept.pop(event.file, None)
            self.loose.pop(event.file, None)
        elif isinstance(event, Synced):
            for one in self.loose.pop(event.file, ()):
                _done(self.kept.setdefault(event.file, bytearray()), one)
        else:
            self.loose[event.file].append(event)

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files as the next start finds them, if the power went now."""
        sector = chance.choice(SECTORS)
        found = {name: bytearray(data) for name, data in self.kept.items()}
        for name, events in self.loose.items():
            file = found.setdefault(name, bytearray())
            for event in events:
                for part in _torn(event, sector):
                    if chance.random() < 0.5:
                        _done(file, part)
        return {name: bytes(data) for name, data in found.items()}


def _torn(event: Wrote | Shortened, sector: int) -> list[Wrote | Shortened]:
    """A write, sector by sector; a file's length changes at once or not at all."""
    if isinstance(event, Shortened):
        return [event]
    parts: list[Wrote | Shortened] = []
    at, end = event.at, event.at + len(event.data)
    while at < end:
        until = min(end, (at // sector + 1) * sector)
        parts.append(Wrote(event.file, at, event.data[at - event.at : until - event.at]))
        at = until
    return parts


def _done(file: bytearray, event: Wrote | Shortened) -> None:
    if isinstance(event, Shortened):
        del file[event.size :]
        return
    if len(file) < event.at:
        file.extend(bytes(event.at - len(file)))
    file[event.at : event.at + len(event.data)] = event.data
