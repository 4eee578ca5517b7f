"""What somebody who only listened would know of the hall: kept beside it by a walk, in plain values, without its tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass
class Person:
    """
    A member as the others know them. `name` is found nowhere else; days are the hall's. `erased_at`: the moment they were
    forgotten; `wiped`: so long ago that no file may hold their name any more.
    """

    name: str
    left_on: date | None = None
    suspended_until: date | None = None
    erased_at: datetime | None = None
    wiped: bool = False

    @property
    def erased(self) -> bool:
        """Whether they are forgotten."""
        return self.erased_at is not None


@dataclass
class Held:
    """A mandate: who holds it, the powers, from when, until when, and whether it was ended before."""

    member: UUID
    powers: frozenset[str]
    since: datetime
    until: datetime
    ended: bool = False


@dataclass
class Voting:
    """
    A poll: who was on the register when it opened, the last ballot that each was told is in, the papers used by whom, and
    when it closes. `declared_at`: None while it is not declared. `ordinary`: decided by the starter agreement's sentence.
    """

    register: frozenset[UUID]
    closes: datetime
    ordinary: bool
    ballots: dict[UUID, str] = field(default_factory=dict)
    papers: dict[UUID, tuple[UUID, str]] = field(default_factory=dict)
    declared_at: datetime | None = None

    def outcome(self) -> str | None:
        """What it comes to by the starter agreement, worked out by hand; None under another rule."""
        if not self.ordinary:
            return None
        yes, no = (list(self.ballots.values()).count(one) for one in ("yes", "no"))
        if len(self.ballots) < min(-(-len(self.register) // 2), 10):
            return "not_quorate"
        return "carried" if yes > no else "lost"


@dataclass
class Known:
    """All of it. `leaves`: the record as far as it was read; `heads`: each signed head seen so far, size → root in hex."""

    people: dict[UUID, Person] = field(default_factory=dict)
    mandates: dict[UUID, Held] = field(default_factory=dict)
    polls: dict[UUID, Voting] = field(default_factory=dict)
    leaves: list[bytes] = field(default_factory=list)
    heads: dict[int, str] = field(default_factory=dict)
    starter: bool = True

    def here(self) -> list[UUID]:
        """The members who have not left, in an order that stays."""
        return sorted(one for one, person in self.people.items() if person.left_on is None)

    def suspended(self, member: UUID, day: date) -> bool:
        """Whether a member is suspended on a day."""
        until = self.people[member].suspended_until
        return until is not None and day < until

    def voters(self, day: date) -> frozenset[UUID]:
        """Who votes on a day: everybody here who is not suspended."""
        return frozenset(one for one in self.here() if not self.suspended(one, day))

    def is_gone(self, member: UUID, day: date) -> None:
        """Somebody left or was excluded: their mandates end with it."""
        self.people[member].left_on = day
        for held in self.mandates.values():
            held.ended = held.ended or held.member == member

    def forget_again(self, members: list[UUID], day: date, at: datetime) -> None:
        """Whoever was erased since a backup was made is erased in what came back of it, and out."""
        for member in members:
            if person := self.people.get(member):
                self.is_gone(member, person.left_on or day)
                person.erased_at, person.wiped = at, False

    def may_use(self, member: UUID, power: str, at: datetime, day: date) -> bool:
        """Whether a member may use a power at a moment."""
        if self.people[member].left_on is not None or self.suspended(member, day):
            return False
        return any(
            held.member == member
            and power in held.powers
            and not held.ended
            and held.since <= at < held.until
            for held in self.mandates.values()
        )


def root_of(leaves: list[bytes]) -> bytes:
    """The Merkle root by RFC 6962, section 2.1, written down as it is defined there."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root_of(leaves[:k]) + root_of(leaves[k:])).digest()
