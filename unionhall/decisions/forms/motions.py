"""Forms for putting, rewording, amending and translating a motion."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.core.charters import MATTERS, Charter
from unionhall.core.days import start_of
from unionhall.decisions.actions.making import LONGEST_TITLE
from unionhall.decisions.rules.matters import matters_to_name
from unionhall.decisions.rules.motions import LONGEST_TEXT
from unionhall.kit.forms import Day, TextLanguage, Ticks, Words
from unionhall.kit.languages import NAMES
from unionhall.record.models import Hall

SEALED = "unionhall.decisions.effects"


def seal(effects: list[dict[str, Any]]) -> str:
    """Effects chosen for a motion, signed, to travel in its form."""
    return signing.dumps(effects, salt=SEALED, compress=True)


def unseal(text: str) -> list[dict[str, Any]]:
    """The effects in a form; none where the text is not ours."""
    try:
        found: list[dict[str, Any]] = signing.loads(text, salt=SEALED)
    except signing.BadSignature:
        return []
    return found


class TextForm(forms.Form):
    """A motion's title and text."""

    title = forms.CharField(
        label=_("What shall be decided, in one line"),
        max_length=LONGEST_TITLE,
        widget=Words(decided=True, rows=2),
    )
    text = forms.CharField(
        label=_("The text, if one line does not say it"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=Words(decided=True, rows=8),
    )


class AmendForm(TextForm):
    """The motion's words as they would become, and why."""

    reason = forms.CharField(label=_("Why"), max_length=2000, required=False, widget=Words(rows=3))


class TogetherForm(forms.Form):
    """Which amendments are decided together, of those that `could` be; those in `apart` collide and are not ticked beforehand."""

    amendments = forms.MultipleChoiceField(label=_("Which amendments"), widget=Ticks)
    reason = forms.CharField(label=_("Why"), max_length=2000, required=False, widget=Words(rows=3))

    def __init__(self, *args: Any, could: list[tuple[str, str]], apart: set[str], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["amendments"].choices = could
        self.fields["amendments"].initial = [key for key, _title in could if key not in apart]


class TranslateForm(TextForm):
    """The motion's words in another language."""

    language = TextLanguage(list(NAMES.items()), label=_("Into"))


class PutForm(TextForm):
    """Put a motion. Title alone is enough; everything else has an answer already."""

    body = forms.ChoiceField(label=_("Before which body"), required=False)
    matter = forms.ChoiceField(
        label=_("What it is about"),
        required=False,
        help_text=_("Only where our charter has a rule of its own for it."),
    )
    language = TextLanguage(required=False)
    emergency = forms.BooleanField(
        label=_("It is an emergency and cannot wait for a meeting"), required=False
    )
    referendum = forms.BooleanField(
        label=_("By a vote of all members: names are gathered for it"), required=False
    )
    takes_effect_on = Day(
        label=_("It takes effect on"), required=False, help_text=_("Empty: as soon as it carries.")
    )
    trial_until = Day(
        label=_("On trial until"),
        required=False,
        help_text=_("The decision ends then by itself, unless it is taken again."),
    )
    effects = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, member: Member, hall: Hall, at: datetime, has_effects: bool, **given: Any
    ) -> None:
        super().__init__(*args, **given)
        self.hall = hall
        charter = bodies.charter(hall.pk, at)
        assembly = bodies.assembly(hall.pk)
        others = [
            one
            for one in bodies.bodies_of(member)
            if one.pk != assembly.pk and bodies.is_voter(member, one, at)
        ]
        if others:
            self.fields["body"].choices = [(str(one.pk), one.name) for one in (assembly, *others)]
        else:
            del self.fields["body"]
        self._matters(charter, has_effects)
        if charter.emergency is None or has_effects:
            del self.fields["emergency"]
        if charter.referendum is None:
            del self.fields["referendum"]
        del self.fields["trial_until" if has_effects else "takes_effect_on"]
        here = (get_language() or "en").split("-")[0]
        self.fields["language"].initial = here if here in dict(settings.LANGUAGES) else hall.language

    def _matters(self, charter: Charter, has_effects: bool) -> None:
        """Matters the charter has rules for; nothing to choose where it has none, or where the effects say it."""
        own = matters_to_name(charter)
        if has_effects or not own:
            del self.fields["matter"]
            return
        self.fields["matter"].asked_of_all = True  # type: ignore[attr-defined]
        self.fields["matter"].choices = [("", MATTERS["ordinary"].title.said(gettext)), *_titled(own)]

    def moment(self, name: str) -> datetime | None:
        """The beginning of the day typed under `name` in the hall's zone, or None."""
        day: date | None = self.cleaned_data.get(name)
        return start_of(day, ZoneInfo(self.hall.time_zone)) if day else None


def _titled(matters: list[str]) -> list[tuple[str, str]]:
    return [(matter, MATTERS[matter].title.said(gettext)) for matter in matters]
