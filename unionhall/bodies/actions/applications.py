"""What somebody without an account asks at the public door: to join, how to begin where they are, for help."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.mandates.gate import pass_through
from unionhall.record.book import action, unrecorded, write

from ..models import Application, Body, BodyKind, Organisation
from ..rules import assembly, doors
from .places import settled_name

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
    _may_ask(organisation, contact)
    if section is not None and (section.hall_id != organisation.pk or section.kind != BodyKind.SECTION):
        section = None

    return Application.objects.create(
        hall_id=organisation.pk,
        way=Application.Way.FORM,
        name=settled_name(name),
        contact=contact.strip()[:200],
        words=words.strip()[:2000],
        section=section,
        affirms=affirms,
        reservation=reservation.strip()[:2000],
        in_directory=in_directory,
        vouchers_needed=doors.vouchers_needed(organisation.pk, at),
        made_at=at,
    )


@unrecorded("writing at the door is no act of the body; its answer is")
def ask_at_the_door(
    *, organisation: Organisation, way: Application.Way, name: str, contact: str, words: str, at: datetime
) -> Application:
    """
    Write at the door of a public organisation without asking to join: how to begin elsewhere, or for help (`way`).

    Raises `NotAuthorised` at a quiet one, `OutOfOrder` without a name, a way to answer or a word on what it is about.
    """
    assert way in doors.QUESTIONS
    _may_ask(organisation, contact)
    if not words.strip():
        raise OutOfOrder(_("Say what it is about."))

    return Application.objects.create(
        hall_id=organisation.pk,
        way=way,
        name=settled_name(name),
        contact=contact.strip()[:200],
        words=words.strip()[:2000],
        for_holders=doors.somebody_admits(organisation.pk, at),
        made_at=at,
    )


@action
def answer_at_the_door(*, by: Actor, application: Application, at: datetime) -> Application:
    """
    Say that who wrote at the door has their answer; what they wrote is erased after 30 days.

    Raises a `Refusal` where `by` may not read it, and where it was answered already.
    """
    letter = _locked_letter(by, application)
    doors.may_answer(by, letter, at).enforce()
    return _answered(by, letter, Application.Answer.ANSWERED, "question.answered", at)


@action
def answer_after_all(*, by: Actor, application: Application, at: datetime) -> Application:
    """Take back that who wrote at the door has their answer. Raises a `Refusal` where `by` may not, or it waits still."""
    letter = _locked_letter(by, application)
    doors.may_answer_after_all(by, letter, at).enforce()
    return _answered(by, letter, Application.Answer.OPEN, "question.reopened", at)


def _locked_letter(by: Actor, application: Application) -> Application:
    letters = Application.objects.select_for_update(of=("self",)).filter(way__in=doors.QUESTIONS)
    return letters.get(pk=application.pk, hall_id=by.hall_id)


def _answered(by: Actor, letter: Application, answer: str, kind: str, at: datetime) -> Application:
    """Note the answer, or that there is none yet, and write it down: under the mandate, where somebody holds it."""
    body = assembly(by.hall_id).pk
    under = letter.for_holders or doors.somebody_admits(by.hall_id, at)
    mandate = pass_through(by, "bodies.admit", body, at) if under else None

    letter.answer = answer
    letter.answered_at = None if answer == Application.Answer.OPEN else at
    letter.save(update_fields=["answer", "answered_at"])

    write(kind, by=by, at=at, about=letter, body=body, mandate=None if mandate is None else mandate.pk)
    return letter


def _may_ask(organisation: Organisation, contact: str) -> None:
    """Raise where nobody may write at this door now, or could not be answered."""
    doors.may_apply(organisation).enforce()
    if not contact.strip():
        raise OutOfOrder(_("Say how somebody can answer you."))
    waiting = Application.objects.filter(hall_id=organisation.pk, answer=Application.Answer.OPEN)
    if waiting.filter(way__in=(Application.Way.FORM, *doors.QUESTIONS)).count() >= MOST_OPEN:
        raise OutOfOrder(
            _("So many have written to us that nobody else can just now. Please come back in a few days.")
        )
