"""
Letting somebody back in who lost everything, and giving a member without an account their first one.

Both need two members (the one other, where there are but two), a code handed over face to face, and nobody who stops it.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.mandates.gate import may_use, pass_through
from unionhall.mandates.models import Mandate
from unionhall.people import actions as people
from unionhall.people.models import Claim
from unionhall.record.book import action, unrecorded, write
from unionhall.record.models import Entry, Hall

from .. import rules
from ..models import Body, LettingBackIn, Member
from ..rules import doors


class Confirmed(NamedTuple):
    """What was confirmed and the code; the code is nowhere else and cannot be shown again."""

    letting: LettingBackIn
    code: str


@action
def ask_back_in(*, by: Actor, member: Member, at: datetime) -> LettingBackIn:
    """
    Ask that `member` be let back in, or be given a first account where they have none. Everybody sees it on the board.

    Under the mandate where `by` holds it and has proved a factor; else by a member's own right (`rules.doors.works_from`).
    Raises a `Refusal` where `by` has no vote, for oneself, and where it has been asked already.
    """
    member = (
        Member.objects.select_for_update(of=("self",))
        .select_related("person", "hall")
        .get(pk=member.pk, hall_id=by.hall_id)
    )
    doors.may_ask_back_in(by, member, at).enforce()
    body = rules.assembly(by.hall_id)
    mandate = _mandate_of(by, body, at)
    # What was asked, never confirmed and has run out makes room for being asked again.
    LettingBackIn.objects.filter(member=member, stopped_at=None, done_at=None).update(stopped_at=at)

    letting = LettingBackIn.objects.create(
        hall_id=by.hall_id,
        member=member,
        asked_by_id=by.member_id,
        first=not member.person.has_account,
        under_mandate=mandate is not None,
        asked_at=at,
    )

    write(
        "letting_in.asked",
        by=by,
        at=at,
        about=member,
        body=body.pk,
        mandate=None if mandate is None else mandate.pk,
        first=letting.first,
    )
    return letting


@action
def confirm_back_in(*, by: Actor, letting: LettingBackIn, at: datetime) -> Confirmed:
    """
    Say so as the second member: the code is made, to be handed over face to face. It works at once or a day later
    (`rules.doors.works_from`), once, for 72 hours.

    Raises a `Refusal` for whoever asked (unless nobody else is left), and where it was stopped or is over.
    """
    letting = _locked(by, letting)
    doors.may_confirm_back_in(by, letting, at).enforce()

    body = rules.assembly(by.hall_id)
    mandate = _mandate_of(by, body, at)
    begins = doors.works_from(letting, by, at)
    purpose = Claim.Purpose.CLAIM if letting.first else Claim.Purpose.LET_BACK_IN
    issued = people.make_claim(
        person=letting.member.person, hall=Hall.objects.get(pk=by.hall_id), purpose=purpose, valid_from=begins
    )

    letting.confirmed_by_id, letting.confirmed_at = by.member_id, at
    letting.from_when, letting.claim = begins, issued.claim.pk
    letting.save(update_fields=["confirmed_by", "confirmed_at", "from_when", "claim"])

    write(
        "letting_in.confirmed",
        by=by,
        at=at,
        about=letting.member,
        body=body.pk,
        mandate=None if mandate is None else mandate.pk,
        from_when=begins.date().isoformat(),
    )
    return Confirmed(letting, issued.code)


@action
def stop_back_in(*, by: Actor, letting: LettingBackIn, at: datetime) -> LettingBackIn:
    """Stop it: the code opens nothing. Any member may, and above all the one it is about."""
    letting = _locked(by, letting)
    doors.may_stop(by, letting, at).enforce()
    if (
        letting.claim is not None
        and Claim.objects.filter(pk=letting.claim, consumed_at__isnull=False).exists()
    ):
        raise OutOfOrder(_("The code has been used already."))

    letting.stopped_at = at
    letting.save(update_fields=["stopped_at"])
    people.withdraw_claims(person_id=letting.member.person_id)

    write("letting_in.stopped", by=by, at=at, about=letting.member, body=rules.assembly(by.hall_id).pk)
    return letting


@action
def drop_back_in(*, by: Actor, letting: LettingBackIn, warrant: Entry, at: datetime) -> LettingBackIn:
    """A mandate it rests on was taken back by the entry `warrant`: the code opens nothing, and who needs it is asked for anew."""
    letting = _locked(by, letting)
    letting.stopped_at = at
    letting.save(update_fields=["stopped_at"])
    people.withdraw_claims(person_id=letting.member.person_id)

    write(
        "letting_in.stopped",
        by=by,
        at=at,
        about=letting.member,
        body=rules.assembly(by.hall_id).pk,
        warrant=warrant,
    )
    return letting


@unrecorded("that a code was used is known to its holder; that it was given is on record")
def note_done(*, hall_id: object, at: datetime) -> int:
    """Mark as done what a code was used for, or has run out. Gives how many."""
    count = 0
    for letting in LettingBackIn.objects.filter(
        hall_id=hall_id, done_at=None, stopped_at=None, claim__isnull=False
    ):
        claim = Claim.objects.filter(pk=letting.claim).first()
        if claim is None or claim.consumed_at is not None or claim.expires_at <= at:
            letting.done_at = at
            letting.save(update_fields=["done_at"])
            count += 1
    return count


def _mandate_of(by: Actor, body: Body, at: datetime) -> Mandate | None:
    """The mandate to let back in, where `by` holds it and has proved a factor; None for a member in their own right."""
    usable = may_use(by, doors.LET_BACK_IN, body.pk, at)
    return pass_through(by, doors.LET_BACK_IN, body.pk, at) if usable else None


def _locked(by: Actor, letting: LettingBackIn) -> LettingBackIn:
    found = LettingBackIn.objects.select_for_update(of=("self",)).select_related("member__person")
    return found.get(pk=letting.pk, hall_id=by.hall_id)
