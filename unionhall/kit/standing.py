"""Where something stands, as a word and a shape: one list, so that a thing looks the same on every page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# value → (how it is drawn, its word)
_WORDS: dict[str, tuple[str, str]] = {
    "draft": ("draft", gettext_noop("Draft")),
    "put": ("put", gettext_noop("Looks for support")),
    "seconded": ("seconded", gettext_noop("Awaits its vote")),
    "discussion": ("seconded", gettext_noop("In discussion")),
    "waiting": ("put", gettext_noop("Waiting")),
    "scheduled": ("put", gettext_noop("Announced")),
    "open": ("open", gettext_noop("Open")),
    "polling": ("open", gettext_noop("Open")),
    "closed": ("withdrawn", gettext_noop("Closed")),
    "carried": ("carried", gettext_noop("Carried")),
    "chosen": ("carried", gettext_noop("Chosen")),
    "none_chosen": ("lost", gettext_noop("None chosen")),
    "adopted": ("carried", gettext_noop("Adopted")),
    "lost": ("lost", gettext_noop("Lost")),
    "tabled": ("tabled", gettext_noop("Tabled")),
    "tied": ("tied", gettext_noop("Tied")),
    "not_quorate": ("not_quorate", gettext_noop("Not quorate")),
    "withdrawn": ("withdrawn", gettext_noop("Withdrawn")),
    "taken_in": ("carried", gettext_noop("Taken in")),
    "overtaken": ("withdrawn", gettext_noop("Overtaken")),
    "overturned": ("lost", gettext_noop("Overturned")),
    "called_in": ("tabled", gettext_noop("Called in")),
    "live": ("carried", gettext_noop("Live")),
    "expired": ("withdrawn", gettext_noop("Ran out")),
    "ended": ("withdrawn", gettext_noop("Ended")),
    "recalled": ("lost", gettext_noop("Recalled")),
    "ran_out": ("withdrawn", gettext_noop("Ran out")),
    "resigned": ("withdrawn", gettext_noop("Laid down")),
    "pending": ("put", gettext_noop("If this carries")),
    "done": ("carried", gettext_noop("Done")),
    "refused": ("lost", gettext_noop("Refused")),
    "stopped": ("tabled", gettext_noop("Stopped")),
    "void": ("withdrawn", gettext_noop("Did not come to pass")),
    "applied": ("put", gettext_noop("Applied")),
    "trial": ("seconded", gettext_noop("On trial")),
    "admitted": ("carried", gettext_noop("Member")),
    "guest": ("seconded", gettext_noop("Guest")),
    "suspended": ("tabled", gettext_noop("Suspended")),
    "left": ("withdrawn", gettext_noop("Left")),
    "excluded": ("lost", gettext_noop("Excluded")),
}
_SHAPES = {"live": "check"}


def of(value: Any) -> tuple[str, str, str]:
    """
    How a standing is drawn: (the class it takes, its word in the reader's language, its shape's name).

    `value`: the stored value or an enum member holding it. One that is not listed is drawn as a draft under
    its own name, so that nothing is ever hidden.
    """
    name = str(getattr(value, "value", value)).lower().replace("-", "_").replace(" ", "_")
    if name not in _WORDS:
        label = getattr(value, "label", None)
        return "draft", str(label or name.replace("_", " ").capitalize()), "draft"
    kind, word = _WORDS[name]
    return kind, _(word), _SHAPES.get(name, kind)


def known() -> list[str]:
    """Every standing that has a word and a shape."""
    return list(_WORDS)
