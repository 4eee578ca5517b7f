"""What notice a vote needs, and which calls on it came to too few."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.core.charters import Charter, Rule, quorum_way_out
from unionhall.core.days import is_noticed
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Refusal, Ruling
from unionhall.decisions.models import Motion, Outcome, Poll, Status

from .motions import rule_of


def calls_failed(motion: Motion) -> int:
    """
    How many calls in a row came to no quorum: on this motion; where it repairs a quorum, of the whole body, so that a body
    which cannot decide anything can still mend its rule.
    """
    polls = Poll.objects.filter(judges=None, declared_at__isnull=False).exclude(outcome=Outcome.STOPPED)
    of_motion = _in_a_row(polls.filter(motion=motion))
    if motion.matter != "quorum_repair":
        return of_motion
    return max(of_motion, _in_a_row(polls.filter(body_id=motion.body_id)))


def _in_a_row(polls: object) -> int:
    failed = 0
    for outcome in polls.order_by("-declared_at", "-call").values_list("outcome", flat=True)[:20]:  # type: ignore[attr-defined]
        if outcome != Outcome.NOT_QUORATE:
            break
        failed += 1
    return failed


def opens_from(motion: Motion, charter: Charter, rule: Rule) -> tuple[datetime, int, int]:
    """
    What notice a poll on the motion needs: the moment notice was served, the calendar days and the hours from then.

    Notice of a seconded motion is served by the hall's page when it is seconded; of a second call, by the declaration
    that the first was not quorate.
    """
    served = motion.seconded_at or motion.put_at
    if motion.emergency or motion.chain_step:
        return served, 0, 0
    if motion.status == Status.NOT_QUORATE:
        last = motion.polls.filter(judges=None).order_by("-call").first()
        if last is not None and last.declared_at is not None:
            call = quorum_way_out(rule, calls_failed(motion), last.electorate)
            return last.declared_at, call.notice_days, 0
    return served, *charter.notice_of(rule)


def is_served(motion: Motion, charter: Charter, rule: Rule, at: datetime) -> Ruling:
    """Whether notice of the vote has been given for as long as the charter asks."""
    served, days, hours = opens_from(motion, charter, rule)
    if is_noticed(served, at, ZoneInfo(motion.hall.time_zone), notice_days=days, notice_hours=hours):
        return IN_ORDER
    if hours:
        sentence = _("Notice of %(hours)d hours has to pass before this vote is opened.") % {"hours": hours}
    else:
        sentence = _("Notice of %(days)d days has to pass before this vote is opened.") % {"days": days}
    return Ruling(OutOfOrder(sentence, rule=motion.matter))


def asks_for_notice(motion: Motion, at: datetime) -> bool:
    """Whether any time has to pass between notice of the motion and the opening of its vote."""
    charter = bodies.charter(motion.hall_id, at)
    try:
        _served, days, hours = opens_from(motion, charter, rule_of(motion, charter))
    except Refusal:
        return False
    return bool(days or hours)
