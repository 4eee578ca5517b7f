"""Who brings what: adding to the list, taking something, giving it back, striking it off."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from .. import rules
from ..models import Bringing, Meeting
from .calling import locked

LONGEST_THING = 120
NO_ACT = "who brings the soup is no act of the body, and is forgotten 30 days after the meeting"


@unrecorded(NO_ACT)
def add_thing(*, by: Actor, meeting: Meeting, what: str, mine: bool = False, at: datetime) -> Bringing:
    """Add something that is needed; `mine`: and bring it oneself."""
    meeting = locked(meeting)
    rules.may_add_thing(by, meeting, at).enforce()
    what = " ".join(what.split())
    if not what:
        raise OutOfOrder(_("Say in a few words what is needed."))
    if len(what) > LONGEST_THING:
        raise OutOfOrder(_("Say it in %(most)d characters at most.") % {"most": LONGEST_THING})
    return Bringing.objects.create(
        hall_id=meeting.hall_id,
        meeting=meeting,
        what=what,
        by_id=by.member_id,
        taken_by_id=by.member_id if mine else None,
        at=at,
    )


@unrecorded(NO_ACT)
def take_thing(*, by: Actor, thing: Bringing, at: datetime) -> Bringing:
    """Say that one brings it."""
    thing = _as_it_is(thing)
    rules.may_take_thing(by, thing, at).enforce()
    thing.taken_by_id = by.member_id
    thing.save(update_fields=["taken_by"])
    return thing


@unrecorded(NO_ACT)
def give_back_thing(*, by: Actor, thing: Bringing, at: datetime) -> Bringing:
    """Say that one does not bring it after all; it stands there for others."""
    thing = _as_it_is(thing)
    rules.may_give_back(by, thing, at).enforce()
    thing.taken_by = None
    thing.save(update_fields=["taken_by"])
    return thing


@unrecorded(NO_ACT)
def strike_thing(*, by: Actor, thing: Bringing, at: datetime) -> None:
    """Strike off what one added oneself."""
    thing = _as_it_is(thing)
    rules.may_strike_thing(by, thing, at).enforce()
    Bringing.objects.filter(pk=thing.pk).delete()


def _as_it_is(thing: Bringing) -> Bringing:
    """Its row, locked until the transaction ends: two who take it at once cannot both have it. Raises where it is gone."""
    rows = Bringing.objects.select_for_update(of=("self",)).select_related(
        "meeting__body__hall", "meeting__hall"
    )
    found = rows.filter(pk=thing.pk).first()
    if found is None:
        raise OutOfOrder(_("This is not on the list any more."))
    return found
