"""What is voted on: the election's file, its questions, and how long a ballot in it can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from unionhall.core.ballots.canon import dump, fields, load, row, text, whole
from unionhall.core.ballots.chance import ALPHABET
from unionhall.core.ballots.faults import insist
from unionhall.core.ballots.groups import Element, Group, group_named
from unionhall.core.ballots.versions import Version, version_numbered

MOST_BYTES = 1 << 18
"""Of an election's file."""
MOST_QUESTIONS, MOST_ANSWERS, MOST_SIGNS = 50, 200, 4000
NAMES = (
    "version",
    "description",
    "name",
    "group",
    "public_key",
    "questions",
    "uuid",
    "administrator",
    "credential_authority",
)


@dataclass(frozen=True)
class Question:
    """
    A question of which `least` to `most` answers are chosen, or, where `blank`, none at all.

    >>> Question("Do we strike?", ("Yes", "No"), 1, 1, blank=True).to_data()["blank"]
    True
    """

    question: str
    answers: tuple[str, ...]
    least: int
    most: int
    blank: bool = False

    def to_data(self) -> dict[str, Any]:
        """As it stands in the file; `blank` only where it is so."""
        told: dict[str, Any] = {"answers": list(self.answers)}
        if self.blank:
            told["blank"] = True
        return {**told, "min": self.least, "max": self.most, "question": self.question}

    @property
    def choices(self) -> int:
        """Encrypted numbers in an answer: one for each answer, and before them one for a blank vote."""
        return len(self.answers) + self.blank

    @property
    def overall(self) -> int:
        """Proofs in the overall proof: one for each possible sum, and before them one for a blank vote."""
        return self.most - self.least + 1 + self.blank

    def takes(self, choice: Sequence[int]) -> bool:
        """
        Whether these numbers, one for each answer (the blank first), may be chosen.

        >>> question = Question("Who?", ("Ana", "Bilal"), 1, 1, blank=True)
        >>> [question.takes(choice) for choice in ([0, 1, 0], [1, 0, 0], [1, 1, 0], [0, 0, 0])]
        [True, True, False, False]
        """
        if len(choice) != self.choices or set(choice) - {0, 1}:
            return False
        if self.blank and choice[0]:
            return sum(choice) == 1
        return self.least <= sum(choice) <= self.most


@dataclass(frozen=True)
class Election:
    """An election: `raw`, its file as published, is what the fingerprint is of."""

    raw: bytes
    version: Version
    group: Group
    key: Element
    questions: tuple[Question, ...]
    uuid: str
    name: str

    @cached_property
    def fingerprint(self) -> str:
        """What every ballot and proof is bound to: it covers the group, the key and the questions."""
        return self.version.fingerprint(self.raw)

    @cached_property
    def longest_ballot(self) -> int:
        """The most bytes that a ballot can have."""
        sealed, proof = 24 + 2 * self.group.longest, 32 + 2 * 78
        whole = 400 + self.group.longest + proof + len(self.uuid)
        for question in self.questions:
            proofs = 2 * question.choices + question.overall + 2 * question.blank
            whole += 120 + question.choices * (sealed + 8) + proofs * (proof + 2)
        return whole


def read_question(value: Any) -> Question:
    """A question from JSON. Raises `Fault`."""
    found = fields(
        value, ["answers", "blank", "min", "max", "question"], optional=["blank"], what="A question"
    )
    answers = row(found["answers"], None, "The answers", most=MOST_ANSWERS)
    insist(len(answers) > 0, "shape", "A question must have an answer.")
    blank = found.get("blank", False)
    insist(isinstance(blank, bool), "shape", "Whether blank votes are possible must be true or false.")
    most = whole(found["max"], 1, len(answers), "The most to choose")
    least = whole(found["min"], 0, most, "The least to choose")
    told = [text(answer, MOST_SIGNS, "An answer") for answer in answers]
    return Question(text(found["question"], MOST_SIGNS, "The question"), tuple(told), least, most, blank)


def read_election(raw: bytes) -> Election:
    """
    An election from the bytes of its file. Raises `Fault`.

    >>> from unionhall.core.ballots.groups import GROUPS
    >>> group = GROUPS["Ed25519"]
    >>> question = Question("Do we strike?", ("Yes", "No"), 1, 1)
    >>> election = read_election(write_election("Strike", "", group, group.base(5), [question], "1" * 14))
    >>> election.name, election.questions[0].answers
    ('Strike', ('Yes', 'No'))
    """
    found = fields(load(raw, MOST_BYTES, "The election"), NAMES, optional=NAMES[-2:], what="The election")
    version, group = version_numbered(found["version"]), group_named(found["group"])
    for name in ("description", "name", *(name for name in NAMES[-2:] if name in found)):
        text(found[name], MOST_SIGNS, f"The field {name}")
    questions = row(found["questions"], None, "The questions", most=MOST_QUESTIONS)
    insist(len(questions) > 0, "shape", "An election must have a question.")
    uuid = text(found["uuid"], 64, "The election's uuid")
    insist(
        len(uuid) >= 14 and not set(uuid) - set(ALPHABET), "uuid", "The election's uuid must be in Base58."
    )
    return Election(
        raw,
        version,
        group,
        group.read(found["public_key"]),
        tuple(read_question(one) for one in questions),
        uuid,
        found["name"],
    )


def write_election(
    name: str,
    description: str,
    group: Group,
    key: Element,
    questions: Sequence[Question],
    uuid: str,
    *,
    administrator: str = "",
    credential_authority: str = "",
) -> bytes:
    """The file of an election. `key`: the trustees' common public key; `uuid`: 14 or more signs of Base58."""
    told: dict[str, Any] = {"version": 1, "description": description, "name": name, "group": group.name}
    told |= {"public_key": group.write(key), "questions": [one.to_data() for one in questions], "uuid": uuid}
    if administrator:
        told["administrator"] = administrator
    if credential_authority:
        told["credential_authority"] = credential_authority
    return dump(told)
