"""Tables of the decisions room, split by noun."""

from .motions import Effect, EffectState, Motion, MotionText, Paper, Question, Status, Support
from .polls import Ballot, Dissent, Method, Outcome, Poll, Roll, RollState, TellerFigure

__all__ = [
    "Ballot",
    "Dissent",
    "Effect",
    "EffectState",
    "Method",
    "Motion",
    "MotionText",
    "Outcome",
    "Paper",
    "Poll",
    "Question",
    "Roll",
    "RollState",
    "Status",
    "Support",
    "TellerFigure",
]
