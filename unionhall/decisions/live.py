"""What is brought up to date on pages that people have open: a motion's state and how many have voted."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from unionhall.kit import clock, live
from unionhall.kit.registries import fragments, onlookers

from .models import Method, Motion, Outcome, PaperBallot, Poll, Status
from .rules import asks_for_notice, gathers_names, told_sittings


def topic_of(motion_id: UUID) -> str:
    """The name under which a motion's live region is published."""
    return live.topic_of("motion", motion_id)


def motion_changed(motion: Motion) -> None:
    """Say that a motion moved; open pages show it after the commit, those of its body's meeting too."""
    live.publish(motion.hall_id, topic_of(motion.pk))
    for _name, look in onlookers.items():
        look(motion.body)


def poll_moved(poll: Poll) -> None:
    """Say that somebody voted, after the commit and outside the ballot's transaction."""
    live.publish(poll.hall_id, topic_of(poll.motion_id))


def region(motion_id: str) -> str:
    """The live region of a motion's page: where it stands and how many have voted. The same for every reader."""
    motion = Motion.objects.select_related("hall", "body", "amends").get(pk=motion_id)
    poll = motion.polls.filter(judges=None).order_by("-call").first()
    return render_to_string("decisions/live_region.html", in_region(motion, poll, clock.now()))


fragments.declare("motion", region)


def in_region(motion: Motion, poll: Poll | None, at: datetime) -> dict[str, Any]:
    """What the live region says of a motion and its last poll."""
    return {
        "motion": motion,
        "poll": poll,
        "voted": voted_in(poll),
        "waiting": waiting_in(poll),
        "count": count_in_words(poll) if poll is not None else "",
        "sittings": told_sittings(poll, at) if poll is not None and poll.declared_at is None else (),
        "passed_over": motion.amends is not None and motion.amends.status == Status.POLLING,
        "gathers": gathers_names(motion),
        "asks_for_notice": motion.status == Status.SECONDED and asks_for_notice(motion, at),
    }


def count_in_words(poll: Poll) -> str:
    """The declared count of a vote for and against in one line; of a choice, or where there is none, nothing."""
    tally = poll.tally or {}
    if poll.declared_at is None or poll.outcome == Outcome.NOT_QUORATE:
        return ""
    if not {"yes", "no", "abstain"} <= tally.keys():
        return ""
    told = {"yes": tally["yes"], "no": tally["no"], "abstain": tally["abstain"]}
    return _("%(yes)d for, %(no)d against, %(abstain)d abstaining") % told


def voted_in(poll: Poll | None) -> int:
    """How many lines of the register have voted."""
    return poll.rolls.filter(voted=True).count() if poll is not None else 0


def waiting_in(poll: Poll | None) -> int:
    """How many ballots on paper one has read and nobody else yet; those of members who got an account are theirs to cast."""
    if poll is None or poll.method != Method.OPEN or poll.declared_at is not None:
        return 0
    return PaperBallot.objects.waiting().filter(poll=poll).count()


def differing_in(poll: Poll) -> int:
    """How many ballots on paper two have read differently, so that both look at them again."""
    return PaperBallot.objects.differing().filter(poll=poll).count()
