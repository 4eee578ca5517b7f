"""The one place that looks at the clock. Rooms call `clock.now()` through the module, never a copy."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the place


def day(at: datetime, zone: str) -> date:
    """The calendar day of the moment `at` in the time zone named `zone` (IANA name)."""
    return at.astimezone(ZoneInfo(zone)).date()
