"""Sealing: keys from passphrases and cookies, and ciphertext that says nothing of what it holds, its length included."""

from __future__ import annotations

import hashlib
import os
import threading

import argon2.low_level
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.contrib.auth.hashers import Argon2PasswordHasher

NONCE = 12
AT_ONCE = 2
_turn = threading.BoundedSemaphore(AT_ONCE)


class Unreadable(Exception):
    """Ciphertext that this key does not open, or that somebody changed."""


class PassphraseHasher(Argon2PasswordHasher):
    """
    Argon2id with 64 MiB, three passes and one lane (RFC 9106, second recommended choice, with one lane).

    At most two run at once: 64 MiB for each of many sign-ins would be a way to exhaust the server's memory.
    """

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """The passphrase's hash, as kept."""
        with _turn:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the passphrase is the one `encoded` was made from."""
        with _turn:
            return super().verify(password, encoded)


def key_from_passphrase(passphrase: str, salt: bytes) -> bytes:
    """
    The 32-byte key that seals a keyring: Argon2id of the passphrase over 16 random bytes of salt.

    Takes about 0.15 s. Its salt is another than the kept hash's, so the hash in the database does not open a keyring.
    """
    with _turn:
        return argon2.low_level.hash_secret_raw(
            passphrase.encode(),
            salt,
            time_cost=PassphraseHasher.time_cost,
            memory_cost=PassphraseHasher.memory_cost,
            parallelism=PassphraseHasher.parallelism,
            hash_len=32,
            type=argon2.low_level.Type.ID,
        )


def derived(secret: bytes, label: str) -> bytes:
    """A 32-byte key for one use named by `label`, from a secret that already has full strength (HKDF, RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=label.encode()).derive(secret)


def digest(secret: bytes) -> str:
    """SHA-256 in hex: what is kept of a secret that has full strength."""
    return hashlib.sha256(secret).hexdigest()


def seal(key: bytes, plain: bytes, about: bytes, step: int = 256) -> bytes:
    """
    Encrypt and authenticate `plain` (ChaCha20-Poly1305, RFC 8439), padded to a multiple of `step` bytes.

    `about` is authenticated with it: ciphertext moved to another row does not open there.
    """
    padded = len(plain).to_bytes(4, "big") + plain
    padded += bytes(-len(padded) % step)
    nonce = os.urandom(NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, padded, about)


def unseal(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """
    What `seal` encrypted. Raises `Unreadable` under another key, about something else, or when changed.

    >>> unseal(bytes(32), seal(bytes(32), b"yes", b"a"), b"a")
    b'yes'
    >>> len(seal(bytes(32), b"yes", b"a")) == len(seal(bytes(32), b"no", b"a"))
    True
    """
    try:
        padded = ChaCha20Poly1305(key).decrypt(bytes(sealed[:NONCE]), bytes(sealed[NONCE:]), about)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("this key does not open it") from error
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]
