"""Opening a poll: the register is frozen, the rule with it, and the time it closes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Member
from unionhall.core.rulings import OutOfOrder
from unionhall.decisions import rules
from unionhall.decisions.live import motion_changed
from unionhall.decisions.models import (
    BY_WHO_IS_HERE,
    IN_THE_ROOM,
    Ballot,
    Motion,
    Poll,
    Roll,
    RollState,
    Status,
)
from unionhall.decisions.rules.counting import rule_data
from unionhall.decisions.rules.lifecycle import UNDECIDED
from unionhall.decisions.rules.motions import may_step
from unionhall.decisions.rules.polls import closing_time, referendum_closes
from unionhall.decisions.rules.sittings import is_through
from unionhall.kit.actor import Actor
from unionhall.kit.registries import Electorate, register_policies
from unionhall.record.book import action, write

from .making import pin_effects
from .motions import locked


@action
def open_poll(
    *,
    by: Actor,
    motion: Motion,
    at: datetime,
    method: str = "",
    hours: int | None = None,
    as_it_stands: bool = False,
    too_few: bool = False,
    minutes: int | None = None,
    by_name: bool = False,
) -> Poll:
    """
    Open a poll on a motion: its register is made up and frozen, with the rule and the text.

    `method`: one of those the rule allows, the first where none is named. `hours`: how long, where the rule does not
    say; `minutes`: how long, by phone for who is here. `as_it_stands`: seconded amendments are passed over, and fall when the
    motion is decided. `too_few`: only to note that too few are in the room for it. Raises a `Refusal` with the reason where
    it may not be opened now. `by_name`: names are called aloud, for who is here.
    """
    motion = locked(motion)
    rules.may_open_poll(by, motion, at, method, as_it_stands, too_few=too_few).enforce()
    row = bodies.charter_row(motion.hall_id, at)
    charter = bodies.charter(motion.hall_id, at)
    rule = rules.rule_of(motion, charter)
    method = method or rules.methods_now(motion, rule, at)[0]
    if by_name:
        rules.may_call_names(motion, method).enforce()
    # All in standing may vote; who is there a meeting's register says, or else the tellers say how many.
    counted = "tellers" if rules.gathered(motion.body, at) is None else "meeting"
    by_who_is_here = method in BY_WHO_IS_HERE
    policy = "present" if by_who_is_here else counted if method in IN_THE_ROOM else "standing"
    register = register_policies.get(policy)(motion.body, at, rule)
    if not register.weights:
        raise OutOfOrder(_("Nobody may vote on this now, so there is nothing to open."))
    of_all = register_policies.get("standing")(motion.body, at, rule) if by_who_is_here else register

    through = is_through(motion, method, at)
    poll = Poll.objects.create(
        hall_id=motion.hall_id,
        motion=motion,
        body=motion.body,
        call=(motion.polls.filter(judges=None).aggregate(last=Max("call"))["last"] or 0) + 1,
        method=method,
        policy=policy,
        rule=rule_data(rule),
        charter=row,
        text_digest=motion.binding_text().digest,
        electorate=sum(of_all.weights.values()),
        here=sum(register.weights.values()) if by_who_is_here else 0,
        opened_by_id=by.member_id,
        by_name=by_name,
        opened_at=at,
        closes_at=(
            referendum_closes(charter.referendum, hours, at)
            if motion.referendum and charter.referendum is not None
            else through.until
            if through is not None
            else closing_time(rule, charter, method, hours, at, minutes)
        ),
        through=through.key if through is not None else None,
    )
    _freeze(poll, register)
    pin_effects(motion)
    may_step(motion, Status.POLLING).enforce()
    motion.status = Status.POLLING
    motion.save(update_fields=["status"])

    write(
        "poll.opened",
        by=by,
        at=at,
        about=poll,
        body=motion.body_id,
        call=poll.call,
        method=str(poll.method),
        electorate=poll.on_register,
        closes=poll.closes_at.isoformat(timespec="minutes"),
        text=poll.text_digest,
        charter=row.version,
    )
    for amendment in motion.amendments.filter(status__in=UNDECIDED):
        motion_changed(amendment)
    motion_changed(motion)
    return poll


def _freeze(poll: Poll, register: Electorate) -> None:
    """The register's lines, in an order that says nothing."""
    members: Mapping[UUID, Member] = Member.objects.filter(hall_id=poll.hall_id).in_bulk(
        list(register.weights)
    )
    Roll.objects.bulk_create(
        Roll(
            hall_id=poll.hall_id,
            poll=poll,
            member=members[member_id],
            weight=weight,
            speaks_for=[str(one) for one in register.speaks_for.get(member_id, ())],
        )
        for member_id, weight in register.weights.items()
    )


@action
def open_judging(*, by: Actor, poll: Poll, at: datetime) -> Poll:
    """
    Let those who do not block judge, of each block, whether it is about what the body is here for (R49).

    It is open for as long as the poll of positions was, and its register are the lines that took a position other than a block.
    """
    blocking = Ballot.objects.filter(poll=poll, choice="block").values("roll_id")
    lines = list(poll.rolls.filter(voted=True).exclude(pk__in=blocking))
    weight = sum(line.weight for line in lines)
    judging = Poll.objects.create(
        hall_id=poll.hall_id,
        motion=poll.motion,
        body=poll.body,
        call=poll.call,
        method=poll.method,
        policy=poll.policy,
        rule=poll.rule,
        charter=poll.charter,
        text_digest=poll.text_digest,
        electorate=weight,
        here=weight if poll.by_who_is_here else 0,
        opened_by_id=by.member_id,
        opened_at=at,
        closes_at=at + (poll.closes_at - poll.opened_at),
        judges=poll,
    )
    Roll.objects.bulk_create(
        Roll(
            hall_id=poll.hall_id,
            poll=judging,
            member_id=line.member_id,
            weight=line.weight,
            state=RollState.OPEN,
        )
        for line in lines
    )
    write(
        "poll.opened",
        by=by,
        at=at,
        about=judging,
        body=poll.body_id,
        call=judging.call,
        method=str(judging.method),
        electorate=judging.electorate,
        closes=judging.closes_at.isoformat(timespec="minutes"),
        text=judging.text_digest,
        charter=poll.charter.version,
    )
    return judging
