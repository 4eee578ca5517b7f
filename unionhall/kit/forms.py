"""How forms are drawn: labels above, help and errors tied to their field, targets big enough for a thumb."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _


class HallForms(DjangoTemplates):
    """The renderer of every form on this server, those of third parties included (settings: FORM_RENDERER)."""

    form_template_name = "kit/form_whole.html"
    field_template_name = "kit/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Draw a form's piece; lists of errors are drawn by our own template."""
        if template_name == "django/forms/errors/list/default.html":
            template_name = "kit/error_list.html"
        if "widget" in context:
            # A browser cuts what is pasted at `maxlength` and says nothing; the form says it, and gives the whole back.
            context["widget"]["attrs"].pop("maxlength", None)
        return super().render(template_name, context, request)


class Choices(forms.RadioSelect):
    """A few choices as big cards, one beneath the other."""

    template_name = "kit/several.html"


class Ticks(forms.CheckboxSelectMultiple):
    """Several of a few choices, as big cards."""

    template_name = "kit/several.html"


class Words(forms.Textarea):
    """A longer text. `decided`: it will be voted on, and is set in the serif it will be read in."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, decided: bool = False, rows: int = 6) -> None:
        given: dict[str, Any] = {"rows": rows, "dir": "auto"}
        if decided:
            given["class"] = "decided"
        super().__init__({**given, **(attrs or {})})


class WordsWhereChosen(forms.CharField):
    """Words that a choice beside them asks for, and its form insists on then: not "if you like", and not always required."""

    asked_of_all = True
    """Read by the template of a field: it is not called one "if you like", though it may be left empty."""

    def __init__(self, *, rows: int = 3, **given: Any) -> None:
        super().__init__(required=False, widget=Words(rows=rows), **given)


LAST_DAY = date(2199, 12, 31)
"""No day that is typed lies after this one: the calendar of computers ends, and so does every term."""


class Day(forms.DateField):
    """A calendar day, chosen in the browser's own calendar or typed as 2026-05-04; none after `LAST_DAY`."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        given.setdefault("input_formats", ["%Y-%m-%d"])
        super().__init__(**given)
        self.error_messages["invalid"] = _("Type the day like 2026-05-04.")
        self.validators.append(MaxValueValidator(LAST_DAY, _("Choose a day before the year 2200.")))


class _InItsOwnWords(forms.Select):
    """A choice of languages, each called by its own name and marked as being in it, for whoever has the page read out."""

    def create_option(self, name: str, value: Any, *more: Any, **given: Any) -> dict[str, Any]:
        """One option, with `lang`."""
        option = super().create_option(name, value, *more, **given)
        if value:
            option["attrs"]["lang"] = str(value)
        return option


class TextLanguage(forms.ChoiceField):
    """The language a text is written in, kept with the text."""

    def __init__(self, languages: list[tuple[str, str]] | None = None, **given: Any) -> None:
        given.setdefault("label", _("Written in"))
        given.setdefault("widget", _InItsOwnWords)
        super().__init__(choices=languages or list(settings.LANGUAGES), **given)


SECRET = ("pass", "code", "token", "secret", "key", "credential")
"""In the names of fields that no page gives back."""
PASSPHRASES = {"old", "new", "current"}
"""Fields with a passphrase under another name."""
SEALED = {"effects", "next"}
"""What travels in a form sealed or made by us, and nobody typed."""
MADE_BY_MACHINES = re.compile(r"[a-z0-9_.:+-]*")
"""Ids, figures, days and the words behind choices."""


FIELDS = {
    "title": _("In one line"),
    "text": _("The text"),
    "words": _("In a few words"),
    "reason": _("Why"),
    "name": _("Name"),
    "contact": _("Contact"),
    "place": _("Place"),
    "needs": _("What I need"),
    "options": _("The options, one a line"),
    "purpose": _("What it is for"),
    "heading": _("Its heading"),
    "reservation": _("My reservation"),
}
"""What stands beside what was typed, where the form itself is not there to say it; by the field's name."""


def is_secret(name: str) -> bool:
    """Whether the field `name` holds what may stand on no page: a passphrase, a code, a token. A form's own token is none."""
    return not name.startswith("csrf") and (
        name in PASSPHRASES or any(word in name.lower() for word in SECRET)
    )


def typed(request: Any) -> list[tuple[str, str]]:
    """
    What was typed into a form that was refused: (the field in words, text) for every field worth copying.

    Passphrases, codes, tokens, ids, figures and what was only chosen are left out: only what somebody wrote is worth
    keeping, and no secret may stand on a page.
    """
    kept = []
    for name, value in getattr(request, "POST", {}).items():
        hides = name.startswith("csrf") or name in SEALED or is_secret(name)
        if not hides and isinstance(value, str) and not MADE_BY_MACHINES.fullmatch(value.strip()):
            kept.append((str(FIELDS.get(name, _("In another field"))), value))
    return kept
