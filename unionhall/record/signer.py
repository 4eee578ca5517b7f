"""
Checkpoints of a hall's record: working out the root and having it signed, after each act's commit.

The signer itself (`keeper`) keeps its key and its last signed head outside the database: a backup that was
restored, or rows that were changed, find a signer that refuses until a person reconciles.
"""

from __future__ import annotations

import threading
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from unionhall.core.log import merkle
from unionhall.core.log.merkle import Edge
from unionhall.core.log.notes import VerifierKey
from unionhall.core.words import Sentence, _
from unionhall.kit import clock

from .keeper import Behind, Keeper, SignedHead, SignerRefuses
from .models import Checkpoint, Entry, Hall

__all__ = [
    "Behind",
    "SignerRefuses",
    "after_commit",
    "checkpoint",
    "hashes_of",
    "keeper_of",
    "leaf_hashes",
    "reconcile",
    "verifier_key",
    "verifier_keys",
]

_edges: dict[UUID, tuple[Edge, str]] = {}
"""
What the next root is worked out from: the edge of the last signed tree and its last leaf, for each hall.
"""
_edges_lock = threading.Lock()


def keeper_of(hall_id: UUID) -> Keeper:
    """The signer of a hall."""
    return Keeper(Path(settings.SIGNER_DIR) / str(hall_id))


def verifier_keys(hall: Hall) -> list[VerifierKey]:
    """
    The public keys that sign the hall's checkpoints now, the one longest in use first; two during a change
    of keys.

    Makes the first key of a record that has never been signed. Raises `SignerRefuses` where it has been,
    elsewhere.
    """
    keeper = keeper_of(hall.pk)
    if not keeper.has_key():
        # Asked again: another thread may have made the first key and signed between the two questions.
        if Checkpoint.objects.filter(hall=hall).exists() and not keeper.has_key():
            gone = _("This server does not hold the key that signed this record. Reconcile the record first.")
            raise SignerRefuses(Sentence(gone))
        keeper.make_key(hall.origin)
    return keeper.verifiers()


def at_rest(hall: Hall) -> Sentence | None:
    """
    Why nothing new is signed until a person reconciles, None where the signer goes on: after a restore, the key is not
    here, or more was signed than the record holds. Costs one query.
    """
    try:
        verifier_keys(hall)
        signed, size = keeper_of(hall.pk).head().size, size_of(hall)
    except SignerRefuses as refused:
        return Sentence(refused.sentence)
    if signed <= size or signed <= size_of(
        hall
    ):  # asked again: another may have written and signed in between
        return None
    short = _("{last} entries were signed and only {size} are here. Was a backup restored?")
    return Sentence(short, last=signed, size=size)


def verifier_key(hall: Hall) -> str:
    """The hall's verifier key as text, to print and to publish. Raises like `verifier_keys`."""
    return str(verifier_keys(hall)[0])


def leaf_hashes(hall: Hall, start: int, end: int) -> list[bytes]:
    """
    The leaf hashes of the entries from `start` to before `end`. Raises `SignerRefuses` where one is missing.
    """
    return hashes_of(leaves(hall, start, end))


def hashes_of(leaves: list[str]) -> list[bytes]:
    """The leaf hashes of leaf texts."""
    return [merkle.leaf_hash(leaf.encode()) for leaf in leaves]


def leaves(hall: Hall, start: int, end: int) -> list[str]:
    """
    The leaf texts of the entries from `start` to before `end`. Raises `SignerRefuses` where one is missing.
    """
    if start >= end:
        return []
    rows = Entry.objects.filter(hall=hall, index__gte=start, index__lt=end).order_by("index")
    found = list(rows.values_list("index", "leaf"))
    for expected, (index, _leaf) in enumerate(found, start):
        if index != expected:
            raise SignerRefuses(Sentence(_("Entry {index} of the record is missing."), index=expected))
    if len(found) != end - start:
        raise SignerRefuses(Sentence(_("Entry {index} of the record is missing."), index=start + len(found)))
    return [leaf for _index, leaf in found]


def size_of(hall: Hall) -> int:
    """How many entries the hall's record has, by the place of its last."""
    last = Entry.objects.filter(hall=hall).order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def checkpoint(hall: Hall) -> Checkpoint:
    """
    The signed checkpoint of all entries committed so far; the newest one again where nothing was added.

    Works in O(added + log n) after the first time in a process. Raises `SignerRefuses` where the record does
    not continue what was signed last, `Behind` where it is shorter: after a restore, until `reconcile`.
    """
    verifier_keys(hall)
    keeper = keeper_of(hall.pk)
    for _attempt in range(5):
        last, size = keeper.head(), size_of(hall)
        if size < last.size:
            # Another process may have signed between the two readings; the entries then are here by now.
            size = size_of(hall)
        edge = _edge_at(hall, last, size)
        added = leaves(hall, edge.size, size)
        hashes = hashes_of(added)
        grown = edge.extend(hashes)
        proof = merkle.consistency_from_edge(edge, hashes) if edge.size else []
        try:
            head = keeper.sign(hall.origin, size, grown.root(), proof)
        except SignerRefuses:
            if keeper.head() == last:
                raise
            continue  # somebody else signed meanwhile: look again
        _remember(hall, grown, added)
        return _kept(hall, head)
    raise SignerRefuses(Sentence(_("The record is being signed by others just now. Try again.")))


def after_commit(hall_id: UUID) -> None:
    """Sign what was just committed. Raises like `checkpoint`; `book` logs it, and the next act catches up."""
    checkpoint(Hall.objects.get(pk=hall_id))


def forget(hall_id: UUID) -> None:
    """Destroy the signer of a hall that is gone, with what is remembered of its record here."""
    with _edges_lock:
        _edges.pop(hall_id, None)
    keeper_of(hall_id).destroy()


def reconcile(hall: Hall) -> int:
    """
    Let the signer go on from the record as it is now, after a restore or the loss of the signer's folder.

    Gives how many signed entries are missing here, as far as the checkpoints in the database tell. Raises
    `SignerRefuses` where nothing is wrong: this is no way round a signer that agrees. Whoever calls it
    records `signer.reconciled`.
    """
    keeper = keeper_of(hall.pk)
    try:
        checkpoint(hall)
    except SignerRefuses:
        pass
    else:
        raise SignerRefuses(Sentence(_("The signer and the record agree. There is nothing to reconcile.")))
    size = size_of(hall)
    edge = Edge().extend(leaf_hashes(hall, 0, size))
    try:
        signed = keeper.head().size
    except SignerRefuses:
        signed = 0
    shared = Checkpoint.objects.filter(hall=hall, size__lte=size).order_by("-size").first()
    day = clock.day(clock.now(), hall.time_zone).isoformat()
    head = keeper.reconcile(hall.origin, size, edge.root(), day)
    _kept(hall, head)
    return max(0, signed - (shared.size if shared else 0))


def _edge_at(hall: Hall, last: SignedHead, size: int) -> Edge:
    """
    The edge of the tree that was signed last, from memory where the database still ends it in the same leaf.

    Where the first entries no longer make the signed root, the edge of what is there: the signer then
    refuses.
    """
    with _edges_lock:
        edge, leaf = _edges.get(hall.pk, (Edge(), ""))
    if edge.size == last.size <= size and edge.root() == last.root:
        if not edge.size or leaves(hall, edge.size - 1, edge.size) == [leaf]:
            return edge
    return Edge().extend(leaf_hashes(hall, 0, min(last.size, size)))


def _remember(hall: Hall, edge: Edge, added: list[str]) -> None:
    known, _leaf = _edges.get(hall.pk, (Edge(), ""))
    if known == edge:
        return
    last = added[-1] if added else leaves(hall, edge.size - 1, edge.size)[0]
    with _edges_lock:
        _edges[hall.pk] = (edge, last)


def _kept(hall: Hall, head: SignedHead) -> Checkpoint:
    """
    The row of a signed head. The signer's file comes first, so a row lost to a power cut is made again here.
    """
    row = Checkpoint.objects.filter(hall=hall, size=head.size).first()
    if row is not None and row.note == head.note:
        return row
    with transaction.atomic():
        row, _made = Checkpoint.objects.update_or_create(
            hall=hall,
            size=head.size,
            defaults={
                "root": head.root.hex(),
                "note": head.note,
                "day": clock.day(clock.now(), hall.time_zone),
            },
        )
    return row
