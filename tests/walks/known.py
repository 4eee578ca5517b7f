"""What somebody who only listened would know of the hall: kept beside it by a walk, in plain values, without its tables."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import permutations
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


@dataclass(frozen=True)
class Asked:
    """A choice between `OPTIONS`: by which rule of counting, and how many are chosen."""

    rule: str
    seats: int

    def paper(self, number: int) -> str:
        """A ballot that is in order, one of many: marks of each option."""
        if self.rule == "plurality":
            return ("1,0,0", "0,1,0", "0,0,1", "0,0,0")[number % 4]
        if self.rule in ("approval", "score"):
            most = 6 if self.rule == "score" else 2
            return ",".join(str(number // most**place % most) for place in range(3))
        order = list(permutations((1, 2, 3)))[number % 6]
        return ",".join(str(place if place <= number % 4 else 0) for place in order)


OPTIONS = ("Mill", "Barn", "Shed")


def chosen_by_hand(asked: Asked, ballots: list[str], seed: str) -> list[str] | None:
    """Who is chosen by the rules that can be counted on a sheet of paper, in their order; None by the others."""
    rows = [list(map(int, text.split(","))) for text in ballots]
    lots = sorted(OPTIONS, key=lambda name: hashlib.sha256(f"{seed}\n{name}".encode()).digest())
    if asked.rule in ("plurality", "approval", "score"):
        total = {name: sum(row[place] for row in rows) for place, name in enumerate(OPTIONS)}
        best = sorted(OPTIONS, key=lambda name: (-total[name], lots.index(name)))[: asked.seats]
        return sorted(best, key=lambda name: -total[name])
    if asked.rule != "irv":
        return None
    left = list(OPTIONS)
    while True:
        firsts = [
            min(found)[1]
            for row in rows
            if (
                found := [
                    (mark, name) for mark, name in zip(row, OPTIONS, strict=True) if mark and name in left
                ]
            )
        ]
        most = max(left, key=firsts.count)
        if 2 * firsts.count(most) > len(firsts) or len(left) == 1:
            return [most]
        left.remove(max(left, key=lambda name: (-firsts.count(name), lots.index(name))))


@dataclass
class Voting:
    """
    A poll: who was on the register when it opened, the last ballot that each was told is in, the papers used by whom, and
    when it closes. `declared_at`: None while it is not declared. `ordinary`: decided by the starter agreement's sentence.
    `asked`: which of several is chosen, and how; None where it is for or against.
    """

    register: frozenset[UUID]
    closes: datetime
    ordinary: bool
    asked: Asked | None = None
    ballots: dict[UUID, str] = field(default_factory=dict)
    papers: dict[UUID, tuple[UUID, str]] = field(default_factory=dict)
    declared_at: datetime | None = None

    def outcome(self) -> str | None:
        """What it comes to by the starter agreement, worked out by hand; None under another rule."""
        if not self.ordinary:
            return None
        if len(self.ballots) < min(-(-len(self.register) // 2), 10):
            return "not_quorate"
        if self.asked is not None:
            return "carried" if any(text.strip("0,") for text in self.ballots.values()) else "lost"
        yes, no = (list(self.ballots.values()).count(one) for one in ("yes", "no"))
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
