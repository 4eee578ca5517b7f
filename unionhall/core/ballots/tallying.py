"""From ballots to the result: the encrypted sums, each trustee's factors, and the numbers they open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isqrt
from typing import Any

from unionhall.core.ballots.canon import dump, fields, load, row
from unionhall.core.ballots.chance import Chance
from unionhall.core.ballots.checking import Checked
from unionhall.core.ballots.credentials import Roll
from unionhall.core.ballots.faults import Fault, insist
from unionhall.core.ballots.groups import Element, Group
from unionhall.core.ballots.proofs import Sealed, is_decrypted, prove_decrypted, read_proof, read_sealed
from unionhall.core.ballots.questions import Election
from unionhall.core.ballots.trustees import Trustees

Tally = list[list[Sealed]]
"""For each question, for each choice, the encrypted sum."""


def last_ones(ballots: Sequence[Checked]) -> list[Checked]:
    """The ballots that count: of each credential the last."""
    return list({one.credential: one for one in ballots}.values())


def encrypted_tally(election: Election, roll: Roll, counted: Sequence[Checked]) -> Tally:
    """The sums of the ballots that count, each as often as it weighs."""
    group = election.group
    summed = [[Sealed(group.one, group.one)] * question.choices for question in election.questions]
    for ballot in counted:
        weight = roll.weights[ballot.credential]
        for place, answer in enumerate(ballot.answers):
            for at, one in enumerate(answer):
                so_far = summed[place][at]
                alpha, beta = one.alpha, one.beta
                if weight != 1:
                    alpha, beta = group.power(alpha, weight), group.power(beta, weight)
                summed[place][at] = Sealed(group.times(so_far.alpha, alpha), group.times(so_far.beta, beta))
    return summed


def write_tally(group: Group, tally: Tally) -> bytes:
    """The file of the encrypted tally."""
    return dump([[one.to_data(group) for one in line] for line in tally])


def read_tally(election: Election, raw: bytes) -> Tally:
    """The encrypted tally from its file. Raises `Fault`."""
    most = 100 + sum(one.choices for one in election.questions) * (32 + 2 * election.group.longest)
    lines = row(load(raw, most, "The tally"), len(election.questions), "The tally")
    return [
        [
            read_sealed(election.group, one, neutral=True)
            for one in row(line, question.choices, "A line of the tally")
        ]
        for line, question in zip(lines, election.questions, strict=True)
    ]


def partial_decryption(election: Election, tally: Tally, secret: int, chance: Chance) -> bytes:
    """A trustee's factors of a tally that their own device summed up from the board, each proved."""
    factors, proofs = [], []
    for line in tally:
        made = [
            prove_decrypted(election.version, election.group, election.fingerprint, one, secret, chance)
            for one in line
        ]
        factors.append([election.group.write(factor) for factor, _proof in made])
        proofs.append([proof.to_data() for _factor, proof in made])
    return dump({"decryption_factors": factors, "decryption_proofs": proofs})


def check_partial(election: Election, tally: Tally, public: Element, raw: bytes) -> list[list[Element]]:
    """The factors of a trustee whose public key is `public`. Raises `Fault`: `decryption-proof` and those of the form."""
    count = sum(map(len, tally))
    most = 200 + count * (election.group.longest + 200)
    names = ["decryption_factors", "decryption_proofs"]
    found = fields(load(raw, most, "The partial decryption"), names, what="A partial decryption")
    factors: list[list[Element]] = []
    both = [row(found[name], len(tally), "The partial decryption") for name in names]
    for line, told, proved in zip(tally, *both, strict=True):
        row(told, len(line), "The factors of a question")
        row(proved, len(line), "The proofs of a question")
        read = [election.group.read(one, neutral=True) for one in told]
        for sealed, factor, proof in zip(line, read, proved, strict=True):
            shown = read_proof(election.group, proof)
            holds = is_decrypted(
                election.version, election.group, election.fingerprint, public, sealed, factor, shown
            )
            insist(holds, "decryption-proof", "The proof of a trustee's factor does not hold.")
        factors.append(read)
    return factors


def valid_partials(
    election: Election, tally: Tally, trustees: Trustees, offered: Mapping[int, bytes]
) -> tuple[dict[int, list[list[Element]]], dict[int, Fault]]:
    """
    Which of the partial decryptions offered (by the trustee's number, from 1) hold, and what is wrong with the others.

    One that does not hold is named and left out; the result needs no more than the threshold of those that do.
    """
    good: dict[int, list[list[Element]]] = {}
    bad: dict[int, Fault] = {}
    for owner, raw in offered.items():
        try:
            good[owner] = check_partial(election, tally, trustees.key_of(owner), raw)
        except Fault as fault:
            bad[owner] = fault
    return good, bad


def opened(
    election: Election, tally: Tally, trustees: Trustees, factors: Mapping[int, list[list[Element]]]
) -> list[list[Element]]:
    """For each question and choice, g to the power of the number. Raises `Fault("threshold", …)` with too few trustees."""
    group, used = election.group, trustees.shares(sorted(factors))
    whole: list[list[Element]] = []
    for place, line in enumerate(tally):
        whole.append([])
        for at, sealed in enumerate(line):
            factor = group.one
            for owner, share in used.items():
                factor = group.times(factor, group.power(factors[owner][place][at], share))
            whole[-1].append(group.over(sealed.beta, factor))
    return whole


def logarithm(group: Group, element: Element, most: int) -> int:
    """
    The number from 0 to `most` whose power of the generator `element` is, by small steps and large ones (Shanks).

    Raises `Fault("result", …)` where there is none.

    >>> from unionhall.core.ballots.groups import GROUPS
    >>> logarithm(GROUPS["Ed25519"], GROUPS["Ed25519"].base(1234), 5000)
    1234
    """
    side = isqrt(most) + 1
    near, step = {}, group.one
    for number in range(side):
        near[step] = number
        step = group.times(step, group.base(1))
    here = element
    for jump in range(side + 1):
        if here in near and jump * side + near[here] <= most:
            return jump * side + near[here]
        here = group.over(here, step)
    raise Fault("result", f"What the trustees opened is no number from 0 to {most}.")


def result_of(
    election: Election,
    tally: Tally,
    trustees: Trustees,
    factors: Mapping[int, list[list[Element]]],
    weight: int,
) -> list[list[int]]:
    """How often each choice was made, for each question (a blank vote first). `weight`: of all ballots that count."""
    return [
        [logarithm(election.group, one, weight) for one in line]
        for line in opened(election, tally, trustees, factors)
    ]


def write_result(result: Sequence[Sequence[int]]) -> bytes:
    """
    The file of a result.

    >>> write_result([[12, 4, 4]])
    b'{"result":[[12,4,4]]}'
    """
    return dump({"result": [list(line) for line in result]})


def read_result(election: Election, raw: bytes) -> list[list[int]]:
    """A result from its file. Raises `Fault`."""
    most = 100 + sum(question.choices + 2 for question in election.questions) * 12
    found: dict[str, Any] = fields(load(raw, most, "The result"), ["result"], what="The result")
    lines = row(found["result"], len(election.questions), "The result")
    for line, question in zip(lines, election.questions, strict=True):
        numbers = row(line, question.choices, "A line of the result")
        right = all(isinstance(one, int) and not isinstance(one, bool) and one >= 0 for one in numbers)
        insist(right, "shape", "A result must have whole numbers.")
    return lines
