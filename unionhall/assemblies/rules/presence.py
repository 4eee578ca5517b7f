"""Who is in the room: checking in and out, ticking others in, opening and closing a meeting."""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body, Member, Membership
from unionhall.bodies.rules.membership import IN
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.decisions.models import AT_A_MEETING, Poll, TellerFigure
from unionhall.decisions.rules.motions import voter
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Gathering, gatherings
from unionhall.people.codes import settled

from ..models import DateSearch, Meeting, Presence
from .calling import Turnout, stands, turnout
from .sittings import all_sittings, came_to_any, to_come

DOORS = timedelta(hours=1)
"""So long before its hour whoever comes to a meeting may be checked in."""
MOST_GUESTS = 10_000


def here(meeting: Meeting) -> QuerySet[Presence]:
    """Those who are in a meeting now."""
    return meeting.presences.filter(left_at=None)


def is_here(by: Actor, meeting: Meeting) -> bool:
    """Whether `by` is checked in at a meeting now."""
    return by.member_id is not None and here(meeting).filter(member_id=by.member_id).exists()


def doors_are_open(meeting: Meeting, at: datetime) -> Ruling:
    """Whether one may be checked in at a meeting: it stands, was called by enough, is not closed, and an hour away at most."""
    if not (ruling := stands(meeting, at)):
        return ruling
    if meeting.convened_at is None:
        return Ruling(OutOfOrder(_("Too few have called this meeting yet.")))
    if meeting.closed_at is not None:
        return Ruling(OutOfOrder(_("This meeting is closed.")))
    if meeting.opened_at is None and at < meeting.begins_at - DOORS:
        return Ruling(OutOfOrder(_("The doors open an hour before the meeting.")))
    return IN_ORDER


def wants_code(meeting: Meeting) -> bool:
    """Whether one has to say the code that hangs in the room: once somebody is there who can show it."""
    return bool(meeting.code) and here(meeting).exists()


def may_check_in(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may check in for themselves, the code apart: any member whose meeting it is, who is not in it yet."""
    if not (ruling := _of_the_body(by, meeting, at)):
        return ruling
    if is_here(by, meeting):
        return Ruling(OutOfOrder(_("You are checked in already.")))
    return IN_ORDER


def came_by(meeting: Meeting, *, online: bool, code: str) -> Ruling:
    """Whether one comes by a way this meeting has: online where it has an address there, else with the code of the room."""
    if online:
        return IN_ORDER if meeting.link else Ruling(OutOfOrder(_("This meeting has no address online.")))
    if wants_code(meeting) and not hmac.compare_digest(
        settled(code).encode("utf-8", "surrogatepass"), meeting.code.encode()
    ):
        return Ruling(
            NotAuthorised(
                _("This is not the code of the room. Whoever is in it can show it to you, or tick you in.")
            )
        )
    return IN_ORDER


def may_check_out(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may say that they leave."""
    ruling = doors_are_open(meeting, at)
    if ruling and not is_here(by, meeting):
        return Ruling(OutOfOrder(_("You are not checked in here.")))
    return ruling


def may_keep_door(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may tick others in and out, and count guests: whoever votes in the body and is there."""
    ruling = first_refusal(voter(by, meeting.body, at), doors_are_open(meeting, at))
    if ruling and not is_here(by, meeting):
        return Ruling(NotAuthorised(_("Whoever keeps the door is in the room: check in first.")))
    return ruling


def may_be_ticked(member: Member, meeting: Meeting) -> Ruling:
    """Whether a member may be ticked in at a meeting: only whose meeting it is."""
    if member.hall_id != meeting.hall_id or not bodies.is_member(member, meeting.body):
        return Ruling(OutOfOrder(_("They are not in the body that meets: count them among the guests.")))
    return IN_ORDER


def others_here(meeting: Meeting, member_id: object) -> QuerySet[Presence]:
    """Where a member is checked in now at another sitting of the same assembly."""
    rows = Presence.objects.filter(member_id=member_id, left_at=None, meeting__in=all_sittings(meeting))
    return rows.exclude(meeting=meeting).select_related("meeting")


def is_at_no_other(member: Member, meeting: Meeting) -> Ruling:
    """Whether a member may be ticked in here by another: not while they are at another sitting; they themselves may come over."""
    if others_here(meeting, member.pk).exists():
        return Ruling(OutOfOrder(_("They are checked in at another sitting, and leave that one first.")))
    return IN_ORDER


def may_open_meeting(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may open a meeting: from its hour on, whoever votes in the body and is there."""
    if not (ruling := may_keep_door(by, meeting, at)):
        return ruling
    if meeting.opened_at is not None:
        return Ruling(OutOfOrder(_("This meeting is open already.")))
    if at < meeting.begins_at:
        return Ruling(OutOfOrder(_("A meeting is opened at its hour, not before.")))
    return IN_ORDER


def may_close_meeting(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may close a meeting: whoever votes in the body and is there, while no vote is open in the room."""
    if not (ruling := may_keep_door(by, meeting, at)):
        return ruling
    if meeting.opened_at is None:
        return Ruling(OutOfOrder(_("This meeting has not been opened.")))
    if votes_in_the_room(meeting).exists():
        return Ruling(OutOfOrder(_("A vote is still open in the room: first its result.")))
    return IN_ORDER


def votes_of(meeting: Meeting) -> QuerySet[Poll]:
    """
    The votes opened in the room, or by phone among those who are here, since a meeting was, and not declared yet, and those that
    go through the several sittings of its assembly; each with `counted`: whether this sitting has counted it, so that it goes on
    to another.
    """
    rooms = Poll.objects.filter(body_id=meeting.body_id, declared_at=None, method__in=AT_A_MEETING)
    counted = TellerFigure.objects.filter(poll=OuterRef("pk"), sitting=meeting.pk, settled=True)
    of_it = Q(through=None, opened_at__gte=meeting.opened_at) | Q(through=meeting.whole_id)
    if meeting.opened_at is None:
        of_it = Q(pk__in=())
    return rooms.filter(of_it).annotate(counted=Exists(counted))


def votes_in_the_room(meeting: Meeting) -> QuerySet[Poll]:
    """The votes that are open in the room now: those of `votes_of` that this sitting has not counted."""
    return votes_of(meeting).filter(counted=False)


def _of_the_body(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    member = bodies.member_of(by) if by.hall_id == meeting.hall_id else None
    if member is None:
        return Ruling(NotAuthorised(_("Only members of this hall may do this.")))
    if not bodies.is_member(member, meeting.body):
        return Ruling(NotAuthorised(_("Only members of this body are checked in; others are its guests.")))
    return first_refusal(bodies.may_act(by, at), doors_are_open(meeting, at))


def of_the_body(meeting: Meeting | DateSearch) -> QuerySet[Member]:
    """The members who have a place in the body that meets, or would, with a vote or without."""
    places = Membership.objects.filter(body=meeting.body, until=None, state__in=IN)
    return Member.objects.filter(left_on=None, pk__in=places.values("member"))


def turned_out(meeting: Meeting, at: datetime) -> Turnout:
    """
    Whether those who are there make a quorum for ordinary decisions. Of an assembly in several sittings nothing is asked of one
    of them while another is on or to come; at the last one all count who came to any, and only `many` is those who are there.
    """
    there = turnout(meeting, here(meeting), at)
    sittings = list(all_sittings(meeting))
    if len(sittings) < 2 or not there.wanted:
        return there
    if any(to_come(one, at) for one in sittings if one.pk != meeting.pk):
        return replace(there, wanted=0)
    return replace(there, came=turnout(meeting, came_to_any(meeting), at).many)


def in_the_room(body: Body, at: datetime) -> Gathering | None:
    """Who has come to the meeting that `body` holds now, in one room or several; None where it holds none."""
    open_now = Meeting.objects.on(at).filter(body=body)
    if not open_now.exists():
        return None
    there = Presence.objects.filter(meeting__in=open_now, left_at=None).values("member")
    voters = bodies.voters_of(body, at).filter(pk__in=there)
    return Gathering(voters.count(), voters.values("pk"))


gatherings.declare("meeting", in_the_room)
