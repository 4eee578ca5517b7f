"""Recall: how a mandate is called back, and who is in office while that is decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import partial

from unionhall.core.petitions import Denominator, Petition
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.core.words import Sentence, Wrong, _


@dataclass(frozen=True)
class RecallRule:
    """
    How a mandate is called back.

    `petition`: who must ask before it is put to the vote; None where no asking is needed and the body that
    gave the mandate may recall it at any meeting, without a trial. `acts_meanwhile`: whether the holder may
    go on acting until the result is declared. `pause_days`: where not, how long the pause lasts at most, so
    that a call cannot suspend anybody for ever. `within_days`: the vote must be held within so many days of
    the call (0: not said). `again_days`: after a call that was voted down, the same mandate is not called back again for so many
    days (0: not said). `source`: the text it comes from.
    """

    petition: Petition | None = field(default_factory=partial(Petition, 1))
    acts_meanwhile: bool = True
    pause_days: int = 0
    within_days: int = 0
    source: str = ""
    again_days: int = 0

    def __post_init__(self) -> None:
        if self.pause_days < 0 or self.within_days < 0 or self.again_days < 0:
            raise Wrong(_("days are never below zero"))
        if not self.acts_meanwhile and self.pause_days < 1:
            raise Wrong(_("a pause needs its longest number of days"))

    def needs(self, *, members_now: int, members_at_year_start: int | None = None) -> int:
        """
        How many names a call needs; one where no petition is asked for.

        >>> RECALL_TABLE["iww_branch"].needs(members_now=40)
        5
        >>> RECALL_TABLE["iww_branch"].needs(members_now=3)
        2
        """
        if self.petition is None:
            return 1
        return self.petition.needs(now=members_now, at_year_start=members_at_year_start)

    def said(self) -> list[Sentence]:
        """
        The rule in words.

        >>> str(RecallRule().said()[1])
        'Until the result is declared, the holder stays in office.'
        """
        told = [
            Sentence(
                _(
                    "Whoever holds a mandate can be recalled at any time: {who} may call for it, and it is put to the vote."
                ),
                who=self.petition.in_words(),
            )
            if self.petition
            else Sentence(
                _(
                    "Whoever holds a mandate can be recalled at any time, without a trial, by the body that gave it: "
                    "any member may call for it, and it is put to the vote."
                )
            )
        ]
        if self.within_days:
            told.append(
                Sentence(_("The vote is held within {days} days of the call."), days=self.within_days)
            )
        if self.acts_meanwhile:
            told.append(Sentence(_("Until the result is declared, the holder stays in office.")))
        else:
            told.append(
                Sentence(
                    _("From the call until the result, for {days} days at most, the holder may not act."),
                    days=self.pause_days,
                )
            )
        if self.again_days:
            told.append(
                Sentence(
                    _(
                        "Where the vote does not take a mandate back, the same mandate is not called back again for {days} days."
                    ),
                    days=self.again_days,
                )
            )
        return told


def may_be_called(
    rule: RecallRule, names: int, *, members_now: int, members_at_year_start: int | None = None
) -> Ruling:
    """
    Whether a call with so many names goes to the vote.

    >>> may_be_called(RECALL_TABLE["iww_branch"], 4, members_now=40).sentence
    'This call for recall needs 5 names and has 4.'
    >>> bool(may_be_called(RECALL_TABLE["iww_branch"], 5, members_now=40))
    True
    """
    needed = rule.needs(members_now=members_now, members_at_year_start=members_at_year_start)
    if names < needed:
        sentence = Sentence(
            _("This call for recall needs {needed} names and has {names}."), needed=needed, names=names
        )
        return Ruling(OutOfOrder(sentence, rule="calling-recall"))
    return IN_ORDER


def may_be_called_again(rule: RecallRule, *, last_lost_on: date | None, today: date) -> Ruling:
    """
    Whether a mandate may be called back on the calendar day `today`, whose last call was voted down on `last_lost_on`
    (None: none was). The day of that result does not count.

    >>> rule = RecallRule(again_days=60)
    >>> print(may_be_called_again(rule, last_lost_on=date(2026, 5, 1), today=date(2026, 6, 30)).sentence)
    A call to take this mandate back was voted down not long ago, and our charter lets 60 days pass before the next.
    >>> bool(may_be_called_again(rule, last_lost_on=date(2026, 5, 1), today=date(2026, 7, 1)))
    True
    """
    if not rule.again_days or last_lost_on is None or today > last_lost_on + timedelta(days=rule.again_days):
        return IN_ORDER
    sentence = Sentence(
        _(
            "A call to take this mandate back was voted down not long ago, and our charter lets {days} days pass before the next."
        ),
        days=rule.again_days,
    )
    return Ruling(OutOfOrder(sentence, rule="calling-recall"))


def may_act(
    rule: RecallRule, *, called_at: datetime | None, declared_at: datetime | None, carried: bool, at: datetime
) -> bool:
    """
    Whether the holder may act at `at`, as far as recall goes.

    `called_at`: when recall was called, if it was. `declared_at`, `carried`: the result, once declared. The
    power is gone at the very moment of a declaration that carries, not earlier where the holder stays in
    office (oracle 12).

    >>> from datetime import timezone
    >>> noon = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)
    >>> may_act(RecallRule(), called_at=noon, declared_at=None, carried=False, at=noon)
    True
    >>> may_act(RecallRule(), called_at=noon, declared_at=noon, carried=True, at=noon)
    False
    """
    if declared_at is not None and at >= declared_at:
        return not carried
    if called_at is None or at < called_at or rule.acts_meanwhile:
        return True
    return at >= called_at + timedelta(days=rule.pause_days)


_IWW = "IWW North American constitution, bylaws and resolutions (github.com/BaltimoreIWW/IWW-Docs, folder NARA, 2021)"
_BALTIMORE = "IWW Baltimore branch bylaws (github.com/BaltimoreIWW/IWW-Docs, folder BaltimoreGMB)"
_AWU = "Alphabet Workers Union articles (github.com/alphabetworkers/alphabetworkersunion.org)"

RECALL_TABLE: dict[str, RecallRule] = {
    "iww_general_officers": RecallRule(
        Petition(share=Fraction(1, 20), denominator=Denominator.YEAR_START),
        within_days=30,
        source=_IWW + ", article IX, section 3",
    ),
    "iww_branch": RecallRule(Petition(number=5), source=_BALTIMORE + ", article III, section 5"),
    "awu_executive": RecallRule(Petition(share=Fraction(1, 5)), source=_AWU),
    "awu_steward": RecallRule(None, acts_meanwhile=False, pause_days=30, source=_AWU),
    "awu_others": RecallRule(None, source=_AWU),
}
"""
Recall as real unions write it. Where a text does not say who acts meanwhile, the holder stays in office,
which is what "recalled" says in the plain sense: before the result nobody has been. A steward does not act from the
call on; that this ends after 30 days where nobody has decided is ours, so that a call suspends nobody for ever.
"""
