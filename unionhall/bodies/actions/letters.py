"""Letters: written at the public door by somebody who does not ask to join, to begin where they are or because they need help."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.mandates.gate import pass_through
from unionhall.record.book import action, unrecorded, write

from ..models import Application, Organisation
from ..rules import assembly, doors
from .applications import asked_already, insist_on_room
from .places import settled_name


@unrecorded("writing at the door is no act of the body; its answer is")
def write_letter(
    *,
    organisation: Organisation,
    way: Application.Way,
    name: str,
    contact: str,
    words: str,
    for_holders: bool = False,
    at: datetime,
) -> Application:
    """
    Write at the door of a public organisation without asking to join: how to begin elsewhere, or for help (`way`).
    `for_holders`: the page they wrote on told them that only whoever holds the mandate to admit reads it.

    Raises `NotAuthorised` at a quiet one, `OutOfOrder` without a name, a way to answer or a word on what it is about.
    """
    assert way in doors.LETTERS
    insist_on_room(organisation, contact)
    if not words.strip():
        raise OutOfOrder(_("Say what it is about."))

    said = {"name": settled_name(name), "contact": contact.strip()[:200], "words": words.strip()[:2000]}
    if (before := asked_already(organisation, way, said)) is not None:
        return before
    return Application.objects.create(
        hall_id=organisation.pk,
        way=way,
        **said,
        for_holders=for_holders or doors.somebody_admits(organisation.pk, at),
        made_at=at,
    )


@action
def answer_letter(*, by: Actor, application: Application, at: datetime) -> Application:
    """
    Say that who wrote at the door has their answer; what they wrote is erased after 30 days.

    Raises a `Refusal` where `by` may not read it, and where it was answered already.
    """
    letter = _locked_letter(by, application)
    doors.may_answer_letter(by, letter, at).enforce()
    return _answered(by, letter, Application.Answer.ANSWERED, "letter.answered", at)


@action
def reopen_letter(*, by: Actor, application: Application, at: datetime) -> Application:
    """Take back that who wrote at the door has their answer. Raises a `Refusal` where `by` may not, or it waits still."""
    letter = _locked_letter(by, application)
    doors.may_reopen_letter(by, letter, at).enforce()
    return _answered(by, letter, Application.Answer.OPEN, "letter.reopened", at)


def _locked_letter(by: Actor, application: Application) -> Application:
    letters = Application.objects.select_for_update(of=("self",)).filter(way__in=doors.LETTERS)
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
