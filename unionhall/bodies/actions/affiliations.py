"""Affiliating: our decision, theirs brought as a signed document, and the end of it by either side."""

from __future__ import annotations

from datetime import datetime

from unionhall.bodies.models import Affiliation
from unionhall.bodies.rules import affiliations as rules
from unionhall.bodies.rules import charters
from unionhall.bodies.rules.membership import may_act
from unionhall.kit.actor import Actor
from unionhall.record.book import action, write
from unionhall.record.models import Entry, Hall


@action
def decide_affiliation(
    *, by: Actor, warrant: Entry, name: str, vkey: str, ours_is_wider: bool, at: datetime
) -> Affiliation:
    """
    Our side of an affiliation, on the `warrant` of our decision. `vkey`: the key of their record, whose name is their
    origin. It stands once their own decision, signed with that key, is brought.
    """
    hall = Hall.objects.get(pk=by.hall_id)
    rules.may_decide(hall, name, vkey, ours_is_wider).enforce()

    key = rules.key_of(vkey)

    edge = Affiliation.objects.create(
        hall=hall, name=name.strip(), origin=key.name, vkey=str(key), ours_is_wider=ours_is_wider
    )
    # This entry is handed to another organisation: it is the body's word, and carries no member's id.
    edge.our_decision = write(
        rules.DECIDED,
        by=Actor.the_clock(by.hall_id),
        at=at,
        about=edge,
        body=charters.assembly(hall.pk).pk,
        warrant=warrant,
        origin=key.name,
        ours_is_wider=ours_is_wider,
    )
    edge.save(update_fields=["our_decision"])
    return edge


@action
def bring_their_decision(*, by: Actor, affiliation: Affiliation, text: str, at: datetime) -> Affiliation:
    """
    Bring the other side's signed document. Any member may: it proves itself. Their decision makes the edge stand; their
    ending ends it. Raises `OutOfOrder` with what does not fit.
    """
    edge = Affiliation.objects.select_for_update().get(pk=affiliation.pk, hall_id=by.hall_id)
    may_act(by, at).enforce()
    rules.may_end(edge).enforce()
    proven = rules.read_theirs(edge, text)

    ends = proven.content["kind"] == rules.ENDED

    if ends:
        edge.ended_at, edge.their_decision = at, text.strip()
        edge.ended_by = write(
            rules.ENDED, by=by, at=at, about=edge, origin=edge.origin, ours_is_wider=edge.ours_is_wider
        )
    else:
        edge.their_decision, edge.since = text.strip(), at
        write("affiliation.stood", by=by, at=at, about=edge, origin=edge.origin)
    edge.save()
    return edge


@action
def end_affiliation(*, by: Actor, warrant: Entry, affiliation: Affiliation, at: datetime) -> Affiliation:
    """End an affiliation by our own decision, which is enough."""
    edge = Affiliation.objects.select_for_update().get(pk=affiliation.pk, hall_id=by.hall_id)
    rules.may_end(edge).enforce()

    edge.ended_at = at
    edge.ended_by = write(
        rules.ENDED,
        by=Actor.the_clock(by.hall_id),
        at=at,
        about=edge,
        body=charters.assembly(by.hall_id).pk,
        warrant=warrant,
        origin=edge.origin,
        ours_is_wider=edge.ours_is_wider,
    )
    edge.save(update_fields=["ended_at", "ended_by"])
    return edge
