"""What is brought up to date on pages that people have open: a motion's state and how many have voted."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kit import clock, live, moments
from unionhall.kit.registries import fragments, onlookers
from unionhall.kit.rows import Prepared

from .models import (
    BY_WHO_IS_HERE,
    OPENLY,
    Effect,
    Method,
    Motion,
    MotionText,
    Outcome,
    PaperBallot,
    Poll,
    Roll,
    Status,
)
from .rules import asks_for_notice, gathers_names, told_sittings

AT_ONCE = 3
"""So many votes by phone among who is here are shown at once; one is on at a time, but for a vote and what amends it."""
BUTTONS = (
    ("yes", gettext_lazy("In favour")),
    ("no", gettext_lazy("Against")),
    ("abstain", gettext_lazy("I abstain")),
)
"""What one presses to vote where one reads the question, with what it says."""
_missing = Prepared(lambda poll: Roll.objects.filter(poll_id=poll, voted=False)[:1])
"""A line of a poll's register that has not voted."""


def topic_of(motion_id: UUID) -> str:
    """The name under which a motion's live region is published."""
    return live.topic_of("motion", motion_id)


def voted_of(body_id: UUID) -> str:
    """The name under which it is published how many have voted in the votes a body takes by phone among who is here."""
    return live.topic_of("voted", body_id)


def motion_changed(motion: Motion) -> None:
    """Say that a motion moved; open pages show it after the commit, those of its body's meeting too."""
    live.publish(motion.hall_id, topic_of(motion.pk))
    live.publish(motion.hall_id, voted_of(motion.body_id))
    for _name, look in onlookers.items():
        look(motion.body)


def poll_moved(poll: Poll) -> None:
    """
    Say that somebody voted, after the commit and outside the ballot's transaction. Of a vote by phone among who is here a
    wall shows how many have; thousands of phones are told once all have, and not at each ballot.
    """
    live.publish(poll.hall_id, topic_of(poll.motion_id))
    if poll.by_who_is_here:
        live.publish(poll.hall_id, voted_of(poll.body_id))
        transaction.on_commit(lambda: _told_once_all_have(poll), robust=True)


def _told_once_all_have(poll: Poll) -> None:
    if _missing.one(poll=poll.pk) is None:
        for _name, look in onlookers.items():
            look(poll.body)


def region(motion_id: str) -> str:
    """The live region of a motion's page: where it stands and how many have voted. The same for every reader."""
    motion = Motion.objects.select_related("hall", "body", "amends").get(pk=motion_id)
    poll = motion.polls.filter(judges=None).order_by("-call").first()
    return render_to_string("decisions/live_region.html", in_region(motion, poll, clock.now()))


def voted_region(body_id: str) -> str:
    """The live region of a wall: how many have voted in the votes that are on by phone among who is here, and until when."""
    return render_to_string("decisions/voted.html", {"votes": votes_here(UUID(body_id), clock.now())})


fragments.declare("motion", region)
fragments.declare("voted", voted_region)


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
    if poll is None or poll.method not in OPENLY or poll.declared_at is not None:
        return 0
    return PaperBallot.objects.waiting().filter(poll=poll).count()


def differing_in(poll: Poll) -> int:
    """How many ballots on paper two have read differently, so that both look at them again."""
    return PaperBallot.objects.differing().filter(poll=poll).count()


def votes_here(body_id: UUID, at: datetime) -> list[dict[str, Any]]:
    """
    The votes that a body takes by phone among who is here, as a floor and a wall show them: the same for every reader, with what
    is asked, what it does by itself, until when, and how many have voted; never how. Three queries where there are any.

    `buttons`: what one may press on the floor itself; none where a ballot is more than one of three words, or something
    stands on its page that is to be read first.
    """
    polls = list(
        Poll.objects.filter(body_id=body_id, declared_at=None, judges=None, method__in=BY_WHO_IS_HERE)
        .select_related("motion__choice", "hall")
        .annotate(lines=Count("rolls"), voted=Count("rolls", filter=Q(rolls__voted=True)))
        .order_by("opened_at")[:AT_ONCE]
    )
    motions = [poll.motion_id for poll in polls]
    titles = MotionText.objects.for_reader(motions) if motions else {}
    does = Effect.objects.filter(motion__in=motions).values_list("motion", "said") if motions else ()
    return [
        {
            "poll": poll,
            "words": titles.get(poll.motion_id),
            "does": [said for motion, said in does if motion == poll.motion_id],
            "open": poll.is_open(at),
            "all_in": poll.voted == poll.lines,  # type: ignore[attr-defined]
            "until": moments.clock_time(poll.closes_at, poll.hall.time_zone).partition(" ")[0],
            "left": max(0, int((poll.closes_at - at).total_seconds())),
            "buttons": BUTTONS if has_buttons(poll) else (),
        }
        for poll in polls
    ]


def has_buttons(poll: Poll) -> bool:
    """Whether a ballot can be cast where the question is read: for or against, with nobody's answer to read before."""
    return poll.method == Method.LIVE and not hasattr(poll.motion, "choice") and not poll.motion.answer
