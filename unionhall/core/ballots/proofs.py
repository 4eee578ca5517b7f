"""
Proofs that show that something is so and nothing else: of knowing a secret, and of encrypting one of several numbers.

Challenges are hashed from everything the proof is about (Fiat and Shamir). The proof of one of several is Cramer, Damgård and
Schoenmakers': all but the true one are made up beforehand, and the challenges must add up to the hash.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from unionhall.core.ballots.canon import fields, row
from unionhall.core.ballots.chance import Chance
from unionhall.core.ballots.groups import GROUPS, Element, Group, read_scalar
from unionhall.core.ballots.versions import Version


@dataclass(frozen=True, slots=True)
class Proof:
    """
    A challenge and a response, both from 0 to q - 1.

    >>> Proof(1, 2).to_data()
    {'challenge': '1', 'response': '2'}
    """

    challenge: int
    response: int

    def to_data(self) -> dict[str, str]:
        """As it stands in JSON."""
        return {"challenge": str(self.challenge), "response": str(self.response)}


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted number (ElGamal): `alpha` = g^r, `beta` = y^r g^m."""

    alpha: Element
    beta: Element

    def to_data(self, group: Group) -> dict[str, str]:
        """As it stands in JSON."""
        return {"alpha": group.write(self.alpha), "beta": group.write(self.beta)}


def read_proof(group: Group, value: Any) -> Proof:
    """A proof from JSON. Raises `Fault`."""
    found = fields(value, ["challenge", "response"], what="A proof")
    return Proof(read_scalar(group, found["challenge"]), read_scalar(group, found["response"]))


def read_proofs(group: Group, value: Any, length: int, what: str) -> list[Proof]:
    """Exactly `length` proofs from JSON. Raises `Fault`."""
    return [read_proof(group, one) for one in row(value, length, what)]


def read_sealed(group: Group, value: Any, *, neutral: bool = False) -> Sealed:
    """An encrypted number from JSON, both parts in the group. Raises `Fault`."""
    found = fields(value, ["alpha", "beta"], what="An encrypted number")
    return Sealed(group.read(found["alpha"], neutral=neutral), group.read(found["beta"], neutral=neutral))


def product(group: Group, sealed: Sequence[Sealed]) -> Sealed:
    """The encrypted sum of encrypted numbers, of one or more."""
    alpha, beta = sealed[0].alpha, sealed[0].beta
    for one in sealed[1:]:
        alpha, beta = group.times(alpha, one.alpha), group.times(beta, one.beta)
    return Sealed(alpha, beta)


def prove_known(
    group: Group, secret: int, hashed: Callable[[Sequence[Element]], int], chance: Chance
) -> Proof:
    """Prove to know `secret` (Schnorr); `hashed` makes the challenge of the commitment."""
    witness = chance.scalar(group)
    challenge = hashed([group.secret_base(witness)])
    return Proof(challenge, group.respond(witness, secret, challenge))


def is_known(group: Group, public: Element, proof: Proof, hashed: Callable[[Sequence[Element]], int]) -> bool:
    """
    Whether the proof shows that somebody knew the secret of `public` = g^secret.

    >>> from unionhall.core.ballots.groups import GROUPS
    >>> from unionhall.core.ballots.versions import VERSIONS
    >>> group = GROUPS["Ed25519"]
    >>> hashed = lambda elements: VERSIONS[1].challenge(group, "example", "", elements)
    >>> proof = prove_known(group, 5, hashed, Chance(bytes(32)))
    >>> is_known(group, group.base(5), proof, hashed), is_known(group, group.base(6), proof, hashed)
    (True, False)
    """
    commitment = group.times(group.base(proof.response), group.power(public, proof.challenge))
    return hashed([commitment]) == proof.challenge


@dataclass(frozen=True, slots=True)
class Case:
    """One of the possible cases of a proof: that `sealed` is an encryption of `number`."""

    sealed: Sealed
    number: int


@lru_cache(4096)
def _small(name: str, number: int) -> Element:
    """The generator to a small number, which is asked for again and again."""
    return GROUPS[name].base(number)


def _commitments(group: Group, key: Element, case: Case, proof: Proof) -> tuple[Element, Element]:
    beta = case.sealed.beta
    if case.number:
        beta = group.over(beta, _small(group.name, case.number))
    return (
        group.times(group.base(proof.response), group.power(case.sealed.alpha, proof.challenge)),
        group.times(group.power(key, proof.response), group.power(beta, proof.challenge)),
    )


def is_one_of(
    group: Group,
    key: Element,
    cases: Sequence[Case],
    proofs: Sequence[Proof],
    hashed: Callable[[Sequence[Element]], int],
) -> bool:
    """Whether the proofs show that one of the cases is true, without telling which."""
    commitments: list[Element] = []
    for case, proof in zip(cases, proofs, strict=True):
        commitments += _commitments(group, key, case, proof)
    return sum(proof.challenge for proof in proofs) % group.q == hashed(commitments)


def prove_one_of(
    group: Group,
    key: Element,
    cases: Sequence[Case],
    true: int,
    secret: int,
    hashed: Callable[[Sequence[Element]], int],
    chance: Chance,
) -> list[Proof]:
    """
    Prove that one of the cases is so. `true`: which one; `secret`: the exponent its encryption was made with.

    Every case costs the same whichever is true: the true one's made-up commitments are thrown away.
    """
    witness = chance.scalar(group)
    made_up = [Proof(chance.scalar(group), chance.scalar(group)) for _case in cases]
    commitments: list[Element] = []
    for place, (case, proof) in enumerate(zip(cases, made_up, strict=True)):
        pretended = _commitments(group, key, case, proof)
        commitments += [pretended, (group.secret_base(witness), group.secret_power(key, witness))][
            place == true
        ]
    others = sum(proof.challenge for place, proof in enumerate(made_up) if place != true)
    challenge = (hashed(commitments) - others) % group.q
    real = Proof(challenge, group.respond(witness, secret, challenge))
    return [real if place == true else proof for place, proof in enumerate(made_up)]


def sealed_number(group: Group, key: Element, number: int, secret: int) -> Sealed:
    """
    Encrypt a small number with the key, by the exponent `secret`.

    >>> from unionhall.core.ballots.groups import GROUPS
    >>> group = GROUPS["Ed25519"]
    >>> one = sealed_number(group, group.base(7), 3, 11)
    >>> group.over(one.beta, group.power(one.alpha, 7)) == group.base(3)
    True
    """
    masked = group.secret_power(key, secret)
    return Sealed(group.secret_base(secret), group.times(masked, group.base(number)))


def bound_to(version: Version, group: Group, tag: str, before: str) -> Callable[[Sequence[Element]], int]:
    """The hash of a proof of kind `tag` that is bound to the text `before`."""
    return lambda elements: version.challenge(group, tag, before, elements)


def prove_decrypted(
    version: Version, group: Group, fingerprint: str, sealed: Sealed, secret: int, chance: Chance
) -> tuple[Element, Proof]:
    """A trustee's factor of an encrypted number, and the proof that it was made with their key (Chaum and Pedersen)."""
    if sealed.alpha == group.one:
        factor = group.one
    else:
        factor = group.secret_power(sealed.alpha, secret)
    witness = chance.scalar(group)
    before = f"{fingerprint}|{group.write(group.secret_base(secret))}|"
    other = group.one if sealed.alpha == group.one else group.secret_power(sealed.alpha, witness)
    challenge = version.challenge(group, "decrypt", before, [group.secret_base(witness), other])
    return factor, Proof(challenge, group.respond(witness, secret, challenge))


def is_decrypted(
    version: Version,
    group: Group,
    fingerprint: str,
    public: Element,
    sealed: Sealed,
    factor: Element,
    proof: Proof,
) -> bool:
    """Whether the factor was made with the secret of `public`."""
    commitments = [
        group.times(group.base(proof.response), group.power(public, proof.challenge)),
        group.times(group.power(sealed.alpha, proof.response), group.power(factor, proof.challenge)),
    ]
    before = f"{fingerprint}|{group.write(public)}|"
    return version.challenge(group, "decrypt", before, commitments) == proof.challenge
