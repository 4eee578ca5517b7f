"""The last of what may follow when an office is empty before its time: its election is put on the next agenda by itself."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from unionhall.bodies.models import Office
from unionhall.decisions.rules.motions import giver_of
from unionhall.kit.actor import Actor
from unionhall.kit.registries import successions
from unionhall.mandates.models import Mandate

from ..models import Item, ItemKind, Meeting


def to_the_next_agenda(by: Actor, mandate: Mandate, at: datetime) -> bool:
    """
    Put the election of who follows at the end of the agenda of the next meeting of the body that gave the mandate, which has not
    ended yet. Gives False where none is called or the office is no more. The meeting may take it off like any other item.
    """
    office = Office.objects.filter(pk=mandate.office, ended_at=None, body__ended_at=None).first()
    if office is None:
        return False
    ahead = Meeting.objects.filter(body=giver_of(mandate), first=None, closed_at=None).ahead(at)
    meeting = ahead.order_by("begins_at").select_for_update(of=("self",), no_key=True).first()
    if meeting is None:
        return False
    with translation.override(meeting.language):
        title = (_("Election: %(office)s") % {"office": office.name})[:160]
    if not meeting.items.filter(title=title).exists():
        last = meeting.items.aggregate(last=Max("place"))["last"] or 0
        Item.objects.create(
            hall_id=meeting.hall_id,
            meeting=meeting,
            place=last + 1,
            kind=ItemKind.DISCUSSION,
            title=title,
        )
    return True


successions.declare("assemblies.next_agenda", to_the_next_agenda)
