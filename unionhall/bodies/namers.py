"""How the timeline says the names of what bodies hold: members, bodies, organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from unionhall.kit.registries import namers
from unionhall.record.models import Hall

from .models import Body, Member, Organisation

Names = Mapping[UUID, tuple[str, str]]


def members(hall_id: UUID, ids: Iterable[UUID]) -> Names:
    """Members' names as they call themselves now; of who was erased, that they were a member."""
    found = Member.objects.filter(hall_id=hall_id, pk__in=list(ids)).values_list("pk", "name")
    return {pk: (name or _("a former member"), "") for pk, name in found}


def bodies(hall_id: UUID, ids: Iterable[UUID]) -> Names:
    """Bodies' names with their pages."""
    found = Body.objects.filter(hall_id=hall_id, pk__in=list(ids)).values_list("pk", "name")
    slug = Hall.objects.values_list("slug", flat=True).get(pk=hall_id)
    return {pk: (name, _page("bodies:body", slug, pk)) for pk, name in found}


def organisations(hall_id: UUID, ids: Iterable[UUID]) -> Names:
    """The hall's own organisation."""
    return {
        pk: (name, "") for pk, name in Organisation.objects.filter(hall_id=hall_id).values_list("pk", "name")
    }


def _page(name: str, slug: str, pk: UUID) -> str:
    try:
        return reverse(name, kwargs={"hall": slug, "pk": pk})
    except NoReverseMatch:
        return ""


namers.declare("bodies.member", members)
namers.declare("bodies.body", bodies)
namers.declare("bodies.organisation", organisations)
namers.declare("record.hall", organisations)
