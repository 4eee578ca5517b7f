"""Reading what members type when they call a meeting, build its agenda and say that they come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.models import Body
from unionhall.bodies.rules import FEWEST_PRETEND, MOST_PRETEND
from unionhall.decisions.models import Motion
from unionhall.kit.forms import Choices, Day, TextLanguage, Words

from .actions.agenda import LONGEST
from .agendas import AGENDAS
from .models import ItemKind


class Hour(forms.TimeField):
    """An hour of the day, chosen in the browser's own clock or typed as 18:30."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        given.setdefault("input_formats", ["%H:%M", "%H:%M:%S"])
        super().__init__(**given)
        self.error_messages["invalid"] = _("Type the hour like 18:30.")


class CallForm(forms.Form):
    """When and where we meet, and what for. `zone`: the hall's, in which day and hour are meant."""

    body = forms.ModelChoiceField(
        label=_("Who meets"), queryset=Body.objects.none(), empty_label=None, widget=Choices
    )
    day = Day(label=_("Day"))
    hour = Hour(label=_("Hour"))
    place = forms.CharField(
        label=_("Where"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    link = forms.CharField(
        label=_("Or an address online"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url", "autocomplete": "off"}),
    )
    shown = forms.ChoiceField(
        label=_("Who reads where it is"),
        choices=[
            ("", _("every member, at once")),
            ("24", _("only who comes, from a day before")),
            ("3", _("only who comes, from three hours before")),
        ],
        required=False,
        initial="",
        widget=Choices,
    )
    access = forms.CharField(
        label=_("Steps, toilets, children, languages"),
        required=False,
        max_length=500,
        widget=Words(rows=2),
        help_text=_("So that everybody knows beforehand whether they can come."),
    )
    about = forms.CharField(
        label=_("What it is about"), required=False, max_length=4000, widget=Words(rows=3)
    )
    agenda = forms.ChoiceField(
        label=_("An agenda to begin with"),
        choices=[(name, agenda.title) for name, agenda in AGENDAS.items()],
        initial="short",
        widget=Choices,
        help_text=_("Everybody can put more on it; nothing of it is fixed until the meeting adopts it."),
    )
    language = TextLanguage()

    def __init__(self, *args: Any, bodies: list[Body], zone: str, **given: Any) -> None:
        super().__init__(*args, **given)
        self.zone = zone
        for name in ("place", "link"):  # one of the two is needed: neither is only "if you like"
            self.fields[name].asked_of_all = True  # type: ignore[attr-defined]
        self.fields["body"].queryset = Body.objects.filter(pk__in=[body.pk for body in bodies])  # type: ignore[attr-defined]
        if len(bodies) == 1:
            self.fields["body"].widget = forms.HiddenInput()
            self.fields["body"].initial = bodies[0].pk

    def clean(self) -> dict[str, Any]:
        """Day and hour as one moment; a place or an address online."""
        cleaned = super().clean() or {}
        if (
            not (cleaned.get("place", "").strip() or cleaned.get("link", "").strip())
            and "place" not in self.errors
        ):
            self.add_error("place", gettext("Say where it is: a place, or an address online."))
        if cleaned.get("day") and cleaned.get("hour") is not None:
            cleaned["begins_at"] = datetime.combine(cleaned["day"], cleaned["hour"], ZoneInfo(self.zone))
        return cleaned

    def call(self) -> dict[str, Any]:
        """What `call_meeting` takes, of a valid form."""
        given = self.cleaned_data
        hours = given["shown"]
        return {
            **{
                name: given[name]
                for name in ("body", "begins_at", "place", "link", "access", "about", "agenda", "language")
            },
            "place_from": given["begins_at"] - timedelta(hours=int(hours)) if hours else None,
        }


class SittingForm(forms.Form):
    """When and where a further sitting is; empty where there is none. `zone`: as for `CallForm`."""

    day = Day(label=_("Day"), required=False)
    hour = Hour(label=_("Hour"), required=False)
    place = forms.CharField(
        label=_("Where"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        help_text=_("Empty: at the same place as the first."),
    )

    def __init__(self, *args: Any, zone: str, **given: Any) -> None:
        super().__init__(*args, **given)
        self.zone = zone
        for name in ("day", "hour"):  # none is needed, and no one of them alone
            self.fields[name].asked_of_all = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Both day and hour, or none of the three."""
        cleaned = super().clean() or {}
        day, hour = cleaned.get("day"), cleaned.get("hour")
        if (day or hour is not None or cleaned.get("place", "").strip()) and not self.errors:
            if not day:
                self.add_error("day", gettext("Say on which day this sitting is, or leave all of it empty."))
            if hour is None:
                self.add_error(
                    "hour", gettext("Say at which hour this sitting is, or leave all of it empty.")
                )
        return cleaned

    def sitting(self) -> tuple[datetime, str] | None:
        """The hour and the place of a valid form, None where it is empty."""
        given = self.cleaned_data
        if not given.get("day") or given.get("hour") is None:
            return None
        return datetime.combine(given["day"], given["hour"], ZoneInfo(self.zone)), given["place"]


class ItemForm(forms.Form):
    """Something for the agenda: a motion that is before the body, or in one's own words."""

    motion = forms.ModelChoiceField(
        label=_("A motion that is before us"),
        queryset=Motion.objects.none(),
        required=False,
        empty_label=_("none"),
    )
    title = forms.CharField(
        label=_("Or in a few words"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("What kind of item it is"),
        choices=[one for one in ItemKind.choices if one[0] != ItemKind.MOTION],
        initial=ItemKind.DISCUSSION,
    )
    minutes = forms.IntegerField(label=_("Minutes it wants"), required=False, min_value=1, max_value=LONGEST)
    text = forms.CharField(label=_("More about it"), required=False, max_length=4000, widget=Words(rows=3))

    def __init__(self, *args: Any, motions: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        if motions:
            field = self.fields["motion"]
            field.queryset = Motion.objects.filter(pk__in=[key for key, _said in motions])  # type: ignore[attr-defined]
            field.choices = [("", gettext("none")), *motions]  # type: ignore[attr-defined]
        else:
            del self.fields["motion"]
            self.fields["title"].label = gettext("In a few words")

    def clean(self) -> dict[str, Any]:
        """A motion, or words."""
        cleaned = super().clean() or {}
        if not cleaned.get("motion") and not cleaned.get("title", "").strip() and not self.errors:
            self.add_error("title", gettext("Say in a few words what it is about."))
        return cleaned

    def item(self) -> dict[str, Any]:
        """What `put_item` takes, of a valid form."""
        given = self.cleaned_data
        return {
            "motion": given.get("motion"),
            "title": given["title"],
            "kind": given["kind"],
            "minutes": given["minutes"] or 0,
            "text": given["text"],
        }


class PractiseForm(forms.Form):
    """How a meeting is practised."""

    many = forms.IntegerField(
        label=_("How many pretend members"),
        initial=5,
        min_value=FEWEST_PRETEND,
        max_value=MOST_PRETEND,
        help_text=_("They have no phones: you tick them in, raise their hands and count their votes."),
    )
    with_ours = forms.ChoiceField(
        label=_("With which agenda"),
        initial="ours",
        choices=[
            ("ours", _("The agenda of this meeting, with the words of its motions")),
            ("made", _("A made-up one, which says nothing of us")),
        ],
        widget=forms.RadioSelect,
        help_text=_("Whoever you let into the rehearsal reads it."),
    )

    def rehearsal(self) -> dict[str, Any]:
        """What `rehearse` takes, of a valid form."""
        return {"many": self.cleaned_data["many"], "with_ours": self.cleaned_data["with_ours"] == "ours"}
