"""Forms for admitting, suspending, reinstating and excluding a member."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies.models import Application, BodyKind, Member, Membership, State
from unionhall.bodies.rules import doors
from unionhall.kit.forms import Choices

from .base import EffectForm, MemberForm


def in_state(hall: Any, state: State) -> list[tuple[str, str]]:
    """The members whose place in the assembly is in `state`: (id, name), by name."""
    places = Membership.objects.filter(hall=hall, body__kind=BodyKind.ASSEMBLY, until=None, state=state)
    members = Member.objects.filter(pk__in=places.values("member_id"), left_on=None).order_by("name")
    return [(str(member.pk), doors.called_apart(member)) for member in doors.told_apart(hall.pk, members)]


class AdmitForm(EffectForm):
    """Admit somebody who is on trial, or who has applied."""

    who = forms.ChoiceField(label=gettext_lazy("Who is admitted"), widget=Choices)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        asked = Application.objects.filter(hall=self.hall, answer=Application.Answer.OPEN).order_by("made_at")
        self.fields["who"].choices = [
            *(
                (f"member:{key}", _("%(name)s, on trial") % {"name": name})
                for key, name in in_state(self.hall, State.TRIAL)
            ),
            *((f"application:{one.pk}", _("%(name)s, who applied") % {"name": one.name}) for one in asked),
        ]

    def params(self) -> dict[str, Any]:
        """`member` (an id) or `application` (an id)."""
        sort, _colon, key = self.cleaned_data["who"].partition(":")
        return {sort: key}


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


class ReinstateForm(EffectForm):
    """End a suspension early."""

    member = forms.ChoiceField(label=gettext_lazy("Whose suspension ends"), widget=Choices)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["member"].choices = in_state(self.hall, State.SUSPENDED)

    def params(self) -> dict[str, Any]:
        """`member`."""
        return {"member": self.cleaned_data["member"]}


class ExcludeForm(MemberForm):
    """Exclude a member."""

    def params(self) -> dict[str, Any]:
        """`member`."""
        return {"member": self.member_id}
