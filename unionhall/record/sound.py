"""Whether a hall's record, as it lies in the database, is whole: every entry in its place, every opening as it was sealed."""

from __future__ import annotations

import hashlib
import json

from unionhall.core.log.merkle import Edge

from . import signer
from .keeper import SignerRefuses
from .models import Head, Opening

PIECE = 2000
"""How many entries are in memory at a time."""


def fault_of(head: Head) -> str | None:
    """
    The first thing wrong with the record that ends in `head`, None where it is whole. Signs nothing.

    Entries are counted and hashed up to the head that was signed last, whose root they must give; each opening must be the one
    that its seal commits to. Where the signer is at rest, what it signed is not compared: `signer.at_rest` says that.
    """
    hall = head.hall
    size = signer.size_of(hall)
    if size != head.size:
        return f"There are {size} entries where there should be {head.size}."
    try:
        signed = signer.keeper_of(hall.pk).head()
    except SignerRefuses:
        signed = None
    edge, sealed = Edge(), 0
    while sealed < size:
        until = min(size, sealed + PIECE)
        if signed is not None and sealed < signed.size < until:
            until = signed.size
        try:
            leaves = signer.leaves(hall, sealed, until)
        except SignerRefuses as missing:
            return str(missing.sentence)
        edge = edge.extend(signer.hashes_of(leaves))
        sealed = until
        if signed is not None and sealed == signed.size and edge.root() != signed.root:
            return f"The record no longer begins with the {signed.size} entries that were signed."
        wrong = _opened_otherwise(head, until - len(leaves), leaves)
        if wrong is not None:
            return f"What entry {wrong} says is not what was sealed."
    return None


def _opened_otherwise(head: Head, first: int, leaves: list[str]) -> int | None:
    """The first entry from `first` on whose opening is not the one its leaf commits to."""
    rows = Opening.objects.filter(
        entry__hall=head.hall, entry__index__gte=first, entry__index__lt=first + len(leaves)
    )
    for index, salt, content in rows.order_by("entry__index").values_list("entry__index", "salt", "content"):
        commit = hashlib.sha256(bytes(salt) + content.encode()).hexdigest()
        if json.loads(leaves[index - first]).get("commit") != commit:
            return int(index)
    return None
