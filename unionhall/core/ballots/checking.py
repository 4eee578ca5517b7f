"""Checking one ballot: its length, its form, whose it is, its signature, and that it holds nothing that may not be chosen."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from unionhall.core.ballots.canon import dump, fields, load, row
from unionhall.core.ballots.faults import Fault, insist
from unionhall.core.ballots.making import bound, bound_further, sums
from unionhall.core.ballots.proofs import (
    Case,
    Sealed,
    bound_to,
    is_known,
    is_one_of,
    product,
    read_proof,
    read_proofs,
    read_sealed,
)
from unionhall.core.ballots.questions import Election, Question


@dataclass(frozen=True)
class Checked:
    """A ballot that holds. `answers`: for each question, its encrypted choices."""

    credential: str
    tracker: str
    answers: tuple[tuple[Sealed, ...], ...]


def _read_answer(election: Election, question: Question, value: Any, start: str) -> tuple[list[Sealed], Any]:
    names = ["choices", "individual_proofs", "overall_proof", *(["blank_proof"] if question.blank else [])]
    found = fields(value, names, what="An answer")
    listed = row(found["choices"], question.choices, "The choices of an answer")
    proofs = row(found["individual_proofs"], question.choices, "The proofs of an answer")
    group = election.group
    read = [read_proofs(group, one, 2, "The proofs of a choice") for one in proofs]
    overall = read_proofs(group, found["overall_proof"], question.overall, "The overall proof")
    blank = read_proofs(group, found["blank_proof"], 2, "The blank proof") if question.blank else []
    return [read_sealed(group, one) for one in listed], (read, overall, blank)


def check_answer(election: Election, question: Question, value: Any, start: str) -> tuple[Sealed, ...]:
    """
    The encrypted choices of an answer, after all of its proofs.

    Raises `Fault`: `shape`, `scalar`, `element`, `membership`, `individual-proof`, `overall-proof`, `blank-proof`.
    """
    version, group, key = election.version, election.group, election.key
    choices, (individual, overall, blank) = _read_answer(election, question, value, start)
    for place, (sealed, proofs) in enumerate(zip(choices, individual, strict=True), start=1):
        before = f"{start}|{group.write(sealed.alpha)},{group.write(sealed.beta)}|"
        hashed = bound_to(version, group, "prove", before)
        holds = is_one_of(group, key, [Case(sealed, 0), Case(sealed, 1)], proofs, hashed)
        insist(holds, "individual-proof", f"The proof that choice {place} is 0 or 1 does not hold.")
    further = bound_further(election, start, choices)
    if question.blank:
        summed = product(group, choices[1:])
        hashed = bound_to(version, group, "bproof0", f"{further}|")
        holds = is_one_of(group, key, [Case(choices[0], 0), Case(summed, 0)], blank, hashed)
        insist(holds, "blank-proof", "The proof that a blank vote chooses nothing does not hold.")
        cases = [Case(choices[0], 1), *sums(question, summed)]
        hashed = bound_to(version, group, "bproof1", f"{further}|")
    else:
        summed = product(group, choices)
        before = f"{further}|{group.write(summed.alpha)},{group.write(summed.beta)}|"
        hashed = bound_to(version, group, "prove", before)
        cases = sums(question, summed)
    holds = is_one_of(group, key, cases, overall, hashed)
    insist(holds, "overall-proof", "The proof that as many were chosen as may be does not hold.")
    return tuple(choices)


def check_ballot(election: Election, raw: bytes, roll: Container[str] | None = None) -> Checked:
    """
    Check a ballot, the cheap checks first. `roll`: the public credentials; None where the caller looks there.

    Raises `Fault`: `size`, `canonical`, `shape`, `uuid`, `fingerprint`, `eligibility`, `signature`, and those of `check_answer`.
    """
    version, group = election.version, election.group
    value = load(raw, election.longest_ballot, "The ballot")
    names = ["election_uuid", "election_hash", "credential", "answers", "signature"]
    found = fields(value, names, what="A ballot")
    insist(found["election_uuid"] == election.uuid, "uuid", "The ballot is for another election.")
    insist(
        found["election_hash"] == election.fingerprint,
        "fingerprint",
        "The ballot is for another version of this election.",
    )
    public = found["credential"]
    if roll is not None:
        insist(
            isinstance(public, str) and public in roll,
            "eligibility",
            "The ballot's credential is not on the roll.",
        )
    signature = fields(found["signature"], ["hash", "proof"], what="A signature")
    proof = read_proof(group, signature["proof"])
    credential = group.read(public)
    digest = version.fingerprint(dump({name: found[name] for name in names[:-1]}))
    insist(signature["hash"] == digest, "signature", "The signature is of another ballot.")
    holds = is_known(group, credential, proof, bound_to(version, group, "sig", f"{digest}|"))
    insist(holds, "signature", "The signature does not hold.")
    answers = row(found["answers"], len(election.questions), "The answers")
    start = bound(election, public)
    checked = [
        check_answer(election, question, one, start)
        for question, one in zip(election.questions, answers, strict=True)
    ]
    return Checked(public, version.fingerprint(raw), tuple(checked))


@dataclass(frozen=True)
class Checker:
    """Checks ballots of one election, and can be sent to another process."""

    election: Election

    def __call__(self, raw: bytes) -> Checked | tuple[str, str]:
        """The ballot checked, or the name of the check and the sentence of what is wrong."""
        try:
            return check_ballot(self.election, raw)
        except Fault as fault:
            return fault.check, str(fault)
