"""How the turns of rotas are spread, for the page that shows who carries what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from unionhall.kit import clock
from unionhall.kit.registries import Burden, declare_burdens

from .models import Fate, InRota, Turn


def told(amount: int) -> str:
    """How many turns, in words."""
    return ngettext("%(many)d turn", "%(many)d turns", amount) % {"many": amount}


def turns(hall: Any, since: datetime, until: datetime) -> Mapping[UUID, int]:
    """The turns that members had whose day lies in that time, those beside a learner too; one that was not done is none."""
    first, end = clock.day(since, hall.time_zone), clock.day(until, hall.time_zone)
    found = Turn.objects.filter(hall=hall, day__gte=first, day__lt=end).exclude(fate=Fate.MISSED)
    rows = found.values_list("member_id", "beside_id")
    return Counter(key for row in rows for key in row if key is not None)


def learners(hall: Any, _at: datetime) -> int:
    """How many want to learn what a rota is about, beside somebody."""
    return InRota.objects.filter(hall=hall, learns=True).values("member").distinct().count()


BURDENS = (Burden("work.turns", _("Turns of rotas"), told, turns, learners),)
"""What members carry in this room."""

declare_burdens(BURDENS)
