"""Forms for affiliating and for ending an affiliation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies.models import Affiliation
from unionhall.bodies.rules import affiliations as rules
from unionhall.core.rulings import OutOfOrder
from unionhall.kit.forms import Choices

from .base import EffectForm

WIDER = [
    ("no", gettext_lazy("we join them: they are the wider organisation")),
    ("yes", gettext_lazy("they join us: we are the wider organisation")),
]


class AffiliateForm(EffectForm):
    """Our side of an affiliation: with whom, and who joins whom."""

    name = forms.CharField(label=gettext_lazy("What they are called"), max_length=120)
    vkey = forms.CharField(
        label=gettext_lazy("The key of their record"),
        max_length=300,
        help_text=gettext_lazy(
            "One line, which they find on their own page of affiliations. Compare it with them by voice."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
    )
    wider = forms.ChoiceField(label=gettext_lazy("Who joins whom"), choices=WIDER, widget=Choices)

    def clean_vkey(self) -> str:
        """The key, well-formed."""
        try:
            return str(rules.key_of(self.cleaned_data["vkey"].strip()))
        except OutOfOrder as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal

    def params(self) -> dict[str, Any]:
        """`name`, `vkey`, `origin` (the key's name), `ours_is_wider`."""
        vkey = self.cleaned_data["vkey"]
        return {
            "name": self.cleaned_data["name"].strip(),
            "vkey": vkey,
            "origin": rules.key_of(vkey).name,
            "ours_is_wider": self.cleaned_data["wider"] == "yes",
        }


class EndAffiliationForm(EffectForm):
    """End an affiliation, which our side alone may do."""

    affiliation = forms.ChoiceField(label=gettext_lazy("Which affiliation"), widget=Choices)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        edges = Affiliation.objects.filter(hall=self.hall, ended_at=None).order_by("name")
        self.fields["affiliation"].choices = [
            (
                str(edge.pk),
                (_("%(name)s, which joined us") if edge.ours_is_wider else _("%(name)s, which we joined"))
                % {"name": edge.name},
            )
            for edge in edges
        ]

    def params(self) -> dict[str, Any]:
        """`affiliation`."""
        return {"affiliation": self.cleaned_data["affiliation"]}
