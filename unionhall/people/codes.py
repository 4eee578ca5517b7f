"""Codes that are read aloud or copied from paper: sixteen letters and figures, none easily mistaken for another."""

from __future__ import annotations

import secrets

from . import sealing

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_MISREAD = str.maketrans("OIL", "011")


def new_code() -> str:
    """A code of 80 random bits in four groups of four (Crockford's base 32)."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


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
