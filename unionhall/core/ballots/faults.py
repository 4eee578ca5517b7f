"""What is wrong with a ballot, a key or a board, and the name of the check that found it."""

from __future__ import annotations

from unionhall.core.rulings import Refusal


class Fault(Refusal):
    """
    Something that does not verify. `check`: the short name of the check, for programs; the sentence is for people.

    >>> fault = Fault("signature", "The signature is not the voter's.")
    >>> fault.check, str(fault)
    ('signature', "The signature is not the voter's.")
    """

    def __init__(self, check: str, message: str) -> None:
        super().__init__(message)
        self.check = check


def insist(holds: bool, check: str, message: str) -> None:
    """
    Raise `Fault(check, message)` unless it holds.

    >>> insist(True, "shape", "Not said.")
    >>> insist(False, "shape", "Two answers are expected.")
    Traceback (most recent call last):
    unionhall.core.ballots.faults.Fault: Two answers are expected.
    """
    if not holds:
        raise Fault(check, message)
