"""The parts of a charter that are not rules of a matter: membership, motions, terms, independence, emergencies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from unionhall.core.charters.rules import Rule
from unionhall.core.procedure import Procedure
from unionhall.core.thresholds import Threshold
from unionhall.core.words import Wrong, _


@dataclass(frozen=True)
class Options:
    """
    Choices that hold for the whole charter.

    `one_household_one_vote`: votes are of households. `proxies`: 0 none, 1 each member may cast one other
    member's vote. `vouchers`: members who must vouch for who joins by invite (one is enough until there are
    three members). `trial_days`: days on trial before admission (0 none). `unpaid_months`: months of dues
    unpaid after which standing is lost (0: standing does not hang on dues). `friendly_amendments`: the mover
    may accept an amendment without a vote. `seconds`: members needed to second a motion, beside its mover.
    `callers`: members who may call an assembly. `procedure`: which procedural motions a meeting knows.
    `poll_hours`, `notice_days`, `notice_hours`: where a rule names none.
    """

    one_household_one_vote: bool = False
    proxies: int = 0
    vouchers: int = 2
    trial_days: int = 0
    unpaid_months: int = 0
    friendly_amendments: bool = True
    seconds: int = 1
    callers: int = 2
    procedure: Procedure = Procedure.PLAIN
    poll_hours: int = 72
    notice_days: int = 0
    notice_hours: int = 0

    def __post_init__(self) -> None:
        if self.proxies not in (0, 1):
            raise Wrong(_("a member carries no proxy or one"))
        if self.vouchers not in (1, 2):
            raise Wrong(_("one or two members vouch"))
        if self.poll_hours < 1:
            raise Wrong(_("a poll is open for an hour at least"))
        counts = (self.trial_days, self.unpaid_months, self.seconds, self.notice_days, self.notice_hours)
        if min(counts) < 0 or self.callers < 1:
            raise Wrong(_("days, months and members are never below zero, and somebody must be able to call"))

    def vouchers_needed(self, members: int) -> int:
        """
        Vouchers an invite needs where there are so many members.

        >>> Options().vouchers_needed(2), Options().vouchers_needed(3)
        (1, 2)
        """
        return 1 if members < 3 else self.vouchers

    def seconds_needed(self, members: int) -> int:
        """
        Seconders a motion needs, never more than there are others.

        >>> Options().seconds_needed(1), Options(seconds=2).seconds_needed(12)
        (0, 2)
        """
        return max(0, min(self.seconds, members - 1))

    def callers_needed(self, members: int) -> int:
        """
        Members who must call an assembly together, never more than there are.

        >>> Options().callers_needed(1), Options().callers_needed(9)
        (1, 2)
        """
        return max(1, min(self.callers, members))


@dataclass(frozen=True)
class Terms:
    """
    How long a mandate lasts and how often it may be renewed, so that turns rotate.

    `longest_days`: of one mandate (0: as its decision says). `consecutive`: terms in a row (0: not said).
    `last_resort`: after that a name may stand only where too few others can be found, and the ballot prints
    the terms in a row (R11).
    """

    longest_days: int = 365
    consecutive: int = 0
    last_resort: bool = False

    def __post_init__(self) -> None:
        if self.longest_days < 0 or self.consecutive < 0:
            raise Wrong(_("days and terms are never below zero"))

    def may_stand(self, served_in_a_row: int, *, others: int, places: int) -> bool:
        """
        Whether somebody who served so many terms in a row may stand, where `others` stand for `places`.

        >>> Terms(consecutive=3, last_resort=True).may_stand(3, others=1, places=1)
        False
        >>> Terms(consecutive=3, last_resort=True).may_stand(3, others=0, places=1)
        True
        """
        if not self.consecutive or served_in_a_row < self.consecutive:
            return True
        return self.last_resort and others < places


@dataclass(frozen=True)
class Independence:
    """
    What keeps the body its own.

    `declarations`: what each who stands for office declares, in the charter's own words. `barred`: kinds of
    people who may hold no office. `voice_only`: kinds of people who may speak and not vote. `gifts_above`:
    gifts to a holder above this are declared, in minor units of `currency` (0: not said).
    """

    declarations: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    voice_only: tuple[str, ...] = ()
    gifts_above: int = 0
    currency: str = ""

    def __post_init__(self) -> None:
        if self.gifts_above < 0:
            raise Wrong(_("an amount is never below zero"))
        if self.gifts_above and not self.currency:
            raise Wrong(_("an amount needs its currency"))

    @property
    def says_something(self) -> bool:
        """Whether the charter has any such rule."""
        return bool(self.declarations or self.barred or self.voice_only or self.gifts_above)


@dataclass(frozen=True)
class Emergency:
    """
    An emergency motion between meetings (R45): open for `hours`, for at most `limit` minor units of
    `currency`, carried with at least `minimum_yes` votes in favour; `seconded`: it needs a seconder.
    """

    hours: int
    minimum_yes: int
    limit: int = 0
    currency: str = ""
    seconded: bool = True
    source: str = ""

    def __post_init__(self) -> None:
        if self.hours < 1 or self.minimum_yes < 1 or self.limit < 0:
            raise Wrong(_("an emergency motion needs an hour and a vote at least"))
        if self.limit and not self.currency:
            raise Wrong(_("an amount needs its currency"))

    def rule(self, ordinary: Rule) -> Rule:
        """
        The rule of an emergency motion: the ordinary sentence, with no meeting, and so many votes in favour.

        >>> Emergency(hours=24, minimum_yes=5).rule(Rule()).threshold.minimum_yes
        5
        """
        threshold = ordinary.threshold or Threshold(Fraction(1, 2))
        return replace(
            ordinary.without_quorum(),
            threshold=replace(threshold, minimum_yes=max(threshold.minimum_yes, self.minimum_yes)),
            poll_hours=self.hours,
            notice_days=0,
            notice_hours=0,
            source=self.source,
        )

    def allows(self, amount: int) -> bool:
        """
        Whether an emergency motion may spend `amount` minor units.

        >>> Emergency(hours=24, minimum_yes=5, limit=10000, currency="USD").allows(10001)
        False
        """
        return not self.limit or amount <= self.limit


@dataclass(frozen=True)
class Article:
    """A paragraph in the charter's own words. `anchor`: its name in links. `heading` and `text`: as written."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class Interpretation:
    """
    What the assembly said where the text did not.

    `anchor`: the paragraph with the hole, as `NeedsInterpretation` named it ("strike.threshold",
    "tables-delegates"). `of`: the number it answers for, in a table; None for the whole. `value`: the answer
    as data: a threshold, a table's value, or a table's reading ("started", "completed"). `words`: the
    decision in words. `day`: when, as an ISO date.
    """

    anchor: str
    value: Any
    of: int | None = None
    words: str = ""
    day: str = ""
