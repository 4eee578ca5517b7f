"""One act's proof to carry away: a `.tlog-proof`, or a signed document that another hall can check."""

from __future__ import annotations

from unionhall.core.log import documents, leaves, merkle
from unionhall.core.log.documents import OpenEntry, ProvenEntry
from unionhall.core.log.notes import VerifierKey
from unionhall.core.log.proofs import Proof
from unionhall.core.rulings import OutOfOrder
from unionhall.core.words import Sentence, _

from . import signer
from .models import Checkpoint, Entry, Opening


def proof_for(entry: Entry) -> str:
    """
    The `.tlog-proof` text of an entry in the newest checkpoint that has it, with what it says as extra data.

    Where the words were erased the proof carries none. Raises `signer.SignerRefuses` where no checkpoint has
    the entry yet and none can be made.
    """
    return _proof(entry, _opened(entry)).text()


def check_proof(text: str, vkey: str, opening: OpenEntry | None = None) -> ProvenEntry:
    """
    The entry that a `.tlog-proof` proves under the key `vkey`. `opening`: what it says, where the proof has
    no extra data. Raises `core.log.faults.NotProven` where anything does not fit.
    """
    return documents.check_proof(text, [VerifierKey.read(vkey)], opening)


def signed_document(entry: Entry) -> str:
    """
    An entry as a JSON document that proves itself offline: origin, key, opening, proof.

    Raises `OutOfOrder` where the entry's words were erased.
    """
    opening = _opened(entry)
    if opening is None:
        erased = _("What entry {index} said was erased; only its seal is left.")
        raise OutOfOrder(Sentence(erased, index=entry.index))
    return documents.write(signer.verifier_keys(entry.hall)[0], opening, _proof(entry, opening))


def read_signed_document(text: str, vkey: str | None = None) -> ProvenEntry:
    """
    The entry of a signed document, checked under the origin's key `vkey` as known here.

    Without `vkey` the document's own key is used: compare `ProvenEntry.key.fingerprint` with the origin.
    Raises `core.log.faults.NotProven` with the reason in a sentence.
    """
    return documents.read(text, VerifierKey.read(vkey) if vkey else None)


def _proof(entry: Entry, opening: OpenEntry | None) -> Proof:
    signed = Checkpoint.objects.filter(hall=entry.hall, size__gt=entry.index).order_by("-size").first()
    if signed is None:
        signed = signer.checkpoint(entry.hall)
    way = merkle.inclusion_proof(signer.leaf_hashes(entry.hall, 0, signed.size), entry.index)
    extra = opening.extra() if opening is not None else None
    return Proof(entry.index, tuple(way), signed.note, extra)


def _opened(entry: Entry) -> OpenEntry | None:
    opening = Opening.objects.filter(entry=entry).first()
    if opening is None:
        return None
    return OpenEntry(bytes(opening.salt), opening.content, leaves.read(entry.leaf).day)
