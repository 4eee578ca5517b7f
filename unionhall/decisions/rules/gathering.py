"""Whether enough have come together for a vote in the room, where the body keeps count of who is there."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from unionhall.bodies import rules as bodies
from unionhall.bodies.models import Body
from unionhall.core.charters import Call, Rule, quorum_way_out
from unionhall.core.rulings import IN_ORDER, OutOfOrder, Ruling, first_refusal
from unionhall.decisions.models import Motion
from unionhall.kit.registries import Gathering, gatherings, procedures

from .notice import calls_failed
from .sittings import goes_through


def gathered(body: Body, at: datetime) -> Gathering | None:
    """Who has come to the meeting that `body` holds now; None where it holds none, or nobody keeps count of who is there."""
    for _name, ask in gatherings.items():
        if (found := ask(body, at)) is not None:
            return found
    return None


def wanted_in_the_room(motion: Motion, rule: Rule, at: datetime) -> int:
    """How many have to be there for a vote on the motion now: the rule's quorum, or that of the second call; 0 where none."""
    voters = bodies.voters_of(motion.body, at).count()
    return quorum_way_out(rule, calls_failed(motion), voters).present


def next_call(motion: Motion, rule: Rule, at: datetime) -> Call:
    """What the call after one that came to no quorum now would need, as the charter says."""
    voters = bodies.voters_of(motion.body, at).count()
    return quorum_way_out(rule, calls_failed(motion) + 1, voters)


def are_enough(motion: Motion, rule: Rule, at: datetime) -> Ruling:
    """
    Whether enough have come for a vote in the room. In order, too, where nobody keeps count: then the tellers say it; and where
    it goes through several sittings: then they are enough or not when the last has counted, all of them together.
    """
    here = gathered(motion.body, at)
    if here is None or (not motion.referendum and goes_through(motion.body, at) is not None):
        return IN_ORDER
    wanted = wanted_in_the_room(motion, rule, at)
    if here.many >= wanted:
        return IN_ORDER
    return Ruling(
        OutOfOrder(
            _(
                "Checked in with a vote: %(here)d. A quorum is %(wanted)d: until so many are here, no vote is opened in the room."
            )
            % {"here": here.many, "wanted": wanted},
            rule=motion.matter,
        )
    )


def nothing_goes_before(motion: Motion, at: datetime) -> Ruling:
    """Whether a meeting of the body is free to vote on the motion in the room now, and not deciding first how it goes on."""
    return first_refusal(*(ask(motion, at) for _name, ask in procedures.items()))


def no_more_than_came(body: Body, present: int, at: datetime) -> Ruling:
    """Whether no more are said to be in the room than have checked in; in order where nobody keeps count."""
    here = gathered(body, at)
    if here is None or present <= here.many:
        return IN_ORDER
    return Ruling(
        OutOfOrder(
            _(
                "You say that %(present)d with a vote are here; %(here)d are checked in. First tick in who is missing."
            )
            % {"present": present, "here": here.many}
        )
    )
