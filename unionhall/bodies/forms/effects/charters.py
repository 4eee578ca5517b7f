"""Forms for changing, repairing and interpreting the charter, and for adopting principles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from unionhall.bodies.forms.rules import BASES, SHARES, STYLES, quorum_of, threshold_of
from unionhall.bodies.models import Organisation, Principles
from unionhall.bodies.rules import assembly, voters_of
from unionhall.bodies.rules import charters as rules
from unionhall.core.charters import Charter, codec, heading_of
from unionhall.core.charters.presets import PRESETS, STARTER, suggest
from unionhall.kit import clock
from unionhall.kit.forms import Choices, TextLanguage, Words

from .base import EffectForm


def change_to(old: Charter, new: Charter, in_days: int = 0) -> dict[str, Any]:
    """The parameters of an effect `charter.change`: what it was written against, what it makes of it, and from when."""
    return {"base": old.to_data(), "document": new.to_data(), "in_days": in_days}


def preset_in(key: str, language: str) -> Charter:
    """A ready-made charter with its own words in `language`, which is the hall's: it becomes the charter of all of us."""
    with override(language):
        return PRESETS[key].in_language(language, _)


class AdoptPresetForm(EffectForm):
    """Adopt one of the ready-made charters. Changing single rules begins on the charter's own page."""

    preset = forms.ChoiceField(
        label=gettext_lazy("Which charter"),
        widget=Choices,
        help_text=gettext_lazy(
            "Each can be read in full on the charter's page, and single rules changed there."
        ),
    )
    in_days = forms.IntegerField(
        label=gettext_lazy("Days until it is in force, after it is carried"),
        min_value=0,
        max_value=366,
        initial=0,
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        members = voters_of(assembly(self.hall.pk), clock.now()).count()
        kind = Organisation.objects.get(hall=self.hall).kind
        near = [one.key for one in suggest(kind, members)]
        others = [key for key in PRESETS if key not in near and key != STARTER.key]
        self.fields["preset"].choices = [(key, PRESETS[key].title.said(_)) for key in (*near, *others)]

    def params(self) -> dict[str, Any]:
        """`base`, `document`, `in_days`."""
        current = rules.read(rules.newest_row(self.hall.pk))
        new = preset_in(self.cleaned_data["preset"], self.hall.language)
        return change_to(current, new, self.cleaned_data["in_days"])


class RepairQuorumForm(EffectForm):
    """Lower the quorums of the charter, and change nothing else."""

    quorum = forms.ChoiceField(
        label=gettext_lazy("So many shall be enough"),
        widget=Choices,
        choices=[
            ("half", gettext_lazy("half of us")),
            ("third", gettext_lazy("a third of us")),
            ("quarter", gettext_lazy("a quarter of us")),
            ("starter", gettext_lazy("half of us, or ten, whichever is less")),
            ("number", gettext_lazy("a number, written below")),
        ],
        help_text=gettext_lazy("A rule that asks for fewer already stays as it is."),
    )
    number = forms.IntegerField(
        label=gettext_lazy("That number"), required=False, min_value=1, max_value=100_000
    )

    def clean(self) -> dict[str, Any]:
        """A number where one was promised."""
        cleaned = super().clean() or {}
        if cleaned.get("quorum") == "number" and not cleaned.get("number") and "number" not in self.errors:
            self.add_error("number", _("Write the number."))
        return cleaned

    def params(self) -> dict[str, Any]:
        """`quorum`: as data."""
        return {"quorum": codec.write(quorum_of(self.cleaned_data["quorum"], self.cleaned_data["number"]))}


class InterpretForm(EffectForm):
    """Say what the charter means where its text does not."""

    anchor = forms.ChoiceField(label=gettext_lazy("Where the text does not say"))
    words = forms.CharField(
        label=gettext_lazy("What it means, in words"), max_length=2000, widget=Words(rows=3, decided=True)
    )
    share = forms.ChoiceField(
        label=gettext_lazy("For a vote: it is carried by"),
        required=False,
        choices=[("", "—"), *((key, words) for key, (_share, _least, words) in SHARES.items())],
    )
    base = forms.ChoiceField(label=gettext_lazy("Counted as a share"), required=False, choices=BASES)
    style = forms.ChoiceField(
        label=gettext_lazy("For a consensus: positions are counted so"),
        required=False,
        choices=[("", "—"), *((key, words) for key, (_style, words) in STYLES.items())],
    )
    of = forms.IntegerField(
        label=gettext_lazy("For a table: for so many members"),
        required=False,
        min_value=0,
        max_value=10_000_000,
    )
    number = forms.IntegerField(
        label=gettext_lazy("It gives"), required=False, min_value=0, max_value=10_000_000
    )
    reading = forms.ChoiceField(
        label=gettext_lazy("For a table: “one more for each additional …” counts"),
        required=False,
        choices=[
            ("", "—"),
            ("started", gettext_lazy("each that has begun")),
            ("completed", gettext_lazy("each that is complete")),
        ],
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        charter = rules.read(rules.newest_row(self.hall.pk))
        self.fields["anchor"].choices = [
            (one, heading_of(charter, one.split(".")[0]).said(_)) for one in rules.holes(charter)
        ]

    def clean(self) -> dict[str, Any]:
        """An answer of the kind the hole needs."""
        cleaned = super().clean() or {}
        anchor = cleaned.get("anchor", "")
        if anchor.endswith(".threshold") and not cleaned.get("share"):
            self.add_error("share", _("Say what carries it."))
        if anchor.endswith(".consensus") and not cleaned.get("style"):
            self.add_error("style", _("Say how the positions are counted."))
        if anchor.startswith("tables-"):
            one_number = cleaned.get("of") is not None and cleaned.get("number") is not None
            if not one_number and not cleaned.get("reading"):
                self.add_error("of", _("Say for how many members the table gives what, or how it is read."))
        return cleaned

    def params(self) -> dict[str, Any]:
        """`anchor`, `of` (a number or None), `value` (data), `words`."""
        given = self.cleaned_data
        of = None
        if given["anchor"].endswith(".threshold"):
            value: Any = codec.write(threshold_of(given["share"], given["base"] or BASES[0][0], None))
        elif given["anchor"].endswith(".consensus"):
            value = codec.write(STYLES[given["style"]][0])
        elif given["of"] is not None and given["number"] is not None:
            of, value = given["of"], given["number"]
        else:
            value = given["reading"]
        return {"anchor": given["anchor"], "of": of, "value": value, "words": given["words"].strip()}


class PrinciplesForm(EffectForm):
    """Adopt principles, or a new version of them."""

    text = forms.CharField(
        label=gettext_lazy("Our principles"), max_length=20_000, widget=Words(rows=12, decided=True)
    )
    language = TextLanguage()

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        newest = Principles.objects.filter(hall=self.hall).order_by("-version").first()
        self.fields["text"].initial = newest.text if newest else ""
        self.fields["language"].initial = newest.language if newest else get_language()

    def params(self) -> dict[str, Any]:
        """`text` (Markdown), `language`."""
        return {"text": self.cleaned_data["text"].strip(), "language": self.cleaned_data["language"]}
