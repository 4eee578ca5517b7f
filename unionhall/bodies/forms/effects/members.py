"""Forms for admitting, suspending, reinstating and excluding a member."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies.models import Application, State
from unionhall.bodies.rules.doors import LETTERS
from unionhall.kit.forms import Choices

from .base import MemberForm


class AdmitForm(MemberForm):
    """Admit somebody who is on trial, found by name, or one of those who have applied."""

    state = State.TRIAL
    nobody = gettext_lazy("Nobody who is on trial has a name like this.")

    application = forms.ChoiceField(
        label=gettext_lazy("Or somebody who has applied"), required=False, widget=Choices
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["who"].label = _("Who is admitted, of those on trial")
        asked = Application.objects.filter(hall=self.hall, answer=Application.Answer.OPEN)
        asked = asked.exclude(way__in=LETTERS).order_by("made_at")
        self.fields["application"].choices = [(str(one.pk), one.name) for one in asked]
        if not self.fields["application"].choices:
            del self.fields["application"]
        elif self.data.get(self.add_prefix("application")):
            self.fields["who"].required = False

    def clean(self) -> dict[str, Any]:
        """Somebody on trial, or somebody who applied: one of them."""
        if self.cleaned_data.get("application") and not self.cleaned_data.get("who"):
            return self.cleaned_data
        cleaned = super().clean()
        if cleaned.get("application"):
            self.add_error("application", _("One motion admits one: choose them, or leave the name."))
        return cleaned

    def params(self) -> dict[str, Any]:
        """`member` (an id) or `application` (an id)."""
        asked = self.cleaned_data.get("application")
        return {"application": asked} if asked else {"member": self.member_id}


class SuspendForm(MemberForm):
    """Suspend a member for so many days."""

    days = forms.IntegerField(
        label=gettext_lazy("For so many days"),
        min_value=1,
        max_value=365,
        initial=30,
        help_text=gettext_lazy("A suspension always ends by itself."),
    )

    def params(self) -> dict[str, Any]:
        """`member`, `days`."""
        return {"member": self.member_id, "days": self.cleaned_data["days"]}


class ReinstateForm(MemberForm):
    """End a suspension early."""

    state = State.SUSPENDED
    nobody = gettext_lazy("Nobody who is suspended has a name like this.")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["who"].label = _("Whose suspension ends")

    def params(self) -> dict[str, Any]:
        """`member`."""
        return {"member": self.member_id}


class ExcludeForm(MemberForm):
    """Exclude a member."""

    def params(self) -> dict[str, Any]:
        """`member`."""
        return {"member": self.member_id}
