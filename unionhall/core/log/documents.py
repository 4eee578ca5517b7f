"""
Entries in words, proven: an opening beside its proof, as one file that another hall checks without asking
anybody.

The signed document is JSON: `{v, origin, vkey, opening: {index, day, salt, content}, proof}`, where `proof`
is a `.tlog-proof` without extra data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from unionhall.core.words import Sentence, _

from . import canonical, leaves, notes, proofs
from .checkpoints import Checkpoint
from .faults import NotProven
from .leaves import Leaf
from .notes import VerifierKey

_SALT = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class OpenEntry:
    """
    What an entry says. `salt`: 32 bytes. `content`: canonical JSON text, exactly what was committed to.
    `day`: as in its leaf.

    >>> OpenEntry(bytes(32), "{}", "2026-05-01").leaf().day
    '2026-05-01'
    """

    salt: bytes
    content: str
    day: str

    def leaf(self) -> Leaf:
        """
        The leaf this opens.

        >>> OpenEntry(bytes(32), "{}", "2026-05-01").leaf().is_opened_by(bytes(32), b"{}")
        True
        """
        return Leaf(leaves.commitment(self.salt, self.content.encode()), self.day)

    def extra(self) -> bytes:
        """
        The opening as the extra data of a `.tlog-proof`.

        >>> OpenEntry.read(OpenEntry(bytes(32), "{}", "2026-05-01").extra()).content
        '{}'
        """
        return canonical.dumps({"content": self.content, "day": self.day, "salt": self.salt.hex()})

    @classmethod
    def read(cls, data: bytes) -> OpenEntry:
        """
        The opening in a proof's extra data. Raises `NotProven` where it is malformed.

        >>> OpenEntry.read(b"{}")
        Traceback (most recent call last):
        unionhall.core.log.faults.NotProven: This is not the opening of an entry.
        """
        value = canonical.loads(data)
        return _opening(value) if isinstance(value, dict) else _opening({})


@dataclass(frozen=True)
class ProvenEntry:
    """
    An entry that was checked. `key`: the key that signed for it; whose key that is, people compare for
    themselves.

    `checkpoint`: the signed head it is in. `index`: its place. `content`: what it says.
    """

    key: VerifierKey
    checkpoint: Checkpoint
    index: int
    content: dict[str, Any]

    @property
    def origin(self) -> str:
        """The name of the record it comes from."""
        return self.checkpoint.origin


def check_proof(text: str, keys: Iterable[VerifierKey], opening: OpenEntry | None = None) -> ProvenEntry:
    """
    The entry that a `.tlog-proof` proves. `opening`: what it says, where the proof does not carry it as
    extra data.

    Raises `NotProven` where anything does not fit.

    >>> from . import merkle; from .notes import SigningKey
    >>> key = SigningKey("hall", bytes(32))
    >>> said = OpenEntry(bytes(32), '{"kind":"poll.declared"}', "2026-05-01")
    >>> head = Checkpoint("hall", 1, merkle.leaf_hash(said.leaf().text().encode())).signed([key])
    >>> check_proof(proofs.Proof(0, (), str(head), said.extra()).text(), [key.verifier]).content
    {'kind': 'poll.declared'}
    """
    proof = proofs.read(text)
    if opening is None:
        if proof.extra is None:
            raise NotProven(Sentence(_("The proof does not carry what the entry says.")))
        opening = OpenEntry.read(proof.extra)
    keys = list(keys)
    checkpoint = proof.check(opening.leaf().text().encode(), keys)
    content = canonical.loads(opening.content)
    if not isinstance(content, dict):
        raise NotProven(Sentence(_("This is not the opening of an entry.")))
    # While keys change, two trusted ones bear the log's name: the one is meant that signed.
    signers = notes.read(proof.checkpoint).signed_by(keys)
    key = next(key for key in signers if key.name == checkpoint.origin)
    return ProvenEntry(key, checkpoint, proof.index, content)


def write(key: VerifierKey, opening: OpenEntry, proof: proofs.Proof) -> str:
    """
    The signed document of an entry, as indented JSON text.

    >>> key = VerifierKey.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    >>> json.loads(write(key, OpenEntry(bytes(32), "{}", "2026-05-01"), proofs.Proof(0, (), "…")))["origin"]
    'PeterNeumann'
    """
    document = {
        "v": 1,
        "origin": key.name,
        "vkey": str(key),
        "opening": {
            "index": proof.index,
            "day": opening.day,
            "salt": opening.salt.hex(),
            "content": opening.content,
        },
        "proof": proofs.Proof(proof.index, proof.hashes, proof.checkpoint).text(),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read(text: str, key: VerifierKey | None = None) -> ProvenEntry:
    """
    The entry of a signed document, checked. `key`: the origin's key as known here; without it the document's
    own is used, and whoever reads it must compare `ProvenEntry.key` with the origin. Raises `NotProven`.

    >>> read("[]")
    Traceback (most recent call last):
    unionhall.core.log.faults.NotProven: This is not a signed document.
    """
    refusal = NotProven(Sentence(_("This is not a signed document.")))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise refusal from None
    names = {"v", "origin", "vkey", "opening", "proof"}
    if not isinstance(value, dict) or value.keys() != names or value["v"] != 1 or value["v"] is True:
        raise refusal
    opening = value["opening"]
    if not isinstance(opening, dict) or opening.keys() != {"index", "day", "salt", "content"}:
        raise refusal
    if not (isinstance(value["vkey"], str) and isinstance(value["proof"], str)):
        raise refusal
    own = VerifierKey.read(value["vkey"])
    if key is not None and own != key:
        raise NotProven(Sentence(_("The document is signed with another key than {name}'s."), name=key.name))
    proven = check_proof(value["proof"], [own], _opening({n: opening[n] for n in ("day", "salt", "content")}))
    if proven.index != opening["index"] or proven.origin != value["origin"]:
        raise refusal
    return proven


def _opening(value: dict[str, Any]) -> OpenEntry:
    refusal = NotProven(Sentence(_("This is not the opening of an entry.")))
    if value.keys() != {"content", "day", "salt"} or not all(isinstance(one, str) for one in value.values()):
        raise refusal
    if not _SALT.fullmatch(value["salt"]):
        raise refusal
    opening = OpenEntry(bytes.fromhex(value["salt"]), value["content"], value["day"])
    leaves.read(opening.leaf().text())
    return opening
