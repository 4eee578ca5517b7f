"""How the timeline says the name of a delegation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kit.registries import namers

from .models import Delegation


def delegations(hall_id: UUID, ids: Iterable[UUID]) -> Mapping[UUID, tuple[str, str]]:
    """Delegations by where they go, with their pages."""
    rows = Delegation.objects.filter(hall_id=hall_id, pk__in=list(ids)).values_list("pk", "to", "hall__slug")
    named = _("the delegation “%(to)s”")
    return {
        pk: (named % {"to": to}, reverse("delegates:delegation", kwargs={"hall": slug, "pk": pk}))
        for pk, to, slug in rows
    }


namers.declare("delegates.delegation", delegations)
