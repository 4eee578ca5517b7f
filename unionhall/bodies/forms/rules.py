"""Fields by which people write a rule of a charter: thresholds, quorums and consensus in words, never in code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.core.charters import Counting, Method, Rule, SecondCall, Tie, Voters
from unionhall.core.consensus import LA_REUNION, OCCUPY_SEATTLE, ConsensusStyle
from unionhall.core.counting.names import TITLES
from unionhall.core.quorums import STARTER_QUORUM, Quorum
from unionhall.core.thresholds import Base, Threshold
from unionhall.kit.forms import Choices

# value → (share, at least rather than more than, words)
SHARES: dict[str, tuple[Fraction, bool, Any]] = {
    "half": (Fraction(1, 2), False, gettext_lazy("more than half")),
    "third2": (Fraction(2, 3), True, gettext_lazy("at least two thirds")),
    "quarter3": (Fraction(3, 4), True, gettext_lazy("at least three quarters")),
    "fifth4": (Fraction(4, 5), True, gettext_lazy("at least 80 %")),
    "tenth9": (Fraction(9, 10), True, gettext_lazy("at least 90 %")),
    "all": (Fraction(1), True, gettext_lazy("all of them")),
}
BASES = [
    (Base.CAST.value, gettext_lazy("of the votes for and against")),
    (Base.VALID.value, gettext_lazy("of the valid ballots")),
    (Base.HANDED_IN.value, gettext_lazy("of all ballots handed in")),
    (Base.PRESENT.value, gettext_lazy("of those present")),
    (Base.ELECTORATE.value, gettext_lazy("of all who may vote")),
    (Base.NON_BLOCKING.value, gettext_lazy("of those who do not block")),
]
STYLES: dict[str, tuple[ConsensusStyle, Any]] = {
    "reunion": (
        LA_REUNION,
        gettext_lazy(
            "two blocks table a proposal; nine tenths can set a block aside (La Reunion co-operative)"
        ),
    ),
    "seattle": (
        OCCUPY_SEATTLE,
        gettext_lazy("a block, or a third standing aside, tables; 80 % may pass it later (Occupy Seattle)"),
    ),
}
METHODS = [
    (Method.OPEN.value, gettext_lazy("openly: everybody can see who voted how")),
    (Method.HANDS.value, gettext_lazy("by show of hands, counted by two tellers")),
    (Method.SECRET_PAPER.value, gettext_lazy("in secret, on paper, counted by two tellers")),
    (Method.CONSENSUS.value, gettext_lazy("by consensus: agree, reservations, stand aside, block")),
]
QUORUMS = [
    ("none", gettext_lazy("none: whoever comes decides")),
    ("starter", gettext_lazy("half of us, ten at most")),
    ("half", gettext_lazy("half of us")),
    ("more", gettext_lazy("more than half of us")),
    ("third", gettext_lazy("a third of us")),
    ("quarter", gettext_lazy("a quarter of us")),
    ("number", gettext_lazy("a number, written below")),
]
"""Shown in a select, which cuts off what is longer than a phone is wide: 30 letters at most."""
_QUORUM_SHARES = {
    "half": (Fraction(1, 2), False),
    "more": (Fraction(1, 2), True),
    "third": (Fraction(1, 3), False),
    "quarter": (Fraction(1, 4), False),
}
KEPT = "kept"
"""The choice that keeps what the charter says now, where it says something these fields have no words for."""


def threshold_of(share: str, base: str, minimum: int | None) -> Threshold:
    """The threshold chosen in words."""
    part, at_least, _words = SHARES[share]
    return Threshold(part, Base(base), at_least, minimum or 0)


def share_key(threshold: Threshold | None) -> str:
    """The choice that says this threshold's share, or `KEPT` where none does."""
    if threshold is None:
        return "half"
    for key, (share, at_least, _words) in SHARES.items():
        if (share, at_least) == (threshold.share, threshold.at_least):
            return key
    return KEPT


def quorum_of(choice: str, number: int | None) -> Quorum | None:
    """The quorum chosen in words; None for none."""
    if choice == "none":
        return None
    if choice == "starter":
        return STARTER_QUORUM
    if choice == "number":
        return Quorum(number=number)
    share, more_than = _QUORUM_SHARES[choice]
    return Quorum(share=share, more_than=more_than)


def quorum_key(quorum: Quorum | None) -> str:
    """The choice that says this quorum, or `KEPT` where none does."""
    if quorum is None:
        return "none"
    if quorum == STARTER_QUORUM:
        return "starter"
    if quorum.share is None:
        return "number"
    for key, (share, more_than) in _QUORUM_SHARES.items():
        if quorum == Quorum(share=share, more_than=more_than):
            return key
    return KEPT


class RuleForm(forms.Form):
    """
    One rule of a charter. `rule`: the one the matter has now, from which the form starts; what these fields have no words
    for is kept as it is.
    """

    method = forms.ChoiceField(label=gettext_lazy("How we vote"), choices=METHODS, widget=Choices)
    voters = forms.ChoiceField(
        label=gettext_lazy("Who votes"),
        choices=[
            (Voters.STANDING.value, gettext_lazy("every member in standing")),
            (Voters.PRESENT.value, gettext_lazy("every member in standing who is present")),
        ],
        widget=Choices,
    )
    share = forms.ChoiceField(label=gettext_lazy("It is carried by"))
    base = forms.ChoiceField(
        label=gettext_lazy("Counted as a share"),
        choices=BASES,
        help_text=gettext_lazy(
            "Of those present, abstaining works like voting against. Of all who may vote, so does staying away."
        ),
    )
    minimum = forms.IntegerField(
        label=gettext_lazy("And at least so many votes in favour"),
        required=False,
        min_value=0,
        max_value=100_000,
    )
    style = forms.ChoiceField(
        label=gettext_lazy("How positions are counted, where it is consensus"),
        required=False,
        widget=Choices,
    )
    tie = forms.ChoiceField(
        label=gettext_lazy("A tie"),
        choices=[
            (Tie.LOST.value, gettext_lazy("is lost")),
            (Tie.AGAIN.value, gettext_lazy("means we vote again")),
        ],
    )
    quorum = forms.ChoiceField(label=gettext_lazy("How many must take part"))
    quorum_number = forms.IntegerField(
        label=gettext_lazy("That number"), required=False, min_value=1, max_value=100_000
    )
    ballots = forms.ChoiceField(label=gettext_lazy("How many ballots must be handed in"))
    ballots_number = forms.IntegerField(
        label=gettext_lazy("That number of ballots"), required=False, min_value=1, max_value=100_000
    )
    counting = forms.ChoiceField(
        label=gettext_lazy("How a choice between several is counted"),
        required=False,
        widget=Choices,
        help_text=gettext_lazy("Which hall, who goes to the congress: a question with several answers."),
    )
    second_days = forms.IntegerField(
        label=gettext_lazy("When too few came: a second call, so many days later at least"),
        min_value=0,
        max_value=365,
    )
    second_number = forms.IntegerField(
        label=gettext_lazy("It needs so many"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=gettext_lazy("Empty: half of what the first call needed."),
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Notice, in days"), required=False, min_value=0, max_value=365
    )
    notice_hours = forms.IntegerField(
        label=gettext_lazy("Notice, in hours"), required=False, min_value=0, max_value=8760
    )
    poll_hours = forms.IntegerField(
        label=gettext_lazy("The poll is open for so many hours"),
        required=False,
        min_value=0,
        max_value=8760,
        help_text=gettext_lazy("Empty or 0: as long as in every other matter."),
    )

    MORE = (
        "voters",
        "minimum",
        "tie",
        "ballots",
        "ballots_number",
        "counting",
        "second_days",
        "second_number",
        "notice_days",
        "notice_hours",
        "poll_hours",
    )
    """What most rules leave as it is: folded away, unless something in it is set."""

    def __init__(self, *args: Any, rule: Rule, **given: Any) -> None:
        self.rule = rule
        given["initial"] = {**initial_of(rule), **(given.get("initial") or {})}
        super().__init__(*args, **given)
        self.fields["share"].choices = self._with_kept(
            [(key, words) for key, (_share, _least, words) in SHARES.items()], share_key(rule.threshold)
        )
        kept_style = KEPT if rule.consensus and style_key(rule.consensus) == KEPT else ""
        self.fields["style"].choices = self._with_kept(
            [(key, words) for key, (_s, words) in STYLES.items()], kept_style
        )
        self.fields["counting"].choices = [
            ("", _("as whoever puts the question says")),
            *((one.value, TITLES[one].said(_)) for one in Counting),
        ]
        self.fields["quorum"].choices = self._with_kept(QUORUMS, quorum_key(rule.quorum_present))
        self.fields["ballots"].choices = self._with_kept(
            [one for one in QUORUMS if one[0] != "starter"] + [QUORUMS[1]],
            quorum_key(rule.quorum_participation),
        )

    def more_is_set(self) -> bool:
        """Whether something in what is folded away is to be mended, or is other than where nobody has said anything."""
        plain = initial_of(Rule())
        return any(
            self[name].errors or str(self[name].value() or "") != str(plain[name] or "") for name in self.MORE
        )

    @staticmethod
    def _with_kept(choices: Iterable[tuple[str, Any]], key: str) -> list[tuple[str, Any]]:
        found = list(choices)
        return [(KEPT, _("as the charter says now")), *found] if key == KEPT else found

    def clean(self) -> dict[str, Any]:
        """A number where one was promised, and a rule that can be."""
        cleaned = super().clean() or {}
        for choice, number in (("quorum", "quorum_number"), ("ballots", "ballots_number")):
            if cleaned.get(choice) == "number" and not cleaned.get(number) and number not in self.errors:
                self.add_error(number, _("Write the number."))
        if cleaned.get("method") == Method.CONSENSUS and not cleaned.get("style"):
            self.add_error("style", _("Say how the positions are counted."))
        if not self.errors:
            try:
                self.new_rule = self._rule(cleaned)
            except ValueError:
                raise forms.ValidationError(
                    _("This rule could never be met: more than the whole is asked for.")
                ) from None
        return cleaned

    def _rule(self, cleaned: dict[str, Any]) -> Rule:
        old, consensus = self.rule, cleaned["method"] == Method.CONSENSUS
        share = cleaned["share"]
        if share == KEPT and old.threshold:
            threshold = replace(old.threshold, minimum_yes=cleaned["minimum"] or 0)
        else:
            threshold = threshold_of(share, cleaned["base"], cleaned["minimum"])
        style = old.consensus if cleaned["style"] == KEPT else STYLES[cleaned["style"] or "reunion"][0]
        second = cleaned["second_number"]
        new = replace(
            old,
            method=Method(cleaned["method"]),
            voters=Voters(cleaned["voters"]),
            threshold=threshold,
            consensus=style if consensus else None,
            tie=Tie(cleaned["tie"]),
            counting=Counting(cleaned["counting"]) if cleaned["counting"] else None,
            quorum_present=old.quorum_present
            if cleaned["quorum"] == KEPT
            else quorum_of(cleaned["quorum"], cleaned["quorum_number"]),
            quorum_participation=old.quorum_participation
            if cleaned["ballots"] == KEPT
            else quorum_of(cleaned["ballots"], cleaned["ballots_number"]),
            second_call=SecondCall(self._second(second), cleaned["second_days"]),
            notice_days=cleaned["notice_days"] or 0,
            notice_hours=cleaned["notice_hours"] or 0,
            poll_hours=cleaned["poll_hours"] or 0,
        )
        # The text it came from does not say what we changed it to.
        return new if new == old else replace(new, source="")

    def _second(self, number: int | None) -> Quorum | None:
        old = self.rule.second_call.quorum
        if number is None:
            # A share has no field of its own: it stays, unless a number takes its place.
            return old if old is not None and old.number is None else None
        return Quorum(number=number)


def style_key(style: ConsensusStyle) -> str:
    """The choice that says this way of counting positions, or `KEPT`."""
    return next((key for key, (known, _words) in STYLES.items() if known == style), KEPT)


def initial_of(rule: Rule) -> dict[str, Any]:
    """What the fields say of a rule there is."""
    second, present, ballots = rule.second_call, rule.quorum_present, rule.quorum_participation
    return {
        "method": rule.method.value,
        "voters": rule.voters.value,
        "share": share_key(rule.threshold),
        "base": rule.threshold.base.value if rule.threshold else Base.CAST.value,
        "minimum": (rule.threshold.minimum_yes if rule.threshold else 0) or None,
        "style": style_key(rule.consensus) if rule.consensus else "reunion",
        "tie": rule.tie.value,
        "quorum": quorum_key(present),
        "quorum_number": present.number if present and present.share is None else None,
        "ballots": quorum_key(ballots),
        "ballots_number": ballots.number if ballots and ballots.share is None else None,
        "counting": rule.counting.value if rule.counting else "",
        "second_days": second.notice_days,
        "second_number": second.quorum.number if second.quorum else None,
        "notice_days": rule.notice_days or None,
        "notice_hours": rule.notice_hours or None,
        "poll_hours": rule.poll_hours or None,
    }
