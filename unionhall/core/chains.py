"""Chains: one vote after another, where the outcome of the first says what comes next (R38)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from unionhall.core.tallies import Tally
from unionhall.core.thresholds import SIMPLE_MAJORITY, Base, Threshold
from unionhall.core.words import Sentence, Wrong, _


@dataclass(frozen=True)
class Step:
    """
    One vote of a chain.

    `question`: what is asked, in the charter's own words. `threshold`: what carries it; None where the text
    does not say (then it must be interpreted before the chain is used). `if_carried`, `if_lost`: the key of
    the next step, or of an ending.
    """

    question: str
    threshold: Threshold | None
    if_carried: str
    if_lost: str


@dataclass(frozen=True)
class Chain:
    """
    Votes that follow each other.

    `start`: the first step. `steps`: by key. `endings`: by key, the result in the charter's own words.
    `title`: likewise. Raises `ValueError` at once where a step leads nowhere, round in a circle, or cannot be
    reached, so that every chain ends.
    """

    start: str
    steps: Mapping[str, Step]
    endings: Mapping[str, str]
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.start not in self.steps:
            raise Wrong(_("a chain starts at a step, and “{start}” is none"), start=self.start)
        both = set(self.steps) & set(self.endings)
        if both:
            raise Wrong(_("“{key}” is a step and an ending"), key=min(both))
        reached: set[str] = set()
        self._walk(self.start, (), reached)
        unreached = (set(self.steps) | set(self.endings)) - reached
        if unreached:
            raise Wrong(_("“{key}” cannot be reached"), key=min(unreached))

    def _walk(self, key: str, path: tuple[str, ...], reached: set[str]) -> None:
        if key in path:
            raise Wrong(_("the chain comes back to “{key}” and need never end"), key=key)
        reached.add(key)
        if key in self.endings:
            return
        if key not in self.steps:
            raise Wrong(_("the chain leads to “{key}”, which is neither a step nor an ending"), key=key)
        for follower in (self.steps[key].if_carried, self.steps[key].if_lost):
            self._walk(follower, (*path, key), reached)

    def follows(self, key: str, *, carried: bool) -> str:
        """The key of what comes after step `key`."""
        step = self.steps[key]
        return step.if_carried if carried else step.if_lost

    def run(self, counts: Mapping[str, Tally], *, electorate: int, present: int | None = None) -> Result:
        """
        Follow the chain through the votes counted so far.

        `counts`: the tally of each step already taken. `electorate`, `present`: as for thresholds. Raises
        `ValueError` where a step that is reached has no threshold, and was not interpreted.

        >>> sixty = {"ratify": Tally(yes=40, no=60), "strike": Tally(yes=60, no=40)}
        >>> MACHINISTS.run(sixty, electorate=120).ending
        'accepted'
        >>> MACHINISTS.run({"ratify": Tally(yes=40, no=60)}, electorate=120).next_step
        'strike'
        """
        key = self.start
        path: list[tuple[str, bool]] = []
        while key in self.steps:
            if key not in counts:
                return Result(tuple(path), next_step=key)
            threshold = self.steps[key].threshold
            if threshold is None:
                raise Wrong(_("the text does not say what carries “{key}”"), key=key)
            carried = threshold.is_met_by(counts[key], present=present, electorate=electorate)
            path.append((key, carried))
            key = self.follows(key, carried=carried)
        return Result(tuple(path), ending=key)

    def said(self) -> list[Sentence]:
        """
        The chain in words.

        >>> print(MACHINISTS.said()[3])
        If it is lost: We strike at once.
        """
        told: list[Sentence] = []
        for step in self.steps.values():
            told.append(Sentence(_("We vote on this: {question}"), question=step.question))
            if step.threshold is not None:
                told.append(step.threshold.said())
            told.append(Sentence(_("If it is carried: {what}"), what=self._named(step.if_carried)))
            told.append(Sentence(_("If it is lost: {what}"), what=self._named(step.if_lost)))
        return told

    def _named(self, key: str) -> str:
        return self.endings[key] if key in self.endings else self.steps[key].question


@dataclass(frozen=True)
class Result:
    """
    How far a chain has come.

    `path`: (step, whether it carried) for each vote taken. Either `next_step`, the vote to hold now, or
    `ending`, the key of the result, is not "".
    """

    path: tuple[tuple[str, bool], ...]
    next_step: str = ""
    ending: str = ""


MACHINISTS = Chain(
    start="ratify",
    steps={
        "ratify": Step(
            _("We accept the offer."),
            Threshold(Fraction(1, 2), Base.PRESENT),
            if_carried="accepted",
            if_lost="strike",
        ),
        "strike": Step(
            _("We strike at once."),
            Threshold(Fraction(2, 3), Base.PRESENT, at_least=True),
            if_carried="struck",
            if_lost="accepted",
        ),
    },
    endings={"accepted": _("The offer is accepted as it stands."), "struck": _("We strike.")},
    title=_("Accept the offer, or strike"),
    source="Machinists lodge, what happens after negotiations (ll2424.com); IAMAW constitution, article XVI, section 2"
    " (quoted at d70iam.org)",
)
"""
R38: ratification by a majority of those attending; if it is rejected, an immediate strike vote needs two
thirds of those present; if that fails the offer is accepted as it stands.
"""

PLAIN_RATIFICATION = Chain(
    start="ratify",
    steps={
        "ratify": Step(_("We accept the offer."), SIMPLE_MAJORITY, if_carried="accepted", if_lost="rejected")
    },
    endings={"accepted": _("The offer is accepted."), "rejected": _("The offer is rejected and we go on.")},
)
"""A rejected offer that stays rejected: the ordinary sentence, with nothing by default."""
