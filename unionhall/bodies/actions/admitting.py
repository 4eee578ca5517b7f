"""Admitting: from an application, a paper card or a trial, on vouchers, under a mandate or on a decision."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.mandates.gate import pass_through
from unionhall.mandates.models import Mandate
from unionhall.people import actions as people
from unionhall.record.book import action, write
from unionhall.record.models import Entry

from .. import rules
from ..models import Application, Body, Member, State, Way
from ..rules import doors
from ..rules.membership import admits_by_itself
from .places import agree, first_place, settled_name, take_place


@action
def admit_application(
    *, by: Actor, application: Application, warrant: Entry | None = None, at: datetime
) -> Member:
    """
    Admit who applied, as a member without an account, who may claim one face to face.

    On the `warrant` of a decision; else under `by`'s mandate to admit. Raises a `Refusal` where there is neither, and
    where the application was answered already.
    """
    application = _locked(application, by)
    doors.asks_to_join(application).enforce()
    mandate = None if warrant is not None else _under_mandate(by, at)

    return _enter(by, application, at, mandate=mandate, warrant=warrant)


@action
def admit_vouched(*, by: Actor, application: Application, at: datetime) -> Member:
    """Admit for whom enough members have vouched; `by` is the last of them."""
    application = _locked(application, by)
    doors.asks_to_join(application).enforce()
    if not doors.has_vouchers(application, at):
        raise OutOfOrder(_("A second member has to vouch for them first."))

    return _enter(by, application, at)


@action
def decline_application(*, by: Actor, application: Application, at: datetime) -> Application:
    """Decline an application under a mandate to admit; what was written in it is erased after 30 days."""
    application = _locked(application, by)
    doors.asks_to_join(application).enforce()
    mandate = _under_mandate(by, at)

    application.answer, application.answered_at = Application.Answer.DECLINED, at
    application.save(update_fields=["answer", "answered_at"])

    body = rules.assembly(by.hall_id)
    write("application.declined", by=by, at=at, about=application, body=body.pk, mandate=mandate.pk)
    return application


@action
def admit_from_trial(*, by: Actor, member: Member, warrant: Entry | None = None, at: datetime) -> Member:
    """
    Admit a member on trial: on the `warrant` of a decision; by the clock when the days are over and no rule says otherwise.

    Raises `OutOfOrder` where they are not on trial, or the clock is early.
    """
    member = (
        Member.objects.select_for_update(of=("self",))
        .select_related("hall")
        .get(pk=member.pk, hall_id=by.hall_id)
    )
    body = rules.assembly(by.hall_id)
    place = rules.place_of(member, body)
    if member.left_on is not None or place is None or place.state != State.TRIAL:
        raise OutOfOrder(_("They are not on trial."))
    day = rules.today(member, at)
    if warrant is None and not (by.clock and trial_is_over(place.ends_on, day, by.hall_id, at)):
        raise OutOfOrder(_("A trial ends by a decision, or on its day."))

    take_place(member, body, day, warrant=warrant)

    write("member.admitted", by=by, at=at, about=member, body=body.pk, warrant=warrant, way="trial")
    return member


def trial_is_over(ends_on: date | None, day: date, hall_id: UUID, at: datetime) -> bool:
    """Whether a trial that ends on `ends_on` ends by itself on `day`."""
    return ends_on is not None and ends_on <= day and admits_by_itself(hall_id, at)


def _locked(application: Application, by: Actor) -> Application:
    found = Application.objects.select_for_update(of=("self",)).select_related("hall", "section")
    return found.get(pk=application.pk, hall_id=by.hall_id)


def _under_mandate(by: Actor, at: datetime) -> Mandate:
    return pass_through(by, "bodies.admit", rules.assembly(by.hall_id).pk, at)


def _enter(
    by: Actor,
    application: Application,
    at: datetime,
    *,
    mandate: Mandate | None = None,
    warrant: Entry | None = None,
) -> Member:
    """Make the member an application becomes, and write it down."""
    member = new_member(application, at, admitted=warrant is not None, warrant=warrant)
    application.answer, application.answered_at, application.member = Application.Answer.ADMITTED, at, member
    application.save(update_fields=["answer", "answered_at", "member"])
    place = rules.place_of(member, rules.assembly(by.hall_id))
    write(
        "member.joined",
        by=by,
        at=at,
        about=member,
        body=None if place is None else place.body_id,
        mandate=None if mandate is None else mandate.pk,
        warrant=warrant,
        way=str(application.way),
        state="" if place is None else str(place.state),
    )
    return member


def new_member(
    application: Application, at: datetime, *, admitted: bool = False, warrant: Entry | None = None
) -> Member:
    """The rows of a member without an account, from an application: their place, their section, how they stand to it all."""
    member = Member(
        hall=application.hall,
        person=people.new_person(),
        name=settled_name(application.name),
        household_id=application.household_id,
        in_directory=application.in_directory,
    )
    member.joined_on = rules.today(member, at)
    member.save(force_insert=True)
    first_place(member, at, warrant=warrant, admitted=admitted)
    if application.section is not None and _stands(application.section, at):
        take_place(member, application.section, member.joined_on)
    if application.way != Application.Way.LIST:
        way = (
            Way.NOT_YET
            if not application.affirms
            else Way.RESERVES
            if application.reservation.strip()
            else Way.AFFIRMS
        )
        agree(member, way, application.reservation, at)
    return member


def _stands(body: Body, at: datetime) -> bool:
    return body.ended_at is None and (body.until is None or body.until > at)
