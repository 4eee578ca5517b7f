"""What does not verify, and what cannot be read."""

from __future__ import annotations

from unionhall.core.rulings import Refusal


class NotProven(Refusal):
    """
    A note, proof, leaf or file that is malformed, unsigned or contradicts what it should prove.

    >>> str(NotProven("The signature is false."))
    'The signature is false.'
    """
