"""
Signed notes: a text with one or more Ed25519 signatures under it, in C2SP's signed-note format.

A key is known by its name and the first four bytes of a hash over name and key. Signatures by unknown keys
are passed over; a false one by a known key refuses the note. Source: https://c2sp.org/signed-note
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from unionhall.core.words import Sentence, _

from .faults import NotProven

ED25519 = 1
_MOST_SIGNATURES = 100
_MARK = "— "


@dataclass(frozen=True)
class VerifierKey:
    """
    A public key by which notes are checked. `name`: the signer's. `public`: 32 bytes of Ed25519.

    Written `name+id+base64`, the form to print and to compare.

    >>> key = VerifierKey.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    >>> key.name, key.id.hex(), len(key.public)
    ('PeterNeumann', 'c74f20a3', 32)
    """

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart; no proof of anything."""
        return key_id(self.name, self.public)

    @property
    def fingerprint(self) -> str:
        """
        SHA-256 of the written key in eight groups of four hex digits: what people read out to each other.

        >>> SigningKey("hall", bytes(32)).verifier.fingerprint.count(" ")
        7
        """
        digits = hashlib.sha256(str(self).encode()).hexdigest()[:32]
        return " ".join(digits[i : i + 4] for i in range(0, 32, 4))

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([ED25519]) + self.public).decode()}"

    @classmethod
    def read(cls, text: str) -> VerifierKey:
        """
        The key in `text`; raises `NotProven` where it is malformed or its id does not fit.

        >>> VerifierKey.read("hall+00000000+AA==")
        Traceback (most recent call last):
        unionhall.core.log.faults.NotProven: This is not an Ed25519 verifier key.
        """
        refusal = NotProven(Sentence(_("This is not an Ed25519 verifier key.")))
        name, _plus, rest = text.strip().partition("+")
        identity, _plus, encoded = rest.partition("+")
        data = _decoded(encoded)
        if not is_name(name) or data is None or len(data) != 33 or data[0] != ED25519:
            raise refusal
        key = cls(name, data[1:])
        if key.id.hex() != identity:
            raise refusal
        return key

    def accepts(self, text: str, signature: bytes) -> bool:
        """
        Whether `signature` (64 bytes) over `text` was made with this key.

        >>> SigningKey("hall", bytes(32)).verifier.accepts("x\\n", bytes(64))
        False
        """
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """
    The secret half. `seed`: 32 bytes of good chance, which the caller brings.

    >>> "seed" in repr(SigningKey("hall", bytes(32)))
    False
    """

    name: str
    seed: bytes

    def __post_init__(self) -> None:
        if not is_name(self.name) or len(self.seed) != 32:
            raise ValueError("a signing key has a name without blanks or plus signs, and a seed of 32 bytes")

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        secret = Ed25519PrivateKey.from_private_bytes(self.seed)
        return VerifierKey(self.name, secret.public_key().public_bytes_raw())

    def secret_text(self) -> str:
        """
        The key as Go's tools keep it: `PRIVATE+KEY+name+id+base64`.

        >>> SigningKey.read(SigningKey("hall", bytes(32)).secret_text()).name
        'hall'
        """
        encoded = base64.b64encode(bytes([ED25519]) + self.seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{encoded}"

    @classmethod
    def read(cls, text: str) -> SigningKey:
        """
        The key in `text`; raises `NotProven` where it is malformed.

        >>> SigningKey.read("PRIVATE+KEY+hall+00000000+AA==")
        Traceback (most recent call last):
        unionhall.core.log.faults.NotProven: This is not an Ed25519 signing key.
        """
        refusal = NotProven(Sentence(_("This is not an Ed25519 signing key.")))
        parts = text.strip().split("+", 4)
        data = _decoded(parts[4]) if len(parts) == 5 else None
        if data is None or parts[:2] != ["PRIVATE", "KEY"] or len(data) != 33 or data[0] != ED25519:
            raise refusal
        if not is_name(parts[2]):
            raise refusal
        key = cls(parts[2], data[1:])
        if key.verifier.id.hex() != parts[3]:
            raise refusal
        return key

    def sign(self, text: str) -> Signature:
        """
        This key's signature over `text`.

        >>> SigningKey("hall", bytes(32)).sign("x\\n").name
        'hall'
        """
        made = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return Signature(self.name, self.verifier.id, made)


@dataclass(frozen=True)
class Signature:
    """One line under a note. `key_id`: 4 bytes. `value`: what the key made, 64 bytes for Ed25519."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """
        The line as it stands under a note, without its end.

        >>> Signature("hall", bytes(4), bytes(64)).line()[:12]
        '— hall AAAAA'
        """
        return f"{_MARK}{self.name} {base64.b64encode(self.key_id + self.value).decode()}"


@dataclass(frozen=True)
class Note:
    """
    A text, ending in a newline, with its signatures in order.

    >>> note = sign("We meet on Monday.\\n", [SigningKey("hall", bytes(32))])
    >>> [by.name for by in note.signed_by([SigningKey("hall", bytes(32)).verifier])]
    ['hall']
    """

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(one.line() + "\n" for one in self.signatures)

    def signed_by(self, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
        """
        Those of `keys` that signed. Raises `NotProven` where one's signature is false, or none has signed.

        >>> sign("x\\n", [SigningKey("a", bytes(32))]).signed_by([SigningKey("b", bytes(32)).verifier])
        Traceback (most recent call last):
        unionhall.core.log.faults.NotProven: No known key has signed this note.
        """
        known = {(key.name, key.id): key for key in keys}
        found: list[VerifierKey] = []
        for signature in self.signatures:
            key = known.get((signature.name, signature.key_id))
            if key is None or key in found:
                continue
            if not key.accepts(self.text, signature.value):
                false = _("The signature of {name} under this note is false.")
                raise NotProven(Sentence(false, name=key.name))
            found.append(key)
        if not found:
            raise NotProven(Sentence(_("No known key has signed this note.")))
        return found


def key_id(name: str, public: bytes) -> bytes:
    """
    The id of an Ed25519 key: the first four bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ key).

    >>> len(key_id("hall", bytes(32)))
    4
    """
    return hashlib.sha256(name.encode() + b"\n" + bytes([ED25519]) + public).digest()[:4]


def is_name(name: str) -> bool:
    """
    Whether a key may be called so: not empty, no blanks, no plus sign.

    >>> is_name("hall.example/bakery"), is_name("the hall"), is_name("a+b")
    (True, False, False)
    """
    return bool(name) and "+" not in name and not any(one.isspace() for one in name) and name.isprintable()


def sign(text: str, keys: Iterable[SigningKey]) -> Note:
    """
    The note of `text` under all of `keys`; during a change of keys both the old and the new one sign.

    >>> len(sign("x\\n", [SigningKey("hall", bytes(32)), SigningKey("hall", bytes(31) + b"1")]).signatures)
    2
    """
    if not text.endswith("\n"):
        raise ValueError("a note's text ends in a newline")
    return Note(text, tuple(key.sign(text) for key in keys))


def read(data: bytes | str) -> Note:
    """
    The note in `data`, its signatures not yet checked. Raises `NotProven` where it is malformed.

    >>> read(str(sign("x\\n", [SigningKey("hall", bytes(32))]))).text
    'x\\n'
    """
    refusal = NotProven(Sentence(_("This is not a signed note.")))
    try:
        whole = data.decode("utf-8") if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        raise refusal from None
    start = whole.rfind("\n\n")
    if start < 0 or not whole.endswith("\n") or any(one < " " and one != "\n" for one in whole):
        raise refusal
    text, lines = whole[: start + 1], whole[start + 2 :].split("\n")[:-1]
    if not lines or len(lines) > _MOST_SIGNATURES:
        raise refusal
    signatures = []
    for line in lines:
        name, _blank, encoded = line.removeprefix(_MARK).partition(" ")
        value = _decoded(encoded)
        if not line.startswith(_MARK) or not is_name(name) or value is None or len(value) < 5:
            raise refusal
        signatures.append(Signature(name, value[:4], value[4:]))
    return Note(text, tuple(signatures))


def _decoded(encoded: str) -> bytes | None:
    """Standard base64, None where it is not spelt the one way that encoding spells it (stray last bits)."""
    try:
        data = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode() == encoded else None
