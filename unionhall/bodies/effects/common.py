"""What several effects need: finding what their parameters name, and saying days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from unionhall.bodies.models import Body, BodyKind, Member
from unionhall.bodies.rules.offices import end_of_day
from unionhall.core.rulings import NotAuthorised, OutOfOrder
from unionhall.record.models import Hall

Row = TypeVar("Row", bound=Model)


def found(rows: QuerySet[Row], key: Any, sentence: str) -> Row:
    """The row of `rows` with the id `key`; raises `OutOfOrder` with `sentence` where there is none."""
    try:
        row = rows.filter(pk=key).first() if key else None
    except (ValidationError, ValueError, TypeError):
        row = None
    if row is None:
        raise OutOfOrder(sentence)
    return row


def member_in(hall: Hall, params: Mapping[str, Any]) -> Member:
    """The member of this hall that `params` names. Raises `OutOfOrder` where they are none, or have left."""
    members = Member.objects.filter(hall=hall, left_on=None).select_related("person", "hall")
    return found(members, params.get("member"), _("The member this is about is not in the hall."))


def body_in(hall: Hall, params: Mapping[str, Any]) -> Body:
    """The body of this hall that `params` names. Raises `OutOfOrder` where there is none."""
    bodies = Body.objects.filter(hall=hall).select_related("hall")
    return found(bodies, params.get("body"), _("The body this is about is not in the hall."))


def only_the_assembly(body: Body) -> None:
    """Raise `NotAuthorised` where `body` is not the general assembly."""
    if body.kind != BodyKind.ASSEMBLY:
        raise NotAuthorised(_("Only the assembly decides this."))


def day_in(params: Mapping[str, Any], name: str) -> date | None:
    """The calendar day under `name`, None where it is empty. Raises `OutOfOrder` where it is no day."""
    value = params.get(name)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise OutOfOrder(_("This is not a day: %(day)s") % {"day": value}) from None


def end_in(hall: Hall, params: Mapping[str, Any], name: str = "until") -> datetime | None:
    """The moment the day under `name` is over in the hall's zone, or None."""
    day = day_in(params, name)
    return end_of_day(hall, day) if day else None


def in_words(day: date | str | None) -> str:
    """A day as people write it; "" for none."""
    if not day:
        return ""
    return formats.date_format(
        date.fromisoformat(day) if isinstance(day, str) else day, _("j F Y"), use_l10n=False
    )


def called(hall: Hall, key: Any) -> str:
    """A member's name, whether they are still in or not."""
    try:
        name = Member.objects.filter(hall=hall, pk=key).values_list("name", flat=True).first()
    except (ValidationError, ValueError, TypeError):
        name = None
    return name or _("a former member")


def body_called(hall: Hall, key: Any) -> str:
    """A body's name, whether it still stands or not."""
    try:
        name = Body.objects.filter(hall=hall, pk=key).values_list("name", flat=True).first()
    except (ValidationError, ValueError, TypeError):
        name = None
    return name or _("a body that is no more")
