"""Applications: asked at the public door by somebody who has no account yet."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.record.book import unrecorded

from ..models import Application, Body, BodyKind, Organisation
from ..rules import doors
from .places import persons_name

MOST_OPEN = 300
"""What waits at the door at once: a flood there must not fill the disk."""


@unrecorded("asking to join is no act of the body; its answer is")
def apply(
    *,
    organisation: Organisation,
    name: str,
    contact: str,
    words: str = "",
    section: Body | None = None,
    affirms: bool = False,
    reservation: str = "",
    in_directory: bool = False,
    at: datetime,
) -> Application:
    """
    Ask to join, at the door of a public organisation. `contact`: how to answer, in the applicant's words.
    `in_directory`: whether the others may find their name, once they are in.

    Raises `NotAuthorised` at a quiet one, `OutOfOrder` without a name or a way to answer.
    """
    insist_on_room(organisation, contact)
    if section is not None and (section.hall_id != organisation.pk or section.kind != BodyKind.SECTION):
        section = None

    said = {"name": persons_name(name), "contact": contact.strip()[:200], "words": words.strip()[:2000]}
    if (before := asked_already(organisation, Application.Way.FORM, said)) is not None:
        return before
    return Application.objects.create(
        hall_id=organisation.pk,
        way=Application.Way.FORM,
        **said,
        section=section,
        affirms=affirms,
        reservation=reservation.strip()[:2000],
        in_directory=in_directory,
        vouchers_needed=doors.vouchers_needed(organisation.pk, at),
        made_at=at,
    )


def asked_already(
    organisation: Organisation, way: Application.Way, said: dict[str, str]
) -> Application | None:
    """What waits at the door in these very words: a page that is loaded anew, or a button pressed twice, asks once."""
    waiting = Application.objects.filter(hall_id=organisation.pk, way=way, answer=Application.Answer.OPEN)
    return waiting.filter(**said).first()


def insist_on_room(organisation: Organisation, contact: str) -> None:
    """Raise a `Refusal` where nobody may write at this door now, or could not be answered."""
    doors.may_apply(organisation).enforce()
    if not contact.strip():
        raise OutOfOrder(_("Say how somebody can answer you."))
    waiting = Application.objects.filter(hall_id=organisation.pk, answer=Application.Answer.OPEN)
    if waiting.filter(way__in=(Application.Way.FORM, *doors.LETTERS)).count() >= MOST_OPEN:
        raise OutOfOrder(
            _("So many have written to us that nobody else can just now. Please come back in a few days.")
        )
