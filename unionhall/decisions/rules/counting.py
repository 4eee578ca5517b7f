"""Reading a count: from ballots or figures to core's tallies, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from unionhall.bodies.models import Body, Declaration
from unionhall.core.charters import Outcome as Result
from unionhall.core.charters import PastDecision, Rule, Verdict, judge, judge_choice
from unionhall.core.charters.codec import read, write
from unionhall.core.consensus import Positions
from unionhall.core.rulings import OutOfOrder
from unionhall.core.tallies import Tally
from unionhall.core.words import Sentence
from unionhall.decisions.models import Ballot, Method, Motion, Outcome, Poll

from .choosing import Chosen, chosen_by, is_choice, question_of, stack_cast
from .gathering import gathered

VOTES = ("yes", "no", "abstain")
POSITIONS = ("agree", "reservations", "aside", "block", "abstain")
JUDGEMENTS = ("relevant", "not_relevant")
"""Of each block: it is about what the body is here for, or it is not."""
FIGURES = {
    Method.HANDS: VOTES,
    Method.PAPER: (*VOTES, "blank", "spoilt"),
    Method.SLIPS: POSITIONS,
}
"""What tellers count, by method."""
BY_PHONE = {
    Method.OPEN: VOTES,
    Method.LIVE: VOTES,
    Method.CONSENSUS: POSITIONS,
    Method.POSITIONS: POSITIONS,
}
"""What a ballot cast by phone says, by method."""

Count = Tally | Positions | Chosen


def rule_from(poll: Poll) -> Rule:
    """The rule the poll was opened under, as it was then."""
    return read(Rule, poll.rule)


def rule_data(rule: Rule) -> Any:
    """A rule as data, to be frozen with a poll."""
    return write(rule)


def is_consensus(poll: Poll) -> bool:
    """Whether positions are taken in the poll, by phone or on slips."""
    return poll.method in (Method.CONSENSUS, Method.SLIPS, Method.POSITIONS)


def count_of(poll: Poll) -> Count:
    """The ballots of a poll by phone, in votes: each ballot weighs what its line of the register weighs."""
    question = question_of(poll.motion)
    if question is not None:
        return chosen_by(poll, question, stack_cast(poll))
    weighed = (
        Ballot.objects.filter(poll=poll).order_by().values_list("choice").annotate(votes=Sum("roll__weight"))
    )
    votes = dict(weighed)
    if is_consensus(poll):
        judging = getattr(poll, "judged_by", None)
        return Positions(**votes, irrelevant=judged(judging) if judging is not None else ())
    return Tally(**votes)


def blocks_of(poll: Poll) -> list[Ballot]:
    """The blocks of a poll of positions, in an order that says nothing about time."""
    return list(poll.ballots.filter(choice="block").select_related("roll").order_by("pk"))


def judged(judging: Poll) -> tuple[int, ...]:
    """For each block, in `blocks_of`'s order, how many of those not blocking judged it not relevant."""
    blocks = len(blocks_of(judging.judges)) if judging.judges is not None else 0
    found = [0] * blocks
    for choice, weight in judging.ballots.values_list("choice", "roll__weight"):
        for place, mark in enumerate(choice[:blocks]):
            found[place] += weight if mark == "n" else 0
    return tuple(found)


def figures_count(method: str, figures: Mapping[str, Any]) -> Tally | Positions:
    """Tellers' figures as a count. Raises `OutOfOrder` where they are none."""
    try:
        if method == Method.SLIPS:
            given = {name: figures.get(name, 0) for name in POSITIONS}
            return Positions(**given, irrelevant=tuple(figures.get("irrelevant", ())))
        return Tally(**{name: figures.get(name, 0) for name in FIGURES[Method(method)]})
    except ValueError as wrong:
        raise OutOfOrder(_("These figures cannot be: whole numbers are counted, zero or more.")) from wrong


def stored_count(poll: Poll) -> Tally | Positions | None:
    """The count as it was declared, or None where none was; of a choice see `choosing.stored_report`."""
    if poll.tally is None or is_choice(poll.tally):
        return None
    data = {**poll.tally}
    if is_consensus(poll):
        return Positions(**{**data, "irrelevant": tuple(data.get("irrelevant", ()))})
    return Tally(**data)


def present_of(poll: Poll, rule: Rule, at: datetime) -> int | None:
    """
    Who counts towards the quorum of a poll by phone, where the charter leaves some people out (R9's paid secretary): those
    who voted, without them. None where nobody is left out: then all who took part count. Of a poll by who is here: those who
    are still here, as in a count in the room; where the meeting has ended without its result, those who voted.
    """
    left_out = Declaration.objects.filter(hall_id=poll.hall_id, key__in=rule.not_counted, says=True).values(
        "member_id"
    )
    here = gathered(poll.body, at) if poll.by_who_is_here else None
    if here is not None:
        return int(here.voters.exclude(pk__in=left_out).count())
    if not rule.not_counted:
        return None
    voted = poll.rolls.filter(voted=True)
    return int(voted.exclude(member_id__in=left_out).aggregate(votes=Sum("weight"))["votes"] or 0)


def verdict_of(poll: Poll, count: Count, present: int | None, failed: int, tabled_before: bool) -> Verdict:
    """What `count` comes to under the poll's frozen rule."""
    if isinstance(count, Chosen):
        return judge_choice(
            rule_from(poll),
            count.winners,
            took_part=count.took_part,
            electorate=poll.electorate,
            present=present,
            calls_failed=failed,
        )
    return judge(
        rule_from(poll),
        count,
        electorate=poll.electorate,
        present=present,
        calls_failed=failed,
        tabled_before=tabled_before,
    )


def was_tabled(motion: Motion, before_call: int) -> bool:
    """Whether an earlier poll tabled the motion."""
    return motion.polls.filter(judges=None, outcome=Outcome.TABLED, call__lt=before_call).exists()


def past_decisions(body: Body, last: int = 20) -> list[PastDecision]:
    """
    The body's last decided polls, oldest first, as core replays them under another charter; choices between options have no
    threshold that another charter would set elsewhere, and are left out.
    """
    polls = (
        Poll.objects.filter(body=body, judges=None, declared_at__isnull=False, motion__choice=None)
        .exclude(outcome=Outcome.STOPPED)
        .select_related("motion")
        .order_by("-declared_at")[:last]
    )
    return [
        PastDecision(
            key=str(poll.motion_id),
            matter=poll.motion.matter,
            outcome=Result(poll.outcome),
            count=stored_count(poll),
            electorate=poll.electorate,
            present=poll.present,
            calls_failed=poll.call - 1,
        )
        for poll in reversed(polls)
    ]


def sentence_data(sentence: Sentence) -> dict[str, Any]:
    """A sentence of core as data, so that it can be said later in any language."""
    values = {
        name: sentence_data(v) if isinstance(v, Sentence) else _plain(v)
        for name, v in sentence.values.items()
    }
    return {"template": sentence.template, "values": values}


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [sentence_data(one) if isinstance(one, Sentence) else one for one in value]
    return value


def sentence_from(data: Mapping[str, Any]) -> Sentence:
    """A sentence from its data."""

    def value(one: Any) -> Any:
        if isinstance(one, dict):
            return sentence_from(one)
        return [value(item) for item in one] if isinstance(one, list) else one

    return Sentence(data["template"], **{name: value(one) for name, one in data["values"].items()})
