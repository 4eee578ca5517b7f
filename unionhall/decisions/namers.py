"""How the timeline says the names of motions and polls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from unionhall.core.words import inside_quotes
from unionhall.kit.registries import namers
from unionhall.record.models import Hall

from .models import Lot, MotionText, Poll

Names = Mapping[UUID, tuple[str, str]]


def motions(hall_id: UUID, ids: Iterable[UUID]) -> Names:
    """Motions by number and title, with their pages."""
    slug = Hall.objects.values_list("slug", flat=True).get(pk=hall_id)
    texts = MotionText.objects.filter(hall_id=hall_id, motion_id__in=list(ids), binding=True).order_by(
        "version"
    )
    named = _("motion %(number)d, “%(title)s”")
    return {
        motion: (
            named % {"number": number, "title": inside_quotes(title, named)},
            _page(slug, motion),
        )
        for motion, number, title in texts.values_list("motion_id", "motion__number", "title")
    }


def polls(hall_id: UUID, ids: Iterable[UUID]) -> Names:
    """Polls by the motion they are on."""
    of = dict(Poll.objects.filter(hall_id=hall_id, pk__in=list(ids)).values_list("pk", "motion_id"))
    named = motions(hall_id, set(of.values()))
    return {poll: named[motion] for poll, motion in of.items() if motion in named}


def lots(hall_id: UUID, ids: Iterable[UUID]) -> Names:
    """Draws by the committee they are for."""
    slug = Hall.objects.values_list("slug", flat=True).get(pk=hall_id)
    rows = Lot.objects.filter(hall_id=hall_id, pk__in=list(ids)).values_list("pk", "name")
    named = _("the committee “%(name)s”")
    return {
        pk: (
            named % {"name": inside_quotes(name, named)},
            reverse("decisions:lot", kwargs={"hall": slug, "pk": pk}),
        )
        for pk, name in rows
    }


def _page(slug: str, motion: UUID) -> str:
    try:
        return reverse("decisions:motion", kwargs={"hall": slug, "pk": motion})
    except NoReverseMatch:
        return ""


namers.declare("decisions.motion", motions)
namers.declare("decisions.poll", polls)
namers.declare("decisions.lot", lots)
