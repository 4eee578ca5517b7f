"""Making a ballot: each choice encrypted, each proved to be allowed, all of it signed. A voter's browser does the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unionhall.core.ballots.canon import dump
from unionhall.core.ballots.chance import Chance
from unionhall.core.ballots.credentials import secret_of
from unionhall.core.ballots.faults import insist
from unionhall.core.ballots.proofs import (
    Case,
    Proof,
    Sealed,
    bound_to,
    product,
    prove_known,
    prove_one_of,
    sealed_number,
)
from unionhall.core.ballots.questions import Election, Question


def bound(election: Election, credential: str) -> str:
    """What the proofs of a ballot are bound to: the election and the voter, so that nobody can copy them."""
    return f"{election.fingerprint}|{credential}"


def bound_further(election: Election, start: str, choices: Sequence[Sealed]) -> str:
    """The same and all that was chosen, as texts."""
    told = [f"{election.group.write(one.alpha)},{election.group.write(one.beta)}" for one in choices]
    return f"{start}|{','.join(told)}"


def sums(question: Question, sealed: Sealed) -> list[Case]:
    """The cases that as many answers were chosen as may be."""
    return [Case(sealed, number) for number in range(question.least, question.most + 1)]


def make_answer(
    election: Election, question: Question, choice: Sequence[int], start: str, chance: Chance
) -> dict[str, Any]:
    """An encrypted and proved answer. `choice`: 0 or 1 for each answer, before them for a blank vote where it may be."""
    insist(question.takes(choice), "choice", "This cannot be chosen.")
    version, group, key = election.version, election.group, election.key
    secrets = [chance.scalar(group) for _one in choice]
    choices = [
        sealed_number(group, key, number, secret) for number, secret in zip(choice, secrets, strict=True)
    ]
    individual: list[list[Proof]] = []
    for sealed, number, secret in zip(choices, choice, secrets, strict=True):
        before = f"{start}|{group.write(sealed.alpha)},{group.write(sealed.beta)}|"
        hashed = bound_to(version, group, "prove", before)
        cases = [Case(sealed, 0), Case(sealed, 1)]
        individual.append(prove_one_of(group, key, cases, number, secret, hashed, chance))
    further = bound_further(election, start, choices)
    told: dict[str, Any] = {
        "choices": [one.to_data(group) for one in choices],
        "individual_proofs": [[proof.to_data() for proof in proofs] for proofs in individual],
    }
    if not question.blank:
        summed, secret = product(group, choices), sum(secrets) % group.q
        before = f"{further}|{group.write(summed.alpha)},{group.write(summed.beta)}|"
        hashed = bound_to(version, group, "prove", before)
        overall = prove_one_of(
            group, key, sums(question, summed), sum(choice) - question.least, secret, hashed, chance
        )
        return {**told, "overall_proof": [proof.to_data() for proof in overall]}
    summed, secret = product(group, choices[1:]), sum(secrets[1:]) % group.q
    is_blank = choice[0] == 1
    cases = [Case(choices[0], 1), *sums(question, summed)]
    true = 0 if is_blank else 1 + sum(choice) - question.least
    hashed = bound_to(version, group, "bproof1", f"{further}|")
    overall = prove_one_of(group, key, cases, true, secrets[0] if is_blank else secret, hashed, chance)
    hashed = bound_to(version, group, "bproof0", f"{further}|")
    cases = [Case(choices[0], 0), Case(summed, 0)]
    used = secret if is_blank else secrets[0]
    blank = prove_one_of(group, key, cases, int(is_blank), used, hashed, chance)
    return {
        **told,
        "overall_proof": [proof.to_data() for proof in overall],
        "blank_proof": [proof.to_data() for proof in blank],
    }


def sign(election: Election, body: dict[str, Any], secret: int, chance: Chance) -> bytes:
    """A ballot's bytes from its body and the voter's secret number."""
    version, group = election.version, election.group
    digest = version.fingerprint(dump(body))
    proof = prove_known(group, secret, bound_to(version, group, "sig", f"{digest}|"), chance)
    return dump({**body, "signature": {"hash": digest, "proof": proof.to_data()}})


def make_ballot(
    election: Election, credential: str, choices: Sequence[Sequence[int]], chance: Chance
) -> bytes:
    """
    A whole ballot. `credential`: the voter's secret word; `choices`: for each question, 0 or 1 for each answer.

    Raises `Fault`: `credential`, `choice`.
    """
    insist(len(choices) == len(election.questions), "choice", "Every question needs an answer.")
    secret = secret_of(election.version, election.group, election.uuid, credential)
    public = election.group.write(election.group.secret_base(secret))
    start = bound(election, public)
    answers = [
        make_answer(election, question, choice, start, chance)
        for question, choice in zip(election.questions, choices, strict=True)
    ]
    body = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": public,
        "answers": answers,
    }
    return sign(election, body, secret, chance)


def tracker(election: Election, ballot: bytes) -> str:
    """The number by which a voter finds their ballot on the board."""
    return election.version.fingerprint(ballot)
