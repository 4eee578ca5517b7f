"""Forms for offices, mandates and their recall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies.models import Body, BodyKind, Member, Office
from unionhall.bodies.rules import charters
from unionhall.bodies.rules import offices as rules
from unionhall.kit import clock
from unionhall.kit.forms import Choices, Day, Ticks, Words
from unionhall.kit.registries import powers as declared
from unionhall.mandates.models import Mandate

from .base import EffectForm, MemberForm, PowersField, body_named, default_end


def body_choices(hall: Any, body: Body) -> list[tuple[str, str]]:
    """The bodies a mandate may be given for: the assembly gives for any, another only for itself."""
    if body.kind != BodyKind.ASSEMBLY:
        return [(str(body.pk), body.name)]
    others = Body.objects.filter(hall=hall).standing(clock.now()).exclude(pk=body.pk).order_by("name")
    return [(str(one.pk), one.name) for one in (body, *others)]


class GiveMandateForm(MemberForm):
    """Give a member a mandate: powers named one by one, or those of an office, until a day."""

    office = forms.ChoiceField(label=gettext_lazy("The office they hold"), required=False)
    powers = PowersField(
        required=False,
        error_messages={
            "required": gettext_lazy("A mandate must say what it allows: tick at least one power.")
        },
    )
    for_body = forms.ChoiceField(label=gettext_lazy("In whose name"))
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"), max_length=300, required=False, widget=Words(rows=2)
    )
    since = Day(
        label=gettext_lazy("From"), required=False, help_text=gettext_lazy("Empty: as soon as it is carried.")
    )
    until = Day(label=gettext_lazy("Until, that day included"))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        offices = Office.objects.filter(hall=self.hall, ended_at=None).order_by("name")
        if self.body.kind != BodyKind.ASSEMBLY:
            offices = offices.filter(body=self.body)
        named = [(str(one.pk), one.name) for one in offices]
        if named:
            self.fields["office"].choices = [("", _("no office, the powers ticked below")), *named]
        else:
            del self.fields["office"]
            self.fields["powers"].required = True
        self.fields["for_body"].choices = body_choices(self.hall, self.body)
        if len(self.fields["for_body"].choices) == 1:
            del self.fields["for_body"]
        whose = body_named(self.hall, self.initial.get("for_body")) or self.body
        self.fields["until"].initial = default_end(self.hall, whose)
        self.fields["until"].help_text = rules.longest_term_said(
            self.hall, charters.charter(self.hall.pk, clock.now())
        )

    def clean(self) -> dict[str, Any]:
        """An office or at least one power."""
        cleaned = super().clean()
        if not cleaned.get("office") and not cleaned.get("powers") and "powers" not in self.errors:
            self.add_error("powers", _("A mandate must say what it allows: tick at least one power."))
        return cleaned

    def params(self) -> dict[str, Any]:
        """`member`, `body`, `powers` (power → limits), `office`, `purpose`, `since`, `until` (days)."""
        given = self.cleaned_data
        office = given.get("office") or None
        return {
            "member": self.member_id,
            "body": given.get("for_body") or str(self.body.pk),
            "powers": {} if office else given["powers"],
            "office": office,
            "purpose": given["purpose"].strip(),
            "since": given["since"].isoformat() if given["since"] else None,
            "until": given["until"].isoformat(),
        }


class RecallForm(EffectForm):
    """Take a mandate back. `initial={"mandate": id}` chooses one."""

    mandate = forms.ChoiceField(label=gettext_lazy("Whose mandate"), widget=Choices)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        live = (
            Mandate.objects.filter(hall=self.hall)
            .live(clock.now())
            .prefetch_related("grants")
            .order_by("since")
        )
        if self.body.kind != BodyKind.ASSEMBLY:
            live = live.filter(scope=self.body.pk)
        found = list(live)
        names = dict(Member.objects.filter(pk__in=[one.member for one in found]).values_list("pk", "name"))
        self.fields["mandate"].choices = [
            (
                str(one.pk),
                _("%(name)s: %(powers)s")
                % {
                    "name": names.get(one.member) or _("a former member"),
                    "powers": ", ".join(
                        str(declared.get(grant.power).title) if grant.power in declared else grant.power
                        for grant in one.grants.all()
                    ),
                },
            )
            for one in found
        ]

    def params(self) -> dict[str, Any]:
        """`mandate`."""
        return {"mandate": self.cleaned_data["mandate"]}


class MakeOfficeForm(EffectForm):
    """Make an office: a post whose mandate carries the same powers whoever holds it."""

    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=120)
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"), required=False, max_length=2000, widget=Words(rows=3)
    )
    for_body = forms.ChoiceField(label=gettext_lazy("Of which body"))
    powers = PowersField(label=gettext_lazy("Whoever holds it may"))
    term_days = forms.IntegerField(
        label=gettext_lazy("Held for so many days at a time"), min_value=1, max_value=3660, initial=90
    )
    seats = forms.IntegerField(
        label=gettext_lazy("How many hold it at a time"), required=False, min_value=1, max_value=29, initial=1
    )
    consecutive = forms.IntegerField(
        label=gettext_lazy("Terms in a row, at most"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=gettext_lazy("Empty: as our charter says."),
    )
    pause_days = forms.IntegerField(
        label=gettext_lazy("A pause of so many days ends a row"),
        required=False,
        min_value=1,
        max_value=3660,
        initial=30,
    )
    member_days = forms.IntegerField(
        label=gettext_lazy("A member for so many days before"),
        required=False,
        min_value=1,
        max_value=3660,
        help_text=gettext_lazy("Empty: any admitted member may stand."),
    )
    excludes = forms.MultipleChoiceField(
        label=gettext_lazy("Nobody holds beside it"), required=False, widget=Ticks
    )
    folded = ("seats", "consecutive", "pause_days", "member_days", "excludes")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["for_body"].choices = body_choices(self.hall, self.body)
        if len(self.fields["for_body"].choices) == 1:
            del self.fields["for_body"]
        longest = rules.longest_term_days(self.hall, charters.charter(self.hall.pk, clock.now()))
        if longest:
            self.fields["term_days"].initial = longest
        others = Office.objects.filter(hall=self.hall, ended_at=None).order_by("name")
        self.fields["excludes"].choices = [(str(one.pk), one.name) for one in others]
        if not self.fields["excludes"].choices:
            del self.fields["excludes"]

    def params(self) -> dict[str, Any]:
        """`name`, `purpose`, `body`, `powers` (power → limits), `term_days`; of what is folded away, what is filled in."""
        given = self.cleaned_data
        return {
            "name": given["name"].strip(),
            "purpose": given["purpose"],
            "body": given.get("for_body") or str(self.body.pk),
            "powers": given["powers"],
            "term_days": given["term_days"],
            **{name: given[name] for name in self.folded if given.get(name)},
        }
