"""What a voter signs with: a word that only they keep, and its public part on the roll."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from unionhall.core.ballots.canon import dump, load, row
from unionhall.core.ballots.chance import ALPHABET, Chance
from unionhall.core.ballots.faults import Fault, insist
from unionhall.core.ballots.groups import Group
from unionhall.core.ballots.questions import Election
from unionhall.core.ballots.versions import Version

MOST_VOTERS = 200_000
MOST_WEIGHT = 1_000_000
FORM = re.compile(rf"[{ALPHABET}]{{5}}-[{ALPHABET}]{{6}}-[{ALPHABET}]{{5}}-[{ALPHABET}]{{6}}")


def new_credential(chance: Chance) -> str:
    """
    A new secret credential, 128 bits in 22 signs of Base58.

    >>> bool(FORM.fullmatch(new_credential(Chance(bytes(32)))))
    True
    """
    word = chance.word(22)
    return f"{word[:5]}-{word[5:11]}-{word[11:16]}-{word[16:]}"


def secret_of(version: Version, group: Group, uuid: str, credential: str) -> int:
    """
    The secret number of a credential in an election. Raises `Fault("credential", …)` where it is none.

    >>> from unionhall.core.ballots.groups import GROUPS
    >>> from unionhall.core.ballots.versions import VERSIONS
    >>> secret_of(VERSIONS[1], GROUPS["Ed25519"], "1" * 14, "no credential")
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: A credential has 22 signs in groups of 5, 6, 5 and 6.
    """
    insist(
        bool(FORM.fullmatch(credential)),
        "credential",
        "A credential has 22 signs in groups of 5, 6, 5 and 6.",
    )
    return version.credential_secret(group, uuid, credential)


def public_part(version: Version, group: Group, uuid: str, credential: str) -> str:
    """The public part of a credential, as the roll has it."""
    return group.write(group.secret_base(secret_of(version, group, uuid, credential)))


@dataclass(frozen=True)
class Roll:
    """Who may vote: public credentials and their weights."""

    weights: Mapping[str, int]

    @property
    def weighs(self) -> bool:
        """Whether any vote counts more than once."""
        return any(weight != 1 for weight in self.weights.values())


def write_roll(public: Iterable[str], weights: Mapping[str, int] | None = None) -> bytes:
    """
    The file of the public credentials, sorted, so that its order tells nothing.

    >>> write_roll(["b", "a"])
    b'["a","b"]'
    """
    weights = weights or {}
    return dump([f"{one},{weights[one]}" if weights.get(one, 1) != 1 else one for one in sorted(public)])


def read_roll(election: Election, raw: bytes) -> Roll:
    """
    The public credentials, each of the group and none twice. Raises `Fault`: `size`, `canonical`, `roll`, `membership`.
    """
    most = 2 + MOST_VOTERS * (election.group.longest + 12)
    weights: dict[str, int] = {}
    for place, line in enumerate(
        row(load(raw, most, "The roll"), None, "The roll", most=MOST_VOTERS), start=1
    ):
        insist(isinstance(line, str), "roll", f"Line {place} of the roll is no text.")
        public, weight = _line(line, place)
        try:
            election.group.read(public)
        except Fault as fault:
            raise Fault(fault.check, f"Line {place} of the roll: {fault}") from fault
        insist(public not in weights, "roll", f"Line {place} of the roll stands there twice.")
        weights[public] = weight
    insist(len(weights) > 0, "roll", "Nobody is on the roll.")
    return Roll(weights)


def _line(line: str, place: int) -> tuple[str, Any]:
    public, comma, told = line.partition(",")
    if not comma:
        return public, 1
    right = told.isascii() and told.isdigit() and told[0] != "0" and len(told) <= 7
    weight = int(told) if right else 0
    insist(0 < weight <= MOST_WEIGHT, "roll", f"Line {place} of the roll has no proper weight.")
    return public, weight
