"""Calling a meeting: by as many as the charter says, with the notice it asks for; calling it off; who is coming."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from unionhall.bodies.models import Body, Member
from unionhall.bodies.rules import actor_of
from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.record.book import action, unrecorded, write

from .. import rules
from ..agendas import AGENDAS
from ..models import Caller, Coming, DateSearch, Item, Meeting
from .dates import came_of

LONGEST_NEEDS = 300


def locked(meeting: Meeting) -> Meeting:
    """The meeting's row, locked until the transaction ends."""
    rows = Meeting.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("body__hall", "hall", "first").get(pk=meeting.pk)


@action
def call_meeting(
    *,
    by: Actor,
    body: Body,
    begins_at: datetime,
    agenda: str = "none",
    place: str = "",
    place_from: datetime | None = None,
    link: str = "",
    access: str = "",
    about: str = "",
    language: str = "en",
    found: DateSearch | None = None,
    further: Sequence[tuple[datetime, str]] = (),
    at: datetime,
) -> Meeting:
    """
    Call a meeting of `body`. It is convened, and notice is served, once as many as the charter asks for have called it; where
    one is enough, at once. `agenda`: a name of `AGENDAS`; `found`: the search by which its hour was found; `further`: hour and
    place ("" for the same) of sittings beside the first. The others as `Meeting` says.

    Raises a `Refusal` for who has no vote there, and where it begins too early for the notice the charter asks for.
    """
    rules.may_call_meeting(by, body, at).enforce()
    rules.begins_in_time(body, begins_at, at).enforce()
    rules.are_in_order(begins_at, further).enforce()
    if agenda not in AGENDAS:
        raise OutOfOrder(_("Choose one of these agendas."))
    if place_from is not None and place_from > begins_at:
        raise OutOfOrder(_("Where it is must be shown before it begins."))
    if not (place.strip() or link.strip()):
        raise OutOfOrder(_("Say where it is: a place, or an address online."))
    enough = rules.callers_needed(body, at) <= 1

    meeting = Meeting.objects.create(
        hall_id=by.hall_id,
        body=body,
        begins_at=begins_at,
        place=place.strip(),
        place_from=place_from,
        link=link.strip(),
        access=access.strip(),
        about=about.strip(),
        language=language,
        called_at=at,
        convened_at=at if enough else None,
    )
    Caller.objects.create(hall_id=by.hall_id, meeting=meeting, member_id=by.member_id, at=at)
    _begin_agenda(meeting, agenda)
    if found is not None:
        came_of(found, meeting)
    write(
        "meeting.called",
        by=by,
        at=at,
        about=meeting,
        body=body.pk,
        begins=begins_at.isoformat(timespec="minutes"),
        enough=enough,
    )
    for hour, where in sorted(further):
        call_sitting(by=by, first=meeting, begins_at=hour, place=where)
    return meeting


@action
def call_sitting(*, by: Actor, first: Meeting, begins_at: datetime, place: str, at: datetime) -> Meeting:
    """Call a further sitting of an assembly, with its call. `place`: "" for the first one's."""
    shown = first.place_from
    sitting = Meeting.objects.create(
        hall_id=first.hall_id,
        body=first.body,
        first=first,
        begins_at=begins_at,
        place=place.strip()[:300] or first.place,
        place_from=begins_at - (first.begins_at - shown) if shown is not None else None,
        link=first.link,
        access=first.access,
        about=first.about,
        language=first.language,
        called_at=at,
        convened_at=first.convened_at,
    )
    write(
        "sitting.called",
        by=by,
        at=at,
        about=sitting,
        body=first.body_id,
        begins=begins_at.isoformat(timespec="minutes"),
        first=str(first.pk),
    )
    return sitting


def _begin_agenda(meeting: Meeting, agenda: str) -> None:
    """Its items are kept in the language of our sources, and read by each in their own (`Item.said`)."""
    with translation.override("en"):
        Item.objects.bulk_create(
            Item(
                hall_id=meeting.hall_id,
                meeting=meeting,
                place=place,
                kind=kind,
                title=str(title),
                minutes=minutes,
            )
            for place, (kind, title, minutes) in enumerate(AGENDAS[agenda].items, start=1)
        )


@action
def call_too(*, by: Actor, meeting: Meeting, whose: Member | None = None, at: datetime) -> Meeting:
    """
    Put one's name to the call. With the last name that was wanting it is convened, and notice is served. `whose`: a member
    without a phone who calls it aloud, and `by` takes that down.
    """
    meeting = locked(meeting)
    if whose is not None:
        rules.may_take_call_down(by, meeting, whose, at).enforce()
    caller = by if whose is None else actor_of(whose)
    rules.may_call_too(caller, meeting, at).enforce()

    Caller.objects.create(hall_id=meeting.hall_id, meeting=meeting, member_id=caller.member_id, at=at)
    behind, needed = rules.standing_behind(meeting, at).count(), rules.callers_needed(meeting.body, at)
    convened = meeting.convened_at is None and behind >= needed
    if convened:
        meeting.convened_at = at
        meeting.save(update_fields=["convened_at"])
        DateSearch.objects.filter(meeting=meeting).delete()
        meeting.further.update(convened_at=at)
    if whose is None:
        write("call.joined", by=by, at=at, about=meeting, body=meeting.body_id, enough=convened)
    else:
        write(
            "call.taken_down",
            by=by,
            at=at,
            about=meeting,
            body=meeting.body_id,
            enough=convened,
            whose=str(whose.pk),
        )
    return meeting


@action
def call_off(*, by: Actor, meeting: Meeting, at: datetime) -> Meeting:
    """Take one's call back. The meeting is off once nobody stands behind it any more."""
    meeting = locked(meeting)
    rules.may_call_off(by, meeting, at).enforce()

    meeting.callers.filter(member_id=by.member_id).update(off_at=at)
    off = not rules.standing_behind(meeting, at).exists()
    if off:
        meeting.called_off_at = at
        meeting.save(update_fields=["called_off_at"])
        DateSearch.objects.filter(meeting=meeting).update(meeting=None)
        meeting.further.update(called_off_at=at)
    write("call.taken_back", by=by, at=at, about=meeting, body=meeting.body_id, off=off)
    return meeting


@unrecorded("who comes, and what they need for it, is theirs, and goes 30 days after the meeting")
def say_coming(*, by: Actor, meeting: Meeting, yes: bool, needs: str = "", at: datetime) -> Coming:
    """Say that one comes, or does not, and what one needs; saying it again changes it."""
    meeting = locked(meeting)
    rules.may_say_coming(by, meeting, at).enforce()
    if len(needs.strip()) > LONGEST_NEEDS:
        raise OutOfOrder(_("Say it in %(most)d characters at most.") % {"most": LONGEST_NEEDS})

    said, _made = Coming.objects.update_or_create(
        meeting=meeting,
        member_id=by.member_id,
        defaults={"hall_id": meeting.hall_id, "yes": yes, "needs": needs.strip() if yes else ""},
    )
    return said
