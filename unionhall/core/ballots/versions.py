"""
What a version of the format decides: how hashes become challenges, fingerprints and keys. Version 1 is the released one.

Version 2 (unreleased, and still moving) derives challenges by RFC 9380 and signs differently; it would be a second class here.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any, Protocol

from unionhall.core.ballots.faults import insist
from unionhall.core.ballots.groups import Element, Group


class Version(Protocol):
    """What the protocol asks of a version. `number`: as the file has it."""

    number: int

    def challenge(self, group: Group, tag: str, before: str, elements: Sequence[Element]) -> int:
        """The challenge of a proof: `tag` says what kind, `before` what it is bound to, `elements` are its commitments."""

    def fingerprint(self, raw: bytes) -> str:
        """What a ballot or an election is known by."""

    def secret_from(self, group: Group, tag: str, word: str) -> int:
        """A secret number from a word that a person keeps."""

    def credential_secret(self, group: Group, uuid: str, word: str) -> int:
        """A voter's secret number in one election."""


class VersionOne:
    """
    SHA-256 read as a number, the highest byte first, modulo the order.

    >>> VersionOne().fingerprint(b"")
    '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU'
    """

    number = 1

    def challenge(self, group: Group, tag: str, before: str, elements: Sequence[Element]) -> int:
        """SHA-256 of `tag|before` and the elements joined by commas."""
        told = ",".join([group.write(one) for one in elements])
        return int.from_bytes(hashlib.sha256(f"{tag}|{before}{told}".encode()).digest(), "big") % group.q

    def fingerprint(self, raw: bytes) -> str:
        """SHA-256 in Base64 without padding."""
        return base64.b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")

    def secret_from(self, group: Group, tag: str, word: str) -> int:
        """SHA-256 of `tag|word`."""
        return int.from_bytes(hashlib.sha256(f"{tag}|{word}".encode()).digest(), "big") % group.q

    def credential_secret(self, group: Group, uuid: str, word: str) -> int:
        """Two hashes beside each other, so that reducing them leaves no number likelier than another."""
        halves = [
            hashlib.sha256(f"derive_credential|{uuid}|{half}|{word}".encode()).digest() for half in (0, 1)
        ]
        return int.from_bytes(halves[0] + halves[1], "big") % group.q


VERSIONS: dict[int, Version] = {1: VersionOne()}
"""By the number that the file has."""


def version_numbered(number: Any) -> Version:
    """
    The version of that number. Raises `Fault("version", …)` for one we do not speak.

    >>> version_numbered(1).number
    1
    >>> version_numbered(2)
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: The format must be version 1.
    """
    known = isinstance(number, int) and not isinstance(number, bool) and number in VERSIONS
    insist(known, "version", "The format must be version 1.")
    return VERSIONS[number]
