"""Forms for opening a poll, typing in figures, and following a decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from unionhall.bodies.models import Member
from unionhall.core.charters import Rule
from unionhall.decisions.models import AT_A_MEETING, BY_WHO_IS_HERE, IN_THE_ROOM, Method, Poll
from unionhall.decisions.rules import current_round, lengths_of
from unionhall.decisions.rules.counting import FIGURES
from unionhall.decisions.rules.polls import MINUTES, USUAL_MINUTES
from unionhall.kit.forms import Choices, Day

WORDS = {
    "yes": _("In favour"),
    "no": _("Against"),
    "abstain": _("Abstaining"),
    "blank": _("Blank"),
    "spoilt": _("Spoilt"),
    "agree": _("Agree"),
    "reservations": _("Agree with reservations"),
    "aside": _("Stand aside"),
    "block": _("Block"),
}
"""What is counted, in words. Abstaining in a consensus is "no position"."""


def lasting(hours: int) -> str:
    """A length of time in words: hours up to a day, then days."""
    if hours < 24:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = hours // 24
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def minutes_long(minutes: int) -> str:
    """So many minutes in words."""
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}


class OpenForm(forms.Form):
    """
    How the vote is taken and how long it is open, where the charter leaves that to us; where seconded amendments wait
    (`falling`: how many), the tick without which they come first. `methods`: how it may be taken; `wanted`: which of them is
    chosen beforehand. `without_a_phone`: how many could take no position by phone; then the room is, as where enough have `met`.
    """

    method = forms.ChoiceField(label=_("How we vote"), widget=Choices)
    hours = forms.TypedChoiceField(
        label=_("By phone, open for"), widget=Choices, coerce=int, empty_value=None,
        help_text=_("It can be closed earlier, once everybody has voted."),
    )  # fmt: skip
    minutes = forms.TypedChoiceField(
        label=_("By who is here, open for"), coerce=int, empty_value=None, required=False
    )

    def __init__(
        self,
        *args: Any,
        rule: Rule,
        common_hours: int,
        days: tuple[int, int] | None = None,
        falling: int = 0,
        without_a_phone: int = 0,
        met: bool = False,
        methods: Sequence[Method],
        wanted: str = "",
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        if falling:
            self.fields["as_it_stands"] = forms.BooleanField(
                label=ngettext(
                    "Vote on the motion as it stands: the amendment falls",
                    "Vote on the motion as it stands: the amendments fall",
                    falling,
                ),
                required=False,
            )
        self.fields["method"].choices = [(one.value, one.label) for one in methods]
        # Ballots on paper are brought in beside an open vote by phone; a position by phone nobody else can bring in.
        in_the_room = [one for one in methods if one in IN_THE_ROOM]
        room_first = bool(in_the_room and (met or (without_a_phone and Method.OPEN not in methods)))
        first = (in_the_room if room_first else methods)[0]
        self.fields["method"].initial = wanted if wanted in methods else first.value
        if len(methods) == 1:
            del self.fields["method"]
        self._ask_minutes(any(one in BY_WHO_IS_HERE for one in methods))
        if days is not None:
            choices = sorted({days[0] * 24, days[1] * 24})
        elif rule.poll_hours or all(one in AT_A_MEETING for one in methods):
            choices = []
        else:
            choices = lengths_of(common_hours)
        if not choices:
            del self.fields["hours"]
            return
        self.fields["hours"].choices = [(one, lasting(one)) for one in choices]
        self.fields["hours"].initial = choices[0] if days is not None else common_hours

    def _ask_minutes(self, asked: bool) -> None:
        if not asked:
            del self.fields["minutes"]
            return
        self.fields["minutes"].required = not self.is_bound or self.data.get("method") in BY_WHO_IS_HERE
        self.fields["minutes"].choices = [(one, minutes_long(one)) for one in MINUTES]
        self.fields["minutes"].initial = USUAL_MINUTES


class CountForm(forms.Form):
    """What each count in the room asks beside what was counted: who was there, and who counted."""

    present = forms.IntegerField(label=_("In the room, with a vote"), min_value=0, max_value=100_000)

    def __init__(
        self,
        *args: Any,
        poll: Poll,
        rule: Rule,
        me: Member,
        may_be_aloud: bool,
        sitting: UUID | None = None,
        **given: Any,
    ) -> None:
        super().__init__(*args, **given)
        self.poll = poll
        self.ask_what_was_counted()
        if rule.not_counted:
            self.fields["not_counted"] = forms.IntegerField(
                label=say("Of those in the room, not counted for the quorum"),
                min_value=0,
                max_value=100_000,
                required=False,
            )
        self.fields["teller"] = forms.CharField(
            label=say("Counted by"),
            max_length=80,
            initial=""
            if poll.figures.filter(round=current_round(poll, sitting), teller=me).exists()
            else me.name,
            help_text=say("Yourself, or the other teller if you share this phone: their name."),
        )
        if may_be_aloud:
            self.fields["aloud"] = forms.BooleanField(
                label=say("One of us counted aloud before everybody, and nobody objects"), required=False
            )
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField):
                field.widget.attrs.update({"inputmode": "numeric", "autocomplete": "off"})

    def ask_what_was_counted(self) -> None:
        """Add the fields for what was counted."""
        raise NotImplementedError


class FiguresForm(CountForm):
    """What one teller counted."""

    def ask_what_was_counted(self) -> None:
        """A number for each thing that can be on a paper, or shown by hand."""
        for name in FIGURES[Method(self.poll.method)]:
            label = (
                say("No position") if name == "abstain" and self.poll.method == Method.SLIPS else WORDS[name]
            )
            self.fields[name] = forms.IntegerField(
                label=label, min_value=0, max_value=100_000, required=name not in ("blank", "spoilt")
            )
        if self.poll.method == Method.SLIPS:
            self.fields["irrelevant"] = forms.CharField(
                label=say("For each block, how many of the others judged it not relevant"),
                help_text=say("Numbers with a blank between them. Empty where blocks were not judged."),
                required=False,
                max_length=200,
            )

    def clean_irrelevant(self) -> list[int]:
        """The numbers typed, as a list."""
        words = self.cleaned_data["irrelevant"].replace(",", " ").split()
        if not all(word.isdecimal() for word in words):
            raise forms.ValidationError(say("Type whole numbers with a blank between them."))
        return [int(word) for word in words]

    def figures(self) -> dict[str, Any]:
        """The figures of a valid form, by name."""
        names = [*FIGURES[Method(self.poll.method)], *(["irrelevant"] if "irrelevant" in self.fields else [])]
        return {name: self.cleaned_data[name] or ([] if name == "irrelevant" else 0) for name in names}


class WorkForm(forms.Form):
    """How far the work has come."""

    words = forms.CharField(label=_("How far has it come?"), max_length=200, required=False)
    done = forms.BooleanField(label=_("It is carried out"), required=False)


class ReviewForm(forms.Form):
    """When to look at a decision again."""

    on = Day(label=_("Look at it again on"), required=False)
