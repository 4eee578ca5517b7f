"""Reading the times that somebody proposes for a meeting, and which of them would do."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from unionhall.bodies.models import Body
from unionhall.kit.forms import Choices, Day

from .forms import Hour
from .models import Fits
from .rules import FEWEST_TIMES, MOST_TIMES

SHOWN = 3
"""So many times stand on the page at once; the others are under a fold."""


class ProposeForm(forms.Form):
    """Times at which a body could meet: pairs of a day and an hour in the hall's `zone`. A pair without a day is none."""

    body = forms.ModelChoiceField(
        label=_("Who meets"), queryset=Body.objects.none(), empty_label=None, widget=Choices
    )
    about = forms.CharField(
        label=_("What for"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, bodies: list[Body], zone: str, **given: Any) -> None:
        super().__init__(*args, **given)
        self.zone = zone
        self.fields["body"].queryset = Body.objects.filter(pk__in=[body.pk for body in bodies])  # type: ignore[attr-defined]
        if len(bodies) == 1:
            self.fields["body"].widget = forms.HiddenInput()
            self.fields["body"].initial = bodies[0].pk
        for place in range(1, MOST_TIMES + 1):
            self.fields[f"day_{place}"] = Day(label=_("Day"), required=False)
            self.fields[f"hour_{place}"] = Hour(label=_("Hour"), required=False, initial="18:00")
            for name in (
                f"day_{place}",
                f"hour_{place}",
            ):  # two are needed, whichever: neither is only "if you like"
                self.fields[name].asked_of_all = True  # type: ignore[attr-defined]

    @property
    def about_it(self) -> list[BoundField]:
        """The fields before the times."""
        return [self["body"], self["about"]]

    @property
    def pairs(self) -> list[tuple[int, BoundField, BoundField]]:
        """Day and hour of each time, with its place."""
        return [(place, self[f"day_{place}"], self[f"hour_{place}"]) for place in range(1, MOST_TIMES + 1)]

    @property
    def first(self) -> list[tuple[int, BoundField, BoundField]]:
        """The times that stand on the page at once."""
        return self.pairs[:SHOWN]

    @property
    def more(self) -> list[tuple[int, BoundField, BoundField]]:
        """The times under the fold."""
        return self.pairs[SHOWN:]

    @property
    def more_in_use(self) -> bool:
        """Whether somebody typed a day under the fold."""
        return any(day.value() or day.errors for _place, day, _hour in self.more)

    def clean(self) -> dict[str, Any]:
        """Each day with its hour as one moment; two of them at least, each once."""
        cleaned = super().clean() or {}
        times: dict[datetime, str] = {}
        for place in range(1, MOST_TIMES + 1):
            day, hour = cleaned.get(f"day_{place}"), cleaned.get(f"hour_{place}")
            if day and hour is None and not self.errors.get(f"hour_{place}"):
                self.add_error(f"hour_{place}", gettext("Type the hour like 18:30."))
            elif day and hour is not None:
                times.setdefault(datetime.combine(day, hour, ZoneInfo(self.zone)), f"day_{place}")
        if len(times) < FEWEST_TIMES and not self.errors:
            self.add_error("day_2", gettext("Propose two different times at least."))
        cleaned["times"] = times
        return cleaned


def marks_of(posted: QueryDict) -> dict[UUID, str]:
    """What was marked of each time, by its id; what names no time is left out."""
    marks = {}
    for name, value in posted.items():
        if name.startswith("fits-") and isinstance(value, str):
            try:
                marks[UUID(name.removeprefix("fits-"))] = value
            except ValueError:
                continue
    return marks


CHOICES = [(Fits.YES, _("yes")), (Fits.NEED, _("if need be")), (Fits.NO, _("no"))]
"""What one says of a time, in the order in which it is offered."""
