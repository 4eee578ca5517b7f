"""Reading what somebody types who founds a hall, joins one, or asks to."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unionhall.kit.forms import Choices, Words, WordsWhereChosen
from unionhall.people import keyring
from unionhall.people import rules as people
from unionhall.people.forms import AGAIN, settled_passphrase
from unionhall.people.models import NAME_LENGTH, settled_name

from ..models import Kind, Way
from ..rules import names

NAME = 80
NAME_TAKEN = "taken"
_NAME = {"autocomplete": "nickname", "autocapitalize": "words", "spellcheck": "false", "dir": "auto"}


MAY_BE_FOUND = _("The others may find my name in the list of members")


def may_be_found(label: Any = MAY_BE_FOUND) -> forms.BooleanField:
    """A tick, empty beforehand: who is in the list of members is each member's own choice."""
    return forms.BooleanField(label=label, required=False)


class NameHere(forms.Form):
    """A name in the hall. `hall_id`: the hall one joins, None where one founds it and nobody else is there."""

    name = forms.CharField(label=_("Your name here"), max_length=NAME, widget=forms.TextInput(attrs=_NAME))
    in_directory = may_be_found()

    def __init__(self, *args: Any, hall_id: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hall_id = hall_id

    def clean_name(self) -> str:
        """The name, when nobody here is called so; the action asks again, where nobody can slip in between."""
        name = str(self.cleaned_data["name"])
        if self.hall_id is not None and not (ruling := names.may_be_called(self.hall_id, name)):
            raise ValidationError(ruling.sentence, code=NAME_TAKEN)
        return name

    def name_is_taken(self) -> bool:
        """Whether the name was refused because somebody here has it."""
        return self.has_error("name", NAME_TAKEN)


class AccountFields(NameHere):
    """
    A name in the hall and a passphrase; the sign-in name is the same name, unless somebody signs in with it already.

    Only then a third field asks for another. `holder()` is what `people.actions.seat` takes.
    """

    sign_in_name = forms.CharField(
        label=_("Name for signing in"),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "dir": "auto"}
        ),
    )
    passphrase = forms.CharField(
        label=_("Passphrase"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password", "maxlength": 1024}, render_value=False
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _(
            "As the others know you. It can be changed, and need not be on any paper."
        )
        self.fields["passphrase"].help_text = _(
            "At least ten letters; four or five words are good. Keep it: nobody can send you a new one."
        )
        self.fields["sign_in_name"].help_text = _(
            "Only for signing in: somebody on this server signs in with the name above already. In the hall you keep it."
        )
        if self.is_bound:
            self.fields["passphrase"].help_text = AGAIN
        if not self.data.get(self.add_prefix("sign_in_name"), "") and not self._is_taken():
            self.fields["sign_in_name"].widget = forms.HiddenInput()

    def _is_taken(self) -> bool:
        typed = self.data.get(self.add_prefix("name"), "")
        return bool(typed.strip()) and not people.may_take_name(typed[:NAME_LENGTH])

    def clean(self) -> dict[str, Any]:
        """Find the sign-in name, and insist that it is free and the passphrase good."""
        cleaned: dict[str, Any] = super().clean() or {}
        wanted = settled_name(cleaned.get("sign_in_name") or cleaned.get("name", ""))[:NAME_LENGTH]
        if self.name_is_taken() and not cleaned.get("sign_in_name"):
            # With another name here it may well be free: one question at a time.
            self.fields["sign_in_name"].widget = forms.HiddenInput()
        elif wanted:
            ruling = people.may_take_name(wanted)
            if not ruling:
                self.fields["sign_in_name"].widget = forms.TextInput(
                    attrs={"autocomplete": "username", "dir": "auto"}
                )
                self.add_error("sign_in_name", ruling.sentence)
            cleaned["sign_in_name"] = wanted
        if "passphrase" in cleaned:
            try:
                settled_passphrase(cleaned["passphrase"], wanted)
            except ValidationError as wrong:
                self.add_error("passphrase", wrong)
        return cleaned

    def holder(self) -> keyring.Holder:
        """Who will hold the person's key. Slow on purpose: call it before the action, not inside."""
        return keyring.holder_new(self.cleaned_data["sign_in_name"], self.cleaned_data["passphrase"])


class NameOnly(NameHere):
    """A name in the hall, for somebody who has an account on this server already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _(
            "As the others here know you. It need not be the one you have elsewhere."
        )


AS_BROWSERS_SAY = {
    "America/Buenos_Aires", "America/Godthab", "America/Indianapolis", "Asia/Calcutta", "Asia/Katmandu", "Asia/Rangoon",
    "Asia/Saigon", "Atlantic/Faeroe", "Europe/Kiev", "Pacific/Ponape", "Pacific/Truk",
}  # fmt: skip
"""Zones that browsers still call by a former name."""


@cache
def time_zones() -> list[str]:
    """
    The zones to choose from: the one or more of each country (tzdata's zone.tab), without the hundreds of former names.

    >>> "Europe/Vienna" in time_zones(), "US/Eastern" in time_zones(), len(time_zones()) < 450
    (True, False, True)
    """
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text()
    named = {line.split("\t")[2].strip() for line in table.splitlines() if line and not line.startswith("#")}
    return sorted((named | AS_BROWSERS_SAY) & available_timezones())


class Zones(forms.Select):
    """Four hundred zones, each said once: a first visit costs less than 30 kB."""

    template_name = "bodies/widgets/zones.html"


class OrganisationForm(forms.Form):
    """What is founded: its name and its sort; the time zone was guessed."""

    organisation = forms.CharField(
        label=_("What are you called together?"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    kind = forms.ChoiceField(
        label=_("What are you?"), choices=Kind.choices, widget=Choices, initial=Kind.ASSEMBLY
    )
    time_zone = forms.ChoiceField(label=_("Our days are counted in"), required=False, widget=Zones)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].help_text = _("Only your members see it, until you decide to be public.")
        self.fields["kind"].help_text = _(
            "It chooses words and suggestions, nothing else. Form follows function."
        )
        self.fields["time_zone"].help_text = _(
            "Days of notice and deadlines are counted in it. The device you found the hall on says which, where it can."
        )
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            (zone, zone) for zone in ("UTC", *time_zones())
        ]
        self.fields["time_zone"].widget.attrs["data-time-zone"] = True

    def main_fields(self) -> list[forms.BoundField]:
        """The fields everybody is shown; the zone is folded away."""
        return [self["organisation"], self["kind"]]


class StanceForm(forms.Form):
    """
    How somebody who joins stands to what the body stands for; the words of a reservation follow the choice of one. Nothing is
    chosen for them: nobody affirms, or is a guest, by accident.

    `guest`: asked of somebody who is a guest already, so that "not yet" is not among the choices.
    """

    way = forms.ChoiceField(label=_("Where do you stand on this?"), choices=[], widget=Choices)
    reservation = WordsWhereChosen(label=_("My reservation"), max_length=2000)
    said: ClassVar[dict[str, Any]] = {
        Way.AFFIRMS: _("I affirm it"),
        Way.RESERVES: _("I affirm it, with a reservation"),
        Way.NOT_YET: _("Not yet: I come as a guest, without a vote"),
    }
    lacking: Any = _("Write what your reservation is.")

    def __init__(self, *args: Any, guest: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [  # type: ignore[attr-defined]
            (way, words) for way, words in self.said.items() if not (guest and way == Way.NOT_YET)
        ]
        self.fields["reservation"].help_text = _("Only with a reservation: its words.")

    def clean(self) -> dict[str, Any]:
        """A reservation has words, and words are a reservation: neither is dropped unsaid."""
        cleaned: dict[str, Any] = super().clean() or {}
        way, words = cleaned.get("way"), cleaned.get("reservation", "").strip()
        if way == Way.RESERVES and not words:
            self.add_error("reservation", self.lacking)
        if way and way != Way.RESERVES and words:
            self.add_error(
                "way", gettext("You wrote a reservation: choose to affirm with one, or take the words out.")
            )
        return cleaned

    def stance(self) -> dict[str, Any]:
        """What an application keeps of it: `affirms` and `reservation`."""
        return {
            "affirms": self.cleaned_data["way"] != Way.NOT_YET,
            "reservation": self.cleaned_data["reservation"],
        }


class AtTheDoor(forms.Form):
    """Who writes at the public door, and how they are answered."""

    name = forms.CharField(label=_("Your name"), max_length=NAME, widget=forms.TextInput(attrs=_NAME))
    contact = forms.CharField(
        label=_("How can we answer you?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("As you want to be called. It need not be on any paper.")
        self.fields["contact"].help_text = _(
            "A number, an address, a place and an hour: not one your employer reads."
        )


class LetterForm(AtTheDoor):
    """Somebody writes at the public door who does not ask to join: nothing is asked that an answer does not need."""

    words = forms.CharField(label=_("What is it about?"), max_length=2000, widget=Words(rows=5))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = _("What is safe to say. The rest you can say face to face.")


class ApplyForm(AtTheDoor, StanceForm):
    """Somebody asks to join, at the public door."""

    section = forms.ChoiceField(label=_("Where do you work or live?"), required=False)
    words = forms.CharField(
        label=_("What should we know?"), required=False, max_length=2000, widget=Words(rows=4)
    )
    in_directory = may_be_found()
    field_order = ("name", "contact", "section", "words", "way", "reservation", "in_directory")

    def __init__(self, *args: Any, sections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].help_text = _("Nothing about anybody's health, papers or politics.")
        if sections:
            self.fields["section"].choices = [("", gettext("I do not say")), *sections]  # type: ignore[attr-defined]
        else:
            del self.fields["section"]
