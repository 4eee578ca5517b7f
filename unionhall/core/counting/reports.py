"""Reports: what a count came to, as data first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

from unionhall.core.counting.ballots import Ballots
from unionhall.core.counting.ties import Tie, Ties

INTEGERS = "integers"


def decimal(value: int | Fraction, places: int) -> str:
    """
    A number as a decimal string: an `int` counts units of the last of `places`, a `Fraction` is rounded half up.

    >>> decimal(130040863, 6), decimal(17, 0), decimal(Fraction(2, 3), 4)
    ('130.040863', '17', '0.6667')
    """
    if isinstance(value, Fraction):
        value = (2 * value.numerator * 10**places + value.denominator) // (2 * value.denominator)
    if not places:
        return str(value)
    sign, digits = ("-" if value < 0 else ""), str(abs(value)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


@dataclass(frozen=True)
class Stage:
    """
    One stage of a count.

    `n`: from 1. `votes`: by name, decimal strings, of those who stand. `exhausted`: votes on ballots that name nobody who
    could still take them, a decimal string. `elected` and `excluded`: names, at this stage. `tie`: the tie broken here, or None.
    """

    n: int
    votes: Mapping[str, str]
    exhausted: str
    elected: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    tie: Tie | None = None

    def to_data(self) -> dict[str, object]:
        """
        The stage as plain data.

        >>> Stage(1, {"Ana": "3"}, "0", ("Ana",)).to_data()["elected"]
        ['Ana']
        """
        return {
            "n": self.n,
            "votes": dict(self.votes),
            "exhausted": self.exhausted,
            "elected": list(self.elected),
            "excluded": list(self.excluded),
            "tie": self.tie.to_data() if self.tie else None,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Stage:
        """
        A stage from its data.

        >>> Stage.from_data(Stage(1, {"Ana": "3"}, "0").to_data()) == Stage(1, {"Ana": "3"}, "0")
        True
        """
        return cls(
            data["n"],
            dict(data["votes"]),
            data["exhausted"],
            tuple(data["elected"]),
            tuple(data["excluded"]),
            Tie.from_data(data["tie"]) if data["tie"] else None,
        )


class Sorted(Protocol):
    """What became of the ballots that were handed in, by weight: `valid`, `blank`, `spoilt` (by reason)."""

    @property
    def valid(self) -> int:
        """Ballots that were counted."""

    @property
    def blank(self) -> int:
        """Ballots that say nothing."""

    @property
    def spoilt(self) -> Mapping[str, int]:
        """Ballots that could not be counted, by reason."""


@dataclass(frozen=True)
class HandedIn:
    """What became of the ballots that were handed in, where a rule keeps nothing else of them."""

    valid: int
    blank: int
    spoilt: Mapping[str, int]


@dataclass(frozen=True)
class Report:
    """
    What a count came to.

    `rule` and `arithmetic`: by name. `candidates`: all names; `withdrawn`: those passed over. `valid`, `blank` and `spoilt` (by
    reason): ballots, by weight. `quota`: votes, a decimal string, or None where the rule has none (Meek: that of the first
    stage). `winners`: in the order of election. `order`: everybody, the first first, those who are equal as one group; only of
    Schulze. `pairwise`: votes that rank the first name above the second; only of Schulze. `ties`: each lot and how it fell.
    """

    rule: str
    arithmetic: str
    seats: int
    candidates: tuple[str, ...]
    valid: int
    winners: tuple[str, ...]
    blank: int = 0
    spoilt: Mapping[str, int] = field(default_factory=dict)
    withdrawn: tuple[str, ...] = ()
    quota: str | None = None
    order: tuple[tuple[str, ...], ...] | None = None
    stages: tuple[Stage, ...] = ()
    pairwise: Mapping[str, Mapping[str, int]] | None = None
    ties: tuple[Tie, ...] = ()

    def to_data(self) -> dict[str, object]:
        """
        The report as plain data, fit for JSON.

        >>> report = Report("plurality", INTEGERS, 1, ("Ana", "Bilal"), valid=5, winners=("Ana",))
        >>> report.to_data()["winners"], report.to_data()["spoilt"]
        (['Ana'], {'count': 0, 'reasons': {}})
        """
        order = None if self.order is None else [one[0] if len(one) == 1 else list(one) for one in self.order]
        return {
            "rule": self.rule,
            "arithmetic": self.arithmetic,
            "seats": self.seats,
            "candidates": list(self.candidates),
            "withdrawn": list(self.withdrawn),
            "valid": self.valid,
            "blank": self.blank,
            "spoilt": {"count": sum(self.spoilt.values()), "reasons": dict(sorted(self.spoilt.items()))},
            "quota": self.quota,
            "winners": list(self.winners),
            "order": order,
            "stages": [stage.to_data() for stage in self.stages],
            "pairwise": None
            if self.pairwise is None
            else {one: dict(others) for one, others in self.pairwise.items()},
            "ties": [tie.to_data() for tie in self.ties],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Report:
        """
        A report from its data, as `to_data` or `unionhall count --json` give it. Names stand in the order of the paper again, for
        a database may have turned them round: so the same report is the same file, byte for byte.

        >>> report = Report("schulze", INTEGERS, 1, ("Ana", "Bilal"), 5, ("Ana",), order=(("Ana", "Bilal"),))
        >>> Report.from_data(report.to_data()) == report
        True
        """
        order, pairwise, names = data["order"], data["pairwise"], data["candidates"]
        return cls(
            rule=data["rule"],
            arithmetic=data["arithmetic"],
            seats=data["seats"],
            candidates=tuple(data["candidates"]),
            valid=data["valid"],
            winners=tuple(data["winners"]),
            blank=data["blank"],
            spoilt=dict(data["spoilt"]["reasons"]),
            withdrawn=tuple(data["withdrawn"]),
            quota=data["quota"],
            order=None
            if order is None
            else tuple((one,) if isinstance(one, str) else tuple(one) for one in order),
            stages=tuple(
                Stage.from_data({**one, "votes": _in_order(one["votes"], names)}) for one in data["stages"]
            ),
            pairwise=None
            if pairwise is None
            else {one: _in_order(others, names) for one, others in _in_order(pairwise, names).items()},
            ties=tuple(Tie.from_data(one) for one in data["ties"]),
        )


def _in_order(told: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """What is told of some of the `names`, in their order."""
    return {name: told[name] for name in names if name in told}


def reported(
    rule: str,
    ballots: Ballots,
    found: Sorted,
    ties: Ties,
    winners: Iterable[int],
    *,
    seats: int = 1,
    arithmetic: str = INTEGERS,
    **more: Any,
) -> Report:
    """
    The report of a count of `ballots`: what every rule says alike, and `more` of its fields. `winners`: candidates by number, in
    the order of election.
    """
    names = ballots.candidates
    return Report(
        rule=rule,
        arithmetic=arithmetic,
        seats=seats,
        candidates=names,
        withdrawn=tuple(names[number] for number in sorted(ballots.withdrawn)),
        valid=found.valid,
        blank=found.blank,
        spoilt=found.spoilt,
        winners=tuple(names[number] for number in winners),
        ties=tuple(ties.used),
        **more,
    )
