"""Reading what members type inside their hall: invites, cards, notes, their own affairs."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unionhall.kit.forms import Choices, Day, Words

from ..models import Body, Member, Way
from ..rules import names
from .joining import StanceForm, may_be_found

NAME = 80


class InviteForm(forms.Form):
    """For whom an invite is, in the inviter's own words."""

    hint = forms.CharField(
        label=_("For whom is it?"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hint"].help_text = _(
            "So that another member knows whom to vouch for. Erased when the invite is used."
        )


class CardForm(StanceForm):
    """
    A paper card, typed in: made for speed, one field after the other, Enter for the next card.

    It asks what the printed card asks, and ticks nothing that nobody has ticked on paper.
    """

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "words",
                "spellcheck": "false",
                "dir": "auto",
                "autofocus": True,
            }
        ),
    )
    section = forms.ModelChoiceField(
        label=_("Where they work or live"),
        queryset=Body.objects.none(),
        required=False,
        empty_label=_("none"),
    )
    card_number = forms.CharField(
        label=_("Number on the card"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    contact = forms.CharField(
        label=_("How to reach them"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    decision = forms.CharField(required=False, widget=forms.HiddenInput())
    in_directory = may_be_found(_("They ticked that the others may find their name"))
    field_order = ("name", "section", "card_number", "contact", "way", "reservation", "in_directory")
    said: ClassVar[dict[str, Any]] = {
        Way.AFFIRMS: _("They affirm it"),
        Way.RESERVES: _("They affirm it, with a reservation"),
        Way.NOT_YET: _("Not yet: they come as a guest, without a vote"),
    }
    lacking = _("Type in the reservation that stands overleaf.")

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].label = _("What they ticked")
        self.fields["reservation"].label = _("Their reservation")
        self.fields["reservation"].help_text = _("Only with a reservation: what stands overleaf.")
        self.fields["section"].queryset = sections  # type: ignore[attr-defined]
        if not sections:
            del self.fields["section"]


class NoticeForm(forms.Form):
    """A note for the board."""

    title = forms.CharField(
        label=_("In a few words"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    text = forms.CharField(label=_("More about it"), required=False, max_length=8000, widget=Words(rows=4))
    language = forms.ChoiceField(label=_("Written in"), choices=settings.LANGUAGES)
    until = Day(label=_("Comes down after"))


class AbsenceForm(forms.Form):
    """Leave of absence, from a day to a day."""

    from_day = Day(label=_("From"))
    until_day = Day(label=_("Until, this day included"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_day"].help_text = _(
            "Leave it open if you do not know. You can come back early at any time."
        )


class NameForm(forms.Form):
    """Another name in this hall."""

    name = forms.CharField(
        label=_("Your name here"),
        max_length=NAME,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "dir": "auto"}),
    )


class StandingForm(forms.Form):
    """A fact about somebody's standing."""

    good = forms.TypedChoiceField(label=_("Standing"), coerce=lambda value: value == "yes", widget=Choices)
    since = Day(label=_("Since"))
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["good"].choices = [
            ("yes", gettext("in good standing")),
            ("no", gettext("not in good standing: a voice, no vote")),
        ]  # type: ignore[attr-defined]
        self.fields["reason"].help_text = _(
            "The body's own words, such as arrears. Never health, papers or politics. The member reads it."
        )


class HouseholdForm(forms.Form):
    """A household's name for the list."""

    label = forms.CharField(
        label=_("What the household is called"),
        max_length=NAME,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class SpeakerForm(forms.Form):
    """Who casts one's household's vote."""

    speaker = forms.ModelChoiceField(
        label=_("Who casts our household's vote"),
        queryset=Member.objects.none(),
        widget=Choices,
        empty_label=None,
    )

    def __init__(self, *args: Any, hall_id: UUID, household: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Member.objects.filter(household=household, left_on=None)
        called = {one.pk: names.called_apart(one) for one in names.told_apart(hall_id, mine)}
        self.fields["speaker"].queryset = mine  # type: ignore[attr-defined]
        self.fields["speaker"].label_from_instance = lambda one: called[one.pk]  # type: ignore[attr-defined]


class ProxyForm(forms.Form):
    """Until when somebody else casts one's vote."""

    until = Day(label=_("Until, this day included"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.attrs["min"] = today.isoformat()
