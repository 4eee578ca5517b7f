"""Bringing in an existing list of members at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.core.rulings import OutOfOrder
from unionhall.kit.actor import Actor
from unionhall.mandates.gate import pass_through
from unionhall.record.book import action, write
from unionhall.record.models import Hall

from .. import rules
from ..models import Application, Body, BodyKind, Household, Import, Member
from ..rules import doors, names
from .admitting import new_member
from .places import settled_name

MOST_ROWS = 5000


@dataclass(frozen=True)
class Row:
    """One line of a list: a name, and what else was known. `section` is the name of one, `household` its label."""

    name: str
    section: str = ""
    contact: str = ""
    household: str = ""


@action
def bring_in_list(*, by: Actor, rows: Sequence[Row], at: datetime) -> Import:
    """
    Make everybody on the list a member without an account, in one act.

    Under the mandate to admit, or by any member while there are fewer than three. Raises a `Refusal` without it, and
    `OutOfOrder` for a section that is none; the list is brought in whole or not at all.
    """
    doors.may_bring_list(by, at).enforce()
    small = rules.headcount(by.hall_id) < doors.FEW
    mandate = None if small else pass_through(by, "bodies.admit", rules.assembly(by.hall_id).pk, at)
    if not rows:
        raise OutOfOrder(_("There is nobody on this list."))
    if len(rows) > MOST_ROWS:
        raise OutOfOrder(_("A list has %(most)d lines at most: bring it in in pieces.") % {"most": MOST_ROWS})

    hall = Hall.objects.get(pk=by.hall_id)
    sections = {
        names.settled(body.name): body
        for body in Body.objects.standing(at).filter(hall=hall, kind=BodyKind.SECTION)
    }
    households = {one.label.casefold(): one for one in Household.objects.filter(hall=hall)}

    brought = Import.objects.create(hall=hall, by_id=by.member_id, at=at, rows=len(rows))
    for row in rows:
        _enter(hall, row, sections, households, by, at)

    write(
        "members.listed",
        by=by,
        at=at,
        about=brought,
        body=rules.assembly(by.hall_id).pk,
        mandate=None if mandate is None else mandate.pk,
        rows=len(rows),
    )
    return brought


def _enter(
    hall: Hall, row: Row, sections: dict[str, Body], households: dict[str, Household], by: Actor, at: datetime
) -> Member:
    section = None
    if row.section.strip():
        section = sections.get(names.settled(row.section))
        if section is None:
            raise OutOfOrder(_("There is no section called %(name)s.") % {"name": row.section})
    label = " ".join(row.household.split())[:80]
    if label and label.casefold() not in households:
        households[label.casefold()] = Household.objects.create(hall=hall, label=label)
    line = Application(
        hall=hall,
        way=Application.Way.LIST,
        name=settled_name(row.name),
        contact=row.contact.strip()[:200],
        section=section,
        household=households.get(label.casefold()) if label else None,
        typed_by_id=by.member_id,
        made_at=at,
        answer=Application.Answer.ADMITTED,
        answered_at=at,
    )
    line.member = new_member(line, at)
    line.save(force_insert=True)
    return line.member
