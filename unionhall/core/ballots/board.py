"""
The public board: events, each naming the hash of the one before, and the archive that holds them (`.bel`).

An archive is a tar file of the oldest kind, with nothing in it that does not follow from the events and one moment: it is built
anew from what was read, and compared byte by byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from unionhall.core.ballots.canon import dump, fields, load, text, whole
from unionhall.core.ballots.faults import Fault, insist

BLOCK = 512
MOST_MEMBER = 1 << 25
"""Bytes of one member: no file of an election we can check is longer."""
SETUP, BALLOT, CLOSED, TALLY, PARTIAL, RESULT = (
    "Setup",
    "Ballot",
    "EndBallots",
    "EncryptedTally",
    "PartialDecryption",
    "Result",
)
FOLLOWS = {
    None: (SETUP,),
    SETUP: (BALLOT, CLOSED),
    BALLOT: (BALLOT, CLOSED),
    CLOSED: (TALLY,),
    TALLY: (PARTIAL,),
    PARTIAL: (PARTIAL, RESULT),
    RESULT: (),
}
"""Which kind of event may come after which."""


def hash_of(raw: bytes) -> str:
    """
    The name of a file on the board.

    >>> hash_of(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(raw).hexdigest()


@dataclass(frozen=True)
class Event:
    """Something that happened. `files`: the data that it brought, in order; the last one is its payload."""

    raw: bytes
    height: int
    kind: str
    files: tuple[bytes, ...]

    @property
    def hash(self) -> str:
        """What the next event names as its parent; of the last event, the head of the board."""
        return hash_of(self.raw)


@dataclass(frozen=True)
class Board:
    """Events since the moment `timestamp` (seconds, as the file has it)."""

    timestamp: int
    events: tuple[Event, ...] = ()

    @property
    def head(self) -> str:
        """The hash of the last event: who has it can tell whether anything before it was changed."""
        insist(len(self.events) > 0, "chain", "Nothing is on the board.")
        return self.events[-1].hash

    def plus(self, kind: str, *files: bytes) -> Board:
        """
        The board with one more event at its end. Raises `Fault("order", …)` where it cannot come here.

        >>> Board(1700000000).plus("Ballot", b"{}")
        Traceback (most recent call last):
        unionhall.core.ballots.faults.Fault: Ballot cannot come first.
        """
        after = self.events[-1].kind if self.events else None
        if kind not in FOLLOWS[after]:
            raise Fault("order", f"{kind} cannot come {f'after {after}' if after else 'first'}.")
        told: dict[str, Any] = {"parent": self.head} if self.events else {}
        told |= {"height": len(self.events), "type": kind}
        if files:
            told["payload"] = hash_of(files[-1])
        event = Event(dump(told), len(self.events), kind, files)
        return Board(self.timestamp, (*self.events, event))

    def set_up(self, election: bytes, trustees: bytes, roll: bytes) -> Board:
        """The board with its first event."""
        told = {
            "election": hash_of(election),
            "trustees": hash_of(trustees),
            "credentials": hash_of(roll),
        }
        return self.plus(SETUP, election, trustees, roll, dump(told))

    def with_ballot(self, ballot: bytes) -> Board:
        """The board with a ballot more. Whether it may be there is `checking`'s to say."""
        return self.plus(BALLOT, ballot)

    def with_ballots(self, ballots: Sequence[bytes]) -> Board:
        """The board with many ballots more; as `with_ballot` for each, and quicker."""
        if not ballots:
            return self
        events = list(self.with_ballot(ballots[0]).events)
        for ballot in ballots[1:]:
            told = {"parent": events[-1].hash, "height": len(events), "type": BALLOT}
            raw = dump({**told, "payload": hash_of(ballot)})
            events.append(Event(raw, len(events), BALLOT, (ballot,)))
        return Board(self.timestamp, tuple(events))

    def closed(self) -> Board:
        """The board with no more ballots to come."""
        return self.plus(CLOSED)

    def with_tally(self, tally: bytes, counted: int, weight: int) -> Board:
        """The board with the encrypted tally of so many ballots."""
        told = {"num_tallied": counted, "total_weight": weight, "encrypted_tally": hash_of(tally)}
        return self.plus(TALLY, tally, dump(told))

    def with_partial(self, owner: int, partial: bytes) -> Board:
        """The board with the factors of trustee `owner`, from 1."""
        return self.plus(PARTIAL, partial, dump({"owner": owner, "payload": hash_of(partial)}))

    def with_result(self, result: bytes) -> Board:
        """The board with its last event."""
        return self.plus(RESULT, result)

    def archive(self) -> bytes:
        """The board as a file."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """The members of the archive, one after the other."""
        yield member("BELENIOS", dump({"version": 1, "timestamp": str(self.timestamp)}), self.timestamp)
        for event in self.events:
            for one in event.files:
                yield member(f"{hash_of(one)}.data.json", one, self.timestamp)
            yield member(f"{event.hash}.event.json", event.raw, self.timestamp)


def member(name: str, raw: bytes, timestamp: int) -> bytes:
    """One file in the archive: its header, its bytes, and zeros up to a whole block."""
    start = name.encode().ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2
    start += f"{len(raw):011o}\0{timestamp:011o}\0".encode()
    header = (start + b" " * 8 + b"0").ljust(BLOCK, b"\0")
    header = start + f"{sum(header):06o}\0 ".encode() + header[len(start) + 8 :]
    return header + raw + bytes(-len(raw) % BLOCK)


def _members(raw: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(raw):
        header = raw[at : at + BLOCK]
        size = header[124:135]
        right = len(header) == BLOCK and len(size) == 11 and not set(size) - set(b"01234567")
        insist(right, "archive", "The archive is cut off or no archive.")
        length = int(size, 8)
        insist(length <= MOST_MEMBER, "size", "A file in the archive is longer than any can be.")
        end = at + BLOCK + length
        insist(end <= len(raw), "archive", "The archive is cut off.")
        name = header[:100].rstrip(b"\0")
        insist(name.isascii(), "archive", "A file in the archive has an odd name.")
        yield name.decode(), raw[at + BLOCK : end]
        at = end + -end % BLOCK


def read_archive(raw: bytes) -> Board:
    """
    A board from its archive: hashes, chain, order, and that the archive is what its events make of it.

    Raises `Fault`: `archive`, `canonical`, `size`, `file-hash`, `chain`, `order`, `shape`.
    """
    members = _members(raw)
    name, first = next(members, ("", b""))
    insist(name == "BELENIOS", "archive", "This is no archive of an election.")
    told = fields(load(first, 200, "The beginning"), ["version", "timestamp"], what="The beginning")
    insist(type(told["version"]) is int and told["version"] == 1, "version", "The archive must be version 1.")
    when = text(told["timestamp"], 10, "The moment")
    insist(when.isascii() and when.isdigit() and when[0] != "0", "archive", "The moment is no number.")
    events: list[Event] = []
    waiting: list[bytes] = []
    seen: set[str] = set()
    for name, content in members:
        digest, _dot, kind = name.partition(".")
        at = f"The file {name[:12]}…"
        insist(kind in ("data.json", "event.json"), "archive", f"{at} has no place in an archive.")
        insist(hash_of(content) == digest, "file-hash", f"{at} is not what its name says.")
        insist(digest not in seen, "archive", f"{at} stands there twice.")
        seen.add(digest)
        if kind == "data.json":
            waiting.append(content)
            insist(len(waiting) <= 4, "archive", "Files belong to no event.")
        else:
            events.append(_event(content, events, waiting))
            waiting = []
    insist(not waiting, "archive", "Files at the end belong to no event.")
    insist(len(events) > 0, "chain", "Nothing is on the board.")
    board = Board(int(when), tuple(events))
    at_byte = 0
    for piece in board.pieces():
        same = raw[at_byte : at_byte + len(piece)] == piece
        insist(same, "archive", "The archive is not what its events make of it.")
        at_byte += len(piece)
    insist(at_byte == len(raw), "archive", "The archive goes on after its end.")
    return board


def _event(raw: bytes, before: Sequence[Event], files: Sequence[bytes]) -> Event:
    height = len(before)
    names = [*(["parent"] if before else []), "height", "type", "payload"]
    what = f"Event {height}"
    told = fields(load(raw, 1000, what), names, optional=["payload"], what=what)
    if before:
        insist(told["parent"] == before[-1].hash, "chain", f"{what} does not follow the one before.")
    number = whole(told["height"], 0, 10**9, "A height")
    insist(number == height, "chain", f"{what} says that it is number {number}.")
    kind, after = told["type"], before[-1].kind if before else None
    right = isinstance(kind, str) and kind in FOLLOWS[after]
    insist(right, "order", f"{what} cannot come here: {str(kind)[:40]}.")
    expected = _named(kind, files)
    payload = [told["payload"]] if "payload" in told else []
    hashes = [hash_of(one) for one in files]
    insist(
        payload == hashes[-1:] and expected == hashes[:-1], "chain", f"{what} has other files than it names."
    )
    return Event(raw, height, kind, tuple(files))


def _named(kind: str, files: Sequence[bytes]) -> list[str]:
    """The hashes that the payload itself names, in the order in which the files stand before it."""
    counts = {SETUP: 4, BALLOT: 1, CLOSED: 0, TALLY: 2, PARTIAL: 2, RESULT: 1}
    insist(len(files) == counts[kind], "chain", f"{kind} brings {counts[kind]} files.")
    if kind == SETUP:
        names = ["election", "trustees", "credentials"]
        told = fields(load(files[-1], 1000, "The setup"), names, what="The setup")
        return [told[name] for name in names]
    if kind == TALLY:
        told = fields(load(files[-1], 1000, "The tally's event"), [*COUNTED, "encrypted_tally"])
        return [told["encrypted_tally"]]
    if kind == PARTIAL:
        told = fields(load(files[-1], 1000, "The decryption's event"), ["owner", "payload"])
        return [told["payload"]]
    return []


COUNTED = ("num_tallied", "total_weight")


def insist_continues(newer: Board, older: Board) -> None:
    """
    That nothing of an older copy of the board is missing or changed in a newer one. Raises `Fault("since", …)`.

    >>> insist_continues(Board(1), Board(2))
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: The older copy is of another board.
    """
    insist(newer.timestamp == older.timestamp, "since", "The older copy is of another board.")
    for place, event in enumerate(older.events):
        there = place < len(newer.events) and newer.events[place].raw == event.raw
        insist(there, "since", f"Event {place} of the older copy is missing or changed.")
