"""Forms for stepping into the open and for the founding's stages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from unionhall.bodies.models import Organisation, Stage
from unionhall.kit.forms import Choices, Words

from .base import EffectForm


class GoPublicForm(EffectForm):
    """Open the public door: what it says, and under which name."""

    name = forms.CharField(label=gettext_lazy("Our name in the open"), max_length=120)
    front = forms.CharField(
        label=gettext_lazy("What the public door says"),
        max_length=10_000,
        help_text=gettext_lazy(
            "Who we are, how to join, how to start one where you are, and how to reach us for help."
        ),
        widget=Words(rows=8, decided=True),
    )
    place = forms.CharField(label=gettext_lazy("Where"), max_length=120, required=False)
    industry = forms.CharField(label=gettext_lazy("What work"), max_length=120, required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["name"].initial = Organisation.objects.get(hall=self.hall).name

    def params(self) -> dict[str, Any]:
        """`name`, `front` (Markdown), `place`, `industry`."""
        return {name: self.cleaned_data[name].strip() for name in ("name", "front", "place", "industry")}


class ReachStageForm(EffectForm):
    """Say how far the founding has come."""

    stage = forms.ChoiceField(label=gettext_lazy("The founding comes to"), widget=Choices)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        order = list(Stage)
        now = order.index(Stage(Organisation.objects.get(hall=self.hall).stage))
        self.fields["stage"].choices = [(stage.value, stage.label) for stage in order[now + 1 :]]

    def params(self) -> dict[str, Any]:
        """`stage`."""
        return {"stage": self.cleaned_data["stage"]}
