"""
Pictures drawn by the server as SVG: icons, result bars with the threshold's line, the quorum meter, dots.

Nothing here holds a style or a script, so that the pages stand under a strict Content-Security-Policy;
colours come from the stylesheet's classes, and every picture is given words beside it by its template.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_ICONS = {
    # places
    "hall": "M3 20.5h18M5 20.5V10.5L12 4l7 6.5v10M9.5 20.5v-6h5v6M12 4V1.8h3.2v2L12 4",
    "motions": "M6 3h9l4 4v14H6zM15 3v4h4M9.5 14.5l2 2 4-4.5",
    "charter": "M12 6.5C10 4.8 7 4.2 3.5 4.5v14c3.5-.3 6.5.3 8.5 2 2-1.7 5-2.3 8.5-2v-14C17 4.2 14 4.8 12 6.5zM12 6.5v14",
    "members": (
        "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.3-4 2.8-6 6.5-6s6.2 2 6.5 6"
        "M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.5c2.2.8 3.3 2.7 3.5 5.5"
    ),
    "mandates": "M12 3l7.5 3v5.5c0 4.5-3 7.8-7.5 9.5-4.5-1.7-7.5-5-7.5-9.5V6zM9 11.5l2.2 2.2L15.2 9.5",
    "record": "M5 3.5h14v17H5zM8.5 8h7M8.5 12h7M8.5 16h4",
    "more": "M4 6.5h16M4 12h16M4 17.5h16",
    # outcomes
    "carried": "M4.5 12.5l5 5.5L19.5 6.5",
    "lost": "M6 6l12 12M18 6L6 18",
    "tabled": "M8.5 5v14M15.5 5v14",
    "tied": "M5 9h14M5 15h14",
    "withdrawn": "M9 6l-5 5 5 5M4.5 11H15a5 5 0 0 1 0 10h-2",
    "draft": "M5 19l1-4L16.5 4.5l3 3L9 18z",
    "put": "M12 19V5M6 11l6-6 6 6",
    "seconded": "M8 19V7M4 11l4-4 4 4M16 19V7M12.5 10.5L16 7l4 4",
    # acts
    "check": "M4.5 12.5l5 5.5L19.5 6.5",
    "warning": "M12 3.5L22 20.5H2zM12 10v5M12 17.8v.2",
    "refused": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM6 6l12 12",
    "leave": "M14 4h5v16h-5M4 12h10M10 8l4 4-4 4",
    "copy": "M8.5 8.5h11v12h-11zM15.5 8.5v-5h-11v12h4",
    "print": "M7 9V3.5h10V9M7 17H4V9h16v8h-3M7 14h10v6.5H7z",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5.5l3.5 2",
    "calendar": "M4 5.5h16v15H4zM4 10h16M8.5 3v4M15.5 3v4",
    "lock": "M6 11h12v9.5H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21",
    "plus": "M12 5v14M5 12h14",
    "hand": (
        "M7 12V6.5a1.5 1.5 0 0 1 3 0V11 4.5a1.5 1.5 0 0 1 3 0V11 6"
        "a1.5 1.5 0 0 1 3 0v6.5 -3.5a1.5 1.5 0 0 1 3 0V15c0 4-2.5 6.5-6 6.5-3.2 0-4.5-1.2-6-3.5L4.5 14c-.8-1.5 1.2-2.7 2.2-1.4z"
    ),
    "notice": "M5 6h14v15H5zM12 3a1.8 1.8 0 1 0 0 3.6A1.8 1.8 0 0 0 12 3zM8.5 11.5h7M8.5 15.5h5",
    "file": "M6 3h8l4 4v14H6zM14 3v4h4",
    "key": "M8 10a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM11.5 11.5L20 3M16.5 6.5l3 3",
    "download": "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
    "arrow": "M5 12h14M13 6l6 6-6 6",
    "phone": "M7 2.5h10v19H7zM10.5 18.5h3",
    "paper": "M6 3h12v18H6zM9.5 8h5M9.5 12h5M9.5 16h3",
}
_TURNS = {"leave", "withdrawn", "arrow"}


def icon(name: str, words: str = "") -> SafeString:
    """
    The line drawing `name` as inline SVG; hidden from screen readers unless `words` says what it means.

    Raises KeyError for a name that is not drawn, so that a wrong page is seen in development.
    """
    if name == "open":
        inner: SafeString = mark_safe('<circle cx="12" cy="12" r="6" fill="currentColor"/>')
    elif name == "not_quorate":
        inner = mark_safe('<circle cx="12" cy="12" r="8" stroke-dasharray="3.5 4.9"/>')
    else:
        inner = format_html('<path d="{}"/>', _ICONS[name])
    turns = " icon-turns" if name in _TURNS else ""
    if words:
        return format_html(
            '<svg class="icon{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', turns, words, inner
        )
    return format_html('<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', turns, inner)


def icon_names() -> list[str]:
    """Every name `icon` can draw, for the page that shows them."""
    return [*_ICONS, "open", "not_quorate"]


@dataclass(frozen=True)
class Bar:
    """One row of a result: its `word`, its `count` of votes, and the `kind` that chooses how it is filled."""

    word: str
    count: int
    kind: str
    picture: SafeString


def _percent(part: float, whole: float) -> float:
    return round(min(100.0, max(0.0, 100 * part / whole)) if whole else 0.0, 2)


def _across(start: float, width: float, mirrored: bool) -> float:
    """Where a piece of `width` per cent that begins at `start` is drawn when the page reads from the right."""
    return round(100 - start - width, 2) if mirrored else start


def bar(
    count: float, most: float, kind: str, *, line: float | None = None, mirrored: bool = False
) -> SafeString:
    """
    One bar: `count` out of `most` votes filled as `kind` (yes, no, aside), with the threshold's `line` in votes.

    Widths are per cent of the bar, so it fits any screen. `mirrored` draws it from the right.
    """
    width = _percent(count, most)
    pieces = [
        mark_safe('<rect class="pic-ground" width="100%" height="26" y="3"/>'),
        format_html(
            '<rect class="pic-{}" x="{}%" width="{}%" height="26" y="3"/>',
            kind,
            _across(0, width, mirrored),
            width,
        ),
    ]
    if line is not None:
        at = _across(_percent(line, most), 0, mirrored)
        pieces.append(
            format_html('<line class="pic-under" x1="{0}%" x2="{0}%" y1="-3" y2="35"/>', at)
            + format_html('<line class="pic-line" x1="{0}%" x2="{0}%" y1="-3" y2="35"/>', at)
        )
    return format_html(
        '<svg height="32" width="100%" aria-hidden="true">{}</svg>',
        format_html_join("", "{}", ((p,) for p in pieces)),
    )


def result_bars(
    rows: list[tuple[str, int, str]], *, line: float | None = None, whole: int = 0, mirrored: bool = False
) -> list[Bar]:
    """
    The rows of a result as bars on one scale.

    `rows`: (word, count, kind) with kind one of yes, no, aside. `line`: votes in favour at the threshold, drawn on
    the first row; None where there is none. `whole`: how many could have voted, the scale's end; at least the
    largest count and the line are always on the scale.
    """
    most = max([whole, line or 0, 1, *(count for _, count, _ in rows)])
    return [
        Bar(word, count, kind, bar(count, most, kind, line=line if number == 0 else None, mirrored=mirrored))
        for number, (word, count, kind) in enumerate(rows)
    ]


def columns(values: list[int], most: int, *, places: int = 0, mirrored: bool = False) -> SafeString:
    """
    A row of columns on the scale of `most`, each with its number over it, one in each of at least `places` equal places.

    A value of 0 is a mark on the ground line. Widths are per cent, so it fits any screen. `mirrored` draws it from the right.
    """
    place = 100 / max(places, len(values), 1)
    pieces = [mark_safe('<line class="pic-axis" x1="0" x2="100%" y1="83.5" y2="83.5"/>')]
    for number, value in enumerate(values):
        start = _across(round(place * (number + 0.18), 2), round(place * 0.64, 2), mirrored)
        high = max(round(60 * value / most), 2) if value and most else 0
        pieces.append(
            format_html(
                '<rect class="pic-yes" x="{}%" y="{}" width="{}%" height="{}"/>'
                '<text class="pic-figure" x="{}%" y="{}" text-anchor="middle">{}</text>',
                start,
                83 - high,
                round(place * 0.64, 2),
                high,
                round(start + place * 0.32, 2),
                76 - high,
                value,
            )
        )
    return format_html(
        '<svg height="85" width="100%" aria-hidden="true">{}</svg>',
        format_html_join("", "{}", ((p,) for p in pieces)),
    )


SEATS = 30


def meter(value: int, needed: int, of: int, *, mirrored: bool = False) -> SafeString:
    """
    The quorum meter: `value` people of `of`, with a mark at `needed`.

    Up to 30 people are drawn one seat each; more are drawn as one bar.
    """
    of = max(of, value, needed, 1)
    if of > SEATS:
        return _long_meter(value, needed, of, mirrored)
    step = 100 / of
    seats = [
        format_html(
            '<circle class="{}" cx="{}%" cy="14" r="{}"/>',
            "pic-taken" if seat < value else "pic-seat",
            _across(round(step * (seat + 0.5), 2), 0, mirrored),
            8 if of <= 16 else 4.5,
        )
        for seat in range(of)
    ]
    at = _across(round(step * needed, 2), 0, mirrored)
    notch = format_html('<line class="pic-notch" x1="{0}%" x2="{0}%" y1="-1" y2="29"/>', at) if needed else ""
    return format_html(
        '<svg height="28" width="{}" aria-hidden="true">{}{}</svg>',
        of * (32 if of <= 16 else 18),
        format_html_join("", "{}", ((seat,) for seat in seats)),
        notch,
    )


def _long_meter(value: int, needed: int, of: int, mirrored: bool) -> SafeString:
    width = _percent(value, of)
    at = _across(_percent(needed, of), 0, mirrored)
    return format_html(
        '<svg height="28" width="100%" aria-hidden="true"><rect class="pic-ground" y="6" width="100%" height="16"/>'
        '<rect class="pic-taken" x="{}%" y="6" width="{}%" height="16"/>'
        '<line class="pic-notch" x1="{}%" x2="{}%" y1="-1" y2="29"/></svg>',
        _across(0, width, mirrored),
        width,
        at,
        at,
    )


def dot(kind: str = "plain") -> SafeString:
    """
    A timeline's dot: `plain`, or a shape for what happened: carried, lost, tabled, not_quorate, open, key, …

    Any icon's name may be given; an unknown one is drawn plain.
    """
    if kind in _ICONS:
        mark = format_html(
            '<path d="{}" transform="translate(6.4 6.4) scale(.633)" fill="none" stroke="currentColor" '
            'stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"/>',
            _ICONS[kind],
        )
        return format_html(
            '<svg class="timeline-dot" viewBox="0 0 28 28" aria-hidden="true"><circle class="pic-hole" cx="14" cy="14"'
            ' r="12.5" stroke="currentColor" stroke-width="2"/>{}</svg>',
            mark,
        )
    fill = "pic-red" if kind == "open" else "pic-taken"
    return format_html(
        '<svg class="timeline-dot" viewBox="0 0 28 28" aria-hidden="true"><circle class="{}" cx="14" cy="14" r="6"/>'
        "</svg>",
        fill,
    )
