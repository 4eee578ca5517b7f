"""
Agendas to begin with. Sources: Rusty's Rules of Order (IWW; domain rule R42) for the ordinary meeting; consensus meetings as
Seeds for Change describe them (R48, R50); for the founding conference the order in which the CNT's congresses begin, with the
credentials (R30), and the IWW's rule that a contested seat is decided by itself (R5). The others are the plainest that serve, and
every item can be taken off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import ItemKind


@dataclass(frozen=True)
class Agenda:
    """`title`: for whom it is; `items`: kind, title, minutes."""

    title: Any
    items: Sequence[tuple[ItemKind, Any, int]]


AGENDAS: Mapping[str, Agenda] = {
    "short": Agenda(
        _("Short: news, what we decide, who does what"),
        (
            (ItemKind.ROUND, _("How is work? Each in turn"), 15),
            (ItemKind.DISCUSSION, _("What we decide"), 30),
            (ItemKind.OTHER, _("Who does what until when"), 10),
        ),
    ),
    "first": Agenda(
        _("A first meeting"),
        (
            (ItemKind.ROUND, _("Who we are, and what brought us"), 15),
            (ItemKind.ROUND, _("What has to change, each in turn"), 20),
            (ItemKind.DISCUSSION, _("What we agree on: the five sentences"), 10),
            (ItemKind.DISCUSSION, _("What we do first, and who asks whom"), 20),
            (ItemKind.OTHER, _("When we meet again"), 5),
        ),
    ),
    "founding": Agenda(
        _("A founding conference of several groups"),
        (
            (ItemKind.OTHER, _("Opening; who facilitates, who takes the minutes"), 10),
            (ItemKind.REPORT, _("Seats: who is here, for which group, and who votes"), 20),
            (ItemKind.MOTION, _("Contested seats, each by itself"), 15),
            (ItemKind.MOTION, _("How this conference speaks and decides"), 15),
            (ItemKind.REPORT, _("The rival structures side by side, each told by who wrote it"), 30),
            (ItemKind.MOTION, _("Part by part: which of them we take"), 60),
            (ItemKind.MOTION, _("Put together, read aloud, confirmed as a whole"), 20),
            (ItemKind.DISCUSSION, _("What goes back to the groups, and by when they answer"), 10),
            (ItemKind.OTHER, _("Who does what until then; when we meet again"), 10),
        ),
    ),
    "rusty": Agenda(
        _("Ordinary meeting, in the order of Rusty's Rules"),
        (
            (ItemKind.OTHER, _("Opening; who facilitates; quorum"), 5),
            (ItemKind.MINUTES, _("Reading the last minutes"), 5),
            (ItemKind.OTHER, _("Approving the agenda"), 5),
            (ItemKind.REPORT, _("Reports of delegates and committees"), 20),
            (ItemKind.DISCUSSION, _("Old business"), 20),
            (ItemKind.DISCUSSION, _("New business"), 30),
            (ItemKind.OTHER, _("Good and welfare"), 10),
        ),
    ),
    "consensus": Agenda(
        _("By consensus"),
        (
            (ItemKind.OTHER, _("Arriving; roles; agenda"), 10),
            (ItemKind.REPORT, _("What was done since"), 10),
            (ItemKind.DISCUSSION, _("Understanding the question, without proposals"), 20),
            (ItemKind.DISCUSSION, _("Proposals, and testing for agreement"), 30),
            (ItemKind.OTHER, _("Who does what; how the meeting went"), 10),
        ),
    ),
    "strike": Agenda(
        _("Whether to strike"),
        (
            (ItemKind.REPORT, _("Where the talks stand, and what was offered"), 15),
            (ItemKind.DISCUSSION, _("What a strike asks of each of us; the fund"), 30),
            (ItemKind.MOTION, _("The vote, on paper"), 20),
            (ItemKind.OTHER, _("Whatever comes out: who does what tomorrow"), 15),
        ),
    ),
    "none": Agenda(_("An empty one"), ()),
}
