"""The form of the effect that draws a committee by lot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.forms.effects.base import EffectForm, default_end
from unionhall.decisions.rules.lots import LEAST_OPEN, MOST_DRAWN, MOST_OPEN
from unionhall.kit.forms import Day, Words


class DrawForm(EffectForm):
    """Draw a committee by lot from those willing."""

    name = forms.CharField(label=_("What the committee is called"), max_length=120)
    purpose = forms.CharField(
        label=_("What it is for"), required=False, max_length=2000, widget=Words(rows=3)
    )
    size = forms.IntegerField(label=_("How many are drawn"), min_value=1, max_value=MOST_DRAWN, initial=3)
    days = forms.IntegerField(
        label=_("For how many days one may come forward"),
        min_value=LEAST_OPEN,
        max_value=MOST_OPEN,
        initial=7,
    )
    source = forms.CharField(
        label=_("What the lot is drawn by"),
        max_length=300,
        widget=Words(rows=2),
        help_text=_(
            "Something everybody can read and nobody can choose, and that is not known before: ten dice thrown at the next"
            " meeting, the numbers of the lottery on a certain Saturday."
        ),
    )
    until = Day(label=_("It ends on"), help_text=_("A committee's powers always end."))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["until"].initial = default_end(self.hall)

    def params(self) -> dict[str, Any]:
        """`name`, `purpose`, `size`, `days`, `source`, `until`."""
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("name", "purpose", "size", "days", "source")},
            "until": given["until"].isoformat(),
        }
