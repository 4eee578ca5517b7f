"""Elections made from bytes that anybody can repeat: three trustees, two of whom decrypt."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from unionhall.core.ballots import trustees as ceremony
from unionhall.core.ballots.board import Board
from unionhall.core.ballots.canon import load
from unionhall.core.ballots.chance import Chance
from unionhall.core.ballots.checking import Checked, check_ballot
from unionhall.core.ballots.credentials import Roll, new_credential, public_part, read_roll, write_roll
from unionhall.core.ballots.groups import GROUPS
from unionhall.core.ballots.making import make_ballot
from unionhall.core.ballots.questions import Election, Question, read_election, write_election
from unionhall.core.ballots.tallying import (
    encrypted_tally,
    last_ones,
    partial_decryption,
    result_of,
    valid_partials,
    write_result,
    write_tally,
)
from unionhall.core.ballots.trustees import Trustees, read_trustees
from unionhall.core.ballots.versions import VERSIONS

VECTORS = Path(__file__).with_name("vectors")
WHOLE = {"Ed25519": VECTORS / "v1-ed25519", "BELENIOS-2048": VECTORS / "v1-belenios-2048"}
V1 = VERSIONS[1]
STRIKE = Question("Do we strike?", ("On Monday", "On Friday", "No"), 1, 1)
PICKETS = Question("Who keeps the pickets?", ("Ana", "Bilal", "Chidi"), 1, 2, blank=True)
_count = itertools.count()


def chance(name: object = None) -> Chance:
    """Chance of a name, always the same; without one, of the next number."""
    told = f"number {next(_count)}" if name is None else f"name {name}"
    return Chance(hashlib.sha256(told.encode()).digest())


@dataclass
class Ceremony:
    """A key ceremony that went well, with every message of it."""

    group: str
    size: int = 3
    threshold: int = 2
    seeds: list[str] = field(default_factory=list)

    def __post_init__(self):
        group = GROUPS[self.group]
        places = range(1, self.size + 1)
        self.seeds = [ceremony.new_seed(chance(f"seed {self.group} {place}")) for place in places]
        told = [
            ceremony.certificate(
                V1, ceremony.Context(group, self.size, self.threshold, place), seed, chance()
            )
            for place, seed in zip(places, self.seeds, strict=True)
        ]
        self.certificates = ceremony.check_certificates(V1, group, [load(one, 10_000) for one in told])
        self.polynomials = [
            ceremony.polynomial(V1, self.certificates, place, seed, chance())
            for place, seed in zip(places, self.seeds, strict=True)
        ]
        self.handed = ceremony.routed(V1, self.certificates, self.polynomials)
        self.answers = [
            ceremony.share(V1, self.certificates, place, seed, handed, chance())
            for place, seed, handed in zip(places, self.seeds, self.handed, strict=True)
        ]
        made = ceremony.parameters(V1, self.certificates, self.polynomials, self.answers)
        self.raw = ceremony.write_trustees(made)
        self.trustees: Trustees = read_trustees(V1, group, self.raw)

    def secret(self, place: int) -> int:
        """The part of the key that trustee `place` holds."""
        kept = load(self.answers[place - 1], 1 << 20)["private_key"]
        return ceremony.decrypting_secret(V1, GROUPS[self.group], self.seeds[place - 1], kept)


@dataclass(frozen=True)
class Town:
    """An election with its secrets: everything a story needs."""

    ceremony: Ceremony
    election: Election
    credentials: tuple[str, ...]
    public: tuple[str, ...]
    roll: Roll
    board: Board

    def ballot(self, voter: int, *choices: Sequence[int]) -> bytes:
        """A ballot of voter `voter`, from 0."""
        return make_ballot(self.election, self.credentials[voter], choices, chance())

    def voted(self, *ballots: bytes) -> Town:
        """The town with these ballots on its board."""
        return replace(self, board=self.board.with_ballots(ballots))

    def checked(self) -> list[Checked]:
        """The ballots on the board, each checked."""
        ballots = [one.files[0] for one in self.board.events if one.kind == "Ballot"]
        return [check_ballot(self.election, one, self.roll.weights) for one in ballots]

    def tallied(self, *owners: int, checked: list[Checked] | None = None) -> Board:
        """The board to its end, decrypted by these trustees."""
        counted = last_ones(self.checked() if checked is None else checked)
        weight = sum(self.roll.weights[one.credential] for one in counted)
        tally = encrypted_tally(self.election, self.roll, counted)
        board = self.board.closed().with_tally(write_tally(self.election.group, tally), len(counted), weight)
        offered = {
            owner: partial_decryption(self.election, tally, self.ceremony.secret(owner), chance())
            for owner in owners
        }
        good, bad = valid_partials(self.election, tally, self.ceremony.trustees, offered)
        assert not bad
        for owner, raw in offered.items():
            board = board.with_partial(owner, raw)
        result = result_of(self.election, tally, self.ceremony.trustees, good, weight)
        return board.with_result(write_result(result))


def town(
    group: str,
    voters: int = 4,
    questions: Sequence[Question] = (STRIKE, PICKETS),
    weights: dict[int, int] | None = None,
) -> Town:
    """An election set up, and nobody has voted yet."""
    keys = Ceremony(group)
    uuid = chance(f"uuid {group}").word(14)
    raw = write_election("Strike", "", GROUPS[group], keys.trustees.key, questions, uuid)
    election = read_election(raw)
    credentials = tuple(new_credential(chance(f"voter {place}")) for place in range(voters))
    public = tuple(public_part(V1, GROUPS[group], uuid, one) for one in credentials)
    raw_roll = write_roll(public, {public[place]: weight for place, weight in (weights or {}).items()})
    board = Board(1_795_186_930).set_up(raw, keys.raw, raw_roll)
    return Town(keys, election, credentials, public, read_roll(election, raw_roll), board)


def finished(group: str) -> tuple[Town, Board]:
    """A small election to its end: a re-vote, blanks, one who stays away; the result is that of `RESULT`."""
    open_one = town(group)
    ballots = [
        open_one.ballot(0, [1, 0, 0], [0, 1, 0, 0]),
        open_one.ballot(1, [0, 1, 0], [1, 0, 0, 0]),
        open_one.ballot(0, [0, 0, 1], [0, 1, 1, 0]),
        open_one.ballot(2, [0, 0, 1], [1, 0, 0, 0]),
    ]
    voted = open_one.voted(*ballots)
    return voted, voted.tallied(1, 3)


RESULT = [[0, 1, 2], [2, 1, 1, 0]]
