"""Who comes and goes at a meeting; opening and closing it."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder
from unionhall.kit import live
from unionhall.kit.actor import Actor
from unionhall.people.codes import ALPHABET
from unionhall.record.book import action, unrecorded, write

from .. import rules
from ..live import floor_moved, meeting_moved
from ..models import ItemState, Meeting, NoteBox, Presence, TemperatureCheck
from .calling import locked
from .procedural import fall

CODE_LENGTH = 6
WHO_CAME = (
    "who comes to a meeting is theirs, and goes 30 days after it; the record keeps how many at each decision"
)


@unrecorded(WHO_CAME)
def check_in(*, by: Actor, meeting: Meeting, code: str = "", online: bool = False, at: datetime) -> Presence:
    """
    Check in at a meeting: with the `code` that hangs in the room, or `online`. Whoever comes first needs no code: by coming they
    make it. Raises a `Refusal` for whom it is not, and for a wrong code.
    """
    meeting = as_it_is(meeting)
    rules.may_check_in(by, meeting, at).enforce()
    rules.came_by(meeting, online=online, code=code).enforce()
    _with_code(meeting)
    return _came(by, meeting, by.member_id, at, online=online)


@unrecorded(WHO_CAME)
def check_out(*, by: Actor, meeting: Meeting, at: datetime) -> None:
    """Say that one leaves."""
    meeting = as_it_is(meeting)
    rules.may_check_out(by, meeting, at).enforce()
    _went(meeting, by.member_id, at)


@unrecorded(WHO_CAME)
def tick_in(*, by: Actor, meeting: Meeting, member: Member, at: datetime) -> Presence:
    """Tick in who is there without a phone, or off the sheet on paper. Raises a `Refusal` for who does not keep the door."""
    meeting = as_it_is(meeting)
    rules.may_keep_door(by, meeting, at).enforce()
    rules.may_be_ticked(member, meeting).enforce()
    rules.is_at_no_other(member, meeting).enforce()
    return _came(by, meeting, member.pk, at, ticked=True)


@unrecorded(WHO_CAME)
def tick_out(*, by: Actor, meeting: Meeting, member: Member, at: datetime) -> None:
    """Tick out who has left, or is not there."""
    meeting = as_it_is(meeting)
    rules.may_keep_door(by, meeting, at).enforce()
    if not _went(meeting, member.pk, at):
        raise OutOfOrder(_("They are not checked in here."))


@unrecorded("guests are a count, and no member's")
def count_guests(*, by: Actor, meeting: Meeting, guests: int, at: datetime) -> Meeting:
    """Say how many are there who are not of the body: they have no vote, and make no quorum."""
    meeting = locked(meeting)
    rules.may_keep_door(by, meeting, at).enforce()
    if not 0 <= guests <= rules.MOST_GUESTS:
        raise OutOfOrder(_("Type a number from 0 to %(most)d.") % {"most": rules.MOST_GUESTS})
    meeting.guests = guests
    meeting.save(update_fields=["guests"])
    meeting_moved(meeting)
    return meeting


@action
def open_meeting(*, by: Actor, meeting: Meeting, at: datetime) -> Meeting:
    """Open a meeting: from now on votes in the room are for those who are checked in."""
    meeting = locked(meeting)
    rules.may_open_meeting(by, meeting, at).enforce()
    meeting.opened_at = at
    meeting.save(update_fields=["opened_at"])
    if (
        meeting.first_id is not None
        and not Meeting.objects.on(at)
        .filter(pk__in=rules.all_sittings(meeting))
        .exclude(pk=meeting.pk)
        .exists()
    ):
        # What an earlier sitting decided on its own way, to lay an item aside or to end its debate, binds that one.
        meeting.whole.items.exclude(state=ItemState.OPEN).update(state=ItemState.OPEN)
    there = rules.turned_out(meeting, at)
    write(
        "meeting.opened",
        by=by,
        at=at,
        about=meeting,
        body=meeting.body_id,
        present=there.many,
        wanted=there.wanted,
    )
    meeting_moved(meeting)
    return meeting


@action
def close_meeting(*, by: Actor, meeting: Meeting, at: datetime) -> Meeting:
    """Close a meeting: everybody is checked out, and votes in the room are as between meetings again."""
    meeting = locked(meeting)
    rules.may_close_meeting(by, meeting, at).enforce()
    there = rules.turned_out(meeting, at)
    meeting.closed_at, meeting.code = at, ""
    meeting.seldom_of_ten, meeting.seldom_turns_of_ten = rules.seldom_share(meeting) or (None, None)
    meeting.save(update_fields=["closed_at", "code", "seldom_of_ten", "seldom_turns_of_ten"])
    rules.here(meeting).update(left_at=at)
    meeting.hands.all().delete()
    meeting.presences.update(side="", seldom=False)
    NoteBox.objects.filter(item__meeting=meeting).delete()
    TemperatureCheck.objects.filter(meeting=meeting).delete()
    fall(meeting, at)
    write(
        "meeting.closed",
        by=by,
        at=at,
        about=meeting,
        body=meeting.body_id,
        present=there.many,
        guests=meeting.guests,
    )
    meeting_moved(meeting)
    floor_moved(meeting)
    return meeting


def as_it_is(meeting: Meeting) -> Meeting:
    """The meeting's row as it is now, not locked: many come at once, and none of them waits for another."""
    return Meeting.objects.select_related("body__hall", "hall", "first").get(pk=meeting.pk)


def _with_code(meeting: Meeting) -> None:
    """Give a meeting the code that hangs in its room, once."""
    if not meeting.code:
        code = "".join(secrets.choice(ALPHABET) for _letter in range(CODE_LENGTH))
        Meeting.objects.filter(pk=meeting.pk, code="").update(code=code)
        meeting.refresh_from_db(fields=["code"])


def _came(
    by: Actor,
    meeting: Meeting,
    member_id: object,
    at: datetime,
    *,
    online: bool = False,
    ticked: bool = False,
) -> Presence:
    now = {
        "hall_id": meeting.hall_id,
        "came_at": at,
        "left_at": None,
        "online": online,
        "ticked_by_id": by.member_id if ticked and by.member_id != member_id else None,
    }
    for other in rules.others_here(meeting, member_id):  # nobody is in two rooms
        _went(other.meeting, member_id, at)
    presence, _made = Presence.objects.update_or_create(meeting=meeting, member_id=member_id, defaults=now)
    meeting_moved(meeting)
    if meeting.opened_at is not None:
        floor_moved(meeting)  # it says how many are wanting for a quorum
    return presence


def _went(meeting: Meeting, member_id: object, at: datetime) -> int:
    person = Member.objects.filter(pk=member_id).values_list("person_id", flat=True).first()
    if person is not None:
        live.drop(person, meeting.hall_id)  # what they have open shows nothing more of who speaks
    gone = rules.here(meeting).filter(member_id=member_id).update(left_at=at)
    meeting.hands.filter(presence__member_id=member_id).delete()
    meeting_moved(meeting)
    floor_moved(meeting)
    return gone
