"""Moments as people say them: how far off, the date, the time, and whose time it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kit import clock


def _zone(zone: str | tzinfo | None) -> tzinfo:
    if isinstance(zone, str):
        return ZoneInfo(zone)
    return zone or timezone.get_current_timezone()


def zone_word(moment: datetime) -> str:
    """The zone's short name: CET, UTC; where a zone has only a number, UTC−03."""
    name = moment.tzname() or "UTC"
    return "UTC" + name.replace("-", "−") if name[:1] in "+-" else name


def clock_time(moment: datetime, zone: str | tzinfo | None = None) -> str:
    """Time and zone: "18:00 CET", by the twenty-four hours that notices are written in everywhere."""
    local = moment.astimezone(_zone(zone))
    return f"{formats.time_format(local, 'H:i')} {zone_word(local)}"


def _short_day(local: datetime) -> str:
    # Translators: a day of this year, as Django's date format writes it: Tue 24 Nov
    return formats.date_format(local, _("D j M"), use_l10n=False)


def day(day: date) -> str:
    """A whole date: "24 November 2026"."""
    # Translators: a whole date, as Django's date format writes it: 24 November 2026
    return formats.date_format(day, _("j F Y"), use_l10n=False)


def full(moment: datetime, zone: str | tzinfo | None = None) -> str:
    """Date, time and zone in full: "24 November 2026, 18:00 CET"."""
    local = moment.astimezone(_zone(zone))
    return f"{day(local)}, {clock_time(local, local.tzinfo)}"


def appointed(moment: datetime, zone: str | tzinfo | None = None) -> str:
    """When people have agreed to meet, with the day of the week: "Tuesday, 24 November 2026, 18:00 CET"."""
    local = moment.astimezone(_zone(zone))
    return f"{formats.date_format(local, 'l', use_l10n=False)}, {full(local, local.tzinfo)}"


def _distance(gap: timedelta, days: int) -> str:
    """How far off: `gap` from now (negative: past), `days` calendar days between the two dates."""
    seconds = abs(gap.total_seconds())
    ahead = gap > timedelta(0)
    if seconds < 60:
        return _("in less than a minute") if ahead else _("just now")
    if seconds < 3600:
        count = int(seconds // 60)
        return (
            ngettext("in %(count)d minute", "in %(count)d minutes", count)
            if ahead
            else ngettext("%(count)d minute ago", "%(count)d minutes ago", count)
        ) % {"count": count}
    if days == 0 or seconds < 6 * 3600:
        count = max(1, round(seconds / 3600))
        return (
            ngettext("in %(count)d hour", "in %(count)d hours", count)
            if ahead
            else ngettext("%(count)d hour ago", "%(count)d hours ago", count)
        ) % {"count": count}
    if abs(days) == 1:
        return _("tomorrow") if ahead else _("yesterday")
    return (
        ngettext("in %(count)d day", "in %(count)d days", abs(days))
        if ahead
        else ngettext("%(count)d day ago", "%(count)d days ago", abs(days))
    ) % {"count": abs(days)}


def near(moment: datetime, zone: str | tzinfo | None = None, now: datetime | None = None) -> str:
    """
    How far off, and the date all the same: "in 3 days (Tue 24 Nov, 18:00 CET)".

    Days are calendar days in the zone. Beyond thirty of them the whole date is said instead.
    """
    place = _zone(zone)
    now = now or clock.now()
    local, here = moment.astimezone(place), now.astimezone(place)
    days = (local.date() - here.date()).days
    if abs(days) > 30:
        return full(moment, place)
    return _("%(distance)s (%(day)s, %(time)s)") % {
        "distance": _distance(moment - now, days),
        "day": _short_day(local),
        "time": clock_time(local, local.tzinfo),
    }


def tag(moment: datetime, *, zone: str | tzinfo | None = None, style: str = "near") -> SafeString:
    """A `<time>` element: `style` is near, full, appointed or day; its title is always the whole date."""
    local = moment.astimezone(_zone(zone))
    whole = full(local, local.tzinfo)
    if style == "day":
        words = day(local)
    elif style == "appointed":
        words = appointed(local, local.tzinfo)
    else:
        words = whole if style == "full" else near(moment, local.tzinfo)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="minutes"), whole, words
    )
