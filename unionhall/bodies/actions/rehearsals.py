"""Rehearsals: a throw-away hall is opened as any other is, and erased with all that is in it, its record too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unionhall.core.charters import Charter
from unionhall.kit import live
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Due, leavings
from unionhall.people import keyring
from unionhall.people.keyring import Holder
from unionhall.people.models import Person
from unionhall.record import due, signer
from unionhall.record.book import unrecorded
from unionhall.record.models import Hall, Head

from .. import belongings
from ..rules import actor_of
from ..rules import rehearsals as rules
from .founding import Founded, stand_hall
from .lists import Row, bring_in_list


@unrecorded(
    "the hall has to stand before its record can say that it was founded; what is only practised is on no other"
)
def open_rehearsal(
    *,
    holder: Holder,
    agreement: Charter,
    kind: str,
    name: str,
    pretend: Sequence[str],
    language: str,
    time_zone: str,
    at: datetime,
) -> Founded:
    """
    A hall for an evening of practice: founded by `holder` as `name` on `agreement`, with the members `pretend`, who have no
    accounts and come in as any list does.

    Nothing in it says out of which hall it was begun, and nothing anywhere else that it was. Raises `OutOfOrder` where its
    holder is in a rehearsal already, or the server has too many.
    """
    rules.has_room_for_rehearsal(at).enforce()
    made = stand_hall(
        organisation=_("Rehearsal"),
        kind=kind,
        name=name,
        holder=holder,
        language=language,
        time_zone=time_zone,
        agreement=agreement,
        rehearsal_until=at + rules.REHEARSAL_LASTS,
        at=at,
    )
    # Asked under the lock of the account, which the seat took: two presses at once do not make two rehearsals.
    rules.is_in_no_other(keyring.unpack(made.account, holder.wrap_key), made.hall, at).enforce()
    bring_in_list(by=actor_of(made.member), rows=[Row(one) for one in pretend])
    return made


@unrecorded(
    "the rehearsal goes with its record: nothing is left that could say so, and nothing there counted"
)
def end_rehearsal(*, by: Actor, at: datetime) -> None:
    """
    Erase the rehearsal that `by` is in, wholly and at once: its rows, its papers, its record and the key that signed it.

    Raises a `Refusal` in a hall in which things count.
    """
    Head.objects.select_for_update(of=("self",)).get(hall_id=by.hall_id)
    # Whoever is about to write a row of this hall waits here, and then finds that there is none.
    hall = Hall.objects.select_for_update().get(pk=by.hall_id)
    rules.may_end_rehearsal(by, hall, at).enforce()

    rows = belongings.of_hall(hall)
    persons = [pk for one in rows if one.model is Person for pk in one.values_list("pk", flat=True)]
    take_away = [look(hall.pk) for _name, look in leavings.items()]
    belongings.delete(rows)

    for person in persons:
        live.drop(person)
    for one in take_away:
        transaction.on_commit(one)


def _signers(hall_id: UUID) -> Any:
    return lambda: signer.forget(hall_id)


leavings.declare("signer", _signers)


def _over(hall: Any, at: Any, _day: Any) -> QuerySet[Hall]:
    """The hall itself, where it is a rehearsal whose time is over."""
    return Hall.objects.filter(pk=hall, rehearsal_until__lte=at)


def _end(by: Actor, _rows: Any) -> int:
    due.did(end_rehearsal, by=by)
    return 0


REHEARSAL_DUE = Due("rehearsals.over", _over, _end)
"""Apart from what else comes due in this room: a page may have that done while it is made, and must find its hall afterwards."""
