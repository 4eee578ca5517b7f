"""Forms for stepping into the open and for the founding's stages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from unionhall.bodies.models import Organisation, Stage
from unionhall.kit.forms import Choices

from ..publicity import DoorForm
from .base import EffectForm


class GoPublicForm(DoorForm, EffectForm):
    """Open the public door: what it says, and under which name."""

    name = forms.CharField(label=gettext_lazy("Our name in the open"), max_length=120)
    field_order = ("name",)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["name"].initial = Organisation.objects.get(hall=self.hall).name

    def params(self) -> dict[str, Any]:
        """`name`, `front` (Markdown), `reach`, `place`, `industry`."""
        return {name: self.cleaned_data[name].strip() for name in self.fields}


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
