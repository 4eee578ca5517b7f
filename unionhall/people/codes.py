"""Codes that are read aloud or copied from paper: sixteen letters and figures, none easily mistaken for another."""

from __future__ import annotations

import secrets

from . import sealing

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
LINK_LENGTH = 26
CARRIED_LENGTH = 52
_MISREAD = str.maketrans("OIL", "011")


def new_code() -> str:
    """A code of 80 random bits in four groups of four (Crockford's base 32)."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def new_link_token() -> str:
    """
    What a link that opens something ends in: 130 random bits in small letters and figures of the same alphabet.

    No sign in it ends a line, so that an address copied from paper is the whole address.
    """
    return "".join(secrets.choice(ALPHABET.lower()) for _ in range(LINK_LENGTH))


def settled(typed: str) -> str:
    """
    A code as it is compared, however it was typed.

    >>> settled(" o123-4567 89ab-cdeL")
    '0123456789ABCDE1'
    """
    return "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_MISREAD)


def code_hash(typed: str) -> str:
    """What is kept of a code: SHA-256 in hex. Eighty random bits need no slower one."""
    return sealing.digest(b"claim:" + settled(typed).encode("utf-8", "surrogatepass"))


def carried_code(secret: bytes) -> str:
    """
    A person's key (32 bytes) as a code of 52 letters and figures, with which its holder comes in on another server.

    >>> carried_code(bytes(31) + bytes([31]))[-4:]
    '000Z'
    """
    number = int.from_bytes(secret, "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(CARRIED_LENGTH)))


def carried_hash(key_hash: str) -> str:
    """What is kept, on the server a hall moved to, of the code of whoever held the key with `key_hash` before."""
    return sealing.digest(b"moved:" + key_hash.encode("ascii"))


def hashes_of(typed: str) -> list[str]:
    """Under what a code may be kept: a code handed over face to face, or one carried from another server."""
    code = settled(typed)
    found = [code_hash(typed)]
    if len(code) == CARRIED_LENGTH and set(code) <= set(ALPHABET):
        number = 0
        for letter in code:
            number = number << 5 | ALPHABET.index(letter)
        if number < 1 << 256:
            found.append(carried_hash(sealing.digest(number.to_bytes(32, "big"))))
    return found
