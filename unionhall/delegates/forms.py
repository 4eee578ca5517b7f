"""Forms of what a motion does with delegations: send, instruct, judge."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.bodies.forms.effects.base import EffectForm, MembersField, default_end
from unionhall.kit import clock
from unionhall.kit.forms import Choices, Day, Words

from .models import Act, Point, Way
from .rules import MOST_POINTS


class SendForm(EffectForm):
    """Send members somewhere, with the agenda of the place they go to."""

    to = forms.CharField(
        label=gettext_lazy("Where to"),
        max_length=160,
        help_text=gettext_lazy("A council, a congress, talks, a coalition: what it is called, and when."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    members = MembersField(label=gettext_lazy("Who is sent"))
    agenda = forms.CharField(
        label=gettext_lazy("What it is about there"),
        max_length=40_000,
        help_text=gettext_lazy(
            "An empty line between points. The first line of each is its title, what follows is the text to be decided on."
        ),
        widget=Words(rows=8),
    )
    employer = forms.BooleanField(
        label=gettext_lazy("They meet an employer there: nobody does so alone"), required=False
    )
    until = Day(label=gettext_lazy("Until, that day included"))

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["members"].reader = self.reader
        self.fields["until"].initial = default_end(self.hall, self.body)

    def clean_agenda(self) -> list[list[str]]:
        """Title and text of each point."""
        blocks = self.cleaned_data["agenda"].replace("\r\n", "\n").split("\n\n")
        points = []
        for block in (one.strip() for one in blocks):
            if block:
                title, _line, text = block.partition("\n")
                points.append([" ".join(title.split())[:160], text.strip()])
        if len(points) > MOST_POINTS:
            raise forms.ValidationError(_("%(most)d points at most.") % {"most": MOST_POINTS})
        return points

    def params(self) -> dict[str, Any]:
        """`to`, `members` (ids), `points` ([title, text]), `employer`, `until` (a day)."""
        given = self.cleaned_data
        return {
            "to": " ".join(given["to"].split()),
            "members": given["members"],
            "points": given["agenda"],
            "employer": given["employer"],
            "until": given["until"].isoformat(),
        }


class InstructForm(EffectForm):
    """Tell delegates what to do on a point. `initial={"point": id}` chooses one."""

    point = forms.ChoiceField(label=gettext_lazy("On which point"), widget=Choices)
    way = forms.ChoiceField(label=gettext_lazy("How far it binds"), choices=Way.choices, widget=Choices)
    positions = forms.CharField(
        label=gettext_lazy("What to stand for"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "A line each; what comes first is wanted most. To split the votes, a share behind each: yes 70, no 30."
        ),
        widget=Words(rows=3),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        rows = Point.objects.filter(
            hall=self.hall, delegation__body=self.body, delegation__until__gt=clock.now()
        ).select_related("delegation")
        self._points = {str(one.pk): one for one in rows.order_by("delegation__made_at", "number")}
        self.fields["point"].choices = [
            (key, f"{one.delegation.to}: {one.number}. {one.title}") for key, one in self._points.items()
        ]

    def clean(self) -> dict[str, Any]:
        """Positions in their order; of a split each with its share of the whole."""
        cleaned = super().clean() or {}
        lines = [
            " ".join(one.split())
            for one in (cleaned.get("positions") or "").replace(",", "\n").splitlines()
            if one.strip()
        ]
        shares: dict[str, int] = {}
        if cleaned.get("way") == Way.SPLIT:
            for line in lines:
                name, _blank, many = line.rstrip("% ").rpartition(" ")
                if not name or not many.isascii() or not many.isdecimal() or len(many) > 6:
                    self.add_error("positions", _("Type a share behind each position: yes 70"))
                    break
                shares[name.rstrip(": ")] = int(many)
            lines = []
        whole = sum(shares.values())
        cleaned["lines"] = lines
        cleaned["shares"] = {name: str(Fraction(many, whole)) for name, many in shares.items() if whole}
        return cleaned

    def params(self) -> dict[str, Any]:
        """`point`, `way`, `text` (the digest of the text decided on), `positions`, `shares` (position → "7/10")."""
        given = self.cleaned_data
        return {
            "point": given["point"],
            "way": given["way"],
            "text": self._points[given["point"]].digest,
            "positions": given["lines"],
            "shares": given["shares"],
        }


class JudgeForm(EffectForm):
    """Judge what a delegate did outside the instruction."""

    act = forms.ChoiceField(label=gettext_lazy("What was done"), widget=Choices)
    stands = forms.ChoiceField(
        label=gettext_lazy("What we make of it"),
        choices=[("yes", gettext_lazy("it stands")), ("no", gettext_lazy("it binds nobody"))],
        widget=Choices,
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        rows = Act.objects.filter(
            hall=self.hall, point__delegation__body=self.body, verdict="outside", confirmed=None
        ).select_related("point__delegation")
        self.fields["act"].choices = [
            (str(one.pk), f"{one.point.delegation.to}: {one.point.number}. {one.point.title}")
            for one in rows.order_by("at")
        ]

    def params(self) -> dict[str, Any]:
        """`act`, `confirmed`."""
        return {"act": self.cleaned_data["act"], "confirmed": self.cleaned_data["stands"] == "yes"}


def votes_of(typed: str, *, counted: bool) -> dict[str, int]:
    """
    Positions with their votes, as somebody typed them in a line. `counted`: a number stands behind each, one where none does;
    else they are what was stood for, each once.

    >>> votes_of("yes 7, no 3", counted=True)
    {'yes': 7, 'no': 3}
    >>> votes_of("yes", counted=True), votes_of("5 %, from May", counted=False)
    ({'yes': 1}, {'5 %': 1, 'from May': 1})
    """
    votes: dict[str, int] = {}
    for part in typed.replace("\n", ",").split(","):
        name = " ".join(part.split())
        many = 1
        head, _blank, last = name.rpartition(" ")
        if counted and head and last.isascii() and last.isdecimal() and len(last) < 8:
            name, many = head.rstrip(": "), int(last)
        if name:
            votes[name] = votes.get(name, 0) + many
    return votes
