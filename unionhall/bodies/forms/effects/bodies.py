"""Forms for making, dissolving and charging bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies.models import Body, BodyKind
from unionhall.bodies.rules import names
from unionhall.core.charters import MATTERS
from unionhall.kit import clock
from unionhall.kit.forms import Choices, Day, Ticks, Words

from .base import EffectForm, MembersField, body_named, default_end

KINDS = [
    (BodyKind.COMMITTEE, gettext_lazy("a committee: its members are named, and it ends on a day")),
    (BodyKind.GROUP, gettext_lazy("a working group: whoever wants joins")),
    (BodyKind.SECTION, gettext_lazy("a section: a department, a shift, a building")),
]


class BodyForm(EffectForm):
    """A form about one body that stands, the assembly excepted."""

    which = forms.ChoiceField(label=gettext_lazy("Which body"))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        bodies = Body.objects.filter(hall=self.hall).standing(clock.now()).exclude(kind=BodyKind.ASSEMBLY)
        self.fields["which"].choices = [(str(one.pk), one.name) for one in bodies.order_by("name")]

    def params(self) -> dict[str, Any]:
        """`body`."""
        return {"body": self.cleaned_data["which"]}


class MakeBodyForm(EffectForm):
    """Make a committee, working group or section."""

    kind = forms.ChoiceField(label=gettext_lazy("What is made"), choices=KINDS, widget=Choices)
    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=120)
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"), required=False, max_length=2000, widget=Words(rows=3)
    )
    until = Day(
        label=gettext_lazy("It ends on"),
        required=False,
        help_text=gettext_lazy("A committee's powers always end."),
    )
    members = MembersField(label=gettext_lazy("Who is in it from the start"), required=False, max_length=4000)
    headcount = forms.IntegerField(
        label=gettext_lazy("How many people work or live there"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=gettext_lazy("For a section: everybody, member or not."),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        named = self.fields["members"]
        named.reader = self.reader  # type: ignore[attr-defined]
        ticked = Ticks().value_from_datadict(self.data, self.files, self.add_prefix("which"))
        named.chosen = set(ticked or ())  # type: ignore[attr-defined]
        self.fields["until"].initial = default_end(self.hall)

    def clean(self) -> dict[str, Any]:
        """A committee says when it ends."""
        cleaned = super().clean() or {}
        if several := dict.fromkeys(self.fields["members"].several):  # type: ignore[attr-defined]
            self.fields["which"] = forms.MultipleChoiceField(
                label=_("Which of them"),
                required=False,
                widget=Ticks,
                choices=[(str(one.pk), names.called_apart(one)) for one in several],
            )
            self.order_fields(["kind", "name", "purpose", "until", "members", "which"])
        if (
            cleaned.get("kind") == BodyKind.COMMITTEE
            and not cleaned.get("until")
            and "until" not in self.errors
        ):
            self.add_error("until", _("A committee's powers end: say until when."))
        return cleaned

    def params(self) -> dict[str, Any]:
        """`kind`, `name`, `purpose`, `until` (a day or None), `members` (ids), `headcount`."""
        given = self.cleaned_data
        ends = given["until"] if given["kind"] == BodyKind.COMMITTEE or "until" in self.changed_data else None
        return {
            "kind": given["kind"],
            "name": given["name"].strip(),
            "purpose": given["purpose"],
            "until": ends.isoformat() if ends else None,
            "members": given["members"],
            "headcount": given["headcount"],
        }


class DissolveBodyForm(BodyForm):
    """Dissolve a body."""


class GiveRemitForm(BodyForm):
    """Let a body decide a matter in the assembly's place."""

    matter = forms.ChoiceField(label=gettext_lazy("What it decides"))
    until = Day(label=gettext_lazy("Until"))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        kept = ("ordinary", "charter_change", "quorum_repair", "interpretation", "overturn", "principles")
        self.fields["matter"].choices = [
            (key, matter.title.said(_)) for key, matter in MATTERS.items() if key not in kept
        ]
        named = body_named(self.hall, self.initial.get("which"))
        self.fields["until"].initial = default_end(self.hall, named)

    def params(self) -> dict[str, Any]:
        """`body`, `matter`, `until`."""
        given = self.cleaned_data
        return {**super().params(), "matter": given["matter"], "until": given["until"].isoformat()}
