"""
Invites: a single-use link, vouched for, by which somebody joins.

Who invited whom is nobody's business and not on record; that somebody joined, and how many vouched, is.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.people import actions as people
from unionhall.people.codes import new_link_token
from unionhall.people.keyring import Holder
from unionhall.people.models import Account, Person
from unionhall.record.book import action, unrecorded, write
from unionhall.record.models import Hall

from .. import rules
from ..models import Invite, Member
from ..rules import doors, names
from .founding import token_hash
from .places import agree, first_place, persons_name, take_turn

HINT_LENGTH = 80


class Made(NamedTuple):
    """An invite and its token; the token is nowhere else and cannot be shown again."""

    invite: Invite
    token: str


class Joined(NamedTuple):
    """Somebody who just joined, and the account that is them."""

    member: Member
    account: Account


@unrecorded("who invited whom is kept out of the record: it would draw a map of friendships")
def make_invite(*, by: Actor, hint: str = "", at: datetime) -> Made:
    """
    A single-use link, open for 72 hours. `hint`: the inviter's own words for whom it is, seen by members only.

    Raises `NotAuthorised` for whoever does not vote, `OutOfOrder` beyond the cap of a day.
    """
    take_turn(by.hall_id)  # or several made at the same moment would each count the same number before them
    doors.may_invite(by, at).enforce()

    token = new_link_token()
    invite = Invite.objects.create(
        hall_id=by.hall_id,
        token_hash=token_hash(token),
        inviter_id=by.member_id,
        vouchers_needed=doors.vouchers_for_an_invite(by.hall_id, at),
        hint=" ".join(hint.split())[:HINT_LENGTH],
        made_at=at,
        expires_at=at + doors.INVITE_LASTS,
    )
    return Made(invite, token)


@unrecorded(
    "who vouched for whom is kept out of the record: that enough members did is written when they join"
)
def vouch(*, by: Actor, invite: Invite, at: datetime) -> Invite:
    """Vouch as the second member for an invite: I know for whom it is, and I want them with us."""
    invite = (
        Invite.objects.select_for_update().select_related("inviter").get(pk=invite.pk, hall_id=by.hall_id)
    )
    doors.may_vouch(by, invite, at).enforce()

    invite.seconder_id = by.member_id
    invite.save(update_fields=["seconder"])
    return invite


@unrecorded("an invite that was taken back let nobody in")
def withdraw_invite(*, by: Actor, invite: Invite, at: datetime) -> Invite:
    """Take an invite back before it is used; the link opens nothing any more, and what was written for whom is erased."""
    invite = Invite.objects.select_for_update().get(pk=invite.pk, hall_id=by.hall_id)
    doors.may_withdraw(by, invite, at).enforce()

    invite.withdrawn_at, invite.hint = at, ""
    invite.save(update_fields=["withdrawn_at", "hint"])
    return invite


@unrecorded("taking the key is nobody's business but its holder's; `join` writes that somebody joined")
def accept_invite(
    *,
    token: str,
    holder: Holder,
    name: str,
    way: str,
    reservation: str = "",
    in_directory: bool = False,
    at: datetime,
) -> Joined:
    """
    Use an invite: whoever holds the link becomes a member called `name`.

    `way`: how they stand to what the body stands for (`models.Way`); who answers "not yet" is a guest, without a vote.
    `in_directory`: whether the others may find their name.
    Raises `OutOfOrder` for a link that opens nothing, or not yet, `NameTaken` for a name another member has, and where
    `people.actions.seat` does.
    """
    found = invite_with(token, at)
    doors.opens(found, at).enforce()
    if found is None:
        raise AssertionError("an invite that opens is one")
    take_turn(found.hall_id)
    invite = (
        Invite.objects.select_for_update(of=("self",))
        .select_related("hall", "inviter__hall")
        .get(pk=found.pk)
    )
    doors.opens(invite, at).enforce()
    name = persons_name(name)
    names.may_be_called(invite.hall_id, name).enforce()

    seat = people.seat(holder=holder, hall_id=invite.hall_id)
    by = Actor(invite.hall_id, seat.person.pk, uuid4())
    member = join(
        by=by,
        hall=invite.hall,
        person=seat.person,
        name=name,
        way=way,
        reservation=reservation,
        in_directory=in_directory,
        road="invite",
    )

    invite.used_at, invite.hint = at, ""
    invite.save(update_fields=["used_at", "hint"])
    return Joined(member, seat.account)


def invite_with(token: str, at: datetime) -> Invite | None:
    """
    The invite with this token, or None where `doors.opens` would refuse it as one that is over.

    The database leaves those out, so that a link that worked once takes no longer to be refused than one that never was.
    """
    found = Invite.objects.select_related("hall__organisation", "inviter__hall")
    still = found.filter(used_at=None, withdrawn_at=None, expires_at__gt=at)
    return still.filter(token_hash=token_hash(token)).first()


@action
def join(
    *,
    by: Actor,
    hall: Hall,
    person: Person,
    name: str,
    way: str,
    reservation: str,
    road: str,
    in_directory: bool = False,
    at: datetime,
) -> Member:
    """
    Become a member of the assembly: admitted, or on trial where the charter says so. `by`: the new member themselves.

    `road`: how they came, as the record says it ("invite"). Whoever calls this has found the door open.
    """
    if Member.objects.filter(person=person).exists():
        raise OutOfOrder(_("You are a member here already."))

    member = Member(
        id=by.member_id, hall=hall, person=person, name=persons_name(name), in_directory=in_directory
    )
    member.joined_on = rules.today(member, at)

    member.save(force_insert=True)
    place = first_place(member, at)
    agree(member, way, reservation, at)

    write("member.joined", by=by, at=at, about=member, body=place.body_id, way=road, state=str(place.state))
    return member
