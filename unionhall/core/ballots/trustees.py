"""
The trustees' keys: a key that only t + 1 of m can use, made in six steps without anybody ever holding it (Pedersen).

1. `certificate`: each trustee's signing and encrypting keys, from a word that they keep.
2. `check_certificates`: all are checked and handed to all.
3. `polynomial`: each makes a secret polynomial, publishes g to its coefficients, and sends each trustee one point of it,
   encrypted and signed. Before any of them is shown, each publishes its `commitment`: who saw the others' first could bias the
   key. (Format version 1 leaves that open; version 2 mends it. As a step of the ceremony it needs no other format.)
4. `routed`: each is handed the points that are theirs.
5. `share`: each checks their points against what was published, and adds them up to their part of the key.
6. `parameters`: everything public is checked once more and put together.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from unionhall.core.ballots.canon import dump, fields, load, row, text, whole
from unionhall.core.ballots.chance import ALPHABET, Chance
from unionhall.core.ballots.faults import Fault, insist
from unionhall.core.ballots.groups import Element, Group, group_named, read_scalar
from unionhall.core.ballots.proofs import Proof, bound_to, is_known, prove_known, read_proof
from unionhall.core.ballots.versions import Version

MOST_TRUSTEES = 30
MOST_BYTES = 1 << 21
"""Of the trustees' file, or of one message of the ceremony."""
SEED = re.compile(rf"[{ALPHABET}]{{22}}")


@dataclass(frozen=True)
class Context:
    """Of which ceremony a message is: `size` trustees, of whom `threshold` decrypt together. `index`: whose, from 1."""

    group: Group
    size: int
    threshold: int
    index: int

    def to_data(self) -> dict[str, Any]:
        """As it stands in JSON."""
        told = {"group": self.group.name, "size": self.size, "threshold": self.threshold}
        return {**told, "index": self.index}


@dataclass(frozen=True)
class Certificate:
    """A trustee's public signing and encrypting keys, in the context that they signed."""

    context: Context
    verification: Element
    encryption: Element
    data: dict[str, Any]


@dataclass(frozen=True)
class Keys:
    """A trustee's secret signing and encrypting numbers."""

    signing: int
    encrypting: int


def new_seed(chance: Chance) -> str:
    """
    The word from which all that a trustee holds follows; 22 signs.

    >>> len(new_seed(Chance(bytes(32))))
    22
    """
    return chance.word(22)


def keys_of(version: Version, group: Group, seed: str) -> Keys:
    """A trustee's secret keys from their word. Raises `Fault("seed", …)`."""
    insist(bool(SEED.fullmatch(seed)), "seed", "A trustee's word has 22 signs.")
    return Keys(version.secret_from(group, "sk", seed), version.secret_from(group, "dk", seed))


def signed(version: Version, group: Group, secret: int, message: str, chance: Chance) -> dict[str, Any]:
    """A text with its signature."""
    return {"message": message, "signature": _signature(version, group, secret, message, chance).to_data()}


def _signature(version: Version, group: Group, secret: int, message: str, chance: Chance) -> Proof:
    return prove_known(group, secret, bound_to(version, group, "sigmsg", f"{message}|"), chance)


def _insist_signed(
    version: Version, group: Group, public: Element, message: str, proof: Any, what: str
) -> None:
    hashed = bound_to(version, group, "sigmsg", f"{message}|")
    holds = is_known(group, public, read_proof(group, proof), hashed)
    insist(holds, "trustee-signature", f"The signature of {what} does not hold.")


def read_signed(version: Version, group: Group, public: Element, value: Any, what: str) -> str:
    """The text of a signed message. Raises `Fault`: `shape`, `trustee-signature`."""
    found = fields(value, ["message", "signature"], what="A signed message")
    message = text(found["message"], MOST_BYTES, "A message")
    _insist_signed(version, group, public, message, found["signature"], what)
    return message


def _inside(message: str, what: str) -> Any:
    return load(message.encode(), MOST_BYTES, what)


# Letters between trustees: encrypted to one, signed by the other


def send(
    version: Version, group: Group, secret: int, to: Element, message: dict[str, Any], chance: Chance
) -> str:
    """A letter encrypted for the key `to` and signed inside, so that it cannot be handed on as somebody else's."""
    told = dump({"recipient": group.write(to), "message": dump(message).decode()}).decode()
    plain = dump(signed(version, group, secret, told, chance))
    witness, inner = chance.scalar(group), chance.scalar(group)
    alpha, shared = group.secret_base(witness), group.secret_base(inner)
    key, iv = _key_and_iv(group, shared, alpha)
    letter = {
        "algorithm": "AES-GCM",
        "alpha": group.write(alpha),
        "beta": group.write(group.times(group.secret_power(to, witness), shared)),
        "data": AESGCM(key).encrypt(iv, plain, None).hex(),
    }
    return dump(letter).decode()


def _key_and_iv(group: Group, shared: Element, alpha: Element) -> tuple[bytes, bytes]:
    return (
        hashlib.sha256(f"key|{group.write(shared)}".encode()).digest(),
        hashlib.sha256(f"iv|{group.write(alpha)}".encode()).digest(),
    )


def _open(version: Version, group: Group, keys: Keys, sender: Element, letter: Any, name: str) -> Any:
    """What stands in the field `name` of a letter from `sender`. Raises `Fault`: `letter`, `recipient`, `trustee-signature`."""
    told = text(letter, MOST_BYTES, "A letter")
    found = fields(_inside(told, "A letter"), ["algorithm", "alpha", "beta", "data"], what="A letter")
    insist(found["algorithm"] == "AES-GCM", "letter", "A letter must be encrypted by AES-GCM.")
    alpha, beta = group.read(found["alpha"]), group.read(found["beta"])
    key, iv = _key_and_iv(group, group.over(beta, group.secret_power(alpha, keys.encrypting)), alpha)
    try:
        plain = AESGCM(key).decrypt(iv, bytes.fromhex(text(found["data"], MOST_BYTES, "A letter")), None)
    except (InvalidTag, ValueError) as error:
        raise Fault("letter", "A letter cannot be opened: it is for somebody else, or damaged.") from error
    message = read_signed(version, group, sender, load(plain, MOST_BYTES, "A letter"), "a letter")
    inside = fields(_inside(message, "A letter"), ["recipient", "message"], what="A letter")
    own = group.write(group.secret_base(keys.encrypting))
    insist(inside["recipient"] == own, "recipient", "A letter was signed for somebody else.")
    return fields(_inside(text(inside["message"], MOST_BYTES, "A letter"), "A letter"), [name])[name]


# Step 1 and 2: certificates


def certificate(version: Version, context: Context, seed: str, chance: Chance) -> bytes:
    """Step 1: a trustee's certificate, signed by the key that it names."""
    group = context.group
    keys = keys_of(version, group, seed)
    told = {
        "context": context.to_data(),
        "verification": group.write(group.secret_base(keys.signing)),
        "encryption": group.write(group.secret_base(keys.encrypting)),
    }
    return dump(signed(version, group, keys.signing, dump(told).decode(), chance))


def read_certificate(version: Version, value: Any) -> Certificate:
    """A certificate from JSON. Raises `Fault`."""
    found = fields(value, ["message", "signature"], what="A certificate")
    message = text(found["message"], 10_000, "A certificate")
    told = fields(
        _inside(message, "A certificate"), ["context", "verification", "encryption"], what="A certificate"
    )
    at = fields(told["context"], ["group", "size", "threshold", "index"], what="A context")
    group = group_named(at["group"])
    size = whole(at["size"], 1, MOST_TRUSTEES, "The number of trustees")
    threshold = whole(at["threshold"], 1, size, "The threshold")
    index = whole(at["index"], 1, size, "The number of a trustee")
    public = group.read(told["verification"])
    _insist_signed(version, group, public, message, found["signature"], "a certificate")
    context = Context(group, size, threshold, index)
    return Certificate(context, public, group.read(told["encryption"]), found)


def check_certificates(version: Version, group: Group, values: Sequence[Any]) -> list[Certificate]:
    """Step 2: all certificates, of one ceremony, in order and each with keys of its own. Raises `Fault`."""
    found = [read_certificate(version, value) for value in values]
    for place, one in enumerate(found, start=1):
        right = one.context == Context(group, len(found), found[0].context.threshold, place)
        insist(right, "certificate", f"Certificate {place} is of another ceremony.")
    keys = [group.write(key) for one in found for key in (one.verification, one.encryption)]
    insist(len(set(keys)) == len(keys), "certificate", "Two trustees have the same key.")
    insist(len(found) > 0, "certificate", "There are no trustees.")
    return found


# Step 3 and 4: polynomials


def polynomial(
    version: Version, certificates: Sequence[Certificate], index: int, seed: str, chance: Chance
) -> bytes:
    """Step 3: what trustee `index` (from 1) sends: their polynomial, to themselves, and its points, to each."""
    mine = certificates[index - 1]
    group, keys = mine.context.group, keys_of(version, mine.context.group, seed)
    numbers = [chance.scalar(group) for _each in range(mine.context.threshold)]
    exponents = [group.write(group.secret_base(number)) for number in numbers]
    secrets = []
    for other in range(1, len(certificates) + 1):
        point = 0
        for number in reversed(numbers):
            point = (point * other + number) % group.q
        to = certificates[other - 1].encryption
        secrets.append(send(version, group, keys.signing, to, {"secret": str(point)}, chance))
    about = "certs_sig|" + _certs_text(certificates, exponents)
    told = {
        "polynomial": send(
            version,
            group,
            keys.signing,
            mine.encryption,
            {"polynomial": [str(number) for number in numbers]},
            chance,
        ),
        "secrets": secrets,
        "coefexps": signed(version, group, keys.signing, dump({"coefexps": exponents}).decode(), chance),
        "signature": _signature(version, group, keys.signing, about, chance).to_data(),
    }
    return dump(told)


def _certs_text(certificates: Sequence[Certificate], exponents: Sequence[str]) -> str:
    return dump({"certs": [one.data for one in certificates], "coefexps": list(exponents)}).decode()


def commitment(message: bytes) -> str:
    """
    What a trustee publishes before anybody shows their polynomial.

    >>> commitment(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(message).hexdigest()


def check_revealed(commitments: Sequence[str], messages: Sequence[bytes]) -> None:
    """That each trustee shows what they committed themselves to. Raises `Fault("commitment", …)`."""
    insist(len(commitments) == len(messages), "commitment", "Not every trustee has committed themselves.")
    insist(len(set(commitments)) == len(commitments), "commitment", "Two commitments are the same.")
    for place, (told, message) in enumerate(zip(commitments, messages, strict=True), start=1):
        insist(
            told == commitment(message),
            "commitment",
            f"Trustee {place} shows another polynomial than they committed themselves to.",
        )


def _exponents(
    version: Version, certificates: Sequence[Certificate], place: int, value: Any, proof: Any
) -> list[Element]:
    """The public coefficients of the trustee at `place` (from 0), signed by them twice."""
    one = certificates[place]
    group = one.context.group
    message = read_signed(version, group, one.verification, value, f"the coefficients of trustee {place + 1}")
    told = fields(_inside(message, "The coefficients"), ["coefexps"], what="The coefficients")["coefexps"]
    row(told, one.context.threshold, "The coefficients")
    read = [group.read(each) for each in told]
    about = "certs_sig|" + _certs_text(certificates, told)
    _insist_signed(
        version, group, one.verification, about, proof, f"trustee {place + 1} under all certificates"
    )
    return read


def routed(version: Version, certificates: Sequence[Certificate], messages: Sequence[bytes]) -> list[bytes]:
    """Step 4: what each trustee is handed, from what all sent. Raises `Fault` where a message does not hold."""
    names = ["polynomial", "secrets", "coefexps", "signature"]
    size = len(certificates)
    insist(len(messages) == size, "shape", "Every trustee must have sent their polynomial.")
    found = [fields(load(one, MOST_BYTES, "A polynomial"), names, what="A polynomial") for one in messages]
    for place, one in enumerate(found):
        row(one["secrets"], size, "The points of a polynomial")
        _exponents(version, certificates, place, one["coefexps"], one["signature"])
    return [
        dump(
            {
                "polynomial": found[place]["polynomial"],
                "secrets": [one["secrets"][place] for one in found],
                "coefexps": [one["coefexps"] for one in found],
                "signatures": [one["signature"] for one in found],
            }
        )
        for place in range(size)
    ]


# Step 5: shares


def _expected(group: Group, exponents: Sequence[Sequence[Element]], index: int) -> Element:
    """The public key of trustee `index`, as it follows from the coefficients of all (or of one)."""
    whole_key = group.one
    for line in exponents:
        for power, element in enumerate(line):
            whole_key = group.times(whole_key, group.power(element, pow(index, power, group.q)))
    return whole_key


def share(
    version: Version,
    certificates: Sequence[Certificate],
    index: int,
    seed: str,
    handed: bytes,
    chance: Chance,
) -> bytes:
    """
    Step 5: trustee `index` (from 1) checks every point they were sent, and answers with their public key; their part of the
    secret key is in it, encrypted to themselves.

    Raises `Fault`: `share` where a point is not on the polynomial published, and those of letters and signatures.
    """
    mine = certificates[index - 1]
    group, keys = mine.context.group, keys_of(version, mine.context.group, seed)
    insist(
        group.secret_base(keys.signing) == mine.verification, "seed", "This is not the word of that trustee."
    )
    names = ["polynomial", "secrets", "coefexps", "signatures"]
    found = fields(load(handed, MOST_BYTES, "What was handed out"), names, what="What was handed out")
    for name in names[1:]:
        row(found[name], len(certificates), "What was handed out")
    whole_secret = 0
    published = []
    for place, letter in enumerate(found["secrets"]):
        line = _exponents(version, certificates, place, found["coefexps"][place], found["signatures"][place])
        published.append(line)
        told = _open(version, group, keys, certificates[place].verification, letter, "secret")
        point = read_scalar(group, told)
        right = point != 0 and group.secret_base(point) == _expected(group, [line], index)
        insist(right, "share", f"Trustee {place + 1} sent a wrong share.")
        whole_secret = (whole_secret + point) % group.q
    told = _open(version, group, keys, mine.verification, found["polynomial"], "polynomial")
    own = [read_scalar(group, one) for one in row(told, mine.context.threshold, "The polynomial")]
    insist(
        all(
            number and group.secret_base(number) == each
            for number, each in zip(own, published[index - 1], strict=True)
        ),
        "share",
        "The polynomial handed back is not the one that was sent.",
    )
    public = group.write(group.secret_base(whole_secret))
    proof = prove_known(
        group, whole_secret, bound_to(version, group, "pok", f"{group.name}|{public}|"), chance
    )
    key = {
        "pok": proof.to_data(),
        "public_key": public,
        "signature": _signature(version, group, keys.signing, public, chance).to_data(),
    }
    kept = send(version, group, keys.signing, mine.encryption, {"decryption_key": str(whole_secret)}, chance)
    return dump({"private_key": kept, "public_key": key})


def decrypting_secret(version: Version, group: Group, seed: str, kept: str) -> int:
    """A trustee's part of the secret key, from their word and what they encrypted to themselves in step 5. Raises `Fault`."""
    keys = keys_of(version, group, seed)
    own = group.secret_base(keys.signing)
    return read_scalar(group, _open(version, group, keys, own, kept, "decryption_key"))


# Step 6: what is published


def parameters(
    version: Version, certificates: Sequence[Certificate], messages: Sequence[bytes], answers: Sequence[bytes]
) -> dict[str, Any]:
    """Step 6: the part of the trustees' file that the ceremony made, checked as everybody will. Raises `Fault`."""
    sent = [
        fields(load(one, MOST_BYTES, "A polynomial"), ["polynomial", "secrets", "coefexps", "signature"])
        for one in messages
    ]
    told = [
        fields(load(one, MOST_BYTES, "A share"), ["private_key", "public_key"], what="A share")
        for one in answers
    ]
    made = {
        "threshold": certificates[0].context.threshold,
        "certs": [one.data for one in certificates],
        "coefexps": [one["coefexps"] for one in sent],
        "signatures": [one["signature"] for one in sent],
        "verification_keys": [one["public_key"] for one in told],
    }
    _read_pedersen(version, certificates[0].context.group, made)
    return made


@dataclass(frozen=True)
class Circle:
    """Trustees who decrypt together: their public keys, and how many of them it takes. `key`: what is encrypted to them."""

    keys: tuple[Element, ...]
    threshold: int
    key: Element


@dataclass(frozen=True)
class Trustees:
    """All circles of an election; a trustee is known by a number from 1, counted through all circles."""

    group: Group
    circles: tuple[Circle, ...]

    @property
    def key(self) -> Element:
        """The election's public key."""
        whole_key = self.group.one
        for circle in self.circles:
            whole_key = self.group.times(whole_key, circle.key)
        return whole_key

    @property
    def count(self) -> int:
        """How many trustees there are."""
        return sum(len(circle.keys) for circle in self.circles)

    def key_of(self, owner: int) -> Element:
        """The public key of a trustee. Raises `Fault("owner", …)` where there is no such trustee."""
        insist(1 <= owner <= self.count, "owner", f"There is no trustee {owner}.")
        return [key for circle in self.circles for key in circle.keys][owner - 1]

    def shares(self, owners: Sequence[int]) -> dict[int, int]:
        """
        The exponent that each trustee's factor is used with (Lagrange, at zero), taking of each circle the first that suffice.

        Raises `Fault("threshold", …)` where a circle has too few.
        """
        used: dict[int, int] = {}
        before = 0
        for circle in self.circles:
            here = [one - before for one in owners if before < one <= before + len(circle.keys)]
            few = f"{len(here)} of {circle.threshold} trustees have decrypted; all of them are needed."
            insist(len(here) >= circle.threshold, "threshold", few)
            taken = here[: circle.threshold]
            for one in taken:
                share_of = 1
                if len(circle.keys) > 1:
                    for other in taken:
                        if other != one:
                            share_of = share_of * other * pow(other - one, -1, self.group.q) % self.group.q
                used[before + one] = share_of
            before += len(circle.keys)
        return used


def _read_key(version: Version, group: Group, value: Any, signer: Element | None) -> Element:
    names = ["pok", "public_key", *([] if signer is None else ["signature"])]
    found = fields(value, names, what="A trustee's key")
    public = group.read(found["public_key"])
    hashed = bound_to(version, group, "pok", f"{group.name}|{found['public_key']}|")
    holds = is_known(group, public, read_proof(group, found["pok"]), hashed)
    insist(holds, "trustee-proof", "The proof that a trustee knows their key does not hold.")
    if signer is not None:
        _insist_signed(version, group, signer, found["public_key"], found["signature"], "a trustee's key")
    return public


def _read_pedersen(version: Version, group: Group, value: Any) -> Circle:
    names = ["threshold", "certs", "coefexps", "signatures", "verification_keys"]
    found = fields(value, names, what="The trustees' ceremony")
    listed = row(found["certs"], None, "The certificates", most=MOST_TRUSTEES)
    certificates = check_certificates(version, group, listed)
    size, threshold = len(certificates), certificates[0].context.threshold
    insist(
        found["threshold"] == threshold and not isinstance(found["threshold"], bool),
        "threshold",
        "The threshold is another one than was signed.",
    )
    for name in names[2:]:
        row(found[name], size, "The trustees' ceremony")
    exponents = [
        _exponents(version, certificates, place, found["coefexps"][place], found["signatures"][place])
        for place in range(size)
    ]
    keys = []
    for place, one in enumerate(found["verification_keys"]):
        public = _read_key(version, group, one, certificates[place].verification)
        insist(
            public == _expected(group, exponents, place + 1),
            "trustee-key",
            f"The key of trustee {place + 1} does not follow from the ceremony.",
        )
        keys.append(public)
    whole_key = group.one
    for line in exponents:
        whole_key = group.times(whole_key, line[0])
    return Circle(tuple(keys), threshold, whole_key)


def write_trustees(ceremony: Mapping[str, Any]) -> bytes:
    """The trustees' file, of one ceremony."""
    return dump([["Pedersen", dict(ceremony)]])


def read_trustees(version: Version, group: Group, raw: bytes) -> Trustees:
    """The trustees' file: each signature, proof and key. Raises `Fault`."""
    listed = row(load(raw, MOST_BYTES, "The trustees' file"), None, "The trustees' file", most=MOST_TRUSTEES)
    circles = []
    for one in listed:
        kind, value = row(one, 2, "A kind of trustees")
        insist(kind in ("Single", "Pedersen"), "shape", "Trustees must be Single or Pedersen.")
        if kind == "Pedersen":
            circles.append(_read_pedersen(version, group, value))
        else:
            key = _read_key(version, group, value, None)
            circles.append(Circle((key,), 1, key))
    insist(len(circles) > 0, "shape", "There are no trustees.")
    keys = [group.write(key) for circle in circles for key in circle.keys]
    insist(len(set(keys)) == len(keys), "trustee-key", "Two trustees have the same key.")
    return Trustees(group, tuple(circles))
