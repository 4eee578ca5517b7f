"""Paper cards: typed in by one member, vouched for by a second, doubles found on the way."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.record.book import unrecorded

from ..models import Application, Body, BodyKind, Member, Voucher
from ..rules import actor_of, doors
from .admitting import admit_vouched
from .places import persons_name, take_turn


@unrecorded(
    "a card that waits for its second voucher has let nobody in yet; `admit_vouched` writes who joins"
)
def type_in_card(
    *,
    by: Actor,
    name: str,
    section: Body | None = None,
    contact: str = "",
    card_number: str = "",
    affirms: bool = True,
    reservation: str = "",
    in_directory: bool = False,
    at: datetime,
) -> Application:
    """
    Type in a card that somebody filled in on paper, and vouch for them; where one voucher is enough they are in at once.

    `card_number`: what is printed on the card. Raises `OutOfOrder` for a card that was typed in before, or no name.
    """
    take_turn(by.hall_id)
    doors.may_type_cards(by, at).enforce()
    number = card_number.strip()[:20]
    if number and _typed_before(by.hall_id, number):
        raise OutOfOrder(_("Card %(number)s has been typed in already.") % {"number": number})

    card = Application.objects.create(
        hall_id=by.hall_id,
        way=Application.Way.CARD,
        name=persons_name(name),
        contact=contact.strip()[:200],
        section=_section(by.hall_id, section),
        card_number=number,
        affirms=affirms,
        reservation=reservation.strip(),
        in_directory=in_directory,
        typed_by_id=by.member_id,
        vouchers_needed=doors.vouchers_needed(by.hall_id, at),
        made_at=at,
    )
    _vouch(by, card, at)
    return card


@unrecorded("a double lets nobody in")
def put_aside_double(
    *, by: Actor, name: str, card_number: str, double_of: Member, at: datetime
) -> Application:
    """Keep that a card is of somebody who is a member already, so that nobody types it in again. Erased after 30 days."""
    doors.may_type_cards(by, at).enforce()
    if double_of.hall_id != by.hall_id:
        raise OutOfOrder(_("They are not a member here."))

    return Application.objects.create(
        hall_id=by.hall_id,
        way=Application.Way.CARD,
        name=persons_name(name),
        card_number=card_number.strip()[:20],
        typed_by_id=by.member_id,
        made_at=at,
        answer=Application.Answer.DOUBLE,
        answered_at=at,
        double_of=double_of,
    )


@unrecorded("vouching is not on record; `admit_vouched` writes who joins")
def vouch_for(
    *, by: Actor, application: Application, whose: Member | None = None, at: datetime
) -> Application:
    """
    Vouch for who applied; with enough vouchers they are in. `whose`: a member without a phone who vouches for them aloud, and
    `by` takes that down.
    """
    take_turn(by.hall_id)
    application = Application.objects.select_for_update().get(pk=application.pk, hall_id=by.hall_id)
    if whose is not None:
        doors.may_take_voucher_down(by, application, whose, at).enforce()
    voucher = by if whose is None else actor_of(whose)
    doors.may_vouch_for(voucher, application, at).enforce()

    _vouch(by, application, at, whose=whose)
    return application


@unrecorded("vouching is not on record; `admit_vouched` writes who joins")
def vouch_for_many(
    *, by: Actor, applications: list[UUID], whose: Member | None = None, at: datetime
) -> list[Application]:
    """
    Vouch for a batch of cards at once; those answered meanwhile, or vouched for already, are left out. `whose`: as `vouch_for`
    has it.
    """
    take_turn(by.hall_id)
    found = (
        Application.objects.select_for_update()
        .filter(pk__in=applications, hall_id=by.hall_id)
        .order_by("made_at")
    )
    vouched = []
    for application in found:
        if whose is not None:
            doors.may_take_voucher_down(by, application, whose, at).enforce()
        if doors.may_vouch_for(by if whose is None else actor_of(whose), application, at):
            _vouch(by, application, at, whose=whose)
            vouched.append(application)
    return vouched


@unrecorded("a card that was taken back let nobody in")
def take_card_back(*, by: Actor, application: Application, at: datetime) -> Application:
    """Take back a card one has typed in, while it waits."""
    application = Application.objects.select_for_update().get(pk=application.pk, hall_id=by.hall_id)
    doors.is_open(application).enforce()
    if application.typed_by_id != by.member_id:
        raise OutOfOrder(_("Only whoever typed a card in takes it back."))

    application.answer, application.answered_at = Application.Answer.WITHDRAWN, at
    application.save(update_fields=["answer", "answered_at"])
    return application


def _vouch(by: Actor, application: Application, at: datetime, whose: Member | None = None) -> None:
    voucher = by.member_id if whose is None else whose.pk
    Voucher.objects.create(hall_id=by.hall_id, application=application, member_id=voucher, at=at)
    if doors.has_vouchers(application, at):
        admit_vouched(by=by, application=application)
        application.refresh_from_db()


def _typed_before(hall_id: UUID, number: str) -> bool:
    gone = (Application.Answer.WITHDRAWN, Application.Answer.DECLINED)
    return Application.objects.filter(hall_id=hall_id, card_number=number).exclude(answer__in=gone).exists()


def _section(hall_id: UUID, section: Body | None) -> Body | None:
    if section is not None and (section.hall_id != hall_id or section.kind != BodyKind.SECTION):
        raise OutOfOrder(_("There is no such section here."))
    return section
