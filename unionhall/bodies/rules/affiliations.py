"""Affiliations: edges between sovereign halls, each standing on two signed decisions."""

from __future__ import annotations

import json
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.bodies.models import Affiliation
from unionhall.core.log.documents import ProvenEntry
from unionhall.core.log.faults import NotProven
from unionhall.core.log.notes import VerifierKey
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.record.models import Hall
from unionhall.record.proofs import read_signed_document

from .rehearsals import is_real

DECIDED = "affiliation.decided"
ENDED = "affiliation.ended"


def key_of(vkey: str) -> VerifierKey:
    """The key another organisation handed over. Raises `OutOfOrder` where it is none."""
    try:
        return VerifierKey.read(vkey)
    except NotProven as fault:
        raise OutOfOrder(_("This is no key of a hall: copy the whole line they gave you.")) from fault


def may_decide(hall: Hall, name: str, vkey: str, ours_is_wider: bool) -> Ruling:
    """Whether our side may decide an affiliation with the holder of the key `vkey`."""
    if not name.strip():
        return Ruling(OutOfOrder(_("Say what the other organisation is called.")))
    if not (ruling := is_real(hall)):
        return ruling
    try:
        key = key_of(vkey)
    except OutOfOrder as refusal:
        return Ruling(refusal)
    if key.name == hall.origin:
        return Ruling(OutOfOrder(_("This is our own key: ask them for theirs.")))
    if standing_or_begun(hall.pk, key.name, ours_is_wider) is not None:
        return Ruling(OutOfOrder(_("Our side of this affiliation is decided already.")))
    if standing_or_begun(hall.pk, key.name, not ours_is_wider) is not None:
        return Ruling(OutOfOrder(_("They cannot be the wider organisation and the narrower one at once.")))
    return IN_ORDER


def standing_or_begun(hall_id: UUID, origin: str, ours_is_wider: bool) -> Affiliation | None:
    """The edge to `origin` that has not ended, or None."""
    return Affiliation.objects.filter(
        hall_id=hall_id, origin=origin, ours_is_wider=ours_is_wider, ended_at=None
    ).first()


def read_theirs(affiliation: Affiliation, text: str) -> ProvenEntry:
    """
    What their signed document proves, under the key our own decision named.

    Raises `OutOfOrder` with the reason: not proven, of another origin, not about us, not the other half of this edge.
    """
    try:
        proven = read_signed_document(text.strip(), affiliation.vkey or None)
    except NotProven as fault:
        raise OutOfOrder(_("Their document does not prove itself: %(why)s") % {"why": fault}) from fault
    if proven.origin != affiliation.origin:
        raise OutOfOrder(_("This was signed by another organisation than the one we decided about."))
    facts = proven.content.get("facts")
    if proven.content.get("kind") not in (DECIDED, ENDED) or not isinstance(facts, dict):
        raise OutOfOrder(_("This document is about something else than an affiliation."))
    if facts.get("origin") != affiliation.hall.origin:
        raise OutOfOrder(_("This is their affiliation with somebody else."))
    if facts.get("ours_is_wider") is not (not affiliation.ours_is_wider):
        raise OutOfOrder(_("Both sides say they are the wider organisation, or neither does."))
    if proven.content["kind"] == ENDED and affiliation.since is None:
        raise OutOfOrder(_("This affiliation does not stand yet, so it cannot be ended by them."))
    if proven.index <= last_used(affiliation):
        raise OutOfOrder(_("This document was used already, for what came before. Ask them for the new one."))
    return proven


def last_used(affiliation: Affiliation) -> int:
    """The place in their record of the newest document of theirs that we have used, −1 for none."""
    used = -1
    for text in (
        Affiliation.objects.filter(hall_id=affiliation.hall_id, origin=affiliation.origin)
        .exclude(their_decision="")
        .values_list("their_decision", flat=True)
    ):
        try:
            used = max(used, int(json.loads(text)["opening"]["index"]))
        except (ValueError, KeyError, TypeError):
            continue
    return used


def may_end(affiliation: Affiliation) -> Ruling:
    """Whether an edge can be ended: once, by either side alone."""
    if affiliation.ended_at is not None:
        return Ruling(OutOfOrder(_("This affiliation has ended already.")))
    return IN_ORDER
