"""
The template tags of the look: `{% load kit %}`.

Each tag is shown in every state at /style/ in development and described in docs/design/components.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from unionhall.core.words import Sentence
from unionhall.kit import marks, moments, pictures, standing, texts

register = template.Library()

LEAVE_TO = "https://www.wikipedia.org/"
"""Where the Leave button goes unless the settings name another page: something anybody may be reading."""


# ── Whose page this is ────────────────────────────────────────────────────


def _owner(context: template.Context) -> str:
    hall = context.get("hall")
    return str(context.get("page_owner") or getattr(hall, "name", "") or "")


@register.simple_tag(takes_context=True)
def page_owner(context: template.Context) -> str:
    """The name in the title: `page_owner`, or the hall's for its members, or a neutral word."""
    return _owner(context) or _("Notes")


@register.inclusion_tag("kit/hall_name.html", takes_context=True)
def hall_name(context: template.Context) -> dict[str, Any]:
    """The masthead: the hall's name, linked to its first page; a neutral word where there is no hall."""
    return {"name": _owner(context) or _("Notes"), "href": _address("desk:hall", _slug(context))}


def _slug(context: template.Context) -> str:
    hall = context.get("hall")
    if slug := getattr(hall, "slug", ""):
        return str(slug)
    match = getattr(context.get("request"), "resolver_match", None)
    return str(match.kwargs.get("hall", "")) if match else ""


def _address(name: str, slug: str) -> str:
    try:
        return reverse(name, kwargs={"hall": slug}) if slug else ""
    except NoReverseMatch:
        return ""


@register.inclusion_tag("kit/bar.html", takes_context=True)
def hall_bar(context: template.Context) -> dict[str, Any]:
    """
    The five places of a hall, for those who are in it; nothing for anybody else.

    A place whose page does not exist is left out. The page one is on is marked `aria-current`.
    """
    request = context.get("request")
    slug = _slug(context)
    if request is None or not slug or not getattr(request, "actor", None):
        return {"places": []}
    wanted = [
        ("desk:hall", "hall", _("Hall")),
        ("decisions:motions", "motions", _("Motions")),
        ("bodies:charter", "charter", _("Charter")),
        ("bodies:members", "members", _("Members")),
        ("desk:more", "more", _("More")),
    ]
    places: list[dict[str, Any]] = [
        {"href": href, "icon": icon, "word": word}
        for name, icon, word in wanted
        if (href := _address(name, slug))
    ]
    _mark_current(places, request.path)
    return {"places": places}


@register.inclusion_tag("kit/mark.html", takes_context=True)
def mark_of_page(context: template.Context) -> dict[str, Any]:
    """The mark of a page in which nothing counts, with the moment until which it lasts for those inside; else nothing."""
    request = context.get("request")
    hall = getattr(request, "hall", None)
    until = getattr(hall, "rehearsal_until", None)
    return {
        "words": marks.current(),
        "until": moments.full(until, hall.time_zone) if hall is not None and until else "",
        "href": _address("assemblies:rehearsal", hall.slug) if hall is not None else "",
    }


UNDER = {
    "invites": "members",
    "cards": "members",
    "applications": "members",
    "list": "members",
    "letting-in": "members",
    "propose": "motions",
}
"""Pages whose address does not begin with that of the place one comes to them from: the first word of it → the place."""


def _mark_current(places: list[dict[str, Any]], path: str) -> None:
    """
    Mark the place whose address begins `path`, the longest winning; the hall's own page only when exact. Of what begins with
    none of them, the place it is reached from.
    """
    home = places[0]["href"] if places and places[0]["icon"] == "hall" else None
    fits = [p for p in places if path == p["href"] or (p["href"] != home and path.startswith(p["href"]))]
    if not fits:
        word = path.removeprefix(home or "").partition("/")[0]
        fits = [p for p in places if p["icon"] == UNDER.get(word, "more")]
    if fits:
        best = max(fits, key=lambda place: len(place["href"]))
        best["current"] = "page" if path == best["href"] else "true"


@register.simple_tag(takes_context=True)
def hall_home(context: template.Context) -> str:
    """The address of the hall's first page, or nothing outside a hall."""
    return _address("desk:hall", _slug(context))


@register.simple_tag
def leave_url() -> str:
    """Where the Leave button and the Escape key go."""
    return str(getattr(settings, "LEAVE_TO", LEAVE_TO))


@register.simple_tag
def language_url() -> str:
    """The address that takes the choice of a language, or nothing where it is not served."""
    try:
        return reverse("kit:language")
    except NoReverseMatch:
        return ""


@register.simple_tag
def language_name(code: str) -> str:
    """A language's name in that language: `es` is "español"."""
    name = str(translation.get_language_info(code)["name_local"])
    return name[:1].upper() + name[1:]


# ── Words ─────────────────────────────────────────────────────────────────


@register.simple_tag
def icon(name: str, words: str = "") -> SafeString:
    """The line drawing `name`; `words` says what it means where no text beside it does."""
    return pictures.icon(name, words)


@register.simple_tag
def said(sentence: Any) -> str:
    """A sentence of core in the reader's language; anything else as its text."""
    return sentence.said(_) if isinstance(sentence, Sentence) else str(sentence)


@register.filter(name="said")
def said_filter(sentence: Any) -> str:
    """The same as a filter, for use inside another tag: `{{ verdict.reason|said }}`."""
    return said(sentence)


@register.simple_tag
def status(value: Any) -> SafeString:
    """Where a motion, poll or mandate stands: a word and a shape. Takes the value or an enum holding it."""
    kind, word, shape = standing.of(value)
    return format_html('<span class="status status-{}">{}{}</span>', kind, pictures.icon(shape), word)


@register.simple_tag
def status_class(value: Any) -> str:
    """`is-open`, `is-carried` …: the class a motion's card takes."""
    return f"is-{standing.of(value)[0]}"


@register.simple_tag(takes_context=True)
def when(context: template.Context, moment: datetime | None, style: str = "near") -> SafeString | str:
    """
    A moment in the hall's zone, with the zone said: "in 3 days (Tue 24 Nov, 18:00 CET)".

    `style`: `near` says how far off it is; `full` only the date and time; `appointed` the day of the
    week too; `day` only the date.
    """
    if moment is None:
        return ""
    zone = getattr(context.get("hall"), "zone", None) or getattr(context.get("hall"), "time_zone", None)
    return moments.tag(moment, zone=zone, style=style)


@register.filter
def last_moment(until: datetime | None) -> datetime | None:
    """The last moment of what ends at `until`: what ends at midnight lasts through the day before, and is said so."""
    return until - timedelta(microseconds=1) if until is not None else None


@register.simple_tag(takes_context=True)
def to_mend(context: template.Context) -> int:
    """How many fields are to be mended: those in `errors`, and those of a form beside it, `second`."""
    second = context.get("second")
    return len(context.get("errors") or ()) + (len(second.errors) if second else 0)


@register.simple_tag(takes_context=True)
def secrets_again(context: template.Context) -> str:
    """The labels of the secret fields without a mistake in forms that have one: they come back empty. "" where there are none."""
    forms = [context.get("form"), context.get("second")]
    secret = [
        field
        for form in forms
        for field in form or ()
        if getattr(field.field.widget, "input_type", "") == "password"
    ]
    return ", ".join(str(field.label) for field in secret if not field.errors)


@register.filter
def in_fours(letters: str) -> SafeString:
    """Letters to be typed off, seen in groups of four, and copied without a blank between them."""
    fours = ((letters[at : at + 4],) for at in range(0, len(letters), 4))
    return format_html_join(mark_safe("<wbr>"), '<span class="four">{}</span>', fours)


@register.simple_tag
def text(value: str, lang: str = "", decided: bool = False) -> SafeString:
    """A member's text as safe HTML, in its own language and direction; `decided` sets it in the serif."""
    return texts.block(value, lang, decided=decided)


# ── Pictures ──────────────────────────────────────────────────────────────


@register.inclusion_tag("kit/meter.html")
def meter(value: int, of: int, needed: int, words: str = "") -> dict[str, Any]:
    """The quorum meter: `value` of `of` people, `needed` make a quorum; `words` replaces "present"."""
    picture = pictures.meter(value, needed, of, mirrored=translation.get_language_bidi())
    return {
        "value": value,
        "of": of,
        "needed": needed,
        "words": words,
        "picture": picture,
        "met": value >= needed,
        "short": max(0, needed - value),
    }


@register.inclusion_tag("kit/bars.html")
def bars(tally: Any, threshold_line: int | None = None, whole: int = 0) -> dict[str, Any]:
    """
    A result as bars with the threshold drawn in, and the same as a table.

    `tally`: anything with `yes`, `no` and `abstain` (and `blank`, `spoilt` where there are any).
    `threshold_line`: votes in favour that were needed; `whole`: how many could vote.
    """
    rows = [
        (_("Yes"), tally.yes, "yes"),
        (_("No"), tally.no, "no"),
        (_("Abstaining"), tally.abstain, "aside"),
    ]
    for name, word in (("blank", _("Blank")), ("spoilt", _("Spoilt"))):
        if count := getattr(tally, name, 0):
            rows.append((word, count, "aside"))
    return positions(rows, threshold_line, whole)


@register.inclusion_tag("kit/bars.html")
def bars_of(
    rows: list[tuple[str, int, str]], threshold_line: int | None = None, whole: int = 0
) -> dict[str, Any]:
    """The same for named rows, such as the positions of a consensus: (word, count, yes | no | aside)."""
    return positions(rows, threshold_line, whole)


def positions(rows: list[tuple[str, int, str]], line: int | None, whole: int) -> dict[str, Any]:
    """What the bars' template needs: the drawn rows, the line, and one sentence that says it all."""
    drawn = pictures.result_bars(rows, line=line, whole=whole, mirrored=translation.get_language_bidi())
    spoken = ", ".join(f"{word}: {count}" for word, count, _kind in rows)
    return {
        "rows": drawn,
        "line": line,
        "whole": whole,
        "spoken": spoken,
        "total": sum(row[1] for row in rows),
    }


@register.simple_tag
def dot(kind: str = "plain") -> SafeString:
    """A timeline's dot, shaped by what happened."""
    return pictures.dot(kind)


@register.inclusion_tag("kit/diff.html")
def diff(old: str, new: str, lang: str = "") -> dict[str, Any]:
    """Two versions of a text as one, what was taken out and put in marked and said aloud."""
    return {"pieces": texts.difference(old, new), "lang": lang}


@register.simple_tag
def qr(url: str, words: str = "") -> SafeString:
    """A QR code of `url` as inline SVG, dark on light whatever the page's colours."""
    return texts.qr(url, words or _("QR code of the address beneath"))


@register.inclusion_tag("kit/form.html")
def form_fields(form: Any, *, summary: bool = True) -> dict[str, Any]:
    """
    A form's fields with labels, help and errors, and a summary of errors that links to each; without the `summary` where the
    page has it further up, before what stands over the form.
    """
    return {
        "form": form,
        "summary": summary,
        "fields": [field for field in form if not field.is_hidden],
        "errors": form.errors,
    }
