"""The roles of an evening: who has one, who may take or offer it, and who had it least. They give no power."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling, first_refusal
from unionhall.kit.actor import Actor

from ..models import HeldRole, Meeting, Role
from .calling import stands
from .presence import here, may_keep_door

IN_A_ROW = 2
"""Meetings of a body that the same person facilitates in a row at most (domain rule R15: bylaws of a branch of the IWW)."""
OFFERED_FIRST = 3
"""So many who had a role least are offered it first."""


def may_have_roles(by: Actor, meeting: Meeting, at: datetime) -> Ruling:
    """Whether `by` may have roles at a meeting at all: any member of the body that meets, until it is closed."""
    member = bodies.member_of(by) if by.hall_id == meeting.hall_id else None
    if member is None:
        return Ruling(NotAuthorised(_("Only members of this hall may do this.")))
    return first_refusal(bodies.is_member(member, meeting.body), bodies.may_act(by, at), _lasts(meeting, at))


def may_take_role(by: Actor, meeting: Meeting, role: str, at: datetime) -> Ruling:
    """Whether `by` may take a role: who may have roles, and has not this one already, nor too often in a row."""
    if role not in Role.values:
        return Ruling(OutOfOrder(_("Choose which role it is.")))
    if not (ruling := may_have_roles(by, meeting, at)):
        return ruling
    if meeting.roles.filter(member_id=by.member_id, role=role, taken_at__isnull=False).exists():
        return Ruling(OutOfOrder(_("You have this role already.")))
    return is_their_turn(by.member_id, meeting, role)


def may_offer_role(by: Actor, meeting: Meeting, member: Member, role: str, at: datetime) -> Ruling:
    """Whether `by` may offer a member a role: whoever votes and is there, to whoever is there and was not asked yet."""
    ruling = first_refusal(may_keep_door(by, meeting, at), _lasts(meeting, at))
    if not ruling:
        return ruling
    if role not in Role.values:
        return Ruling(OutOfOrder(_("Choose which role it is.")))
    if not here(meeting).filter(member=member).exists():
        return Ruling(OutOfOrder(_("They are not checked in here.")))
    if meeting.roles.filter(member=member, role=role).exists():
        return Ruling(OutOfOrder(_("They were asked already.")))
    return is_their_turn(member.pk, meeting, role)


def may_answer_offer(by: Actor, held: HeldRole, at: datetime) -> Ruling:
    """Whether `by` may say yes or no to an offer: the one it was made to, while it is open."""
    if held.member_id != by.member_id or by.member_id is None:
        return Ruling(NotAuthorised(_("It was offered to somebody else.")))
    if held.taken_at is not None or held.declined_at is not None:
        return Ruling(OutOfOrder(_("You have answered already.")))
    return first_refusal(bodies.may_act(by, at), _lasts(held.meeting, at))


def may_lay_down(by: Actor, held: HeldRole, at: datetime) -> Ruling:
    """Whether `by` may end somebody's role: their own; another's, whoever votes and is there, where somebody has gone."""
    if held.taken_at is None:
        return Ruling(OutOfOrder(_("Nobody has taken this role yet.")))
    if held.member_id == by.member_id:
        return first_refusal(bodies.may_act(by, at), _lasts(held.meeting, at))
    return may_keep_door(by, held.meeting, at)


def is_their_turn(member_id: Any, meeting: Meeting, role: str) -> Ruling:
    """
    Whether it is not too often that a member has a role: nobody facilitates a third meeting in a row, unless nobody else is there
    who has not done so too, or said no.
    """
    if role != Role.FACILITATES or member_id not in facilitated_in_a_row(meeting):
        return IN_ORDER
    others = here(meeting).exclude(member_id=member_id).exclude(member_id__in=facilitated_in_a_row(meeting))
    said_no = meeting.roles.filter(role=role, declined_at__isnull=False).values("member_id")
    if (
        here(meeting).filter(member_id=member_id).exists()
        and not others.exclude(member_id__in=said_no).exists()
    ):
        return IN_ORDER
    return Ruling(
        OutOfOrder(
            _(
                "Whoever facilitated the last %(many)d meetings rests at this one, unless nobody else who is there will."
            )
            % {"many": IN_A_ROW}
        )
    )


def facilitated_in_a_row(meeting: Meeting) -> set[Any]:
    """The ids of the members who facilitated each of the body's last meetings, as many as anybody may in a row."""
    earlier = Meeting.objects.filter(
        body_id=meeting.body_id, begins_at__lt=meeting.begins_at, opened_at__isnull=False
    )
    last = list(earlier.order_by("-begins_at").values_list("pk", flat=True)[:IN_A_ROW])
    if len(last) < IN_A_ROW:
        return set()
    held = HeldRole.objects.filter(meeting__in=last, role=Role.FACILITATES, taken_at__isnull=False)
    often = held.values("member_id").annotate(times=Count("meeting")).filter(times=IN_A_ROW)
    return set(often.values_list("member_id", flat=True))


def had_it_least(meeting: Meeting, role: str) -> QuerySet[Member]:
    """
    Those who are at a meeting and were not asked for a role yet: first who had it least in the meetings of the last 90 days,
    then who had any role least, then in an order that says nothing. `times`: how often they had it.
    """
    before = Q(roles__meeting__body_id=meeting.body_id, roles__taken_at__isnull=False)
    earlier = before & ~Q(roles__meeting=meeting)
    there = here(meeting).values("member_id")
    people = Member.objects.filter(pk__in=there).exclude(roles__in=meeting.roles.filter(role=role))
    if role == Role.FACILITATES:
        people = people.exclude(pk__in=facilitated_in_a_row(meeting))
    return people.annotate(
        times=Count("roles", filter=earlier & Q(roles__role=role)), any_times=Count("roles", filter=before)
    ).order_by("times", "any_times", F("pk"))


def _lasts(meeting: Meeting, at: datetime) -> Ruling:
    if meeting.convened_at is None:
        return Ruling(OutOfOrder(_("Too few have called this meeting yet.")))
    if meeting.closed_at is not None:
        return Ruling(OutOfOrder(_("This meeting is closed.")))
    return stands(meeting, at)
