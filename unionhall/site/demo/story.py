"""
The story of the Red Oven: seven months of a workers' assembly in a bakery with four cafés.

Each chapter tells a few weeks. Days are counted from the founding; `building.DAYS` says how long ago that was.
"""

from __future__ import annotations

from collections.abc import Callable

from . import beginning, campaign
from .narrating import Narrator

CHAPTERS: tuple[Callable[[Narrator], None], ...] = (
    beginning.founding,
    beginning.sections,
    beginning.charter,
    beginning.offices,
    beginning.sunday,
    beginning.shift_fund,
    beginning.schedule,
    campaign.going,
    campaign.public,
    campaign.walkout,
    campaign.recall,
    campaign.calling_in,
    campaign.half_year,
    campaign.new_holders,
    campaign.before_today,
    campaign.today,
)
