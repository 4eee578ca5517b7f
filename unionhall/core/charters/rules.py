"""A rule: who decides a matter, how, and when it is carried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from unionhall.core.consensus import ConsensusStyle
from unionhall.core.counting.names import TITLES, explained
from unionhall.core.counting.names import Rule as Counting
from unionhall.core.quorums import STARTER_QUORUM, Quorum
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling
from unionhall.core.thresholds import SIMPLE_MAJORITY, Base, Threshold
from unionhall.core.words import Sentence, Wrong, _, counted

FAILED_BEFORE_REPAIR = 3
"""After so many calls without a quorum, a meeting of whoever comes may repair the quorum, and nothing else."""


class Method(StrEnum):
    """How a vote is taken."""

    OPEN = "open"
    HANDS = "hands"
    SECRET_PAPER = "secret_paper"  # noqa: S105 - a way of voting
    CONSENSUS = "consensus"


_METHODS = {
    Method.OPEN: Sentence(_("We vote openly; everybody can see who voted how.")),
    Method.HANDS: Sentence(_("We vote by show of hands, counted by two tellers.")),
    Method.SECRET_PAPER: Sentence(_("We vote in secret, on paper, counted by two tellers.")),
    Method.CONSENSUS: Sentence(
        _(
            "We look for consensus: each says agree, agree with reservations, stand aside or block, before any is shown."
        )
    ),
}


def method_in_words(method: Method) -> Sentence:
    """
    The way of voting, as a sentence.

    >>> str(method_in_words(Method.HANDS))
    'We vote by show of hands, counted by two tellers.'
    """
    return _METHODS[method]


class Tie(StrEnum):
    """What a tie does."""

    LOST = "lost"
    AGAIN = "again"
    """The vote is taken again."""


class Voters(StrEnum):
    """Who makes up the electorate; the same names as the register policies."""

    STANDING = "standing"
    """Members in standing when the poll opens."""
    PRESENT = "present"
    """Members in standing who are present."""


_VOTERS = {
    Voters.STANDING: Sentence(_("Every member in standing votes.")),
    Voters.PRESENT: Sentence(_("Every member in standing who is present votes.")),
}

KINDS_OF_PEOPLE: dict[str, Sentence] = {
    "paid_officials": Sentence(_("paid officials of the union")),
    "paid_secretary": Sentence(_("the paid secretary")),
    "party_officials": Sentence(_("paid officials of a political party")),
    "supervisors": Sentence(_("people who can hire and fire")),
    "on_trial": Sentence(_("members on trial")),
    "in_arrears": Sentence(_("members in arrears")),
}
"""People a charter may leave out of the vote or of the quorum, or bar from office. A charter may name others."""


def kind_in_words(kind: str) -> Sentence | str:
    """
    A kind of people in words; a kind the charter made up says itself.

    >>> str(kind_in_words("paid_secretary")), kind_in_words("landlords")
    ('the paid secretary', 'landlords')
    """
    return KINDS_OF_PEOPLE.get(kind, kind)


@dataclass(frozen=True)
class SecondCall:
    """
    What happens when too few came: a second call, `notice_days` later at least, content with `quorum`. None:
    with half of what the first call needed. A quorum of a second call is never above the first's: the lower
    of the two counts.

    >>> SecondCall().needs(Quorum(number=5), 20)
    3
    >>> SecondCall(Quorum(number=9)).needs(Quorum(number=5), 20)
    5
    """

    quorum: Quorum | None = None
    notice_days: int = 3

    def __post_init__(self) -> None:
        if self.notice_days < 0:
            raise Wrong(_("days are never below zero"))

    def needs(self, first: Quorum, electorate: int) -> int:
        """How many a second call needs, where the first needed `first` of `electorate`."""
        return min((self.quorum or first.halved()).needs(electorate), first.needs(electorate))


@dataclass(frozen=True)
class Rule:
    """
    One rule of a charter.

    `voters`, `no_vote`: who votes, and kinds of members who do not (R9). `method`: how. `threshold`: what
    carries; None is a hole, for which the assembly must give an interpretation. `consensus`: how positions
    are counted, where the method is consensus. `quorum_present`: who must be there (where no meeting is held:
    who must take part), `not_counted` the kinds of people who do not count for it. `quorum_participation`:
    ballots that must be handed in. `second_call`: when too few came. `notice_hours`, `notice_days`,
    `poll_hours`: 0 where the charter's common number holds. `tie`: what a tie does. `repair`: this rule may
    only be used to repair a quorum, and needs none after three failed calls. `also`: rules that must be met
    as well (entrenched parts). `counting`: the rule by which a choice between options is counted; None where the
    charter leaves that to whoever puts the question. `source`: the text it comes from.
    """

    threshold: Threshold | None = SIMPLE_MAJORITY
    voters: Voters = Voters.STANDING
    no_vote: tuple[str, ...] = ()
    method: Method = Method.OPEN
    consensus: ConsensusStyle | None = None
    quorum_present: Quorum | None = STARTER_QUORUM
    not_counted: tuple[str, ...] = ()
    quorum_participation: Quorum | None = None
    second_call: SecondCall = field(default_factory=SecondCall)
    notice_hours: int = 0
    notice_days: int = 0
    poll_hours: int = 0
    tie: Tie = Tie.LOST
    repair: bool = False
    also: tuple[Rule, ...] = ()
    counting: Counting | None = None
    source: str = ""

    def __post_init__(self) -> None:
        if min(self.notice_hours, self.notice_days, self.poll_hours) < 0:
            raise Wrong(_("hours and days are never below zero"))
        if self.consensus is not None and self.method is not Method.CONSENSUS:
            raise Wrong(_("a way of counting positions needs consensus as the method"))

    @property
    def has_hole(self) -> bool:
        """
        Whether something needed to decide is not said.

        >>> Rule(threshold=None).has_hole, Rule().has_hole, Rule(method=Method.CONSENSUS).has_hole
        (True, False, True)
        """
        if self.method is Method.CONSENSUS:
            return self.consensus is None
        return self.threshold is None

    def may_vote(self, kinds: Iterable[str]) -> bool:
        """
        Whether a member of these kinds votes under this rule.

        >>> Rule(no_vote=("paid_officials",)).may_vote({"paid_officials"}), Rule().may_vote(())
        (False, True)
        """
        return not set(kinds) & set(self.no_vote)

    def counted_present(self, present: int, kinds: Mapping[str, int] | None = None) -> int:
        """
        Who of those present counts for the quorum. `kinds`: how many of them are of which kind.

        >>> Rule(not_counted=("paid_secretary",)).counted_present(5, {"paid_secretary": 1})
        4
        """
        return present - sum((kinds or {}).get(kind, 0) for kind in self.not_counted)

    def without_quorum(self) -> Rule:
        """The same rule with no quorum at all, for a meeting that repairs one."""
        return replace(self, quorum_present=None, quorum_participation=None)

    def may_choose(self) -> Ruling:
        """
        Whether a choice between options may be decided under this rule: where it names how one is counted; or else where no more
        than a simple majority is asked for, so that nobody slips past a stricter rule by asking "which of these".

        >>> bool(Rule().may_choose()), bool(Rule(counting=Counting.IRV, method=Method.CONSENSUS).may_choose())
        (True, True)
        >>> print(Rule(method=Method.CONSENSUS).may_choose().sentence)
        On this our charter asks for more than a majority, and does not say how a choice between options is counted.
        """
        if self.counting is not None or (self.method is not Method.CONSENSUS and self._is_plain()):
            return IN_ORDER
        return Ruling(
            OutOfOrder(
                Sentence(
                    _(
                        "On this our charter asks for more than a majority, and does not say how a choice between options is"
                        " counted."
                    )
                )
            )
        )

    def _is_plain(self) -> bool:
        """Whether no more than a simple majority carries."""
        if self.threshold is None or self.threshold.minimum_yes or self.also:
            return False
        whole = self.threshold.base in (Base.PRESENT, Base.ELECTORATE, Base.NON_BLOCKING)
        return not whole and self.threshold.share <= SIMPLE_MAJORITY.share

    def said_of_a_choice(self, rule: Counting) -> list[Sentence]:
        """
        The rule as it is read aloud before a choice between options that is counted by `rule`.

        >>> for one in Rule().said_of_a_choice(Counting.PLURALITY)[:3]: print(one)
        Every member in standing votes.
        We vote openly; everybody can see who voted how.
        Most votes. Each of us marks one. What most have marked is chosen, even with less than half.
        """
        parts = self._parts()
        if self.method not in (Method.OPEN, Method.SECRET_PAPER):
            parts["method"] = []
        parts["carried"] = [_counted_so(rule)]
        parts |= {"tie": [], "also": [], "counting": []}
        return [one for said in parts.values() for one in said]

    def said(self, beside: Rule | None = None) -> list[Sentence]:
        """
        The rule as it is read aloud; `beside` another rule, only where it differs from that one.

        >>> for one in Rule().said(): print(one)
        Every member in standing votes.
        We vote openly; everybody can see who voted how.
        It is carried when more than half of the votes for and against are in favour.
        A tie is lost.
        It counts when half of us, or 10, whichever is less, take part.
        If too few come, a second call at least 3 days later needs half as many.
        >>> for one in Rule(method=Method.HANDS).said(beside=Rule()): print(one)
        We vote by show of hands, counted by two tellers.
        For the rest as in ordinary decisions.
        """
        parts = self._parts()
        others = beside._parts() if beside else {}
        if not others or any(said and not parts[name] for name, said in others.items()):
            return [one for said in parts.values() for one in said]
        told = [one for name, said in parts.items() if said != others[name] for one in said]
        if parts != others and any(said and said == others[name] for name, said in parts.items()):
            told.append(Sentence(_("For the rest as in ordinary decisions.")))
        return told or [Sentence(_("As in ordinary decisions."))]

    def _parts(self) -> dict[str, list[Sentence]]:
        consensus = self.method is Method.CONSENSUS
        if consensus:
            carried = self.consensus.said() if self.consensus else [_HOLE]
        else:
            carried = [self.threshold.said() if self.threshold else _HOLE]
        tie = (
            Sentence(_("A tie is lost."))
            if self.tie is Tie.LOST
            else Sentence(_("After a tie we vote again."))
        )
        return {
            "voters": [_VOTERS[self.voters]],
            "no_vote": [Sentence(_("No vote: {who}."), who=tuple(map(kind_in_words, self.no_vote)))]
            if self.no_vote
            else [],
            "method": [method_in_words(self.method)],
            "carried": carried,
            "tie": [] if consensus else [tie],
            "counting": [Sentence(_("A choice between options: {how}"), how=_counted_so(self.counting))]
            if self.counting
            else [],
            **self._quorum_said(),
            "times": self._times_said(),
            "also": [said for more in self.also for said in (Sentence(_("And also:")), *more.said())],
        }

    def _quorum_said(self) -> dict[str, list[Sentence]]:
        present, part = [], []
        if self.quorum_present:
            both = self.quorum_present.share and self.quorum_present.number
            template = (
                _("It counts when {quorum}, take part.") if both else _("It counts when {quorum} take part.")
            )
            present.append(Sentence(template, quorum=self.quorum_present.in_words()))
        if self.not_counted:
            who = tuple(map(kind_in_words, self.not_counted))
            present.append(Sentence(_("Not counted for that: {who}."), who=who))
        if self.quorum_participation:
            quorum = self.quorum_participation.in_words()
            part.append(Sentence(_("At least this many ballots must be handed in: {quorum}."), quorum=quorum))
        second = []
        if self.repair:
            second.append(
                Sentence(
                    _(
                        "After {failed} calls without a quorum, a meeting of whoever comes may decide this,"
                        " and only this."
                    ),
                    failed=FAILED_BEFORE_REPAIR,
                )
            )
        elif present or part:
            second.append(self._second_said())
        return {"present": present, "participation": part, "second": second}

    def _second_said(self) -> Sentence:
        days = self.second_call.notice_days
        if self.second_call.quorum is None:
            return counted(
                days,
                _("If too few come, a second call at least one day later needs half as many."),
                _("If too few come, a second call at least {count} days later needs half as many."),
            )
        return counted(
            days,
            _("If too few come, a second call at least one day later needs: {quorum}."),
            _("If too few come, a second call at least {count} days later needs: {quorum}."),
            quorum=self.second_call.quorum.in_words(),
        )

    def _times_said(self) -> list[Sentence]:
        told = []
        if self.notice_days:
            told.append(
                counted(
                    self.notice_days,
                    _("Notice is given a day before."),
                    _("Notice is given {count} days before."),
                )
            )
        if self.notice_hours:
            told.append(
                counted(
                    self.notice_hours,
                    _("Notice is given an hour before."),
                    _("Notice is given {count} hours before."),
                )
            )
        if self.poll_hours:
            told.append(
                counted(
                    self.poll_hours,
                    _("The poll is open for an hour."),
                    _("The poll is open for {count} hours."),
                )
            )
        return told


def _counted_so(rule: Counting) -> Sentence:
    """A rule of counting by its name, and what it does."""
    return Sentence(_("{rule}. {how}"), rule=TITLES[rule], how=explained(rule))


_HOLE = Sentence(_("What carries it, the text does not say."))
