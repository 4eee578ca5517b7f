"""Bringing the other side's signed decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kit.forms import Words

MOST = 200_000


class BringForm(forms.Form):
    """Their signed decision, pasted, or as the file they gave."""

    text = forms.CharField(
        label=gettext_lazy("Their signed decision"),
        max_length=MOST,
        widget=Words({"dir": "ltr", "spellcheck": "false"}, rows=6),
        help_text=gettext_lazy("Paste the whole text of the file they gave you."),
    )

    def clean(self) -> dict[str, Any]:
        """Something that could be such a document."""
        cleaned = super().clean() or {}
        if cleaned.get("text") and not cleaned["text"].strip().startswith("{"):
            self.add_error("text", _("This is not a signed decision: it begins with a curly bracket."))
        return cleaned
