"""How the timeline says the name of a meeting: by its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from unionhall.kit import clock, moments
from unionhall.kit.registries import namers

from .models import Meeting


def meetings(hall_id: UUID, ids: Iterable[UUID]) -> Mapping[UUID, tuple[str, str]]:
    """Meetings by their day, with their pages."""
    rows = Meeting.objects.filter(hall_id=hall_id, pk__in=list(ids)).values_list(
        "pk", "begins_at", "hall__time_zone", "hall__slug"
    )
    named = _("the meeting of %(day)s")
    return {
        pk: (
            named % {"day": moments.day(clock.day(begins, zone))},
            reverse("assemblies:meeting", kwargs={"hall": slug, "pk": pk}),
        )
        for pk, begins, zone, slug in rows
    }


namers.declare("assemblies.meeting", meetings)
