"""A choice between options: by which rule it is counted, who may put one, and what its ballots come to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body
from unionhall.core.charters import Charter, Counting, Rule
from unionhall.core.counting.choices import Question
from unionhall.core.log import canonical
from unionhall.core.rulings import IN_ORDER, NotAuthorised, OutOfOrder, Ruling
from unionhall.decisions.models import Ballot, Motion, Pile, Poll, TellerFigure
from unionhall.kit.actor import Actor
from unionhall.record.book import entry_of

from .chains import chain_for
from .motions import may_put_motion

if TYPE_CHECKING:
    from unionhall.core.counting.reports import Report
    from unionhall.core.counting.stacks import Stack

# What counts loads numpy, a tenth of a second and 25 MB; a server on which nobody chooses anything does without. So it is
# imported where something is counted.

ASKED = "a choice"
"""Under this name a stored tally says that it is one of a choice."""


def question_of(motion: Motion) -> Question | None:
    """What the motion asks to choose from; None where it is a motion to vote for or against."""
    choice = getattr(motion, "choice", None)
    return choice.question() if choice is not None else None


def counting_for(charter: Charter, matter: str) -> Counting | None:
    """The rule by which `charter` says that a choice on `matter` is counted; None where it leaves that open."""
    return charter.rule_for(matter).counting


def may_put_choice(by: Actor, body: Body, matter: str, at: datetime) -> Ruling:
    """
    Whether `by` may ask `body` to choose between options on `matter`: who may put a motion, where a majority decides or the
    charter says how a choice is counted, and no chain of votes hangs on the matter.
    """
    ruling = may_put_motion(by, body, matter, at)
    if not ruling:
        return ruling
    charter = bodies.charter(body.hall_id, at)
    if chain_for(charter, matter) is not None:
        return Ruling(
            OutOfOrder(_("By our charter one vote leads to the next on this: yes or no."), rule="chains")
        )
    ruling = charter.rule_for(matter).may_choose()
    if ruling:
        return IN_ORDER
    assert ruling.refusal is not None
    return Ruling(OutOfOrder(ruling.refusal.sentence, rule=matter))


def may_count_by(charter: Charter, matter: str, rule: Counting) -> Ruling:
    """Whether a choice on `matter` may be counted by `rule`: by the one the charter names, or any where it names none."""
    named = counting_for(charter, matter)
    if named is None or named == rule:
        return IN_ORDER
    return Ruling(OutOfOrder(_("Our charter says how a choice on this is counted."), rule=matter))


def said_of(motion: Motion, rule: Rule) -> list[Any]:
    """The rule a motion is decided by, as sentences: of a choice, how it is counted in the place of what carries."""
    question = question_of(motion)
    return rule.said_of_a_choice(question.rule) if question is not None else rule.said()


def seed_of(poll: Poll) -> str:
    """
    What lots of this poll are drawn by: the seal of the entry that opened it, 64 hex digits. It is in the record before the
    first ballot is cast, holds 32 random bytes, and nobody chose it; "" where the entry cannot be found.
    """
    entry = entry_of(poll, "poll.opened")
    return str(json.loads(entry.leaf)["commit"]) if entry is not None else ""


@dataclass(frozen=True)
class Chosen:
    """What the ballots of a choice come to. `report`: None where none is valid; `seed`: by which lots were drawn."""

    question: Question
    stack: Stack
    report: Report | None
    seed: str

    @property
    def took_part(self) -> int:
        """Every ballot handed in."""
        return self.stack.handed_in

    @property
    def winners(self) -> tuple[str, ...]:
        """What was chosen, in the order of election."""
        return self.report.winners if self.report is not None else ()

    def to_data(self) -> dict[str, Any]:
        """What is kept with the poll: the report, and what a recount needs beside the ballots."""
        return {
            ASKED: True,
            "handed_in": self.took_part,
            "seed": self.seed,
            "report": self.report.to_data() if self.report is not None else None,
        }

    def sealed(self) -> dict[str, Any]:
        """
        What the record holds: numbers and digests, because an option can be somebody's name, and what is sealed cannot be
        taken back. `winners`: by their number on the paper, from 1. `papers`: of the ballots, equal ones together; `report`: of
        the report's data.
        """
        options, report = list(self.question.options), self.report
        return {
            "handed_in": self.took_part,
            "valid": report.valid if report is not None else 0,
            "winners": [options.index(name) + 1 for name in self.winners],
            "papers": digest_of(self.stack.to_data()),
            "report": digest_of(report.to_data()) if report is not None else "",
        }


def digest_of(data: Any) -> str:
    """SHA-256 in hex of data as canonical JSON."""
    return hashlib.sha256(canonical.dumps(data)).hexdigest()


def stack_cast(poll: Poll) -> Stack:
    """The ballots cast in a poll by phone, each weighing what its line of the register weighs: one query, whatever is asked."""
    from unionhall.core.counting.stacks import Stack

    weighed = (
        Ballot.objects.filter(poll=poll).order_by().values_list("choice").annotate(votes=Sum("roll__weight"))
    )
    return Stack.of(dict(weighed))


def stack_typed(figure: TellerFigure) -> Stack | None:
    """The papers a teller's figure stands for; None once they are gone."""
    from unionhall.core.counting.stacks import Stack

    pile = Pile.objects.filter(figure=figure).first()
    return Stack.from_data(pile.papers) if pile is not None else None


def stack_of_all(figures: Iterable[TellerFigure]) -> Stack | None:
    """The papers of all these figures in one stack, as many as the sittings a vote went through; None once they are gone."""
    whole = None
    for figure in figures:
        stack = stack_typed(figure)
        if stack is None:
            return None
        whole = stack if whole is None else whole + stack
    return whole


def chosen_by(poll: Poll, question: Question, stack: Stack) -> Chosen:
    """What `stack` comes to in this poll."""
    seed = seed_of(poll)
    return Chosen(question, stack, stack.counted(question, seed), seed)


def is_choice(tally: Mapping[str, Any] | None) -> bool:
    """Whether a stored tally is one of a choice between options."""
    return bool(tally) and ASKED in (tally or {})


def stored_report(poll: Poll) -> Report | None:
    """The report of a declared choice; None where nothing was counted."""
    data = (poll.tally or {}).get("report")
    if not data:
        return None
    from unionhall.core.counting.reports import Report

    return Report.from_data(data)


def stored_seed(poll: Poll) -> str:
    """The seed by which lots of a declared choice were drawn."""
    return str((poll.tally or {}).get("seed", ""))


def stack_kept(poll: Poll) -> Stack | None:
    """The ballots of a declared choice while they are kept, 30 days; None afterwards."""
    if poll.in_the_room:
        return stack_of_all(poll.figures.filter(settled=True))
    return stack_cast(poll) if poll.rolls.exists() else None


def ballots_are_kept(poll: Poll) -> bool:
    """Whether the ballots of a declared choice are still there."""
    if poll.in_the_room:
        return Pile.objects.filter(poll=poll, figure__settled=True).exists()
    return poll.ballots.exists()


def may_read_ballots(by: Actor, poll: Poll) -> Ruling:
    """
    Whether `by` may have the ballots of a declared choice, equal ones together and nobody's name on them, to count them again:
    members of the body it was held in. Of a ranking of many options somebody can make a sign, so strangers do not get them.
    """
    member = bodies.member_of(by) if by.hall_id == poll.hall_id else None
    if member is None or not bodies.is_member(member, poll.body):
        return Ruling(
            NotAuthorised(
                _("The ballots are for the members of the body that voted. The report is everybody's.")
            )
        )
    if poll.declared_at is None:
        return Ruling(OutOfOrder(_("The ballots can be read once the result is declared.")))
    return IN_ORDER
