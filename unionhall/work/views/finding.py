"""Finding rotas and turns in the hall they belong to, and people by the names that somebody typed."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from unionhall.bodies import looking
from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.bodies.rules import names
from unionhall.core.rulings import OutOfOrder

from .. import rules
from ..models import Rota, Turn


def rota_in(request: HttpRequest, pk: UUID) -> Rota:
    """The rota of this hall with the id `pk`, or 404, also for whom this body's rotas are not."""
    found = get_object_or_404(
        Rota.objects.select_related("body__hall", "hall", "by"),
        pk=pk,
        hall=request.hall,  # type: ignore[attr-defined]
    )
    if not bodies.may_read(request.member, found.body):  # type: ignore[attr-defined]
        raise Http404
    return found


def turn_in(request: HttpRequest, pk: UUID) -> Turn:
    """The turn of this hall with the id `pk`, or 404, also for who is not in its rota: whose it is is theirs to know."""
    rows = Turn.objects.select_related("rota__body__hall", "rota__hall", "member__person", "wants")
    found = get_object_or_404(rows, pk=pk, hall=request.hall)  # type: ignore[attr-defined]
    if not bodies.may_read(request.member, found.rota.body):  # type: ignore[attr-defined]
        raise Http404
    if not rules.is_in(request.member.pk, found.rota):  # type: ignore[attr-defined]
        raise Http404
    return found


def named(reader: Member, typed: str) -> list[Member]:
    """
    The members whose names were typed, one on a line or with commas between. Raises where one is nobody's, or several people's:
    membership is read off no page, so who types must know them.
    """
    found = []
    for name in (" ".join(part.split())[:80] for part in typed.replace(",", "\n").splitlines()):
        if not name or names.plain(name) == names.plain(reader.name):
            continue
        hits = looking.found_by_name(reader, name)
        exact = [one for one in hits if names.plain(one.name) == names.plain(name)] or hits
        if len(exact) != 1:
            raise OutOfOrder(
                _(
                    "“%(name)s” finds nobody, or more than one. Write names as they are in the list of members."
                )
                % {"name": name}
            )
        found.append(exact[0])
    return found
