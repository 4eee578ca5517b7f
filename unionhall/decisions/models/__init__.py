"""Tables of the decisions room, split by noun."""

from .choices import Candidate, Choice, Pile
from .lots import Lot, Willing
from .motions import Effect, EffectState, Motion, MotionText, Paper, Question, Served, Status, Support, Way
from .polls import (
    AT_A_MEETING,
    BY_WHO_IS_HERE,
    IN_THE_ROOM,
    OPENLY,
    Ballot,
    Dissent,
    Method,
    Outcome,
    PaperBallot,
    Poll,
    Roll,
    RollState,
    TellerFigure,
)

__all__ = [
    "AT_A_MEETING",
    "BY_WHO_IS_HERE",
    "IN_THE_ROOM",
    "OPENLY",
    "Ballot",
    "Candidate",
    "Choice",
    "Dissent",
    "Effect",
    "EffectState",
    "Lot",
    "Method",
    "Motion",
    "MotionText",
    "Outcome",
    "Paper",
    "PaperBallot",
    "Pile",
    "Poll",
    "Question",
    "Roll",
    "RollState",
    "Served",
    "Status",
    "Support",
    "TellerFigure",
    "Way",
    "Willing",
]
