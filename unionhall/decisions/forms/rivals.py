"""The form for laying rival drafts of one part of the charter side by side."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from unionhall.core.charters import rivals
from unionhall.core.counting.choices import LONGEST
from unionhall.decisions.rules.motions import LONGEST_TEXT
from unionhall.kit.forms import Words

FEWEST, MOST = 2, 5
"""Drafts of one part, at least and at most, that are laid side by side."""
LONGEST_PART = LONGEST_TEXT // (MOST + 1)


class RivalsForm(forms.Form):
    """One part of the charter, and what each draft says in it. A draft whose text stays empty is not laid beside the others."""

    title = forms.CharField(
        label=_("Which part of our charter"),
        max_length=LONGEST,
        help_text=_("Its heading: what is chosen becomes the paragraph of this heading."),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for number in range(1, MOST + 1):
            self.fields[f"draft_{number}"] = forms.CharField(
                label=say("Draft %(number)d: whose it is") % {"number": number},
                max_length=LONGEST,
                required=number <= FEWEST,
            )
            self.fields[f"text_{number}"] = forms.CharField(
                label=say("Draft %(number)d: what it says here") % {"number": number},
                max_length=LONGEST_PART,
                required=number <= FEWEST,
                widget=Words(decided=True, rows=4),
            )

    def drafts(self) -> list[tuple[Any, Any]]:
        """The fields of each draft, for the page."""
        return [(self[f"draft_{number}"], self[f"text_{number}"]) for number in range(1, MOST + 1)]

    def clean(self) -> dict[str, Any]:
        """The drafts by their names, in `texts`; no name twice, and none without its text."""
        given: dict[str, Any] = super().clean() or {}
        texts: dict[str, str] = {}
        for number in range(1, MOST + 1):
            name, text = given.get(f"draft_{number}", "").strip(), given.get(f"text_{number}", "").strip()
            if bool(name) != bool(text) and not self.errors:
                self.add_error(f"draft_{number}", say("A draft needs both: whose it is, and what it says."))
            if name in texts:
                self.add_error(f"draft_{number}", say("Two drafts bear this name."))
            if name and text:
                texts[name] = text
        given["texts"] = texts
        return given

    def said(self) -> dict[str, str]:
        """What a choice between them is put with: `title`, `options`, `text`."""
        texts = self.cleaned_data["texts"]
        return {
            "title": self.cleaned_data["title"],
            "options": "\n".join(texts),
            "text": rivals.written(texts),
        }
